// A tree handed over page by page: the same on the other side, and no page that is wrong in any way is taken.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashStorageKey } from '../hash/domains.ts'
import { storageEntries } from './contents.ts'
import type { StoragePage } from './pages.ts'
import { storagePage, storageReceiver } from './pages.ts'
import { StorageTree } from './storage-tree.ts'

function treeOf(keys: readonly number[]): StorageTree {
  const tree = new StorageTree()
  for (const n of keys) tree.set(BigInt(n % 3), keyOf(n), new Uint8Array(64).fill((n % 255) + 1))
  return tree
}

function keyOf(n: number): Uint8Array {
  const key = new Uint8Array(56)
  new DataView(key.buffer).setUint32(0, n)
  return key
}

function pagesOf(tree: StorageTree, limit: number): StoragePage[] {
  const pages: StoragePage[] = []
  let after: Uint8Array | undefined
  for (;;) {
    const page = storagePage(tree.snapshot(), after, limit)
    pages.push(page)
    const last = page.entries.at(-1)
    if (!page.more || last === undefined) return pages
    after = hashStorageKey(last.instance, last.key)
  }
}

function receive(root: Uint8Array, pages: readonly StoragePage[]) {
  const receiver = storageReceiver(root)
  let taken = receiver.take(pages[0]!)
  let count = 1
  for (const page of pages.slice(1)) {
    if (!taken.ok || taken.next === undefined) break
    taken = receiver.take(page)
    count++
  }
  return { taken, count }
}

const keys = (minLength = 0) => fc.uniqueArray(fc.nat(5_000), { minLength, maxLength: 120, size: 'max' })

/** Something else in place of one thing about a page. */
const SPOILED: readonly ((page: StoragePage, pick: number) => StoragePage)[] = [
  (page, pick) => ({ ...page, entries: page.entries.filter((_, i) => i !== pick % page.entries.length) }),
  (page, pick) => ({
    ...page,
    entries: page.entries.map((entry, i) =>
      i === pick % page.entries.length
        ? { ...entry, value: entry.value.map((byte, j) => (j === 0 ? byte ^ 1 : byte)) }
        : entry,
    ),
  }),
  (page, pick) => ({
    ...page,
    entries: page.entries.map((entry, i) =>
      i === pick % page.entries.length ? { ...entry, instance: entry.instance + 9n } : entry,
    ),
  }),
  (page) => ({
    ...page,
    entries: [...page.entries, { instance: 50n, key: keyOf(9_999), value: new Uint8Array(64).fill(1) }],
  }),
  (page, pick) => ({
    ...page,
    entries: page.entries.map((entry, i) =>
      i === pick % page.entries.length ? { ...entry, value: new Uint8Array(64) } : entry,
    ),
  }),
  (page) => ({ ...page, entries: [...page.entries.slice(-1), ...page.entries] }),
  (page) => (page.more ? { ...page, more: false } : { ...page, entries: [] }),
  (page) => ({ ...page, entries: [] }),
  (page, pick) => ({
    ...page,
    entries: page.entries.map((entry, i) =>
      i === pick % page.entries.length ? { ...entry, key: entry.key.slice(1) } : entry,
    ),
  }),
]

describe('a tree in pages', () => {
  it('is the same on the other side, whatever the size of pages', () => {
    fc.assert(
      fc.property(keys(), fc.integer({ min: 1, max: 40 }), (numbers, limit) => {
        const tree = treeOf(numbers)
        const pages = pagesOf(tree, limit)
        expect(pages).toHaveLength(Math.max(1, Math.ceil(numbers.length / limit)))
        const { taken, count } = receive(tree.root(), pages)
        expect(count).toBe(pages.length)
        if (!taken.ok) throw new Error(taken.reason)
        expect(taken.next).toBeUndefined()
        expect([...storageEntries(taken.tree.snapshot())]).toEqual([...storageEntries(tree.snapshot())])
      }),
      { numRuns: 150 },
    )
  })

  it('is refused at the very page that is wrong', () => {
    fc.assert(
      fc.property(keys(13), fc.nat(), fc.nat(), fc.constantFrom(...SPOILED), (numbers, at, pick, spoil) => {
        const tree = treeOf(numbers)
        const pages = pagesOf(tree, 7)
        const bad = at % pages.length
        const altered = pages.map((page, i) => (i === bad ? spoil(page, pick) : page))
        const { taken, count } = receive(tree.root(), altered)
        expect(taken.ok).toBe(false)
        expect(count).toBe(bad + 1)
      }),
      { numRuns: 300 },
    )
  })

  it('is refused where a hash beside the path is another that the page needs', () => {
    const tree = treeOf(Array.from({ length: 100 }, (_, n) => n))
    const [first] = pagesOf(tree, 7)
    const told = first!.beside.map(
      (_, i) =>
        storageReceiver(tree.root()).take({
          ...first!,
          beside: first!.beside.map((other, j) => (i === j ? other.map((byte) => byte ^ 1) : other)),
        }).ok,
    )
    // Those to the left of the path are known already, and not read.
    expect(told).toContain(false)
    expect(told.filter((ok) => ok).length).toBeLessThan(told.length / 2 + 3)
    const deep = { ...first!, beside: Array.from({ length: 257 }, () => new Uint8Array(32)) }
    expect(storageReceiver(tree.root()).take(deep).ok).toBe(false)
    expect(storageReceiver(tree.root()).take({ ...first!, beside: [new Uint8Array(3)] }).ok).toBe(false)
  })
})
