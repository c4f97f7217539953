// What the last build read and wrote (`.silo/build.json`), to the letter: comparing texts takes less time than loading what makes digests. A build that
// would read the very same is not run again: it has nothing to say that it didn't say then.
import { mkdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { BUILD_ID } from './build-id.ts'
import { replaceFile } from './files.ts'
import { isRecord, type Project } from './project.ts'
import { decodeSource } from './source-text.ts'

/** What `silo build` tells of an artifact. */
export interface BuildSummary {
  /** Absolute path. */
  readonly artifact: string
  readonly name: string
  readonly codeRoot: string
  readonly codeBytes: number
  readonly functions: readonly string[]
}

/** A file's path, relative to the project, and its text; null where there was no file. */
type Seen = readonly [path: string, text: string | null]

const FILE = 'build.json'

/** The summary of the last build, if this compiler would read the same and its artifact is still there. */
export function unchangedBuild(project: Project): BuildSummary | undefined {
  if (BUILD_ID === undefined) return undefined
  const record = readRecord(project)
  if (record === undefined || record['key'] !== keyOf(project, BUILD_ID)) return undefined
  const { files, summary } = record
  if (!isSummary(summary) || !Array.isArray(files) || !files.every(isSeen)) return undefined
  return files.every(([path, text]) => textOf(join(project.root, path)) === text) ? summary : undefined
}

/** Keeps what a build read (text by path, undefined where there was no file), and the text that it wrote. */
export function keepBuild(
  project: Project,
  texts: ReadonlyMap<string, string | undefined>,
  summary: BuildSummary,
  written: string,
): void {
  if (BUILD_ID === undefined) return
  const read = [...texts].map(([path, text]): Seen => [path, text ?? null])
  const artifact: Seen = [relative(project.root, summary.artifact), written]
  mkdirSync(project.stateFolder, { recursive: true })
  const record = { key: keyOf(project, BUILD_ID), files: [...read, artifact], summary }
  replaceFile(join(project.stateFolder, FILE), `${JSON.stringify(record)}\n`)
}

/** All that a build depends on beside the files that it reads. */
function keyOf({ root, entry, contract, outFolder }: Project, buildId: string): string {
  return JSON.stringify([buildId, root, entry, contract ?? null, outFolder])
}

/** Total: what is no record is none. */
function readRecord(project: Project): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(readFileSync(join(project.stateFolder, FILE), 'utf8'))
    return isRecord(json) ? json : undefined
  } catch {
    return undefined
  }
}

function isSummary(value: unknown): value is BuildSummary {
  return (
    isRecord(value) &&
    typeof value['artifact'] === 'string' &&
    typeof value['name'] === 'string' &&
    typeof value['codeRoot'] === 'string' &&
    typeof value['codeBytes'] === 'number' &&
    Array.isArray(value['functions']) &&
    value['functions'].every((name) => typeof name === 'string')
  )
}

function isSeen(value: unknown): value is Seen {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    typeof value[0] === 'string' &&
    (value[1] === null || typeof value[1] === 'string')
  )
}

function textOf(path: string): string | null {
  try {
    const source = decodeSource(readFileSync(path))
    return source.ok ? source.text : null
  } catch {
    return null
  }
}
