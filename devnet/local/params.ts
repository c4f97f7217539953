// The base layer's parameters for a development network of any block rate: Kaspa's rules with depths of minutes instead of
// hours, and k fitted to the network's own latency: now and then a block comes too late and is red, as in a real one.
import type { LatencyRange } from '../node/simulation/network.ts'
import type { Params } from '../tx/index.ts'
import { DEVNET_1_BPS } from '../tx/index.ts'

/** More than a hundred blocks a second is no development network. */
export const MAX_BLOCKS_PER_SECOND = 100

/** Throws a RangeError when the rate is out of 0.1 .. 100. */
export function devnetParams(blocksPerSecond: number, latency: LatencyRange): Params {
  if (!(blocksPerSecond >= 0.1 && blocksPerSecond <= MAX_BLOCKS_PER_SECOND)) {
    throw new RangeError(`between 0.1 and ${MAX_BLOCKS_PER_SECOND} blocks a second, not ${blocksPerSecond}`)
  }
  const scaled = (atOnePerSecond: bigint): bigint =>
    BigInt(Math.max(1, Math.round(Number(atOnePerSecond) * blocksPerSecond)))
  const base = DEVNET_1_BPS
  const ghostdagK = fittingK(((latency.min + latency.max) * blocksPerSecond) / 1000)
  return {
    ...base,
    targetTimePerBlock: BigInt(Math.round(1000 / blocksPerSecond)),
    ghostdagK,
    maxBlockParents: 16,
    mergesetSizeLimit: Math.max(base.mergesetSizeLimit, 2 * ghostdagK),
    mergeDepth: scaled(base.mergeDepth),
    finalityDepth: scaled(base.finalityDepth),
    pruningDepth: scaled(base.pruningDepth),
    coinbaseMaturity: scaled(base.coinbaseMaturity),
    pastMedianTimeSampleRate: scaled(base.pastMedianTimeSampleRate),
    difficultySampleRate: scaled(base.difficultySampleRate),
  }
}

/**
 * The smallest k that more than k parallel blocks exceed with a probability below 1 %, when their number has a Poisson
 * distribution of this mean (31, 2.1: mean = 2 x delay x rate; here with the average delay, so that red blocks occur).
 */
export function fittingK(mean: number): number {
  let term = Math.exp(-mean)
  let sum = term
  let k = 0
  while (1 - sum >= 0.01) {
    k++
    term *= mean / k
    sum += term
  }
  return Math.max(k, 1)
}
