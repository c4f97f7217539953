// Roots that are begun now and told later are those that `root` would have told, whatever happens to the tree in between.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSideHasher, sideHasherMemory } from '../hash/side-hasher.ts'
import type { SideHasher } from '../hash/side-hasher.ts'
import { LEAF_WRITTEN, MemoryTree } from './memory-tree.ts'

const DEPTH = 11
const PAGES = 2 ** DEPTH / 64

function newMemory() {
  const words = new Uint32Array(2 ** DEPTH * 16)
  const flags = new Uint8Array(2 ** DEPTH)
  return { words, flags, tree: new MemoryTree(DEPTH, words, flags) }
}

type Memory = ReturnType<typeof newMemory>

function write({ words, flags }: Memory, leaf: number, value: number): void {
  words[leaf * 16 + (value & 15)] = value
  flags[leaf] = LEAF_WRITTEN
}

/** Every `step`th leaf of some pages. */
function fill(memory: Memory, page: number, pages: number, step: number, value: number): void {
  for (let leaf = page * 64; leaf < Math.min(page + pages, PAGES) * 64; leaf += step)
    write(memory, leaf, value + leaf)
}

const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(
      fc.constant('fill'),
      fc.nat(PAGES - 1),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(1, 1, 1, 2, 7),
      fc.nat(1000),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constant('write'),
      fc.nat(2 ** DEPTH - 1),
      fc.nat(1000),
      fc.constant(0),
      fc.constant(0),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(fc.constant('later'), fc.constant(0), fc.constant(0), fc.constant(0), fc.constant(0)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constantFrom('root', 'tell', 'node', 'save', 'restore', 'reset', 'move'),
      fc.nat(2 ** DEPTH - 1),
      fc.constant(0),
      fc.constant(0),
      fc.constant(0),
    ),
  },
)

describe('roots told later', () => {
  it.each([1, 2, 64])('are those of the moment they were begun, with room for %i slots of pages', (slots) => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const hasher = createSideHasher(sideHasherMemory(slots)!)
        const model = newMemory()
        let subject = newMemory()
        const begun: { readonly root: () => Uint8Array; readonly expected: Uint8Array }[] = []
        let saved = [subject.tree.snapshot(), model.tree.snapshot()] as const
        /** What the two trees told of themselves. */
        const seen: { readonly subject: Uint8Array; readonly model: Uint8Array }[] = []
        const tell = (): void => {
          for (const { root, expected } of begun.splice(0).toReversed())
            seen.push({ subject: root(), model: expected }, { subject: root(), model: expected })
        }
        const compareNode = (level: number, index: number): void => {
          seen.push({ subject: subject.tree.node(level, index), model: model.tree.node(level, index) })
        }
        for (const [kind, x, y, step, value] of actions) {
          for (const memory of [subject, model]) {
            if (kind === 'fill') fill(memory, x, y, step, value)
            else if (kind === 'write') write(memory, x, y)
            else if (kind === 'reset') memory.tree.reset()
          }
          if (kind === 'later')
            begun.push({ root: subject.tree.rootLater(hasher), expected: model.tree.root() })
          else if (kind === 'root') compareNode(DEPTH, 0)
          else if (kind === 'node')
            for (let level = 0; level <= DEPTH; level++) compareNode(level, x >>> level)
          else if (kind === 'tell') tell()
          else if (kind === 'save') saved = [subject.tree.snapshot(), model.tree.snapshot()]
          else if (kind === 'restore') {
            subject.tree.restore(saved[0])
            model.tree.restore(saved[1])
          } else if (kind === 'move') {
            const { words, flags } = newMemory()
            subject.tree.moveTo(words, flags)
            subject = { words, flags, tree: subject.tree }
          }
        }
        tell()
        expect(seen.map((pair) => pair.subject)).toEqual(seen.map((pair) => pair.model))
        const positions = Array.from({ length: DEPTH + 1 }, (_, level) =>
          Array.from({ length: 2 ** (DEPTH - level) }, (_, index) => ({ level, index })),
        ).flat()
        expect(subject.tree.nodes(positions)).toEqual(model.tree.nodes(positions))
      }),
      { numRuns: 12 },
    )
  })

  it('are in the tree before it is reset, restored or moved', () => {
    for (const change of ['reset', 'restore', 'move'] as const) {
      const hasher = createSideHasher(sideHasherMemory(4)!)
      const [subject, model] = [newMemory(), newMemory()]
      const saved = [subject, model].map(({ tree }) => tree.snapshot())
      for (const memory of [subject, model]) fill(memory, 2, 20, 1, 77)
      const later = subject.tree.rootLater(hasher)
      const filled = model.tree.root()
      ;[subject, model].forEach(({ tree }, i) => {
        const { words, flags } = newMemory()
        if (change === 'reset') tree.reset()
        else if (change === 'restore') tree.restore(saved[i]!)
        else tree.moveTo(words, flags)
      })
      expect(subject.tree.root()).toEqual(model.tree.root())
      expect(later()).toEqual(filled)
      expect(subject.tree.root()).toEqual(model.tree.root())
    }
  })

  it('leave the inside of pages hashed, whether those pages come again or not', () => {
    const hasher = createSideHasher(sideHasherMemory(8)!)
    const [subject, model] = [newMemory(), newMemory()]
    for (const [page, pages] of [
      [0, 12],
      [4, 12],
      [20, 10],
    ] as const) {
      for (const memory of [subject, model]) fill(memory, page, pages, 1, 100 + page)
      subject.tree.rootLater(hasher)
    }
    const positions = Array.from({ length: 30 * 64 }, (_, index) => ({ level: 0, index }))
    expect(subject.tree.nodes(positions)).toEqual(model.tree.nodes(positions))
  })

  it('take over what was written since the root before, and no page that was not', () => {
    const hasher = createSideHasher(sideHasherMemory(8)!)
    const begun: number[] = []
    const counting: SideHasher = {
      ...hasher,
      begin(pages, copy) {
        begun.push(pages)
        return hasher.begin(pages, copy)
      },
    }
    const memory = newMemory()
    fill(memory, 0, PAGES, 1, 5)
    memory.tree.rootLater(counting)
    memory.tree.rootLater(counting)
    fill(memory, 3, 9, 1, 6)
    memory.tree.rootLater(counting)()
    // A few leaves here and there, or a few pages, are hashed at once.
    fill(memory, 0, PAGES, 7, 8)
    memory.tree.rootLater(counting)
    fill(memory, 0, 7, 1, 9)
    memory.tree.rootLater(counting)
    expect(begun).toEqual([PAGES, 9])
  })
})
