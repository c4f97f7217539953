// Hashes of storage subtrees, computed where they are out of date only.
import { hashLeafWords, hashStorageLeafWords, hashStorageNodeWords } from '../hash/domains.ts'
import { ZERO_HASH } from '../hash/zero-roots.ts'
import { hashAt } from '../merkle/tree.ts'
import { LEAF } from './arena.ts'
import type { StorageArena } from './arena.ts'

const block = new Uint32Array(16)

/** Makes the hash of this subtree current. Recursion is as deep as the tree: at most 256, about log2 of the keys. */
function update(arena: StorageArena, reference: number): void {
  if (reference < 0) updateLeaf(arena, -reference)
  else if (reference > 0 && arena.innerHashed[reference] === 0) {
    const left = arena.child(reference, 0)
    const right = arena.child(reference, 1)
    update(arena, left)
    update(arena, right)
    copyHashOf(arena, left, 0)
    copyHashOf(arena, right, 8)
    hashStorageNodeWords(arena.innerHashes, reference * 8, block, 0)
    arena.innerHashed[reference] = 1
  }
}

function updateLeaf(arena: StorageArena, leaf: number): void {
  if (arena.leafHashed[leaf] !== 0) return
  const start = leaf * LEAF.words
  for (let i = 0; i < 8; i++) block[i] = arena.leaves[start + LEAF.position + i] ?? 0
  hashLeafWords(block, 8, arena.leaves, start + LEAF.value)
  hashStorageLeafWords(arena.leaves, start + LEAF.hash, block, 0)
  arena.leafHashed[leaf] = 1
}

function copyHashOf(arena: StorageArena, reference: number, to: number): void {
  const source = reference < 0 ? arena.leaves : arena.innerHashes
  const start = reference < 0 ? -reference * LEAF.words + LEAF.hash : reference * 8
  for (let i = 0; i < 8; i++) block[to + i] = reference === 0 ? 0 : (source[start + i] ?? 0)
}

/** The current hash of a subtree. */
export function subtreeHash(arena: StorageArena, reference: number): Uint8Array {
  update(arena, reference)
  if (reference === 0) return ZERO_HASH.slice()
  return reference < 0
    ? hashAt(arena.leaves, -reference * LEAF.words + LEAF.hash)
    : hashAt(arena.innerHashes, reference * 8)
}
