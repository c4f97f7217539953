// A compacted tree is the tree: also where hashes were out of date when it was copied, as they are in the midst of a message.
import { expect, test } from 'vitest'
import { keyOf, storageWithKeys, valueOf } from '../../test/support/storage.ts'
import { compacted } from './compact.ts'
import { subtreeHash } from './hashing.ts'

test.each([
  ['no hash computed yet', 0],
  ['hashes of some nodes out of date', 100],
])('%s', (_, hashedKeys) => {
  const tree = storageWithKeys(hashedKeys)
  if (hashedKeys > 0) tree.root()
  for (let key = 90; key <= 130; key++) tree.set(0n, keyOf(key), valueOf(key + 1))
  for (let key = 1; key <= 20; key++) tree.set(0n, keyOf(key), new Uint8Array(64))
  const { arena, root } = tree.snapshot()
  const copy = compacted(arena, root)
  expect(subtreeHash(copy.arena, copy.root)).toEqual(tree.root())
  expect(copy.arena.leafTop - 1).toBe(tree.size)
  // Hashes that were current came along, and are.
  const again = compacted(arena, root)
  expect(subtreeHash(again.arena, again.root)).toEqual(tree.root())
})
