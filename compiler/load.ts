// Reads and parses the files of a program: the entry files and whatever they import, each once, in a fixed order.
import type { Unit } from './check/check.ts'
import type { Diagnostic } from './diagnostics/types.ts'
import { sourceFile } from './source.ts'
import type { SourceFile } from './source.ts'
import { parse } from './syntax/parser.ts'

/** How the compiler sees files. Paths are relative to the project, with `/` between folders and no `.` or `..` in them. */
export interface Host {
  /** The text of a file, or undefined if there is none. */
  readonly read: (path: string) => string | undefined
}

export interface LoadedProgram {
  /** In the order of file ids. */
  readonly units: readonly Unit[]
  /** Of the lexer and the parser. */
  readonly diagnostics: readonly Diagnostic[]
  /** Entry files that could not be read. */
  readonly missing: readonly string[]
}

const EXTENSION = '.silo'

/** Loads the files that the entries reach. Never throws, whatever the files hold. */
export function load(host: Host, entries: readonly string[]): LoadedProgram {
  const files = new Map<string, SourceFile>()
  const units: Unit[] = []
  const diagnostics: Diagnostic[] = []
  const pending: string[] = []
  const open = (path: string): SourceFile | null => {
    const known = files.get(path)
    if (known !== undefined) return known
    const text = host.read(path)
    if (text === undefined) return null
    const file = sourceFile(files.size, path, text)
    files.set(path, file)
    pending.push(path)
    return file
  }
  const missing = entries.filter((path) => open(normalise(path) ?? path) === null)
  for (let path = pending.shift(); path !== undefined; path = pending.shift()) {
    const file = files.get(path)
    if (file === undefined) continue
    const parsed = parse(file)
    diagnostics.push(...parsed.problems)
    const from = path
    const resolve = (written: string): SourceFile | null => {
      const target = resolveImport(from, written)
      return target === undefined ? null : open(target)
    }
    // Imports are opened now, so that files are numbered in the order in which they are imported.
    for (const item of parsed.tree.items) if (item.kind === 'import') resolve(item.path.text)
    units.push({ file, tree: parsed.tree, resolve })
  }
  return { units, diagnostics, missing }
}

/**
 * The path that an import means: `./` and `../` count from the importing file, and `.silo` may be left out. Undefined for
 * other forms and for paths that leave the project.
 */
export function resolveImport(from: string, written: string): string | undefined {
  if (!written.startsWith('./') && !written.startsWith('../')) return undefined
  const folder = from.split('/').slice(0, -1)
  const path = normalise([...folder, written].join('/'))
  if (path === undefined) return undefined
  return path.endsWith(EXTENSION) ? path : `${path}${EXTENSION}`
}

/** The path without `.` and `..`; undefined if it leaves the project. */
function normalise(path: string): string | undefined {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}
