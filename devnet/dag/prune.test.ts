// A DAG that forgets what is settled, against one that forgets nothing.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DagRecipe } from '../../test/random-dag.ts'
import { growDag } from '../../test/random-dag.ts'
import { createRandom } from '../node/simulation/random.ts'
import type { Hash } from '../tx/hash.ts'
import { TINY } from '../tx/params.ts'
import { Dag } from './dag.ts'
import type { DagBlock } from './types.ts'

const PARAMS = { ...TINY, ghostdagK: 2 }

function recipe(seed: number, blocks: number): DagRecipe {
  const random = createRandom(seed)
  return Array.from(
    { length: blocks },
    () => [random.below(4), 1 + random.below(4), random.below(65_536)] as const,
  )
}

const header = ({ hash, parents, timestamp, bits }: DagBlock) => ({ hash, parents, timestamp, bits })

/** Feeds a DAG the same blocks; it forgets whenever it may, but for relations of some of the blocks. */
function growForgetful(
  blocks: readonly DagBlock[],
  remember: (hash: Hash) => boolean,
): { dag: Dag; prunes: number } {
  const [genesis, ...rest] = blocks
  const dag = new Dag(PARAMS, header(genesis!))
  let prunes = 0
  for (const block of rest) {
    const added = dag.add(header(block))
    expect(added).toEqual({ ok: true, block })
    const root = dag.prunableTo(dag.tips()[0]!)
    if (root === undefined) continue
    dag.prune(root, new Set(blocks.map(({ hash }) => hash).filter(remember)))
    prunes++
  }
  return { dag, prunes }
}

describe('a DAG that is pruned', () => {
  it('goes on as if it were not, and keeps a bounded number of blocks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), (seed) => {
        const { dag: whole, blocks } = growDag(recipe(seed, 500), PARAMS)
        const { dag, prunes } = growForgetful(blocks, () => false)
        expect(prunes).toBeGreaterThan(2)
        expect(dag.size).toBeLessThan(250)
        expect(dag.selectParents(dag.tips()[0]!)).toEqual(whole.selectParents(whole.tips()[0]!))
        for (const { hash } of dag.blocks()) {
          for (const { hash: other } of dag.blocks())
            expect(dag.isAncestor(hash, other)).toBe(whole.isAncestor(hash, other))
        }
      }),
      { numRuns: 6 },
    )
  })

  it('knows how the old blocks that are named stand to each other and to all that is left', () => {
    const { dag: whole, blocks } = growDag(recipe(5, 450), PARAMS)
    const remember = (hash: Hash): boolean => Number.parseInt(hash.slice(-3), 16) % 7 === 0
    const { dag } = growForgetful(blocks, remember)
    const left = [...dag.blocks()].map(({ hash }) => hash)
    const old = blocks.map(({ hash }) => hash).filter((hash) => remember(hash) && !dag.has(hash))
    expect(old.length).toBeGreaterThan(20)
    for (const a of old) {
      for (const b of old) expect(dag.isAncestor(a, b)).toBe(whole.isAncestor(a, b))
      for (const b of left) expect(dag.isAncestor(a, b)).toBe(whole.isAncestor(a, b))
      for (const b of left) expect(dag.isAncestor(b, a)).toBe(whole.isAncestor(b, a))
    }
  })

  it('refuses what builds farther down than it remembers', () => {
    const { blocks } = growDag(recipe(9, 400), PARAMS)
    const { dag } = growForgetful(blocks, () => false)
    const parents = [dag.lowest]
    const added = dag.add({ ...header(blocks.at(-1)!), hash: '1'.repeat(64) as Hash, parents })
    expect(added).toMatchObject({ ok: false, error: { kind: 'belowPruningPoint' } })
    expect(dag.evaluate([blocks[3]!.hash])).toMatchObject({ error: { kind: 'unknownParents' } })
  })
})

describe('the image of a DAG', () => {
  it('makes another one that answers the same and goes on the same, pruned or not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1, max: 400 }), (seed, upTo) => {
        const { blocks } = growDag(recipe(seed, 430), PARAMS)
        const { dag: first } = growForgetful(blocks.slice(0, upTo), (hash) => hash.endsWith('1'))
        const second = new Dag(PARAMS, header(blocks[0]!), first.image())
        expect(second.image()).toEqual(first.image())
        for (const block of blocks.slice(upTo)) {
          expect(second.add(header(block))).toEqual(first.add(header(block)))
          expect(second.pruningPointFor(block)).toBe(first.pruningPointFor(block))
          expect(second.finalityPointFor(block)).toBe(first.finalityPointFor(block))
        }
        expect(second.tips()).toEqual(first.tips())
        const [tip] = second.tips()
        expect(second.prunableTo(tip!)).toBe(first.prunableTo(tip!))
      }),
      { numRuns: 8 },
    )
  })
})
