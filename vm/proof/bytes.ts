// Bytes of proofs: a reader that is total on any input, and words of a leaf. Little-endian throughout.
import { LEAF_BYTES } from '../spec/constants.ts'
import { readWord, writeWord } from '../words.ts'

export const ZERO_LEAF: Uint8Array = new Uint8Array(LEAF_BYTES)

/** Reads from the front. Past the end it answers zeros and sets `overrun`, so that callers check once, at the end. */
export interface ByteReader {
  readonly bytes: Uint8Array
  position: number
  overrun: boolean
}

/** A reader of foreign bytes. Of a subclass, such as Node's Buffer, whose `slice` doesn't copy, it sees the plain bytes: what is read is never shared. */
export function byteReader(bytes: Uint8Array): ByteReader {
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { bytes: plain, position: 0, overrun: false }
}

/** The next `length` bytes, copied; zeros past the end. `length` must be small: it is allocated whatever the input holds. */
export function readBytes(reader: ByteReader, length: number): Uint8Array {
  const end = reader.position + length
  if (end > reader.bytes.length) {
    reader.overrun = true
    return new Uint8Array(length)
  }
  const taken = reader.bytes.slice(reader.position, end)
  reader.position = end
  return taken
}

export function readU8(reader: ByteReader): number {
  return readBytes(reader, 1)[0] ?? 0
}

export function readU16(reader: ByteReader): number {
  const low = readU8(reader)
  return low | (readU8(reader) << 8)
}

export function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >>> 8)
}

export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0)
}

/** Word `index` (0..7) of a leaf. */
export function wordOf(leaf: Uint8Array, index: number): bigint {
  return readWord(leaf, index * 8)
}

/** A copy of the leaf with word `index` replaced by `value` modulo 2^64. */
export function withWord(leaf: Uint8Array, index: number, value: bigint): Uint8Array {
  const copy = leaf.slice()
  writeWord(copy, index * 8, value)
  return copy
}

/** A leaf of up to eight words (modulo 2^64), the rest zero. */
export function leafOfWords(words: readonly bigint[]): Uint8Array {
  const leaf = new Uint8Array(LEAF_BYTES)
  for (const [index, word] of words.entries()) writeWord(leaf, index * 8, word)
  return leaf
}
