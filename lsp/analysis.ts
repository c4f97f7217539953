// What the compiler knows about one open document: the document is the entry, its imports come along. An analysis
// remembers every text it has seen, so whether it still holds is a comparison, never a guess.
import { openFrontEnd, type FrontEnd, type FrontendResult } from '../compiler/frontend.ts'
import type { Host } from '../compiler/load.ts'
import { sourceFile, type SourceFile } from '../compiler/source.ts'
import { PACKAGES_FOLDER } from '../compiler/paths.ts'
import { projectRoot } from './project-root.ts'

export interface Analysis {
  /** The document itself. */
  readonly file: SourceFile
  readonly result: FrontendResult
  /** Every text that was asked for, by path; undefined where there was none. */
  readonly texts: ReadonlyMap<string, string | undefined>
}

/**
 * Checks the file at `path` and what it imports. As in a build, imports don't leave the file's project but for packages. A front end that has checked the
 * document before checks only what has changed.
 */
export function analyseFile(path: string, host: Host, frontEnd: FrontEnd = openFrontEnd()): Analysis {
  const texts = new Map<string, string | undefined>()
  const read = (wanted: string): string | undefined => {
    const text = host.read(wanted)
    texts.set(wanted, text)
    return text
  }
  const root = projectRoot(path, read)
  const inside: Host = { read: (wanted) => (mayRead(root, wanted) ? read(wanted) : undefined) }
  const result = frontEnd.analyse(inside, [path])
  return { file: result.program.files[0] ?? sourceFile(0, path, ''), result, texts }
}

/** Files of the project, and of packages in a `node_modules` that it sees. */
function mayRead(root: string, path: string): boolean {
  const packages = path.indexOf(`/${PACKAGES_FOLDER}`)
  return path.startsWith(root) || (packages >= 0 && root.startsWith(path.slice(0, packages + 1)))
}

/** Whether a new analysis would see the very same texts. */
export function isCurrent(analysis: Analysis, host: Host): boolean {
  for (const [path, text] of analysis.texts) if (host.read(path) !== text) return false
  return true
}
