// The context of a reference block: what contracts may know of where and when they run (docs/machine.md, *State*).
import { perfectRoot } from './merkle/tree.ts'
import { CONTEXT_DEPTH } from './spec/constants.ts'
import { bytesOfWords, concatBytes } from './words.ts'

export interface BlockContext {
  /** 32 bytes, as are all hashes here. */
  readonly siloId: Uint8Array
  readonly referenceBlock: Uint8Array
  readonly daaScore: bigint
  /** Milliseconds since 1970, as the reference block says. */
  readonly timestamp: bigint
  readonly blueScore: bigint
  readonly machineVersion: number
  readonly configHash: Uint8Array
  readonly codeRoot: Uint8Array
}

/** The four context leaves, one after another. */
export function contextBytes(context: BlockContext): Uint8Array {
  const { daaScore, timestamp, blueScore, machineVersion } = context
  return concatBytes([
    context.siloId,
    context.referenceBlock,
    bytesOfWords([daaScore, timestamp, blueScore, BigInt(machineVersion), 0n, 0n, 0n, 0n]),
    context.configHash,
    context.codeRoot,
    new Uint8Array(64),
  ])
}

export function contextRoot(context: BlockContext): Uint8Array {
  return perfectRoot(CONTEXT_DEPTH, contextBytes(context))
}
