// Dispute levels: which steps a level samples, the Merkle root over the machine hashes there, and witnesses for some of them
// (41-edge-cases.md, rule 1, E18, E19).
import { HASH_BYTES, hashLeaf, hashNode } from '../hash/domains.ts'
import { ZERO_HASH, ZERO_ROOTS } from '../hash/zero-roots.ts'
import { type NodePosition, multiproofSiblings } from '../merkle/multiproof.ts'
import { depthFor } from '../merkle/tree.ts'
import { concatBytes, equalBytes } from '../words.ts'
import { leafOfWords } from './bytes.ts'
import { type IndexedHash, foldMultiproof } from './multiproof.ts'

/** The most intervals that a level cuts its span into. */
export const LEVEL_INTERVALS = 256

/**
 * The n + 1 points that cut [lo, hi) into n = min(parts, hi - lo) intervals: lo + floor(i * (hi - lo) / n). First lo, last hi, strictly
 * ascending; just [lo] when the span is empty (E18). Lengths that `parts` doesn't divide are exact too.
 */
export function splitPoints(lo: bigint, hi: bigint, parts: number): bigint[] {
  const length = hi - lo
  if (length <= 0n) return [lo]
  const count = length < BigInt(parts) ? length : BigInt(parts)
  return Array.from({ length: Number(count) + 1 }, (_, i) => lo + (BigInt(i) * length) / count)
}

/** The steps whose machine hashes a level over [lo, hi) commits to. */
export function levelPoints(lo: bigint, hi: bigint): bigint[] {
  return splitPoints(lo, hi, LEVEL_INTERVALS)
}

/** Within a level: the sample indices that one round of arity c shows of the index range [lo, hi), its ends included. */
export function roundPoints(lo: number, hi: number, arity: number): number[] {
  return splitPoints(BigInt(lo), BigInt(hi), arity).map(Number)
}

/**
 * Leaf i of a history tree: the machine hash at sample i, then their number. Binding the number makes a root good for one length only, and a
 * history's leaf unlike any other that a machine tree holds.
 */
function historyLeaf(hash: Uint8Array, count: number): Uint8Array {
  return hashLeaf(concatBytes([hash, leafOfWords([BigInt(count)]).slice(0, 8)], 64))
}

/**
 * Root over a level's machine hashes: the perfect tree of least depth over `historyLeaf`s, padded with zero leaves.
 * Takes 1 to 257 hashes of 32 bytes; throws on other lengths.
 */
export function historyRoot(hashes: readonly Uint8Array[]): Uint8Array {
  return checked(treeLevels(hashes).at(-1)?.[0])
}

/** Witness for the hashes at `indices` (strictly ascending): for `verifyPoints`. */
export function provePoints(hashes: readonly Uint8Array[], indices: readonly number[]): Uint8Array {
  const levels = treeLevels(hashes)
  const places = multiproofSiblings(depthFor(hashes.length), indices)
  const given = places.filter((place) => !isPadding(place, hashes.length))
  return concatBytes(given.map(({ level, index }) => checked(levels[level]?.[index])))
}

/**
 * Whether `hashes` are those at `indices` of a history of `count` machine hashes with this root. Total: false on anything that isn't a
 * witness in its one form (indices strictly ascending, no spare bytes).
 */
export function verifyPoints(
  root: Uint8Array,
  count: number,
  indices: readonly number[],
  hashes: readonly Uint8Array[],
  path: Uint8Array,
): boolean {
  const countable = Number.isInteger(count) && count >= 1 && count <= LEVEL_INTERVALS + 1
  if (!countable || indices.length === 0 || indices.length > count || indices.length !== hashes.length)
    return false
  if (
    !indices.every((index, at) => Number.isInteger(index) && index < count && index > (indices[at - 1] ?? -1))
  )
    return false
  if (hashes.some((hash) => hash.length !== HASH_BYTES)) return false
  const leaves = indices.map((index, at) => ({
    index,
    hash: historyLeaf(hashes[at] ?? new Uint8Array(0), count),
  }))
  const shown = foldHistory(count, leaves, path)
  return shown !== undefined && equalBytes(shown, root)
}

function foldHistory(
  count: number,
  leaves: readonly IndexedHash[],
  path: Uint8Array,
): Uint8Array | undefined {
  const depth = depthFor(count)
  let used = 0
  const siblings = multiproofSiblings(
    depth,
    leaves.map(({ index }) => index),
  ).map((place) => {
    if (isPadding(place, count)) return ZERO_ROOTS[place.level] ?? ZERO_HASH
    used += HASH_BYTES
    return path.slice(used - HASH_BYTES, used)
  })
  return used === path.length ? foldMultiproof(depth, leaves, siblings) : undefined
}

/** Whether a node holds nothing but padding, so that a witness leaves it out. */
function isPadding({ level, index }: NodePosition, count: number): boolean {
  return index * 2 ** level >= count
}

/** The nodes of a history tree that hold a sample, level by level from the leaves up. */
function treeLevels(hashes: readonly Uint8Array[]): Uint8Array[][] {
  const count = hashes.length
  if (count < 1 || count > LEVEL_INTERVALS + 1) throw new RangeError(`a history of ${count} machine hashes`)
  const levels = [hashes.map((hash) => historyLeaf(checked(hash), count))]
  for (let level = 0; level < depthFor(count); level++) {
    const below = levels[level] ?? []
    const width = Math.ceil(below.length / 2)
    levels.push(
      Array.from({ length: width }, (_, at) =>
        hashNode(checked(below[2 * at]), below[2 * at + 1] ?? ZERO_ROOTS[level] ?? ZERO_HASH),
      ),
    )
  }
  return levels
}

function checked(hash: Uint8Array | undefined): Uint8Array {
  if (hash?.length !== HASH_BYTES) throw new RangeError('a machine hash is 32 bytes')
  return hash
}
