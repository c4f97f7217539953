// Staking, and the two phases of unlocking (40, USTO; 41, E35, E36): a request takes the stake out of the lottery, and
// it may go when nothing unsettled stands on it and its last commitment is beyond base finality.
import { outpointKey } from '../../tx/types.ts'
import { inputSpending, ownerProblem, strayCoin } from '../coins.ts'
import type { SiloConfig } from '../config.ts'
import type { Environment, Transition } from '../environment.ts'
import { ACCEPTED, refuse } from '../environment.ts'
import { ruledOutSince } from '../outlived.ts'
import type { RequestUnlockPayload, StakePayload, UnlockPayload } from '../payloads.ts'
import { KEY } from '../records.ts'
import type { StakeRecord } from '../records.ts'
import type { Rejection } from '../rejections.ts'
import {
  disputesOf,
  leaveLottery,
  putStake,
  registerStake,
  removeStake,
  settledStake,
  stakingOutputs,
} from '../stakes.ts'
import type { Draft } from '../store.ts'
import { need, read } from '../store.ts'

export function applyStake(env: Environment, payload: StakePayload): Transition {
  const silo = read(env.draft, KEY.silo(payload.siloId), 'silo')
  if (silo === undefined) return refuse({ kind: 'unknownSilo', siloId: payload.siloId })
  const outputs = stakingOutputs(env, silo)
  if (!outputs.ok) return outputs
  const stray = strayCoin(env, [], outputs.value)
  if (stray !== undefined) return refuse(stray)
  for (const output of outputs.value) registerStake(env, silo, output)
  return ACCEPTED
}

export function applyRequestUnlock(env: Environment, payload: RequestUnlockPayload): Transition {
  const stake = settledStake(env.draft, payload.stake, env.score)
  if (stake === undefined) return refuse({ kind: 'unknownStake', stake: outpointKey(payload.stake) })
  const problem = strayCoin(env, [], []) ?? ownerProblem(env, payload.sender, stake.owner)
  if (problem !== undefined) return refuse(problem)
  if (stake.lostIn !== undefined) return refuse({ kind: 'stakeLost', dispute: stake.lostIn })
  if (stake.unlockRequest !== undefined) return refuse({ kind: 'unlockRequested' })
  putStake(env.draft, { ...stake, unlockRequest: { score: env.score, index: env.index } })
  leaveLottery(env, need(env.draft, KEY.silo(stake.siloId), 'silo'), stake)
  return ACCEPTED
}

export function applyUnlock(env: Environment, payload: UnlockPayload): Transition {
  const stake = settledStake(env.draft, payload.stake, env.score)
  if (stake === undefined) return refuse({ kind: 'unknownStake', stake: outpointKey(payload.stake) })
  const spending = inputSpending(env, stake.outpoint)
  if (spending === undefined) return refuse({ kind: 'stakeNotSpent', stake: outpointKey(stake.outpoint) })
  const problem = strayCoin(env, [spending], []) ?? ownerProblem(env, payload.sender, stake.owner)
  if (problem !== undefined) return refuse(problem)
  const silo = need(env.draft, KEY.silo(stake.siloId), 'silo')
  const bar = unlockBar(env.draft, silo.config, stake, env.score)
  if (bar !== undefined) return refuse(bar)
  removeStake(env, silo, stake)
  return ACCEPTED
}

/** Why a stake (with its disputes settled) can't be unlocked at a score; undefined when it can. */
export function unlockBar(
  draft: Draft,
  config: SiloConfig,
  stake: StakeRecord,
  score: bigint,
): Rejection | undefined {
  if (stake.lostIn !== undefined) return { kind: 'stakeLost', dispute: stake.lostIn }
  if (stake.unlockRequest === undefined) return { kind: 'unlockNotRequested' }
  const [dispute] = disputesOf(stake)
  if (dispute !== undefined) return { kind: 'stakeInUse', by: dispute }
  for (const use of stake.uses) {
    const node = read(draft, KEY.node(use), 'node')
    // Forgotten: it was settled longer ago than that.
    if (node === undefined) continue
    const settled = node.finalScore ?? ruledOutSince(draft, node)
    if (settled === undefined) return { kind: 'stakeInUse', by: use }
    const from = settled + config.baseFinality
    if (score < from) return { kind: 'unlockTooEarly', from }
  }
  return undefined
}
