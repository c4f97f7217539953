// Copies one tree out of an arena into a fresh one, in position order: how a tree sheds nodes that it no longer uses.
import { LEAF, StorageArena } from './arena.ts'

export function compacted(from: StorageArena, root: number): { arena: StorageArena; root: number } {
  const arena = new StorageArena()
  if (from.source !== undefined) arena.attach(from.source)
  const copy = (reference: number): number => {
    if (reference === 0) return 0
    if (reference < 0) return copyLeaf(from, -reference, arena)
    const id = from.idOf(reference)
    if (!from.isRead(reference)) return arena.newStored(id, from.innerHashes, reference * 8)
    const left = copy(from.child(reference, 0))
    const right = copy(from.child(reference, 1))
    const node = arena.newInner(left, right)
    arena.innerHashes.set(from.innerHashes.subarray(reference * 8, reference * 8 + 8), node * 8)
    arena.innerHashed[node] = from.innerHashed[reference] ?? 0
    if (id !== 0) arena.setId(node, id)
    return node
  }
  return { arena, root: copy(root) }
}

function copyLeaf(from: StorageArena, leaf: number, arena: StorageArena): number {
  const copy = arena.newLeaf()
  arena.leaves.set(from.leaves.subarray(leaf * LEAF.words, (leaf + 1) * LEAF.words), copy * LEAF.words)
  arena.leafHashed[copy] = from.leafHashed[leaf] ?? 0
  const id = from.idOf(-leaf)
  if (id !== 0) arena.setId(-copy, id)
  return -copy
}
