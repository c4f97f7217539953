// Runs the examples in doc comments as tests (`silo test --doc`). Each is a program of its own, so that one that doesn't compile spoils no other.
import { placed } from '../check/moved.ts'
import { compile } from '../compile.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import { examplesOf, type DocExample } from '../documentation/examples.ts'
import { analyse, isForeign, type FrontendResult } from '../frontend.ts'
import { load, type Host } from '../load.ts'
import type { FileId, SourceFile } from '../source.ts'
import { runTests, type TestOptions } from './run-tests.ts'
import type { TestFailure, TestReport } from './report.ts'

export interface ExampleReport {
  /** Of the example, or of each test in it; none if it is only there to be read. */
  readonly reports: readonly TestReport[]
  /** What is wrong with a program that should be right. */
  readonly diagnostics: readonly Diagnostic[]
  /** The files that spans lead to; that with the comment stands for the example. */
  readonly files: readonly SourceFile[]
}

/** Runs the examples of the files that `entries` reach, but not those of packages. They are called by file and line: `src/vault.silo:12`. */
export function runExamples(
  host: Host,
  entries: readonly string[],
  options: TestOptions = {},
): readonly ExampleReport[] {
  return load(host, entries)
    .filter((unit) => !isForeign(unit, entries))
    .flatMap(examplesOf)
    .filter((example) => example.purpose.kind !== 'ignore' && (options.select?.(nameOf(example)) ?? true))
    .map((example) => runExample(host, example, options))
}

function nameOf({ file, line }: DocExample): string {
  return `${file.path}:${line}`
}

function runExample(host: Host, example: DocExample, options: TestOptions): ExampleReport {
  const own: Host = { read: (path) => (path === example.path ? example.text : host.read(path)) }
  const result = analyse(own, [example.path])
  const found = result.ok
    ? [...result.diagnostics, ...buildProblems(own, example, result)]
    : result.diagnostics
  const errors = found.filter(({ severity }) => severity === 'error')
  const { file, purpose } = example
  const report = (
    reports: readonly TestReport[],
    diagnostics: readonly Diagnostic[] = [],
  ): ExampleReport => ({
    reports: placedIn(example, reports),
    diagnostics: placedIn(example, diagnostics),
    files: result.program.files.map((one) => (one.id === EXAMPLE_ID ? { ...file, id: one.id } : one)),
  })
  const verdict = (message: string | null, diagnostics: readonly Diagnostic[] = []): ExampleReport =>
    report([verdictOf(example, message, diagnostics)], diagnostics)
  switch (purpose.kind) {
    case 'ignore':
      return report([])
    case 'unknown':
      return verdict(
        `no example is marked \`${purpose.mark}\`: write \`no_run\`, \`ignore\` or a code such as \`E0501\``,
      )
    case 'fail':
      return verdict(...judged(purpose.code, found))
    case 'check':
      return errors.length > 0 ? verdict(DOES_NOT_COMPILE, errors) : verdict(null)
    case 'run': {
      if (errors.length > 0) return verdict(DOES_NOT_COMPILE, errors)
      const { tests, campaigns } = result.program
      const isOwn = (one: { readonly file: FileId }): boolean => one.file === EXAMPLE_ID
      const tested = { ...result.program, tests: tests.filter(isOwn), campaigns: campaigns.filter(isOwn) }
      const reports = runTests(tested, { ...options, select: () => true, kept: () => [] }).map((one) => ({
        ...one,
        name: titleOf(example, one),
      }))
      return reports.length > 0 ? report(reports) : verdict(null)
    }
  }
}

const DOES_NOT_COMPILE = 'the example does not compile'

/** The example is the entry, so its file is the first. */
const EXAMPLE_ID = 0 as FileId

function placedIn<T>(example: DocExample, value: T): T {
  return placed(value, (span) => (span.file === EXAMPLE_ID ? example.place(span) : span))
}

function titleOf(example: DocExample, { name }: TestReport): string {
  return example.wrapped ? nameOf(example) : `${nameOf(example)} ${name}`
}

/** What only a build finds in the contracts that the example declares. */
function buildProblems(host: Host, { path }: DocExample, { program }: FrontendResult): readonly Diagnostic[] {
  return program.contracts
    .filter(({ file }) => file === EXAMPLE_ID)
    .flatMap(({ name }) => compile(host, path, { contract: name }).diagnostics)
    .filter(({ severity }) => severity === 'error')
}

/** What to say of an example that should fail with a code, and what it failed with instead. */
function judged(code: string, found: readonly Diagnostic[]): readonly [string | null, readonly Diagnostic[]] {
  const errors = found.filter(({ severity }) => severity === 'error')
  const counted = code.startsWith('E')
    ? errors
    : [...errors, ...found.filter(({ severity }) => severity !== 'error')]
  const others = counted.filter((one) => one.code !== code)
  if (others.length > 0) return [`the example should fail with ${code} and nothing else`, others]
  return [
    counted.length > 0 ? null : `the example should fail with ${code}, and nothing is wrong with it`,
    [],
  ]
}

function verdictOf(example: DocExample, message: string | null, [first]: readonly Diagnostic[]): TestReport {
  const span = { ...example.span, file: EXAMPLE_ID }
  const failure: TestFailure | null =
    message === null
      ? null
      : { span: first?.span ?? span, message: withFirst(message, first), values: [], trap: null }
  return { name: nameOf(example), cases: null, span, failure, messages: [], steps: 0n, gasUsed: 0n }
}

function withFirst(message: string, first: Diagnostic | undefined): string {
  return first === undefined ? message : `${message}: ${first.code} ${first.message}`
}
