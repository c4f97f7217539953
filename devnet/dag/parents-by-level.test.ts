// Parents by level against their definition, on random DAGs with random levels.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hash } from '../tx/hash.ts'
import type { Hash } from '../tx/hash.ts'
import { parentsByLevel, sameParents } from './parents-by-level.ts'

const MAX_LEVEL = 6
const h = (n: number): Hash => hash(n.toString(16).padStart(64, '0'))

/** For each block, its level and up to three draws of parents among the blocks before it. */
const recipes = fc.array(
  fc.tuple(fc.integer({ min: 0, max: MAX_LEVEL }), fc.array(fc.nat(), { minLength: 1, maxLength: 3 })),
  { minLength: 1, maxLength: 30 },
)

describe('the parents of a level', () => {
  it('are the highest blocks of that level in the past', () => {
    fc.assert(
      fc.property(recipes, (recipe) => {
        const genesis = h(0)
        const levels = new Map<Hash, number>([[genesis, MAX_LEVEL]])
        const named = new Map<Hash, readonly (readonly Hash[])[]>([[genesis, []]])
        const pasts = new Map<Hash, ReadonlySet<Hash>>([[genesis, new Set()]])
        const isAncestor = (a: Hash, b: Hash) => a === b || pasts.get(b)!.has(a)
        const highest = (blocks: readonly Hash[]) =>
          blocks.filter((a) => !blocks.some((b) => a !== b && isAncestor(a, b)))
        const view = {
          genesis,
          isAncestor,
          levelOf: (block: Hash) => levels.get(block)!,
          parentsOf: (block: Hash) => named.get(block)!,
        }
        for (const [i, [level, draws]] of recipe.entries()) {
          const direct = highest([...new Set(draws.map((draw) => h(draw % (i + 1))))])
          const past = new Set(direct.flatMap((parent) => [parent, ...pasts.get(parent)!]))
          const found = parentsByLevel(direct, view, MAX_LEVEL)
          const expected = Array.from({ length: MAX_LEVEL + 1 }, (_, l) =>
            l === 0 ? direct : highest([...past].filter((block) => levels.get(block)! >= l)),
          )
          const end = expected.findIndex((at, l) => l > 0 && at.length === 1 && at[0] === genesis)
          expect(sameParents(found, end === -1 ? expected : expected.slice(0, end))).toBe(true)
          const block = h(i + 1)
          levels.set(block, level)
          named.set(block, found)
          pasts.set(block, past)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('are compared as sets, level by level', () => {
    const levels = [[h(1), h(2)], [h(3)]]
    expect(sameParents(levels, [[h(2), h(1)], [h(3)]])).toBe(true)
    expect(sameParents(levels, [[h(1), h(2)]])).toBe(false)
    expect(sameParents(levels, [[h(1), h(1)], [h(3)]])).toBe(false)
    expect(sameParents(levels, [[h(1), h(2)], [h(4)]])).toBe(false)
    expect(sameParents([[h(1), h(1)]], [[h(1), h(2)]])).toBe(false)
  })
})
