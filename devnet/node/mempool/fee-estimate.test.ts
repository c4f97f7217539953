import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEVNET_1_BPS, MINIMUM_RELAY_FEE_PER_GRAM } from '../../tx/index.ts'
import { feeEstimate } from './fee-estimate.ts'

const LIMIT = DEVNET_1_BPS.blockMassLimits.compute
const LEAST = Number(MINIMUM_RELAY_FEE_PER_GRAM)

/** Waiting transactions of a tenth of a block each, at this many sompi per gram. */
const waiting = (count: number, rate: bigint) =>
  Array.from({ length: count }, () => ({ mass: LIMIT / 10n, fee: (LIMIT / 10n) * rate }))

describe('the fee estimate', () => {
  it('is the least that is relayed while blocks have room', () => {
    for (const entries of [[], waiting(10, 5_000n)]) {
      const { priorityBucket, normalBuckets, lowBuckets } = feeEstimate(entries, DEVNET_1_BPS)
      expect(priorityBucket).toEqual({ feerate: LEAST, estimatedSeconds: 1 })
      expect(normalBuckets).toEqual([{ feerate: LEAST, estimatedSeconds: 10 }])
      expect(lowBuckets).toEqual([{ feerate: LEAST, estimatedSeconds: 10 }])
    }
  })

  it('outbids what would fill the next block, and the next ten', () => {
    const estimate = feeEstimate([...waiting(95, 200n), ...waiting(12, 900n)], DEVNET_1_BPS)
    expect(estimate.priorityBucket.feerate).toBe(901)
    expect(estimate.normalBuckets[0]!.feerate).toBe(201)
    expect(estimate.lowBuckets[0]!.feerate).toBe(LEAST)
  })

  it('never asks more for waiting longer', () => {
    const entry = fc.record({ mass: fc.bigInt(1n, LIMIT), fee: fc.bigInt(0n, 10n ** 12n) })
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 60 }), (entries) => {
        const { priorityBucket, normalBuckets, lowBuckets } = feeEstimate(entries, DEVNET_1_BPS)
        const buckets = [priorityBucket, ...normalBuckets, ...lowBuckets]
        const rates = buckets.map(({ feerate }) => feerate)
        expect(rates).toEqual(rates.toSorted((a, b) => b - a))
        expect(Math.min(...rates)).toBeGreaterThanOrEqual(LEAST)
      }),
    )
  })
})
