import { describe, expect, it } from 'vitest'
import { dominates, dominators, loopsOf } from './dominators.ts'
import type { Lists } from './lists.ts'
import { successors } from './operands.ts'
import { randomBlocks } from './random-blocks.test-data.ts'
import type { MirBlock, Terminator } from './types.ts'

/** Blocks that the entry reaches without going through `avoided`. */
function reachedWithout(blocks: readonly MirBlock[], avoided: number): ReadonlySet<number> {
  const found = new Set<number>()
  const pending = avoided === 0 ? [] : [0]
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    if (found.has(block)) continue
    found.add(block)
    pending.push(...followers(blocks, block).filter((to) => to !== avoided))
  }
  return found
}

function followers(blocks: readonly MirBlock[], block: number): readonly number[] {
  const end = blocks[block]?.terminator
  return end === undefined ? [] : successors(end)
}

function listed(lists: Lists, key: number): number[] {
  const found: number[] = []
  for (let at = lists.newest(key); at >= 0; at = lists.older(at)) found.push(lists.valueAt(at))
  return found.sort((x, y) => x - y)
}

const jump = (to: number): MirBlock => ({ instructions: [], terminator: { kind: 'jump', to, origin: 0 } })
const branch = (then: number, otherwise: number): MirBlock => ({
  instructions: [],
  terminator: { kind: 'branch', op: 'jnz', a: 0, b: -1, then, otherwise, origin: 0 },
})
const END: Terminator = { kind: 'return', values: [], origin: 0 }
const end: MirBlock = { instructions: [], terminator: END }

describe('the dominator tree', () => {
  it('says which blocks all ways to a block go through, whatever the flow', () => {
    for (let seed = 0; seed < 400; seed++) {
      const blocks = randomBlocks(seed, 12, 1)
      const reached = reachedWithout(blocks, -1)
      const tree = dominators(blocks)
      expect(tree.reached).toBe(reached.size)
      for (const below of reached)
        for (const above of reached)
          expect(dominates(tree, above, below)).toBe(
            above === below || !reachedWithout(blocks, above).has(below),
          )
    }
  })

  it('lists the blocks before each block, and the blocks right below in the order of the tree', () => {
    for (let seed = 0; seed < 400; seed++) {
      const blocks = randomBlocks(seed, 12, 1)
      const tree = dominators(blocks)
      const order = [...tree.order.subarray(0, tree.reached)]
      const children = blocks.map(() => new Array<number>())
      for (const block of order.slice(1)) children[tree.parent[block] ?? 0]?.push(block)
      for (const block of order) {
        const before = order.filter((from) => followers(blocks, from).includes(block))
        expect(listed(tree.before, block)).toEqual(before.sort((x, y) => x - y))
        const below: number[] = []
        for (let child = tree.child[block] ?? -1; child >= 0; child = tree.sibling[child] ?? -1)
          below.push(child)
        expect(below).toEqual(children[block])
      }
    }
  })

  it('finds loops, inner ones first', () => {
    const nested = [jump(1), branch(2, 5), branch(3, 4), jump(2), jump(1), end]
    expect(loopsOf(dominators(nested))).toEqual([
      { header: 2, ends: [3], body: new Set([2, 3]) },
      { header: 1, ends: [4], body: new Set([1, 4, 2, 3]) },
    ])
    expect(loopsOf(dominators([branch(1, 2), jump(2), end]))).toEqual([])
    expect(loopsOf(dominators([jump(1), branch(1, 2), end]))).toEqual([
      { header: 1, ends: [1], body: new Set([1]) },
    ])
  })
})
