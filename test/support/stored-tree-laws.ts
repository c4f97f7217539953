// What any place that keeps storage trees must hold to, as tests: for the store in memory and the one on disk.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashStorageKey } from '../../vm/hash/domains.ts'
import { storageEntries, storagePath } from '../../vm/storage/contents.ts'
import type { NodeStore } from '../../vm/storage/node-store.ts'
import { StorageTree } from '../../vm/storage/storage-tree.ts'
import { openStoredTree } from '../../vm/storage/stored-tree.ts'
import { keyOf, valueOf } from './storage.ts'

/** A store's home: `open` gives what is there, also when called again. */
export interface StoreHome {
  open(): NodeStore
  /** Ends the home; called once for each. */
  close(): void
}

const KEYS = 40

function expectSame(tree: StorageTree, model: StorageTree): void {
  expect(tree.root()).toEqual(model.root())
  expect(tree.size).toBe(model.size)
  for (let n = 0; n < KEYS; n++) {
    expect(tree.get(0n, keyOf(n))).toEqual(model.get(0n, keyOf(n)))
    const position = hashStorageKey(0n, keyOf(n))
    expect(storagePath(tree.snapshot(), position)).toEqual(storagePath(model.snapshot(), position))
  }
  expect([...storageEntries(tree.snapshot())]).toEqual([...storageEntries(model.snapshot())])
}

/** `reopens`: whether opening a home again finds what was there. */
export function storedTreeLaws(newHome: () => StoreHome, { reopens = false, runs = 100 } = {}): void {
  const action = fc.record({
    kind: fc.constantFrom(
      'write',
      'write',
      'write',
      'write',
      'write',
      'commit',
      'commit',
      'back',
      'prune',
      'checkout',
      'fork',
      'reopen',
    ),
    n: fc.nat(KEYS - 1),
    v: fc.integer({ min: 0, max: 3 }),
  })

  test('every kept version is the tree that was committed, whatever happened since', () => {
    fc.assert(
      fc.property(
        fc.array(action, { minLength: 60, maxLength: 120 }),
        fc.constantFrom(0, 1 << 30),
        (actions, cacheBytes) => {
          const home = newHome()
          try {
            let stored = openStoredTree(home.open(), { cacheBytes })
            let committed = new Map<number, StorageTree>()
            let tree = stored.checkout()!
            let model = new StorageTree()
            const committedRoots: [is: Uint8Array, expected: Uint8Array][] = []
            /** Trees that others go on from: they stay as they are. */
            let held: { tree: StorageTree; model: StorageTree }[] = []
            const letGo = (): void => {
              for (const one of held) expectSame(one.tree, one.model)
              held = []
            }
            const modelAt = (version: number | undefined): StorageTree =>
              (version === undefined ? undefined : committed.get(version))?.fork() ?? new StorageTree()
            const takeNewest = (): void => {
              tree = stored.checkout()!
              model = modelAt(stored.latest()?.version)
            }
            const drop = (gone: (version: number) => boolean): void => {
              committed = new Map([...committed].filter(([version]) => !gone(version)))
            }
            for (const { kind, n, v } of actions) {
              const versions = stored.versions().map(({ version }) => version)
              const chosen = versions[n % Math.max(1, versions.length)]
              if (kind === 'write') {
                tree.set(0n, keyOf(n), v === 0 ? new Uint8Array(64) : valueOf(v))
                model.set(0n, keyOf(n), v === 0 ? new Uint8Array(64) : valueOf(v))
              } else if (kind === 'commit') {
                const { version, rootHash } = stored.commit(tree, Uint8Array.of(n))
                committed.set(version, model.fork())
                committedRoots.push([rootHash, model.root()])
              } else if (kind === 'fork') {
                held.push({ tree, model: model.fork() })
                tree = tree.fork()
              } else if (kind === 'checkout') takeNewest()
              else if (kind === 'reopen' && reopens) {
                letGo()
                stored = openStoredTree(home.open(), { cacheBytes })
                takeNewest()
              } else if (chosen !== undefined && kind === 'back') {
                letGo()
                if (!stored.rollBack(chosen)) throw new Error(`version ${chosen} is not kept`)
                drop((version) => version > chosen)
                takeNewest()
              } else if (chosen !== undefined && kind === 'prune') {
                letGo()
                stored.prune(chosen)
                drop((version) => version < chosen)
              }
            }
            for (const [is, expected] of committedRoots) expect(is).toEqual(expected)
            expect(stored.versions().map(({ version }) => version)).toEqual([...committed.keys()])
            for (const [version, expected] of committed) expectSame(stored.checkout(version)!, expected)
            letGo()
            expect(stored.checkout(10_000)).toBeUndefined()
            expect(stored.rollBack(10_000)).toBe(false)
          } finally {
            home.close()
          }
        },
      ),
      { numRuns: runs },
    )
  })

  test('a tag comes back with its version', () => {
    const home = newHome()
    try {
      const stored = openStoredTree(home.open())
      stored.commit(stored.checkout()!, Uint8Array.of(1, 2, 3))
      expect(stored.latest()).toMatchObject({ version: 1, root: 0, size: 0, tag: Uint8Array.of(1, 2, 3) })
    } finally {
      home.close()
    }
  })
}
