// Stakes as records: registered by staking outputs, taken out by unlocking or slashing, and judged usable or not.
import type { Hash } from '../tx/hash.ts'
import type { Outpoint } from '../tx/types.ts'
import { outpointKey } from '../tx/types.ts'
import type { BridgeView } from './api.ts'
import type { Checked, Environment } from './environment.ts'
import { checked, refuse } from './environment.ts'
import { siloOutputs } from './coins.ts'
import { changeLottery } from './lottery.ts'
import { KEY } from './records.ts'
import type { SiloRecord, StakeRecord } from './records.ts'
import { settleDispute } from './settle.ts'
import type { Draft } from './store.ts'
import { need, read } from './store.ts'

export function stakeAt(view: BridgeView, outpoint: Outpoint): StakeRecord | undefined {
  return read(view, KEY.stake(outpointKey(outpoint)), 'stake')
}

export function putStake(draft: Draft, stake: StakeRecord): void {
  draft.put(KEY.stake(outpointKey(stake.outpoint)), stake)
}

/** The transaction's staking outputs, each of which must be one unit of this silo; their positions. */
export function stakingOutputs(env: Environment, silo: SiloRecord): Checked<number[]> {
  const found: number[] = []
  for (const coin of siloOutputs(env)) {
    if (coin.script?.kind !== 'usto' || coin.script.siloId !== silo.id)
      return refuse({ kind: 'strayOutput', output: coin.at })
    const unit = silo.config.stakingUnit
    if (coin.amount !== unit)
      return refuse({ kind: 'wrongStakeAmount', output: coin.at, value: coin.amount, unit })
    found.push(coin.at)
  }
  return found.length === 0 ? refuse({ kind: 'noStakeOutput' }) : checked(found)
}

/** Enters a staking output of the transaction, which `stakingOutputs` has checked. */
export function registerStake(env: Environment, silo: SiloRecord, output: number): StakeRecord {
  const { draft } = env
  const coin = siloOutputs(env).find(({ at }) => at === output)
  if (coin?.script?.kind !== 'usto') throw new Error('only checked staking outputs are registered')
  const progress = need(draft, KEY.progress(silo.id), 'progress')
  const stake: StakeRecord = {
    kind: 'stake',
    outpoint: { transactionId: env.txId, index: output },
    siloId: silo.id,
    owner: coin.script.owner,
    amount: coin.amount,
    acceptedScore: env.score,
    matureIndex: env.index + silo.config.stakeMaturity,
    slot: progress.stakes,
    unlockRequest: undefined,
    uses: [],
    challenging: undefined,
    proving: [],
    lostIn: undefined,
  }
  putStake(draft, stake)
  draft.put(KEY.stakeAt(silo.id, stake.slot), { kind: 'outpointReference', outpoint: stake.outpoint })
  draft.put(KEY.progress(silo.id), { ...progress, stakes: progress.stakes + 1 })
  changeLottery(draft, silo.id, silo.config, env.index, { index: stake.matureIndex, delta: 1 })
  return stake
}

/** Takes a stake out of the lottery from the next snapshot on; before its maturity it was never in. */
export function leaveLottery(env: Environment, silo: SiloRecord, stake: StakeRecord): void {
  const index = Math.max(stake.matureIndex, env.index + 1)
  changeLottery(env.draft, silo.id, silo.config, env.index, { index, delta: -1 })
}

/** Forgets a stake whose coin is spent. The last of the silo's list takes its slot. */
export function removeStake(env: Environment, silo: SiloRecord, stake: StakeRecord): void {
  const { draft } = env
  if (stake.unlockRequest === undefined) leaveLottery(env, silo, stake)
  const progress = need(draft, KEY.progress(silo.id), 'progress')
  const last = progress.stakes - 1
  if (stake.slot !== last) {
    const { outpoint } = need(draft, KEY.stakeAt(silo.id, last), 'outpointReference')
    const moved = need(draft, KEY.stake(outpointKey(outpoint)), 'stake')
    putStake(draft, { ...moved, slot: stake.slot })
    draft.put(KEY.stakeAt(silo.id, stake.slot), { kind: 'outpointReference', outpoint })
  }
  draft.remove(KEY.stakeAt(silo.id, last))
  draft.remove(KEY.stake(outpointKey(stake.outpoint)))
  draft.put(KEY.progress(silo.id), { ...progress, stakes: last })
}

/** The stake with its disputes judged at the score; undefined when there is none (any more). */
export function settledStake(draft: Draft, outpoint: Outpoint, score: bigint): StakeRecord | undefined {
  const stake = stakeAt(draft, outpoint)
  if (stake === undefined) return undefined
  for (const dispute of disputesOf(stake)) settleDispute(draft, dispute, score)
  return stakeAt(draft, outpoint)
}

/** Open disputes of which a stake is a side. */
export function disputesOf(stake: StakeRecord): Hash[] {
  return stake.challenging === undefined ? [...stake.proving] : [stake.challenging, ...stake.proving]
}

/** A stake that may stand for something new: of this silo and owner, neither lost nor on its way out. */
export function usableStake(
  env: Environment,
  silo: SiloRecord,
  outpoint: Outpoint,
  owner: Hash,
): Checked<StakeRecord> {
  const stake = settledStake(env.draft, outpoint, env.score)
  if (stake === undefined) return refuse({ kind: 'unknownStake', stake: outpointKey(outpoint) })
  if (stake.siloId !== silo.id) return refuse({ kind: 'otherSilo', siloId: stake.siloId })
  if (stake.owner !== owner) return refuse({ kind: 'notOwner', expected: stake.owner, sender: owner })
  if (stake.lostIn !== undefined) return refuse({ kind: 'stakeLost', dispute: stake.lostIn })
  return stake.unlockRequest === undefined ? checked(stake) : refuse({ kind: 'stakeUnlocking' })
}
