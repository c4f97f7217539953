// What the leaves of a call to another silo say (docs/machine.md, Calls between silos).
import { decodeOutboxEntry } from '../../vm/consensus.ts'
import type { CallEntry } from '../../vm/consensus.ts'

/** A whole call. */
export interface SiloCall {
  readonly head: CallEntry
  /** The message for the destination, and the one by which the value comes back. */
  readonly call: Uint8Array
  readonly refund: Uint8Array
}

const WORD_BYTES = 8
const WORDS_PER_PART = 7

/** Leaves that a call with so many words of data takes, its head included. */
export function leavesOfCall({
  callWords,
  refundWords,
}: Pick<CallEntry, 'callWords' | 'refundWords'>): number {
  return 1 + Math.ceil((callWords + refundWords) / WORDS_PER_PART)
}

/** Puts a call together from its head and the leaves behind it. Undefined unless they are exactly a call's. */
export function readCall(leaves: readonly Uint8Array[]): SiloCall | undefined {
  const [first, ...rest] = leaves
  const head = first && decodeOutboxEntry(first)
  if (head?.kind !== 'call' || leaves.length !== leavesOfCall(head)) return undefined
  const data = new Uint8Array(rest.length * WORDS_PER_PART * WORD_BYTES)
  for (const [at, leaf] of rest.entries()) {
    const part = decodeOutboxEntry(leaf)
    if (part?.kind !== 'data' || part.part !== at + 1) return undefined
    if (part.message !== head.message || part.instance !== head.instance) return undefined
    data.set(leaf.subarray(WORD_BYTES), at * WORDS_PER_PART * WORD_BYTES)
  }
  const callEnd = head.callWords * WORD_BYTES
  const end = callEnd + head.refundWords * WORD_BYTES
  if (data.subarray(end).some((byte) => byte !== 0)) return undefined
  return { head, call: data.slice(0, callEnd), refund: data.slice(callEnd, end) }
}
