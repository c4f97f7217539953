// The compiler as a library: sources in, artifact and diagnostics out. It does no I/O; files come through the host. The parts stand in
// files of their own, so that who only compiles doesn't load what runs tests.
import type { Diagnostic } from './diagnostics/types.ts'
import { analyse, isForeign } from './frontend.ts'
import type { Host } from './load.ts'
import type { FileId } from './source.ts'
import { runTests, type TestOptions } from './testing/run-tests.ts'
import type { TestReport } from './testing/report.ts'
import type { TypedProgram } from './typed/tree.ts'

export type { Artifact } from './artifact.ts'
export { compile } from './compile.ts'
export type { CompileOptions, CompileResult } from './compile.ts'
export type { Diagnostic } from './diagnostics/types.ts'
export { analyse } from './frontend.ts'
export type { FrontendResult } from './frontend.ts'
export { memoryHost } from './load.ts'
export type { Host } from './load.ts'
export { ALL_PASSES } from './optimise/optimise.ts'
export type { PassName } from './optimise/optimise.ts'
export type { TestReport } from './testing/report.ts'

export interface TestRun {
  /** Empty if the program has errors. */
  readonly tests: readonly TestReport[]
  readonly diagnostics: readonly Diagnostic[]
  readonly program: TypedProgram
}

/** Runs the tests in the files that `entries` reach, but not those of packages, each through the machine. `select` picks tests by name. */
export function test(host: Host, entries: readonly string[], options: TestOptions = {}): TestRun {
  const { ok, program, parsed, diagnostics } = analyse(host, entries)
  if (!ok) return { tests: [], diagnostics, program }
  const foreign = new Set(parsed.filter((unit) => isForeign(unit, entries)).map(({ file }) => file.id))
  const own = <T extends { readonly file: FileId }>(all: readonly T[]): T[] =>
    all.filter(({ file }) => !foreign.has(file))
  const tested = { ...program, tests: own(program.tests), campaigns: own(program.campaigns) }
  return { tests: runTests(tested, options), diagnostics, program }
}
