// The compiler as a library: sources in, artifact and diagnostics out. It does no I/O; files come through the host.
import { blake3 } from '@noble/hashes/blake3.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { codeRoot } from '../vm/program/code-tree.ts'
import { encodeImage } from '../vm/program/image.ts'
import { validateProgram } from '../vm/program/validator/validate.ts'
import { MACHINE_VERSION } from '../vm/spec/constants.ts'
import { describeAbi } from './abi/describe.ts'
import { ARTIFACT_FORMAT, ARTIFACT_VERSION, COMPILER_VERSION } from './artifact.ts'
import type { Artifact } from './artifact.ts'
import type { Diagnostic } from './diagnostics/types.ts'
import { analyse } from './frontend.ts'
import { buildSilo } from './link/build-silo.ts'
import type { Silo } from './link/build-silo.ts'
import { findRoot } from './link/root.ts'
import type { Host } from './load.ts'
import { storageLayout } from './lower/storage-layout.ts'
import { ALL_PASSES } from './optimise/optimise.ts'
import type { PassName } from './optimise/optimise.ts'
import { encodeSourceMap } from './sourcemap/encode.ts'
import { runTests, type TestOptions } from './testing/run-tests.ts'
import type { TestReport } from './testing/report.ts'
import type { TypedProgram } from './typed/tree.ts'

export type { Artifact } from './artifact.ts'
export type { Diagnostic } from './diagnostics/types.ts'
export { analyse } from './frontend.ts'
export type { FrontendResult } from './frontend.ts'
export { memoryHost } from './load.ts'
export type { Host } from './load.ts'
export { ALL_PASSES } from './optimise/optimise.ts'
export type { PassName } from './optimise/optimise.ts'
export type { TestReport } from './testing/report.ts'

export interface CompileOptions {
  /** Name of the root contract; needed only where the entry file has several that nobody deploys. */
  readonly contract?: string
  /** Passes of the optimiser, in order; all of them if left out. */
  readonly passes?: readonly PassName[]
}

export interface CompileResult {
  /** Undefined if any diagnostic is an error. */
  readonly artifact: Artifact | undefined
  /** What the front end found, in the order of files and places, then what building found. */
  readonly diagnostics: readonly Diagnostic[]
  /** The checked program, for whoever wants to show sources of diagnostics or ask more of it. */
  readonly program: TypedProgram
}

/** Compiles the silo whose root contract stands in the file `entry`. Total: any input gives an answer. */
export function compile(host: Host, entry: string, options: CompileOptions = {}): CompileResult {
  const { ok, program, diagnostics } = analyse(host, [entry])
  const failed = (more: readonly Diagnostic[]): CompileResult => ({
    artifact: undefined,
    diagnostics: [...diagnostics, ...more],
    program,
  })
  const file = program.files[0]
  if (!ok || file === undefined) return failed([])
  const found = findRoot(program, file, options.contract)
  if (!found.ok) return failed([found.diagnostic])
  const passes = options.passes ?? ALL_PASSES
  const built = buildSilo(program, found.root, passes)
  if (!built.ok) return failed(built.diagnostics)
  return { artifact: makeArtifact(built.silo, passes), diagnostics, program }
}

export interface TestRun {
  /** Empty if the program has errors. */
  readonly tests: readonly TestReport[]
  readonly diagnostics: readonly Diagnostic[]
  readonly program: TypedProgram
}

/** Runs the tests in the files that `entries` reach, each through the machine. `select` picks tests by name. */
export function test(host: Host, entries: readonly string[], options: TestOptions = {}): TestRun {
  const { ok, program, diagnostics } = analyse(host, entries)
  if (!ok) return { tests: [], diagnostics, program }
  return { tests: runTests(program, options), diagnostics, program }
}

/** The artifact of a built silo. Throws if the code is not valid for the machine: a bug of the compiler. */
function makeArtifact(silo: Silo, passes: readonly PassName[]): Artifact {
  const { plan, program, sourceMap } = silo
  const validation = validateProgram(program)
  if (!validation.ok) {
    const [first] = validation.problems
    throw new Error(`the compiler made invalid code: word ${first?.word}: ${first?.message}`)
  }
  return {
    format: ARTIFACT_FORMAT,
    formatVersion: ARTIFACT_VERSION,
    name: plan.root.name,
    compiler: COMPILER_VERSION,
    machine: MACHINE_VERSION,
    code: bytesToHex(encodeImage(program)),
    codeRoot: bytesToHex(codeRoot(program)),
    abi: describeAbi(plan),
    storage: storageLayout(plan),
    sourceMap: encodeSourceMap(sourceMap),
    sources: plan.program.files.map(({ path, text }) => ({
      path,
      hash: bytesToHex(blake3(utf8ToBytes(text))),
      text,
    })),
    passes,
  }
}
