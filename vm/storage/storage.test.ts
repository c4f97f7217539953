import { bytesToHex as hex } from '@noble/hashes/utils.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashLeaf, hashStorageKey, hashStorageLeaf, hashStorageNode } from '../hash/domains.ts'
import { ZERO_HASH } from '../hash/zero-roots.ts'
import { storageEntries, storagePath } from './contents.ts'
import type { StorageNeighbour, StoragePath } from './contents.ts'
import { StorageTree } from './storage-tree.ts'

type Model = Map<string, { position: Uint8Array; value: Uint8Array }>

const keyOf = (n: number): Uint8Array => {
  const key = new Uint8Array(56)
  new DataView(key.buffer).setUint32(0, n)
  return key
}
const valueOf = (n: number): Uint8Array => new Uint8Array(64).fill(n)
const bit = (position: Uint8Array, depth: number): number => (position[depth >> 3]! >> (7 - (depth % 8))) & 1

/** The definition, from scratch. */
function naiveRoot(entries: { position: Uint8Array; value: Uint8Array }[], depth = 0): Uint8Array {
  if (entries.length === 0) return ZERO_HASH
  if (entries.length === 1) return hashStorageLeaf(entries[0]!.position, hashLeaf(entries[0]!.value))
  const side = (s: number) =>
    naiveRoot(
      entries.filter((e) => bit(e.position, depth) === s),
      depth + 1,
    )
  return hashStorageNode(side(0), side(1))
}

function write(tree: StorageTree, model: Model, n: number, v: number): void {
  tree.set(BigInt(n % 3), keyOf(n), valueOf(v))
  const position = hashStorageKey(BigInt(n % 3), keyOf(n))
  if (v === 0) model.delete(hex(position))
  else model.set(hex(position), { position, value: valueOf(v) })
}

function expectContent(tree: StorageTree, model: Model): void {
  expect(tree.root()).toEqual(naiveRoot([...model.values()]))
  const entries = [...storageEntries(tree.snapshot())]
  expect(entries.map((e) => hex(e.position))).toEqual([...model.keys()].sort())
  for (const { position, instance, key, value } of entries) {
    expect(value).toEqual(model.get(hex(position))!.value)
    expect(hashStorageKey(instance, key)).toEqual(position)
    expect(tree.get(instance, key)).toEqual(value)
  }
}

/** Root that a path leads to when its terminal hashes to `end`. */
function foldPath(path: StoragePath, position: Uint8Array, end: Uint8Array): Uint8Array {
  return path.siblings.reduceRight((hash, sibling, depth) => {
    return bit(position, depth) === 0 ? hashStorageNode(hash, sibling) : hashStorageNode(sibling, hash)
  }, end)
}

const writes = (max: number) =>
  fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 0, max: 3 })), { maxLength: max })

describe('storage tree', () => {
  it('has the root of its content after any writes, with roots, snapshots and forks in between', () => {
    const action = fc.record({
      kind: fc.constantFrom('write', 'write', 'write', 'write', 'root', 'snapshot', 'restore', 'fork'),
      n: fc.nat(40),
      v: fc.integer({ min: 0, max: 2 }),
    })
    fc.assert(
      fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
        let tree = new StorageTree()
        let model: Model = new Map()
        let saved = { snapshot: tree.snapshot(), model: new Map(model) }
        for (const { kind, n, v } of actions) {
          if (kind === 'write') write(tree, model, n, v)
          else if (kind === 'root') tree.root()
          else if (kind === 'snapshot') saved = { snapshot: tree.snapshot(), model: new Map(model) }
          else if (kind === 'restore') {
            tree.restore(saved.snapshot)
            model = new Map(saved.model)
          } else {
            const old = tree
            tree = tree.fork()
            write(old, new Map(model), n, v)
            old.root()
          }
        }
        expect(tree.size).toBe(model.size)
        expectContent(tree, model)
        expectContent(StorageTree.at(saved.snapshot), saved.model)
      }),
      { numRuns: 300 },
    )
  })

  it('does not depend on the order of insertions', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(60)), fc.func(fc.nat()), (keys, rank) => {
        const one = new StorageTree()
        const other = new StorageTree()
        for (const n of keys) write(one, new Map(), n, 1)
        for (const n of keys.slice().sort((a, b) => rank(a) - rank(b))) write(other, new Map(), n, 1)
        expect(other.root()).toEqual(one.root())
      }),
    )
  })

  it('is as before when what was inserted is deleted', () => {
    fc.assert(
      fc.property(writes(20), fc.uniqueArray(fc.integer({ min: 100, max: 160 })), (before, keys) => {
        const tree = new StorageTree()
        for (const [n, v] of before) write(tree, new Map(), n, v)
        const root = tree.root()
        for (const n of keys) write(tree, new Map(), n, 1)
        for (const n of keys.slice().reverse()) write(tree, new Map(), n, 0)
        expect(tree.root()).toEqual(root)
      }),
    )
  })

  it('proves what is there and what is not', () => {
    fc.assert(
      fc.property(writes(60), fc.nat(60), (list, n) => {
        const tree = new StorageTree()
        const model: Model = new Map()
        for (const [key, value] of list) write(tree, model, key, value)
        const position = hashStorageKey(BigInt(n % 3), keyOf(n))
        const path = storagePath(tree.snapshot(), position)
        const { terminal } = path
        const end =
          terminal.kind === 'empty' ? ZERO_HASH : hashStorageLeaf(terminal.position, hashLeaf(terminal.value))
        expect(foldPath(path, position, end)).toEqual(tree.root())
        const held = model.get(hex(position))
        const found = terminal.kind === 'leaf' && hex(terminal.position) === hex(position)
        expect(found ? terminal.value : undefined).toEqual(held?.value)
        expect(neighbourHash(path.neighbour)).toEqual(path.siblings.at(-1))
      }),
    )
  })

  it('keeps an old snapshot whole when garbage is shed', () => {
    const tree = new StorageTree()
    const model: Model = new Map()
    for (let n = 0; n < 30; n++) write(tree, model, n, 1)
    const first = { snapshot: tree.snapshot(), model: new Map(model) }
    for (let i = 0; i < 20_000; i++) {
      tree.snapshot()
      write(tree, model, i % 30, 1 + (i % 200))
    }
    expect(tree.snapshot().arena).not.toBe(first.snapshot.arena)
    expectContent(tree, model)
    expectContent(StorageTree.at(first.snapshot), first.model)
  })
})

/** The hash that an opened neighbour stands for. */
function neighbourHash(neighbour: StorageNeighbour): Uint8Array | undefined {
  switch (neighbour.kind) {
    case 'none':
      return undefined
    case 'empty':
      return ZERO_HASH
    case 'leaf':
      return hashStorageLeaf(neighbour.position, neighbour.valueHash)
    case 'inner':
      return hashStorageNode(neighbour.left, neighbour.right)
  }
}
