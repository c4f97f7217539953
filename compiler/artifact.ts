// The package that a build writes: one JSON value with everything that clients, the devnet, the debugger and the
// explorer need. The same sources give the same bytes on any machine.
import type { Abi, AbiType } from './abi/types.ts'
import type { EncodedSourceMap } from './sourcemap/types.ts'

export const ARTIFACT_FORMAT = 'silo-artifact'
export const ARTIFACT_VERSION = 1
export const COMPILER_VERSION = '0.1.0'

export interface Artifact {
  readonly format: typeof ARTIFACT_FORMAT
  readonly formatVersion: typeof ARTIFACT_VERSION
  /** Name of the root contract, which is instance 0. */
  readonly name: string
  readonly compiler: string
  /** Version of the machine that the code is for. */
  readonly machine: number
  /** The program's image (docs/machine.md, *A program's image*), hexadecimal. */
  readonly code: string
  /** Root of the code tree, hexadecimal. */
  readonly codeRoot: string
  readonly abi: Abi
  readonly storage: readonly ContractLayout[]
  readonly sourceMap: EncodedSourceMap
  readonly sources: readonly ArtifactSource[]
  /** Optimiser passes that ran, in order. */
  readonly passes: readonly string[]
}

export interface ArtifactSource {
  /** Relative to the project, with `/` between folders. */
  readonly path: string
  /** BLAKE3 of the text in UTF-8, hexadecimal. */
  readonly hash: string
  readonly text: string
}

/** Where a contract keeps its fields (docs/storage-layout.md). The same for all its instances. */
export interface ContractLayout {
  readonly contract: string
  readonly fields: readonly FieldLayout[]
}

export interface FieldLayout {
  readonly name: string
  /** Word 0 of the storage key, low 32 bits; the high 32 bits number the parts of values over 8 words. */
  readonly id: number
  /** Key types of the field's maps from the outermost on; empty for a field that is no map. */
  readonly keys: readonly AbiType[]
  readonly value: AbiType
  /** Words of the value. */
  readonly words: number
  /** What stored words are XORed with: the value of an entry that was never written. Decimal. */
  readonly initial: readonly string[]
  readonly doc: string | null
}
