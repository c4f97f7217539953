// What a manager offers for a move that costs it its stake when it comes too late. Whoever wants to keep it off the chain has to
// outbid it in every block until the clock runs out: that must cost more than there is to win, which is half a stake.
import type { Action } from './actions.ts'

/** Parts of a staking unit offered as fee, in ten thousandths, each time the same move has to be sent again. */
const OFFERS = [0n, 2n, 10n, 30n, 100n] as const

/** The least fee in sompi for an action that was sent so many times before without effect. */
export function bidFor(action: Action, attempts: number, stakingUnit: bigint): bigint {
  if (action.kind !== 'play' && action.kind !== 'challenge') return 0n
  const offer = OFFERS[Math.min(attempts, OFFERS.length - 1)] ?? 0n
  return (stakingUnit * offer) / 10_000n
}
