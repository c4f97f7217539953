// A stored tree is the tree in memory: at every version, after going back, pruning and opening again.
import { storedTreeLaws } from '../../test/support/stored-tree-laws.ts'
import { memoryStore } from '../../test/support/memory-store.ts'
import { expect, test } from 'vitest'
import { keyOf, storageWithKeys, valueOf } from '../../test/support/storage.ts'
import { storageEntries } from './contents.ts'
import { openStoredTree } from './stored-tree.ts'

storedTreeLaws(() => ({ open: memoryStore, close: () => {} }))

test('nothing but the newest version is left when all before it is pruned', () => {
  const store = memoryStore()
  const stored = openStoredTree(store)
  const tree = storageWithKeys(300)
  stored.commit(tree)
  const alone = store.nodeCount()
  for (let round = 0; round < 10; round++) {
    for (let key = 1; key <= 300; key += 7) tree.set(0n, keyOf(key), valueOf(key + round))
    stored.commit(tree)
  }
  expect(store.nodeCount()).toBeGreaterThan(alone)
  stored.prune(11)
  expect(store.nodeCount()).toBe(alone)
  expect(stored.versions().map(({ version }) => version)).toEqual([11])
})

test('a commit stores the paths of what changed, and an unchanged tree nothing', () => {
  const store = memoryStore()
  const stored = openStoredTree(store, { cacheBytes: 0 })
  stored.commit(storageWithKeys(1000))
  const before = store.nodeCount()
  const tree = stored.checkout()!
  tree.set(0n, keyOf(5), valueOf(77))
  stored.commit(tree)
  expect(store.nodeCount() - before).toBeLessThan(25)
  const after = store.nodeCount()
  stored.commit(stored.checkout()!)
  expect(store.nodeCount()).toBe(after)
})

test('a tree of another store is taken over whole', () => {
  const [here, there] = [openStoredTree(memoryStore()), openStoredTree(memoryStore())]
  there.commit(storageWithKeys(50))
  const tree = there.checkout()!
  const root = tree.root()
  expect(here.commit(tree).rootHash).toEqual(root)
  expect([...storageEntries(here.checkout()!.snapshot())]).toEqual([...storageEntries(tree.snapshot())])
})
