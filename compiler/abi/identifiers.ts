// Selectors of functions and ids of errors and events: cut hashes of their signatures, so that reordering
// declarations changes none of them.
import { blake3Bytes } from '../../vm/hash/blake3-bytes.ts'
import { viewOf } from '../../vm/words.ts'

/** First four bytes, little-endian. */
export function selectorOf(signature: string): number {
  return Number(firstWord(signature) & 0xffff_ffffn)
}

/** Four bytes with bit 31 set, which keeps declared errors apart from the standard ones. */
export function errorIdOf(signature: string): number {
  return Number((firstWord(signature) & 0x7fff_ffffn) | 0x8000_0000n)
}

/** First eight bytes, little-endian. */
export function eventIdOf(signature: string): bigint {
  return firstWord(signature)
}

const utf8 = new TextEncoder()

function firstWord(signature: string): bigint {
  return viewOf(blake3Bytes(utf8.encode(signature))).getBigUint64(0, true)
}
