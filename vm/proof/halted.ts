// The end of a trace: a witness that a machine hash is that of a halted machine, and with which roots (41, E16, E62).
import { HEADER_DEPTH, LEAF_BYTES, STATUS } from '../spec/constants.ts'
import { HASH_BYTES } from '../hash/domains.ts'
import { equalBytes } from '../words.ts'
import { byteReader, readBytes, wordOf } from './bytes.ts'
import { foldLeaves } from './multiproof.ts'

/** Control leaf, storage and inbox roots, outbox and event roots: the header leaves that tell how a trace ended. */
export const HALTED_LEAVES: readonly number[] = [0, 3, 4]
const SIBLINGS = 4
const STEPS_WORD = 3
const STATUS_WORD = 5

/** Bytes of every halted witness: the three header leaves, then the siblings in the order of a multiproof. */
export const HALTED_WITNESS_BYTES = HALTED_LEAVES.length * LEAF_BYTES + SIBLINGS * HASH_BYTES

export type HaltedVerdict =
  | {
      readonly ok: true
      readonly storageRoot: Uint8Array
      readonly outboxRoot: Uint8Array
      readonly eventRoot: Uint8Array
      /** Steps that the machine has taken: the length of its trace. */
      readonly steps: bigint
    }
  | { readonly ok: false; readonly reason: string }

/** Reads a witness against a machine hash. Total. */
export function verifyHalted(hash: Uint8Array, witness: Uint8Array): HaltedVerdict {
  if (witness.length !== HALTED_WITNESS_BYTES)
    return { ok: false, reason: 'not the length of a halted witness' }
  const reader = byteReader(witness)
  const control = readBytes(reader, LEAF_BYTES)
  const storageAndInbox = readBytes(reader, LEAF_BYTES)
  const outboxAndEvents = readBytes(reader, LEAF_BYTES)
  const siblings = Array.from({ length: SIBLINGS }, () => readBytes(reader, HASH_BYTES))
  const shown = foldLeaves(HEADER_DEPTH, HALTED_LEAVES, [control, storageAndInbox, outboxAndEvents], siblings)
  if (shown === undefined || !equalBytes(shown, hash))
    return { ok: false, reason: 'the witness is of another state' }
  if (wordOf(control, STATUS_WORD) !== BigInt(STATUS.Halted))
    return { ok: false, reason: 'the machine has not halted there' }
  return {
    ok: true,
    storageRoot: storageAndInbox.slice(0, HASH_BYTES),
    outboxRoot: outboxAndEvents.slice(0, HASH_BYTES),
    eventRoot: outboxAndEvents.slice(HASH_BYTES),
    steps: wordOf(control, STEPS_WORD),
  }
}
