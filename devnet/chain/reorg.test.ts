import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../node/simulation/random.ts'
import type { Chain } from './index.ts'
import { randomDag, shuffled } from './testing/random-dag.ts'
import {
  ACCOUNTS,
  blocksOf,
  chainOf,
  coin,
  countUtxos,
  mine,
  newChain,
  pay,
  replay,
  stateOf,
} from './testing/kit.ts'

const seeds = fc.integer({ min: 0, max: 2 ** 31 })

/** Coins at every chain block, from its effects alone. */
function checkBooks(chain: Chain): void {
  let utxos = 0n
  let emitted = 0n
  let burned = 0n
  for (const hash of chainOf(chain)) {
    const effects = chain.effects(hash)!
    for (const { entry } of effects.utxo.added.values()) utxos += entry.amount
    for (const { entry } of effects.utxo.removed.values()) utxos -= entry.amount
    emitted += effects.emitted
    burned += effects.burned
    expect(utxos + burned + effects.coinbase.fees).toBe(emitted)
  }
  expect(chain.ledger.books()).toMatchObject({ utxos, emitted, burned })
  expect(countUtxos(chain)).toBe(utxos)
}

describe('chains fed the same blocks', () => {
  it('end on the same state in whatever order, books balanced at every chain block', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = createRandom(seed)
        const { chains, blocks } = randomDag(random.below, { miners: 3, blocks: 30, relay: 45 })
        const expected = stateOf(replay(blocks))
        for (const chain of chains) expect(stateOf(chain)).toEqual(expected)
        for (let i = 0; i < 3; i++) {
          const chain = replay(shuffled(random.below, blocks))
          expect(stateOf(chain)).toEqual(expected)
          checkBooks(chain)
        }
      }),
      { numRuns: 4 },
    )
  })

  it('really have width, red blocks, refused double spends and reorgs in these tests', () => {
    const random = createRandom('width')
    let reds = 0
    let tips = 0
    let refused = 0
    for (let run = 0; run < 2; run++) {
      const { chains } = randomDag(random.below, { miners: 3, blocks: 40, relay: 30 })
      const chain = chains[0]!
      for (const hash of chainOf(chain)) {
        reds += chain.dagBlock(hash)!.mergesetReds.length
        refused += chain.effects(hash)!.merged.reduce((sum, m) => sum + m.refused.length, 0)
        tips = Math.max(tips, chain.dagBlock(hash)!.parents.length)
      }
    }
    expect(reds).toBeGreaterThan(0)
    expect(refused).toBeGreaterThan(0)
    expect(tips).toBeGreaterThan(1)
  })
})

describe('two partitions that heal', () => {
  it('end on the state of a fresh replay, whatever the depth of the reorg', () => {
    for (const depth of [1, 2, 3, 5, 8, 11]) {
      const left = newChain()
      const right = newChain()
      for (const block of [mine(left), mine(left)]) right.addBlock(block)
      for (let i = 0; i < depth; i++) {
        mine(left, [pay(ACCOUNTS[1]!, coin(left, ACCOUNTS[1]!, i), ACCOUNTS[2]!, 1_000_000_000n)])
        mine(
          right,
          [pay(ACCOUNTS[1]!, coin(right, ACCOUNTS[1]!, i), ACCOUNTS[3]!, 2_000_000_000n)],
          ACCOUNTS[1],
        )
      }
      mine(right)
      const removedByLeft = blocksOf(right).flatMap((block) => {
        const result = left.addBlock(block)
        return result.ok ? (result.change?.removed ?? []) : []
      })
      for (const block of blocksOf(left)) right.addBlock(block)
      expect(removedByLeft.length).toBeGreaterThanOrEqual(depth)
      expect(stateOf(left)).toEqual(stateOf(right))
      expect(stateOf(left)).toEqual(stateOf(replay(blocksOf(left))))
      checkBooks(left)
    }
  })

  it('go back and forth exactly', () => {
    const chain = newChain()
    const base = mine(chain)
    const rivals = [newChain(), newChain()]
    for (const rival of rivals) rival.addBlock(base)
    for (let round = 0; round < 6; round++) {
      const rival = rivals[round % 2]!
      // Each rival overtakes the other by two blocks, round after round.
      for (let i = 0; i < 2 + round; i++) {
        const tx = pay(ACCOUNTS[2]!, coin(rival, ACCOUNTS[2]!, i), ACCOUNTS[1]!, 1_000_000_000n)
        const block = mine(rival, [tx], ACCOUNTS[round % 2])
        expect(chain.addBlock(block)).toMatchObject({ ok: true })
      }
      expect(stateOf(chain)).toEqual(stateOf(replay(shuffled(createRandom(round).below, blocksOf(chain)))))
      checkBooks(chain)
    }
  })
})
