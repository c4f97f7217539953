// What a manager bids against whoever would keep its moves off the chain.
import { expect, it } from 'vitest'
import { hash, SIMNET_10_BPS } from '../tx/index.ts'
import type { Action } from './actions.ts'
import { bidFor } from './bid.ts'

const UNIT = 100_000_000_000n
const node = hash('11'.repeat(32))
const challenge: Action = {
  kind: 'challenge',
  node,
  parent: node,
  stake: { transactionId: node, index: 0 },
  block: node,
  roots: { storage: node, outbox: node, events: node },
}

it('offers more each time a challenge or a move had no effect, and nothing extra for what can wait', () => {
  const bids = Array.from({ length: 8 }, (_, attempts) => bidFor(challenge, attempts, UNIT))
  expect(bids[0]).toBe(0n)
  for (const [i, bid] of bids.slice(1, 5).entries()) expect(bid).toBeGreaterThan(bids[i]!)
  expect(new Set(bids.slice(4))).toEqual(new Set([UNIT / 100n]))
  expect(bidFor({ kind: 'finalise', node }, 7, UNIT)).toBe(0n)
})

it('makes censoring a move dearer than what it wins, once it is urgent', () => {
  // A move weighs some 3,000 grams; whoever fills blocks against the last bid pays its rate for whole blocks.
  const perGram = bidFor(challenge, 4, UNIT) / 3_000n
  expect(perGram * SIMNET_10_BPS.blockMassLimits.compute).toBeGreaterThan(UNIT / 2n)
})
