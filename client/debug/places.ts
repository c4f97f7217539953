// Places in source files as people read them, for instructions that a source map knows.
import type { Artifact } from '../../compiler/artifact.ts'
import { positionAt, sourceFile, type SourceFile } from '../../compiler/source.ts'
import { originsAt } from '../../compiler/sourcemap/query.ts'
import type { Origin, SourceMap } from '../../compiler/sourcemap/types.ts'

/** A place in a source file; lines and columns count from 1, as people do. */
export interface SourcePlace {
  readonly path: string
  readonly line: number
  readonly column: number
  /** The source text of the place itself, its first line. */
  readonly text: string
  /** The whole line it stands on. */
  readonly lineText: string
}

/** The innermost place of an instruction: its expression, or its statement where it has none of its own. */
export function placeOf(
  map: SourceMap,
  files: readonly (SourceFile | undefined)[],
  pc: number,
): SourcePlace | undefined {
  return placeOfOrigin(files, originsAt(map, pc)[0])
}

/** The place that an origin names; the dispatch of messages has none. */
export function placeOfOrigin(
  files: readonly (SourceFile | undefined)[],
  origin: Origin | undefined,
): SourcePlace | undefined {
  const file = origin === undefined ? undefined : files[origin.file]
  if (origin === undefined || file === undefined || origin.kind === 'dispatch') return undefined
  const { line, column } = positionAt(file, origin.start)
  const lineStart = file.lineStarts[line] ?? 0
  const lineEnd = file.lineStarts[line + 1] ?? file.text.length
  return {
    path: file.path,
    line: line + 1,
    column: column + 1,
    text: file.text.slice(origin.start, origin.end).split('\n', 1)[0] ?? '',
    lineText: file.text.slice(lineStart, lineEnd).trimEnd(),
  }
}

/** The sources of a source map, by its file numbers. */
export function sourceFilesOf(map: SourceMap, artifact: Artifact): (SourceFile | undefined)[] {
  return map.files.map((path, id) => {
    const source = artifact.sources.find((candidate) => candidate.path === path)
    return source === undefined ? undefined : sourceFile(id, path, source.text)
  })
}
