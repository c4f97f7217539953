// Compiling a silo: sources to the artifact, through all stages.
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { blake3Bytes } from '../vm/hash/blake3-bytes.ts'
import { codeRoot } from '../vm/program/code-tree.ts'
import { encodeImage } from '../vm/program/image.ts'
import { validateProgram } from '../vm/program/validator/validate.ts'
import { MACHINE_VERSION } from '../vm/spec/constants.ts'
import { hexOfBytes } from '../vm/words.ts'
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
import type { TypedProgram } from './typed/tree.ts'

export interface CompileOptions {
  /** Name of the root contract; needed only where the entry file has several that nobody deploys. */
  readonly contract?: string
  /** Passes of the optimiser, in order; all of them if left out. */
  readonly passes?: readonly PassName[]
}

export interface CompileResult {
  /** Undefined if any diagnostic is an error. */
  readonly artifact: Artifact | undefined
  /** What the artifact was made of, for whoever wants to ask more of it; undefined without one. */
  readonly silo: Silo | undefined
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
    silo: undefined,
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
  const { silo } = built
  return { artifact: makeArtifact(silo, passes), silo, diagnostics, program }
}

/** The artifact of a built silo. Throws if the code is not valid for the machine: a bug of the compiler. */
function makeArtifact(silo: Silo, passes: readonly PassName[]): Artifact {
  const { plan, abi, program, encodedMap } = silo
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
    code: hexOfBytes(encodeImage(program)),
    codeRoot: bytesToHex(codeRoot(program)),
    abi,
    storage: storageLayout(plan),
    sourceMap: encodedMap,
    sources: plan.program.files.map(({ path, text }) => ({
      path,
      hash: bytesToHex(blake3Bytes(utf8ToBytes(text))),
      text,
    })),
    passes,
  }
}
