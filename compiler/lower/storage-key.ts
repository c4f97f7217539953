// Storage keys (docs/storage-layout.md): word 0 is the field's number with the part number above it, words 1-6 are the
// map keys. Keys of more than six words are folded to four by the machine's hash.
import type { FunctionBuilder } from '../mir/builder.ts'
import type { Reg } from '../mir/types.ts'

/** Key words that fit in a storage key beside its first. */
const DIRECT_KEY_WORDS = 6

/** Word 0 of the key of the silo's own mark that its constructor has run; no field has this number. */
export const CONSTRUCTED_FIELD = 0xffff_ffff

/** Word 0 of the keys of a contract's running aggregates, in leaves of eight; no field has this number. */
export const AGGREGATES_FIELD = 0xffff_fffe

/** Word 0 of the keys of nonces: how many signed calls each key has allowed. No field has this number. */
export const NONCES_FIELD = 0xffff_fffd

/** The map keys as they stand in the storage key: themselves, or their digest. */
export function foldKeys(builder: FunctionBuilder, words: readonly Reg[]): readonly Reg[] {
  if (words.length <= DIRECT_KEY_WORDS) return words
  const leaf = builder.leaf()
  words.slice(0, 8).forEach((word, i) => builder.move(leaf + i, word))
  if (words.length < 8) builder.moveAll(range(leaf + words.length, 8 - words.length), zeros(builder, words))
  builder.op('hash', { a: leaf, b: leaf })
  for (let at = 8; at < words.length; at += 4) {
    const next = words.slice(at, at + 4)
    next.forEach((word, i) => builder.move(leaf + 4 + i, word))
    // The hash left zeros behind its digest, so a short rest needs no padding.
    builder.op('hash', { a: leaf, b: leaf })
  }
  const digest = builder.regs(4)
  builder.moveAll(digest, range(leaf, 4))
  return digest
}

/** A fresh leaf with the key of a part of a field's value. */
export function keyLeaf(builder: FunctionBuilder, field: number, part: number, keys: readonly Reg[]): Reg {
  const leaf = builder.leaf()
  builder.constantLeaf(leaf, [BigInt(field) | (BigInt(part) << 32n)])
  keys.forEach((word, i) => builder.move(leaf + 1 + i, word))
  return leaf
}

function zeros(builder: FunctionBuilder, words: readonly Reg[]): Reg[] {
  return Array.from({ length: 8 - words.length }, () => builder.constant(0n))
}

function range(first: Reg, count: number): Reg[] {
  return Array.from({ length: count }, (_, i) => first + i)
}
