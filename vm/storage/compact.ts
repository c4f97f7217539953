// Copies one tree out of an arena into a fresh one, in position order: how a tree sheds nodes that it no longer uses.
import { LEAF, StorageArena } from './arena.ts'

export function compacted(from: StorageArena, root: number): { arena: StorageArena; root: number } {
  const arena = new StorageArena()
  const copy = (reference: number): number => {
    if (reference === 0) return 0
    if (reference < 0) return copyLeaf(from, -reference, arena)
    const left = copy(from.child(reference, 0))
    const right = copy(from.child(reference, 1))
    const node = arena.newInner(left, right)
    arena.innerHashes.set(from.innerHashes.subarray(reference * 8, reference * 8 + 8), node * 8)
    arena.innerHashed[node] = from.innerHashed[reference] ?? 0
    return node
  }
  return { arena, root: copy(root) }
}

function copyLeaf(from: StorageArena, leaf: number, arena: StorageArena): number {
  const copy = arena.newLeaf()
  arena.leaves.set(from.leaves.subarray(leaf * LEAF.words, (leaf + 1) * LEAF.words), copy * LEAF.words)
  arena.leafHashed[copy] = from.leafHashed[leaf] ?? 0
  return -copy
}
