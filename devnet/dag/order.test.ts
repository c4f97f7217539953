// Blocks in order, those in the past of one left out: the same as by walking all of the DAG, for as many looks as there are answers.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dagRecipe, growDag } from '../../test/random-dag.ts'
import { createRandom } from '../node/simulation/random.ts'
import { hash } from '../tx/hash.ts'
import type { Hash } from '../tx/hash.ts'
import { TINY } from '../tx/params.ts'
import type { Dag } from './dag.ts'
import { BlockOrder } from './order.ts'

const PARAMS = { ...TINY, ghostdagK: 2 }

function byWalking(dag: Dag, low: Hash, after?: Hash): readonly Hash[] {
  return Array.from(dag.blocks(), (block) => block.hash)
    .filter((block) => !dag.isAncestor(block, low) && (after === undefined || dag.compare(block, after) > 0))
    .toSorted((a, b) => dag.compare(a, b))
}

describe('blocks after one', () => {
  it('are those that walking all of the DAG finds, in the order that has parents first, from any place on', () => {
    fc.assert(
      fc.property(dagRecipe(150, 40), fc.nat(), (recipe, pick) => {
        const { dag, blocks } = growDag(recipe, PARAMS)
        const after = blocks[pick % blocks.length]!.hash
        for (const { hash: low } of blocks) {
          expect([...dag.blocksAfter(low)]).toEqual(byWalking(dag, low))
          expect([...dag.blocksAfter(low, after)]).toEqual(byWalking(dag, low, after))
        }
      }),
      { numRuns: 15 },
    )
  })

  it('are the same ones of a DAG that was pruned', () => {
    const random = createRandom(5)
    const recipe = Array.from(
      { length: 600 },
      () => [random.below(4), 1 + random.below(4), random.below(65_536)] as const,
    )
    const { dag } = growDag(recipe, PARAMS)
    const root = dag.prunableTo(dag.tips()[0]!)!
    expect(dag.prune(root, new Set()).length).toBeGreaterThan(300)
    for (const low of dag.blocks()) expect([...dag.blocksAfter(low.hash)]).toEqual(byWalking(dag, low.hash))
  })
})

interface Block {
  readonly hash: Hash
  readonly blueWork: bigint
  readonly parents: readonly Block[]
  readonly children: Block[]
  /** Itself and its past, for the chain that it is on; a branch has only its own name. */
  readonly position: number
  readonly branch: number
}

/** A chain from which a branch of three blocks leaves at every hundredth block; one in two branches is merged 40 blocks later. */
function chainWithBranches(length: number): {
  readonly blocks: readonly Block[]
  readonly main: readonly Block[]
} {
  const blocks: Block[] = []
  const main: Block[] = []
  const add = (parents: readonly Block[], position: number, branch: number): Block => {
    const work = parents.reduce((most, { blueWork }) => (blueWork > most ? blueWork : most), 0n) + 2n
    const name = hash(blocks.length.toString(16).padStart(64, '0'))
    const block: Block = { hash: name, blueWork: work, parents, children: [], position, branch }
    for (const parent of parents) parent.children.push(block)
    blocks.push(block)
    return block
  }
  const waiting = new Map<number, Block>()
  for (let i = 0; i < length; i++) {
    const last = main.at(-1)
    const merged = waiting.get(i)
    main.push(
      add(
        [last, merged].filter((parent) => parent !== undefined),
        i,
        0,
      ),
    )
    if (i % 100 !== 99) continue
    let tip = main.at(-1)!
    for (let n = 0; n < 3; n++) tip = add([tip], i, i)
    if (i % 200 === 99) waiting.set(i + 40, tip)
  }
  return { blocks, main }
}

/** Whether a block is in the past of one on the main chain, or is it. */
function isBelow(low: Block): (block: Block) => boolean {
  return ({ position, branch }) =>
    branch === 0 ? position <= low.position : branch % 200 === 99 && position + 40 <= low.position
}

describe('a page of blocks', () => {
  const PAGE = 50

  /** How many blocks are looked at for the pages after some of the blocks, that they are the right ones being checked. */
  function looksFor(length: number): readonly number[] {
    const { blocks, main } = chainWithBranches(length)
    const order = new BlockOrder(blocks)
    const sorted = blocks.toSorted((a, b) => Number(a.blueWork - b.blueWork) || (a.hash < b.hash ? -1 : 1))
    return [0, 0.01, 0.5, 0.99].map((part) => {
      const below = isBelow(main[Math.floor(length * part)]!)
      let looks = 0
      const isSettled = (block: Block): boolean => {
        looks++
        return below(block)
      }
      const found: Hash[] = []
      for (const block of order.unsettled(isSettled)) {
        found.push(block.hash)
        if (found.length === PAGE) break
      }
      const expected = sorted.filter((block) => !below(block)).slice(0, PAGE)
      expect(found).toEqual(expected.map((block) => block.hash))
      return looks
    })
  }

  it('looks at few others, and at few more when the DAG is 16 times as large', () => {
    const [small, large] = [looksFor(2_000), looksFor(32_000)]
    for (const [i, looks] of large.entries()) {
      expect(small[i]).toBeLessThan(500)
      expect(looks).toBeLessThan(small[i]! + 600)
    }
  })
})
