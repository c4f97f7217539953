// Kaspa's hash of a set (MuHash3072; 31, 2.4): the product of its elements. Adding multiplies, removing divides, so that
// neither the order nor the way to a set matters. Divisors are gathered and inverted once, when the hash is asked for.
import type { Hash } from '../../tx/hash.ts'
import { hash, hashFromBytes } from '../../tx/hash.ts'
import { HASHERS } from '../../tx/hashers.ts'
import { chacha20Words } from './chacha20.ts'
import { FIELD_BYTES, fromWords, invert, multiply, toBytes } from './field.ts'

/** A set's product as a fraction of two field elements. Immutable. */
export interface MuHash {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** Of the set without elements. */
export const EMPTY_MUHASH: MuHash = { numerator: 1n, denominator: 1n }
/** The hash of the empty set: what Kaspa's geneses commit to. */
export const EMPTY_MUHASH_HASH: Hash = hash(
  '544eb3142c000f0ad2c76ac41f4222abbababed830eeafee4b6dc56b52d5cac0',
)

/** The field element that stands for some bytes. */
export function elementOf(data: Uint8Array): bigint {
  return fromWords(chacha20Words(HASHERS.MuHashElement(data), FIELD_BYTES / 4))
}

/** The set with all of `added` and without all of `removed`, each given as its field element. */
export function changeSet(
  { numerator, denominator }: MuHash,
  added: Iterable<bigint>,
  removed: Iterable<bigint>,
): MuHash {
  let above = numerator
  let below = denominator
  for (const element of added) above = multiply(above, element)
  for (const element of removed) below = multiply(below, element)
  return { numerator: above, denominator: below }
}

/** The same set with one as its denominator: costs an inversion unless nothing was removed. */
export function normalize(set: MuHash): MuHash {
  if (set.denominator === 1n) return set
  return { numerator: multiply(set.numerator, invert(set.denominator)), denominator: 1n }
}

/** The hash of the set; normalizes first. */
export function hashOfSet(set: MuHash): Hash {
  return hashFromBytes(HASHERS.MuHashFinalize(toBytes(normalize(set).numerator)))
}
