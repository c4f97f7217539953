// What a block may create out of nothing: a constant at first, then an amount a second that halves every year in twelve
// equal steps (31, 2.8), exact in integers.
import type { Params } from '../tx/params.ts'

export type SubsidyParams = Pick<
  Params,
  'targetTimePerBlock' | 'deflationaryPhaseDaaScore' | 'preDeflationarySubsidy'
>

/** Sompi a second in the first month. */
const FIRST_MONTH = 44_000_000_000n
const MONTHS_PER_HALVING = 12n
const SECONDS_PER_MONTH = 2_629_800n
/** From this month on the amount is zero. */
const LAST_MONTH = 425n

const known = new Map<bigint, bigint>()

/** The subsidy in sompi of a block with this DAA score. */
export function subsidyAt(daaScore: bigint, params: SubsidyParams): bigint {
  if (daaScore < params.deflationaryPhaseDaaScore) return params.preDeflationarySubsidy
  const milliseconds = (daaScore - params.deflationaryPhaseDaaScore) * params.targetTimePerBlock
  const perSecond = monthlyRate(milliseconds / (SECONDS_PER_MONTH * 1000n))
  return (perSecond * params.targetTimePerBlock + 999n) / 1000n
}

/** Sompi a second in a month: FIRST_MONTH / 2^(month / 12), rounded down. */
export function monthlyRate(month: bigint): bigint {
  if (month >= LAST_MONTH) return 0n
  const remembered = known.get(month)
  if (remembered !== undefined) return remembered
  const bound = FIRST_MONTH ** MONTHS_PER_HALVING
  let low = 0n
  let high = FIRST_MONTH
  while (low < high) {
    const middle = (low + high + 1n) / 2n
    if ((middle ** MONTHS_PER_HALVING) << month <= bound) low = middle
    else high = middle - 1n
  }
  known.set(month, low)
  return low
}
