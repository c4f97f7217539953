// The front end as a whole: paths in, typed program and diagnostics out. Does no I/O of its own: a host reads files, so the
// same code runs in a browser, a test and an editor with unsaved text.
import { check } from './check/check.ts'
import type { Reference } from './check/session.ts'
import type { Diagnostic } from './diagnostics/types.ts'
import { silenced } from './diagnostics/silence.ts'
import { joinPath } from './paths.ts'
import { sourceFile, type SourceFile } from './source.ts'
import type { ParsedFile } from './syntax/ast.ts'
import type { Comment } from './syntax/lexer.ts'
import { parse } from './syntax/parser.ts'
import type { TypedProgram } from './typed/tree.ts'

/** Where files come from. Paths use `/`. */
export interface Host {
  /** The text of a file; null if there is none. */
  readonly readFile: (path: string) => string | null
}

export interface FrontendResult {
  /** Whether the program may be lowered: no error among the diagnostics, and no `invalid` part in the tree. */
  readonly ok: boolean
  /** Always there, for editors; only of use to the back end if `ok`. */
  readonly program: TypedProgram
  /** Parsed trees and comments by `FileId`. */
  readonly parsed: readonly { readonly tree: ParsedFile; readonly comments: readonly Comment[] }[]
  /** In the order of files and places. */
  readonly diagnostics: readonly Diagnostic[]
  /** Every place where a declared name stands, its declaration included, in the order of files and places. */
  readonly references: readonly Reference[]
}

/**
 * Parses and checks the entry files and all that they import. An entry file that can't be read counts as empty: ask the
 * host first where that matters. While any file has syntax errors only those are reported, since what they hide would
 * be reported as missing.
 */
export function runFrontend(entries: readonly string[], host: Host): FrontendResult {
  const loaded = loadAll(entries, host)
  const syntax = loaded.flatMap((unit) => unit.problems)
  const checked = check(
    loaded.map(({ file, tree }) => ({
      file,
      tree,
      resolve: (path) =>
        importTarget(file.path, path, (p) => loaded.find((u) => u.file.path === p)?.file ?? null),
    })),
  )
  const broken = syntax.some((d) => d.severity === 'error')
  const comments = loaded.map((unit) => unit.comments)
  const all = broken ? syntax : [...syntax, ...checked.diagnostics]
  const diagnostics = all
    .filter((d) => !silenced(d, checked.program.files, comments))
    .toSorted((a, b) => byPlace(a.span, b.span) || (a.code < b.code ? -1 : 1))
  return {
    ok: diagnostics.every((d) => d.severity !== 'error'),
    program: checked.program,
    parsed: loaded.map(({ tree, comments: own }) => ({ tree, comments: own })),
    diagnostics,
    references: checked.references.toSorted((a, b) => byPlace(a.span, b.span)),
  }
}

interface Loaded {
  readonly file: SourceFile
  readonly tree: ParsedFile
  readonly comments: readonly Comment[]
  readonly problems: readonly Diagnostic[]
}

/** Reads files breadth first; each once. */
function loadAll(entries: readonly string[], host: Host): Loaded[] {
  const loaded: Loaded[] = []
  const texts = new Map<string, string | null>()
  const read = (path: string): string | null => {
    const known = texts.get(path)
    if (known !== undefined) return known
    const text = host.readFile(path)
    texts.set(path, text)
    return text
  }
  const queue = [...new Set(entries)]
  for (const path of queue) {
    const file = sourceFile(loaded.length, path, read(path) ?? '')
    const { tree, comments, problems } = parse(file)
    loaded.push({ file, tree, comments, problems })
    for (const item of tree.items) {
      if (item.kind !== 'import') continue
      const target = importTarget(path, item.path.text, (p) => (read(p) === null ? null : p))
      if (target !== null && !queue.includes(target)) queue.push(target)
    }
  }
  return loaded
}

/** The file that an import means: the path as written, or with `.silo` behind it. */
function importTarget<T>(from: string, path: string, find: (path: string) => T | null): T | null {
  if (!path.startsWith('./') && !path.startsWith('../')) return null
  const joined = joinPath(from, path)
  if (joined === null) return null
  return find(joined) ?? find(`${joined}.silo`)
}

function byPlace(a: Diagnostic['span'], b: Diagnostic['span']): number {
  return a.file - b.file || a.start - b.start || a.end - b.end
}
