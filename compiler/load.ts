// Reads and parses the files of a program: the entry files and whatever they import, each once, in a fixed order. The one
// loader of the build, the tests and the editor.
import type { Import, Unit } from './check/check.ts'
import { report } from './diagnostics/table.ts'
import type { Diagnostic } from './diagnostics/types.ts'
import { importTarget, readStd, unreadable, type ImportProblem } from './imports/resolve.ts'
import { normalPath, STD_FOLDER } from './paths.ts'
import { sourceFile } from './source.ts'
import type { FileId, SourceFile } from './source.ts'
import type { Comment } from './syntax/lexer.ts'
import { parse, type ParseResult } from './syntax/parser.ts'

/**
 * How the compiler sees files. Paths have `/` between folders and no `.` or `..` in them; they are relative to the project,
 * or absolute if the entries are.
 */
export interface Host {
  /** The text of a file, or undefined if there is none. */
  readonly read: (path: string) => string | undefined
}

/** A host whose files are texts in memory, by path. */
export function memoryHost(files: Readonly<Record<string, string>>): Host {
  return { read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined) }
}

export interface LoadedFile extends Unit {
  /** As the parser left it. */
  readonly parsed: ParseResult
  readonly comments: readonly Comment[]
  /** Of the lexer and the parser, or that an entry file is missing. */
  readonly problems: readonly Diagnostic[]
}

/** Files as they were last parsed, by path: a file that is read under the same number with the same text is not parsed again. */
export type ParsedBefore = ReadonlyMap<string, LoadedFile>

/** Far above any source that people write by hand; a longer file counts as one that can't be read. */
const MAX_LENGTH = 4 << 20
const BYTE_ORDER_MARK = '\uFEFF'

/**
 * Loads the files that the entries reach, in the order of file ids: breadth first, the entries in front. An entry that can't
 * be read counts as empty and has a problem. Never throws, whatever the files hold.
 */
export function load(
  host: Host,
  entries: readonly string[],
  before: ParsedBefore = new Map(),
): readonly LoadedFile[] {
  const files = new Map<string, SourceFile>()
  const pending: SourceFile[] = []
  const missing = new Set<FileId>()
  const add = (path: string, text: string): SourceFile => {
    const known = before.get(path)?.file
    const same = known !== undefined && known.text === text && known.id === files.size
    const file = same ? known : sourceFile(files.size, path, text)
    files.set(path, file)
    pending.push(file)
    return file
  }
  const open = (path: string): SourceFile | null => {
    const known = files.get(path)
    if (known !== undefined) return missing.has(known.id) ? null : known
    const text = path.startsWith(STD_FOLDER) ? readStd(path) : readText(host, path)
    return text === undefined ? null : add(path, text)
  }
  const follow = (from: string, written: string): Import => {
    const target = importTarget((path) => readText(host, path), from, written)
    if (!target.ok) return target
    const file = open(target.path)
    return file === null ? failedImport(unreadable(written, target.path)) : { ok: true, file }
  }
  for (const entry of entries) {
    const path = normalPath(entry)
    if ((path !== undefined && open(path) !== null) || files.has(path ?? entry)) continue
    missing.add(add(path ?? entry, '').id)
  }
  const loaded: LoadedFile[] = []
  for (let file = pending.shift(); file !== undefined; file = pending.shift()) {
    const { id, path } = file
    const known = before.get(path)
    const { tree, comments, problems } = known?.file === file ? known.parsed : parse(file)
    const resolve = (written: string): Import => follow(path, written)
    // Imports are opened now, so that files are numbered in the order in which they are imported.
    const imports = tree.items.flatMap((item) => {
      const target = item.kind === 'import' ? resolve(item.path.text) : null
      return target?.ok === true ? [target.file.id] : []
    })
    const absent = missing.has(id) ? [report('E0809', { file: id, start: 0, end: 0 }, { path })] : []
    const sound = problems.length === 0
    const parsed = { tree, comments, problems }
    loaded.push({ file, tree, parsed, comments, imports, resolve, sound, problems: [...absent, ...problems] })
  }
  return loaded
}

function failedImport(problem: ImportProblem): Import {
  return { ok: false, problem }
}

/** Editors leave a byte order mark out of what they show, so places are counted without it. */
function readText(host: Host, path: string): string | undefined {
  const text = host.read(path)
  if (text === undefined || text.length > MAX_LENGTH) return undefined
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text
}
