// The lottery of commitment tickets: which stakes take part at a snapshot, and which of them win for a chain block
// (40, Lottery; 41, rule 3, E11, E37, E38, E40). Integers only.
import type { Hash } from '../tx/hash.ts'
import { hashToBytes } from '../tx/hash.ts'
import type { Outpoint } from '../tx/types.ts'
import type { BridgeView } from './api.ts'
import type { SiloConfig } from './config.ts'
import { bridgeHash, outpointBytes } from './ids.ts'
import { KEY } from './records.ts'
import type { Committer, LotteryRecord, StakeRecord } from './records.ts'
import type { Draft } from './store.ts'
import { need } from './store.ts'

const HASH_BITS = 256n
/** More doublings than this change nothing: every hash wins by then, since n is below 2^64. */
const MAX_DOUBLINGS = 64n

export const EMPTY_LOTTERY: LotteryRecord = { kind: 'lottery', before: 0, changes: [] }

/** The number that must be small to win: H(tag, token, block), or the seed's xor of two hashes. */
export function lotteryNumber(mode: SiloConfig['lottery'], stake: Outpoint, block: Hash): bigint {
  const token = outpointBytes(stake)
  if (mode === 'keyed') return toInteger(bridgeHash('lottery', token, hashToBytes(block)))
  const ofToken = toInteger(bridgeHash('lotteryToken', token))
  return ofToken ^ toInteger(bridgeHash('lotteryBlock', hashToBytes(block)))
}

/** number / 2^256 < 2^doublings / n, without fractions. No stakes, no tickets. */
export function wins(number: bigint, stakes: number, doublings: bigint): boolean {
  if (stakes <= 0) return false
  const shift = HASH_BITS + (doublings < MAX_DOUBLINGS ? doublings : MAX_DOUBLINGS)
  return number * BigInt(stakes) < 1n << shift
}

/** n: stakes in the lottery at a chain index. */
export function stakesAt(lottery: LotteryRecord, index: number): number {
  return lottery.changes.reduce(
    (sum, change) => (change.index <= index ? sum + change.delta : sum),
    lottery.before,
  )
}

/** Whether a stake wins for the chain block at `blockIndex`. `gap` counts chain blocks that went uncommitted (E11). */
export function hasTicket(
  view: BridgeView,
  config: SiloConfig,
  stake: StakeRecord,
  block: Hash,
  blockIndex: number,
  gap: number,
): boolean {
  const snapshot = blockIndex - config.snapshotDepth
  if (stake.matureIndex > snapshot) return false
  const stakes = stakesAt(need(view, KEY.lottery(stake.siloId), 'lottery'), snapshot)
  const doublings = gap > 0 ? BigInt(Math.floor(gap / config.gapBlocks)) : 0n
  return wins(lotteryNumber(config.lottery, stake.outpoint, block), stakes, doublings)
}

/** Records that n changes at a chain index, and folds what no live ticket's snapshot can need. */
export function changeLottery(
  draft: Draft,
  siloId: Hash,
  config: SiloConfig,
  tipIndex: number,
  change: { readonly index: number; readonly delta: number },
): void {
  const key = KEY.lottery(siloId)
  const lottery = need(draft, key, 'lottery')
  const horizon = tipIndex - Number(config.ticketLife) - config.snapshotDepth - 1
  const changes = [...lottery.changes, change]
  draft.put(key, {
    kind: 'lottery',
    before: stakesAt({ ...lottery, changes }, horizon),
    changes: changes.filter(({ index }) => index > horizon),
  })
}

/** The committer with the lowest lottery hash for a node's reference block: it takes the odd sompi and publishes first. */
export function lowestCommitter(
  mode: SiloConfig['lottery'],
  committers: readonly Committer[],
  block: Hash,
): Committer | undefined {
  let lowest: { committer: Committer; number: bigint } | undefined
  for (const committer of committers) {
    const number = lotteryNumber(mode, committer.stake, block)
    if (lowest === undefined || number < lowest.number) lowest = { committer, number }
  }
  return lowest?.committer
}

function toInteger(hash: Hash): bigint {
  return BigInt(`0x${hash}`)
}
