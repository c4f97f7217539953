// What a gram of mass costs at the moment, from what waits: a transaction comes before all that pay less per gram, so it is
// in one of the next n blocks when it pays more than the first that n blocks can't hold.
import type { ResultOf } from '../../../client/rpc/methods.ts'
import type { Params } from '../../tx/index.ts'
import { MINIMUM_RELAY_FEE_PER_GRAM } from '../../tx/index.ts'
import type { MempoolEntry } from './types.ts'

type FeeEstimate = ResultOf<'getFeeEstimate'>['estimate']
type Waiting = Pick<MempoolEntry, 'fee' | 'mass'>

/** Blocks that the middle estimate waits for. */
const NORMAL_BLOCKS = 10

/** Sompi per gram, and seconds at the rate that difficulty aims at. */
export function feeEstimate(entries: readonly Waiting[], params: Params): FeeEstimate {
  const perBlock = params.blockMassLimits.compute
  const dearestFirst = entries.toSorted((a, b) => rate(b) - rate(a))
  const total = entries.reduce((sum, entry) => sum + entry.mass, 0n)
  const seconds = (blocks: number): number => (blocks * Number(params.targetTimePerBlock)) / 1_000
  const blocksForAll = Number(total / perBlock) + 1
  const bucket = (blocks: number): FeeEstimate['priorityBucket'] => ({
    feerate: rateToFit(dearestFirst, perBlock * BigInt(blocks)),
    estimatedSeconds: seconds(blocks),
  })
  return {
    priorityBucket: bucket(1),
    normalBuckets: [bucket(NORMAL_BLOCKS)],
    lowBuckets: [
      {
        feerate: Number(MINIMUM_RELAY_FEE_PER_GRAM),
        estimatedSeconds: seconds(Math.max(NORMAL_BLOCKS, blocksForAll)),
      },
    ],
  }
}

/** One sompi per gram more than the first that doesn't fit; the least that is relayed when all fit. */
function rateToFit(dearestFirst: readonly Waiting[], room: bigint): number {
  let used = 0n
  for (const entry of dearestFirst) {
    used += entry.mass
    if (used > room) return Math.max(rate(entry) + 1, Number(MINIMUM_RELAY_FEE_PER_GRAM))
  }
  return Number(MINIMUM_RELAY_FEE_PER_GRAM)
}

function rate({ fee, mass }: Waiting): number {
  return mass === 0n ? 0 : Number(fee) / Number(mass)
}
