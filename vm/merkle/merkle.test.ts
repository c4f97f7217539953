import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashLeaf, hashNode } from '../hash/domains.ts'
import { ZERO_ROOTS } from '../hash/zero-roots.ts'
import { ListTree } from './list-tree.ts'
import { LEAF_WRITTEN, MemoryTree, snapshotBytes } from './memory-tree.ts'
import { collectSiblings, multiproofSiblings } from './multiproof.ts'
import { depthFor, perfectRoot } from './tree.ts'
import type { LeafTree } from './tree.ts'

/** The definition, written down naively. */
function naiveLevels(depth: number, leaves: Uint8Array[]): Uint8Array[][] {
  const levels = [Array.from({ length: 2 ** depth }, (_, i) => hashLeaf(leaves[i] ?? new Uint8Array(64)))]
  for (let level = 0; level < depth; level++) {
    const below = levels[level]!
    levels.push(
      Array.from({ length: below.length / 2 }, (_, i) => hashNode(below[2 * i]!, below[2 * i + 1]!)),
    )
  }
  return levels
}

function expectTree(tree: LeafTree, leaves: Uint8Array[]): void {
  const levels = naiveLevels(tree.depth, leaves)
  expect(tree.root()).toEqual(levels[tree.depth]![0])
  levels.forEach((nodes, level) => nodes.forEach((node, i) => expect(tree.node(level, i)).toEqual(node)))
}

const leafOf = (seed: number): Uint8Array => new Uint8Array(64).fill(seed)
const newMemory = (depth: number) => {
  const words = new Uint32Array(2 ** depth * 16)
  const flags = new Uint8Array(2 ** depth)
  return { words, flags, tree: new MemoryTree(depth, words, flags) }
}

describe('list tree', () => {
  it('has the root of its content after any appends, truncations and forks', () => {
    const actions = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('append' as const), value: fc.integer({ min: 0, max: 255 }) }),
        fc.record({ kind: fc.constant('truncate' as const), value: fc.nat(16) }),
        fc.record({ kind: fc.constantFrom('root' as const, 'fork' as const), value: fc.constant(0) }),
      ),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(actions, (list) => {
        let tree = new ListTree(4)
        const model: Uint8Array[] = []
        for (const { kind, value } of list) {
          if (kind === 'append' && model.length < 16) {
            model.push(leafOf(value))
            tree.append(new Uint32Array(leafOf(value).buffer), 0)
          } else if (kind === 'truncate' && value <= model.length) {
            model.length = value
            tree.truncate(value)
          } else if (kind === 'root') tree.root()
          else if (kind === 'fork') {
            const old = tree
            tree = tree.fork()
            if (old.length < 16) old.append(new Uint32Array(16).fill(7), 0)
            old.root()
          }
        }
        expectTree(tree, model)
        expect(tree.leaves()).toEqual(model)
        for (let count = 0; count <= model.length; count++) {
          expect(tree.rootOfPrefix(count)).toEqual(naiveLevels(4, model.slice(0, count))[4]![0])
        }
      }),
    )
  })

  it('goes back and forth between snapshots, of itself and of forks', () => {
    const action = fc.record({
      kind: fc.constantFrom('append', 'append', 'append', 'truncate', 'snapshot', 'restore', 'root', 'fork'),
      value: fc.nat(15),
    })
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (list) => {
        let tree = new ListTree(4)
        let model: Uint8Array[] = []
        const saved = [{ snapshot: tree.snapshot(), model }]
        for (const { kind, value } of list) {
          if (kind === 'append' && model.length < 16) {
            model = [...model, leafOf(value)]
            tree.append(new Uint32Array(leafOf(value).buffer), 0)
          } else if (kind === 'truncate' && value <= model.length) {
            model = model.slice(0, value)
            tree.truncate(value)
          } else if (kind === 'snapshot') saved.push({ snapshot: tree.snapshot(), model })
          else if (kind === 'restore') {
            const to = saved[value % saved.length]!
            tree.restore(to.snapshot)
            model = to.model
          } else if (kind === 'root') tree.root()
          else if (kind === 'fork') tree = tree.fork()
          expect(tree.leaves()).toEqual(model)
        }
        expectTree(tree, model)
        for (const one of saved) {
          tree.restore(one.snapshot)
          expectTree(tree, one.model)
        }
      }),
    )
  })

  it('refuses what does not fit', () => {
    const tree = new ListTree(0)
    expect(tree.root()).toEqual(ZERO_ROOTS[0])
    tree.append(new Uint32Array(16), 0)
    expect(() => tree.append(new Uint32Array(16), 0)).toThrow(RangeError)
    expect(() => tree.truncate(2)).toThrow(RangeError)
  })
})

describe('memory tree', () => {
  it('has the root of its content after any writes and resets, and so has a copy', () => {
    const action = fc.record({
      kind: fc.constantFrom('write', 'write', 'write', 'root', 'reset'),
      leaf: fc.nat(31),
      value: fc.integer({ min: 0, max: 2 }),
    })
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const { words, flags, tree } = newMemory(5)
        for (const { kind, leaf, value } of actions) {
          if (kind === 'write') {
            words[leaf * 16 + (value % 16)] = value
            flags[leaf] = LEAF_WRITTEN
          } else if (kind === 'root') tree.root()
          else tree.reset()
        }
        const leaves = Array.from({ length: 32 }, (_, i) => tree.leaf(i))
        const copy = newMemory(5)
        tree.copyInto(copy.tree)
        expectTree(tree, leaves)
        expectTree(copy.tree, leaves)
        tree.reset()
        expect(tree.root()).toEqual(ZERO_ROOTS[5])
        expect(words.every((word) => word === 0)).toBe(true)
        expect(tree.touchedLeaves()).toBe(0)
      }),
    )
  })
})

describe('snapshots of a memory', () => {
  const DEPTH = 8
  const LEAVES = 2 ** DEPTH
  const action = fc.record({
    kind: fc.constantFrom('write', 'write', 'write', 'root', 'reset', 'snapshot', 'restore', 'copy', 'move'),
    leaf: fc.nat(LEAVES - 1),
    value: fc.integer({ min: 0, max: 2 }),
  })

  it('are what the memory was, whatever happened since, and hash as it', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        let memory = newMemory(DEPTH)
        const saved = [{ snapshot: memory.tree.snapshot(), content: memory.words.slice() }]
        for (const { kind, leaf, value } of actions) {
          const { words, flags, tree } = memory
          if (kind === 'write') {
            words[leaf * 16 + value] = value
            flags[leaf] = LEAF_WRITTEN
          } else if (kind === 'root') tree.root()
          else if (kind === 'reset') tree.reset()
          else if (kind === 'snapshot') saved.push({ snapshot: tree.snapshot(), content: words.slice() })
          else if (kind === 'restore') tree.restore(saved[leaf % saved.length]!.snapshot)
          else if (kind === 'copy') {
            const copy = newMemory(DEPTH)
            tree.copyInto(copy.tree)
            memory = copy
          } else {
            const other = newMemory(DEPTH)
            tree.moveTo(other.words, other.flags)
            memory = { ...other, tree }
          }
        }
        const rootOf = (words: Uint32Array) => perfectRoot(DEPTH, new Uint8Array(words.buffer))
        expect(memory.tree.root()).toEqual(rootOf(memory.words))
        for (const { snapshot, content } of saved) {
          memory.tree.restore(snapshot)
          expect(memory.words).toEqual(content)
          expect(memory.tree.root()).toEqual(rootOf(content))
        }
      }),
    )
  })

  it('share the pages that were not written', () => {
    const { words, flags, tree } = newMemory(DEPTH)
    const write = (leaf: number): void => {
      words[leaf * 16]! += 1
      flags[leaf] = LEAF_WRITTEN
    }
    for (let leaf = 0; leaf < LEAVES; leaf++) write(leaf)
    expect(tree.root()).toEqual(perfectRoot(DEPTH, new Uint8Array(words.buffer)))
    const first = tree.snapshot()
    write(70)
    expect(tree.root()).toEqual(perfectRoot(DEPTH, new Uint8Array(words.buffer)))
    const second = tree.snapshot()
    expect(second.pages.map((page, i) => page === first.pages[i])).toEqual([true, false, true, true])
    expect(tree.snapshot()).toBe(second)
    expect(snapshotBytes([first, second]) - snapshotBytes([first])).toBe(second.copiedBytes)
  })
})

describe('perfect root', () => {
  it('is the root of the zero-padded bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 16 * 64 }), fc.integer({ min: 4, max: 6 }), (bytes, depth) => {
        const padded = new Uint8Array(16 * 64)
        padded.set(bytes)
        const leaves = Array.from({ length: 16 }, (_, i) => padded.slice(i * 64, i * 64 + 64))
        expect(perfectRoot(depth, bytes)).toEqual(naiveLevels(depth, leaves)[depth]![0])
        expect(ListTree.of(depth, bytes).root()).toEqual(perfectRoot(depth, bytes))
      }),
    )
    expect(perfectRoot(3, new Uint8Array(0))).toEqual(ZERO_ROOTS[3])
    expect(() => perfectRoot(1, new Uint8Array(129))).toThrow(RangeError)
    expect([0, 1, 2, 3, 4, 5, 16384].map(depthFor)).toEqual([0, 0, 1, 2, 2, 3, 14])
  })
})

describe('multiproof', () => {
  /** Folds leaves and siblings to the root in the canonical order. */
  function fold(depth: number, indices: number[], leaves: Uint8Array[], siblings: Uint8Array[]): Uint8Array {
    let next = 0
    let known = new Map(indices.map((index, i) => [index, hashLeaf(leaves[i]!)]))
    for (let level = 0; level < depth; level++) {
      const parents = new Map<number, Uint8Array>()
      for (const [index, hash] of known) {
        if (parents.has(index >> 1)) continue
        const other = known.get(index ^ 1) ?? siblings[next++]!
        parents.set(index >> 1, index % 2 === 0 ? hashNode(hash, other) : hashNode(other, hash))
      }
      known = parents
    }
    expect(next).toBe(siblings.length)
    return known.get(0)!
  }

  it('has just the siblings that the root needs', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(15), { minLength: 1 }), (set) => {
        const indices = set.sort((a, b) => a - b)
        const tree = ListTree.of(
          4,
          Uint8Array.from({ length: 1024 }, (_, i) => i % 251),
        )
        const leaves = indices.map((i) => tree.leaf(i))
        expect(fold(4, indices, leaves, collectSiblings(tree, indices))).toEqual(tree.root())
      }),
    )
  })

  it('lists them level by level from the leaves up', () => {
    expect(multiproofSiblings(3, [1, 2, 3])).toEqual([
      { level: 0, index: 0 },
      { level: 2, index: 1 },
    ])
    expect(multiproofSiblings(3, [])).toEqual([])
    expect(multiproofSiblings(0, [0])).toEqual([])
  })
})
