// Entries of storage whose value a leaf of registers holds. A store ends what might be the same entry; any call ends all, since
// the callee may write the same storage.
import type { Reg } from '../mir/types.ts'
import type { Numbering, ValueNumber } from './numbering.ts'

const KEY_WORDS = 7
const LEAF_WORDS = 8

/** Holds as long as the words of the leaf still have these numbers. */
export interface StorageEntry {
  readonly key: readonly ValueNumber[]
  readonly value: readonly ValueNumber[]
  readonly leaf: Reg
}

/** The leaf that holds what a load with this key would give, if one does. */
export function loadedLeaf(
  numbering: Numbering,
  entries: readonly StorageEntry[],
  key: readonly ValueNumber[],
): Reg | undefined {
  return entries.find(
    (entry) => same(entry.key, key) && same(entry.value, numbering.range(entry.leaf, LEAF_WORDS)),
  )?.leaf
}

export function keyNumbers(numbering: Numbering, key: Reg): readonly ValueNumber[] {
  return numbering.range(key, KEY_WORDS)
}

export function afterLoad(
  numbering: Numbering,
  entries: readonly StorageEntry[],
  key: readonly ValueNumber[],
  leaf: Reg,
): readonly StorageEntry[] {
  const others = entries.filter((entry) => !same(entry.key, key))
  return [...others, { key, value: numbering.range(leaf, LEAF_WORDS), leaf }]
}

export function afterStore(
  numbering: Numbering,
  entries: readonly StorageEntry[],
  key: readonly ValueNumber[],
  leaf: Reg,
): readonly StorageEntry[] {
  const others = entries.filter((entry) =>
    entry.key.some((word, i) => numbering.differ(word, key[i] ?? word)),
  )
  return [...others, { key, value: numbering.range(leaf, LEAF_WORDS), leaf }]
}

function same(x: readonly ValueNumber[], y: readonly ValueNumber[]): boolean {
  return x.every((number, i) => number === y[i])
}
