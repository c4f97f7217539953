// What managers publish of a silo's state, the machine hash that a run begins with, and the bound on its length.
import { hashNode, hashState } from './hash/domains.ts'
import { ZERO_HASH } from './hash/zero-roots.ts'
import { perfectRoot, zeroRoot } from './merkle/tree.ts'
import { EVENT_DEPTH, HEADER_DEPTH, OUTBOX_DEPTH, RAM_DEPTH } from './spec/constants.ts'
import { bytesOfWords, concatBytes } from './words.ts'

/** The root of storage that holds nothing. */
export const EMPTY_STORAGE_ROOT = ZERO_HASH
/** The roots of an outbox and of events without entries. */
export const EMPTY_OUTBOX_ROOT = zeroRoot(OUTBOX_DEPTH)
export const EMPTY_EVENT_ROOT = zeroRoot(EVENT_DEPTH)

export interface StateRoots {
  readonly storageRoot: Uint8Array
  readonly outboxRoot: Uint8Array
  readonly eventRoot: Uint8Array
}

/** State commitment of the three roots (docs/machine.md, *State*). */
export function stateCommitment({ storageRoot, outboxRoot, eventRoot }: StateRoots): Uint8Array {
  return hashState(storageRoot, hashNode(outboxRoot, eventRoot))
}

export interface InitialState {
  /** Storage root that the parent commitment ended with. */
  readonly storageRoot: Uint8Array
  readonly inboxRoot: Uint8Array
  /** Number of inbox entries. */
  readonly inboxCount: number
  readonly codeRoot: Uint8Array
  readonly contextRoot: Uint8Array
}

/** Machine hash of the initial state: what the base layer computes by itself (docs/machine.md, *Steps*). */
export function initialMachineHash(initial: InitialState): Uint8Array {
  const outboxRoot = zeroRoot(OUTBOX_DEPTH)
  const eventRoot = zeroRoot(EVENT_DEPTH)
  const leaves = [
    new Uint8Array(64),
    concatBytes([zeroRoot(RAM_DEPTH), initial.codeRoot]),
    bytesOfWords([0n, 0n, 0n, 0n, 0n, 0n, BigInt(initial.inboxCount), 0n]),
    concatBytes([initial.storageRoot, initial.inboxRoot]),
    concatBytes([outboxRoot, eventRoot]),
    concatBytes([initial.storageRoot, outboxRoot]),
    concatBytes([eventRoot, initial.contextRoot]),
    new Uint8Array(64),
  ]
  return perfectRoot(HEADER_DEPTH, concatBytes(leaves))
}

/** T_MAX: most steps of a reference block with these gas limits of admitted entries, out of `entryCount` entries in all. */
export function maximumSteps(admittedGasLimits: readonly bigint[], entryCount: number): bigint {
  return admittedGasLimits.reduce((sum, gas) => sum + gas, 0n) + 4n * BigInt(entryCount) + 1n
}
