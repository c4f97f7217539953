// The front end as a whole: paths in, typed program and diagnostics out. Does no I/O of its own: a host reads files, so the
// same code runs in the build, a browser, a test and an editor with unsaved text, and they can't disagree.
import { check } from './check/check.ts'
import { newMemory, type Memory } from './check/memory.ts'
import type { Reference } from './check/session.ts'
import type { Diagnostic } from './diagnostics/types.ts'
import { silenced } from './diagnostics/silence.ts'
import { load } from './load.ts'
import { normalPath, packageFolder } from './paths.ts'
import type { Host, LoadedFile } from './load.ts'
import type { FileId } from './source.ts'
import type { TypedProgram } from './typed/tree.ts'

export interface FrontendResult {
  /** Whether the program may be lowered: no error among the diagnostics, and no `invalid` part in the tree. */
  readonly ok: boolean
  /** Always there, for editors; only of use to the back end if `ok`. Its files begin with the entries. */
  readonly program: TypedProgram
  /** Parsed files by `FileId`. */
  readonly parsed: readonly LoadedFile[]
  /** In the order of files and places. */
  readonly diagnostics: readonly Diagnostic[]
  /** Every place where a declared name stands, its declaration included, in the order of files and places. */
  readonly references: readonly Reference[]
}

/**
 * Parses and checks the entry files and all that they import. What a syntax error hides would be reported as missing, so
 * of files that have one, and of those that import such a file, only the grammar's problems are reported.
 */
export function analyse(host: Host, entries: readonly string[]): FrontendResult {
  return resultOf(load(host, entries), entries)
}

/** A front end for an editor, which asks for the same program again and again. */
export interface FrontEnd {
  /** Gives what `analyse` gives, but for the numbers of symbols; parses and checks only what differs from the last time. */
  readonly analyse: (host: Host, entries: readonly string[]) => FrontendResult
  /** How much work the last analysis was. */
  readonly work: () => FrontEndWork
}

export interface FrontEndWork {
  readonly files: number
  readonly parsed: number
  /** Bodies of functions, tests and invariants. */
  readonly bodies: number
  readonly checked: number
}

export function openFrontEnd(): FrontEnd {
  const memory = newMemory()
  let before: ReadonlyMap<string, LoadedFile> = new Map()
  let parsed = 0
  return {
    analyse: (host, entries) => {
      const files = load(host, entries, before)
      parsed = files.filter(({ file }) => before.get(file.path)?.file !== file).length
      before = new Map(files.map((one) => [one.file.path, one]))
      return resultOf(files, entries, memory)
    },
    work: () => ({ files: before.size, parsed, ...memory.counts() }),
  }
}

function resultOf(
  parsed: readonly LoadedFile[],
  entries: readonly string[],
  memory?: Memory,
): FrontendResult {
  const { program, diagnostics: found, references } = check(parsed, memory)
  const unsure = unsureFiles(parsed)
  const foreign = new Set(parsed.filter((unit) => isForeign(unit, entries)).map(({ file }) => file.id))
  const comments = parsed.map((unit) => unit.comments)
  const diagnostics = [
    ...parsed.flatMap((unit) => unit.problems),
    ...once(found).filter(({ span }) => !unsure.has(span.file)),
  ]
    .filter((d) => !silenced(d, program.files, comments))
    .filter((d) => d.severity === 'error' || !foreign.has(d.span.file))
    .toSorted((a, b) => byPlace(a.span, b.span) || (a.code < b.code ? -1 : 1))
  // Editors ask for them, a build doesn't.
  let sorted: readonly Reference[] | null = null
  return {
    ok: !hasErrors(diagnostics),
    program,
    parsed,
    diagnostics,
    get references() {
      return (sorted ??= references.toSorted((a, b) => byPlace(a.span, b.span)))
    },
  }
}

/** Whether a file is of a package, and only imported: its lints and tests are its own project's. */
export function isForeign({ file }: Pick<LoadedFile, 'file'>, entries: readonly string[]): boolean {
  return packageFolder(file.path) !== '' && !entries.some((entry) => normalPath(entry) === file.path)
}

/** A component's mistake is found in every contract that uses it. */
function once(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>()
  return diagnostics.filter(({ code, span, message }) => {
    const key = `${code} ${span.file} ${span.start} ${span.end} ${message}`
    const first = !seen.has(key)
    seen.add(key)
    return first
  })
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error')
}

/** Files with syntax errors, and those that import one of them, themselves or through others. */
function unsureFiles(files: readonly LoadedFile[]): ReadonlySet<FileId> {
  const unsure = new Set(files.filter(({ problems }) => hasErrors(problems)).map(({ file }) => file.id))
  for (let before = -1; before !== unsure.size;) {
    before = unsure.size
    for (const { file, imports } of files) if (imports.some((id) => unsure.has(id))) unsure.add(file.id)
  }
  return unsure
}

function byPlace(a: Diagnostic['span'], b: Diagnostic['span']): number {
  return a.file - b.file || a.start - b.start || a.end - b.end
}
