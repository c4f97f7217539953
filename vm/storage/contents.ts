// Reading a storage tree as a whole or as a proof: its entries in position order, and the path to one position.
import { hashLeaf } from '../hash/domains.ts'
import { readWord } from '../words.ts'
import { LEAF, positionBit } from './arena.ts'
import type { StorageArena } from './arena.ts'
import { subtreeHash } from './hashing.ts'
import type { StorageSnapshot } from './storage-tree.ts'

export interface StorageEntry {
  /** 32 bytes. */
  readonly position: Uint8Array
  readonly instance: bigint
  /** 56 bytes: seven key words. */
  readonly key: Uint8Array
  /** 64 bytes. */
  readonly value: Uint8Array
}

/** What stands next to the end of a path: needed when a deletion moves a lone leaf up. */
export type StorageNeighbour =
  /** The path has no inner node: the tree holds at most one key. */
  | { readonly kind: 'none' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'leaf'; readonly position: Uint8Array; readonly valueHash: Uint8Array }
  | { readonly kind: 'inner'; readonly left: Uint8Array; readonly right: Uint8Array }

export interface StoragePath {
  /** Hashes beside the path, from the root down to the terminal; 32 zero bytes where empty. */
  readonly siblings: readonly Uint8Array[]
  /** Where the path ends: nothing, or one key, which is the one asked for if its position is. */
  readonly terminal:
    | { readonly kind: 'empty' }
    | { readonly kind: 'leaf'; readonly position: Uint8Array; readonly value: Uint8Array }
  /** The last sibling, opened. */
  readonly neighbour: StorageNeighbour
}

/** All entries in ascending order of position; with `after` those beyond that position. */
export function* storageEntries(
  { arena, root }: StorageSnapshot,
  after?: Uint8Array,
): Generator<StorageEntry> {
  const waiting = after === undefined ? [root] : beyond(arena, root, after)
  for (let reference = waiting.pop(); reference !== undefined; reference = waiting.pop()) {
    if (reference > 0) waiting.push(arena.child(reference, 1), arena.child(reference, 0))
    else if (reference < 0) yield entryOf(arena, -reference)
  }
}

/** The subtrees of what comes after a position, the last of them first. */
function beyond(arena: StorageArena, root: number, after: Uint8Array): number[] {
  const words = new Uint32Array(new Uint8Array(after).buffer)
  const waiting: number[] = []
  let reference = root
  for (let depth = 0; reference > 0; depth++) {
    const side = positionBit(words, 0, depth)
    if (side === 0) waiting.push(arena.child(reference, 1))
    reference = arena.child(reference, side)
  }
  if (reference < 0 && comparePositions(positionAndValue(arena, -reference).position, after) > 0)
    waiting.push(reference)
  return waiting
}

/** By their bytes, which is the order of their bits from the root on. */
export function comparePositions(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

/** The path to a position of 32 bytes: inclusion or exclusion, whichever is true. */
export function storagePath({ arena, root }: StorageSnapshot, position: Uint8Array): StoragePath {
  const words = new Uint32Array(new Uint8Array(position).buffer)
  const siblings: Uint8Array[] = []
  let reference = root
  let beside: number | undefined
  for (let depth = 0; reference > 0; depth++) {
    const side = positionBit(words, 0, depth)
    beside = arena.child(reference, 1 - side)
    siblings.push(subtreeHash(arena, beside))
    reference = arena.child(reference, side)
  }
  return {
    siblings,
    terminal: reference === 0 ? { kind: 'empty' } : { kind: 'leaf', ...positionAndValue(arena, -reference) },
    neighbour: beside === undefined ? { kind: 'none' } : neighbourOf(arena, beside),
  }
}

/**
 * Whether a position was surely not written between two snapshots of one tree, the second being the later: their paths to it meet in an inner node
 * or in its own leaf, which are new ones after any write below or to them. Any other leaf, and nothing, may have been left alone again when
 * something went that had come; and snapshots in different arenas don't tell.
 */
export function isUntouched(earlier: StorageSnapshot, later: StorageSnapshot, position: Uint8Array): boolean {
  if (earlier.arena !== later.arena) return false
  const { arena } = earlier
  const words = new Uint32Array(new Uint8Array(position).buffer)
  let [a, b] = [earlier.root, later.root]
  for (let depth = 0; a !== b; depth++) {
    if (a <= 0 || b <= 0) return false
    const side = positionBit(words, 0, depth)
    a = arena.child(a, side)
    b = arena.child(b, side)
  }
  if (a >= 0) return a > 0
  const found = positionAndValue(arena, -a).position
  return found.every((byte, i) => byte === position[i])
}

function neighbourOf(arena: StorageArena, reference: number): StorageNeighbour {
  if (reference === 0) return { kind: 'empty' }
  if (reference < 0) {
    const { position, value } = positionAndValue(arena, -reference)
    return { kind: 'leaf', position, valueHash: hashLeaf(value) }
  }
  const left = subtreeHash(arena, arena.child(reference, 0))
  const right = subtreeHash(arena, arena.child(reference, 1))
  return { kind: 'inner', left, right }
}

function entryOf(arena: StorageArena, leaf: number): StorageEntry {
  arena.openLeaf(leaf)
  const instanceAndKey = bytesAt(arena, leaf, LEAF.key, 64)
  return {
    ...positionAndValue(arena, leaf),
    instance: readWord(instanceAndKey, 0),
    key: instanceAndKey.slice(8),
  }
}

function positionAndValue(arena: StorageArena, leaf: number): { position: Uint8Array; value: Uint8Array } {
  arena.openLeaf(leaf)
  return { position: bytesAt(arena, leaf, LEAF.position, 32), value: bytesAt(arena, leaf, LEAF.value, 64) }
}

function bytesAt(arena: StorageArena, leaf: number, field: number, length: number): Uint8Array {
  const start = leaf * LEAF.words + field
  return new Uint8Array(arena.leaves.slice(start, start + length / 4).buffer)
}
