// Slashes: the loser of a dispute, or a stake that committed to two conflicting nodes, loses its unit. Half goes to
// the winner or reporter, the rest is burned; a winner who waits beyond W_claim gets nothing (41, E5, E13, E21, E32, E34).
import type { Hash } from '../../tx/hash.ts'
import type { Outpoint } from '../../tx/types.ts'
import { outpointKey } from '../../tx/types.ts'
import { inputSpending, ownerProblem, paymentProblem, senderProblem, strayCoin } from '../coins.ts'
import { otherSide, playerOf } from '../dispute-clock.ts'
import { doubtAbove } from '../doubt.ts'
import type { Checked, Environment, Transition } from '../environment.ts'
import { burning, checked, refuse } from '../environment.ts'
import { equivocationProblem } from '../equivocation.ts'
import { removeDispute } from '../forgetting.ts'
import { isOutlived } from '../outlived.ts'
import type { EquivocationPayload, SlashPayload } from '../payloads.ts'
import { KEY } from '../records.ts'
import type { DisputeOutcome, DisputeRecord, SiloRecord, StakeRecord } from '../records.ts'
import { settleDispute } from '../settle.ts'
import { removeStake, settledStake, stakeAt } from '../stakes.ts'
import type { Draft } from '../store.ts'
import { need, read } from '../store.ts'
import { withMove } from './moves.ts'

export function applySlash(env: Environment, payload: SlashPayload): Transition {
  const { draft, score } = env
  if (read(draft, KEY.dispute(payload.dispute), 'dispute') === undefined)
    return refuse({ kind: 'unknownDispute', dispute: payload.dispute })
  // All that the stake has lost by now counts: the first winner may not be the one who asks.
  settledStake(draft, payload.stake, score)
  const dispute = settleDispute(draft, payload.dispute, score)
  const silo = need(draft, KEY.silo(dispute.siloId), 'silo')
  const loser = slashableLoser(draft, dispute, score)
  if (!loser.ok) return loser
  const { stake, outcome, settledScore } = loser.value
  if (outpointKey(payload.stake) !== outpointKey(stake.outpoint))
    return refuse({ kind: 'notTheLoser', stake: outpointKey(payload.stake) })
  const late = score >= settledScore + silo.config.claimWindow
  const winner = late ? undefined : playerOf(dispute, outcome.winner).owner
  const problem =
    winner === undefined ? senderProblem(env, payload.sender) : ownerProblem(env, payload.sender, winner)
  if (problem !== undefined) return refuse(problem)
  const burned = takeStake(env, silo, stake, winner)
  if (!burned.ok) return burned
  const slashed = { ...dispute, outcome: { ...outcome, slashed: true } }
  if (dispute.doubtEnded === undefined) draft.put(KEY.dispute(dispute.id), withMove(env, slashed, 'slash'))
  else removeDispute(draft, slashed)
  return burning(burned.value)
}

export function applyEquivocation(env: Environment, payload: EquivocationPayload): Transition {
  const { draft, score } = env
  const problem = senderProblem(env, payload.sender)
  if (problem !== undefined) return refuse(problem)
  const stake = settledStake(draft, payload.stake, score)
  if (stake === undefined) return refuse({ kind: 'unknownStake', stake: outpointKey(payload.stake) })
  // Its winner has the claim: nobody may run ahead of it (E34).
  if (stake.lostIn !== undefined) return refuse({ kind: 'stakeLost', dispute: stake.lostIn })
  const silo = need(draft, KEY.silo(stake.siloId), 'silo')
  const innocent = [payload.first, payload.second].some((id) => isOver(draft, silo, id, score))
    ? 'what the stake stood for was decided too long ago'
    : equivocationProblem(draft, stake, payload.first, payload.second, score)
  if (innocent !== undefined) return refuse({ kind: 'noEquivocation', problem: innocent })
  const burned = takeStake(env, silo, stake, payload.sender.key)
  return burned.ok ? burning(burned.value) : burned
}

function isOver(draft: Draft, silo: SiloRecord, id: Hash, score: bigint): boolean {
  const node = read(draft, KEY.node(id), 'node')
  return node !== undefined && isOutlived(draft, silo.config, node, score)
}

export interface SlashableLoser {
  readonly stake: StakeRecord
  readonly outcome: DisputeOutcome
  /** From when on the winner could claim: its own end, or that of the last dispute above it. */
  readonly settledScore: bigint
}

/** The loser of a dispute (settled at the score), if its stake is still there to take and no ancestor is in doubt. */
export function slashableLoser(draft: Draft, dispute: DisputeRecord, score: bigint): Checked<SlashableLoser> {
  const { outcome } = dispute
  if (outcome === undefined) return refuse({ kind: 'disputeRunning', dispute: dispute.id })
  const stake = stakeAt(draft, playerOf(dispute, otherSide(outcome.winner)).stake)
  if (stake === undefined || stake.lostIn !== dispute.id || outcome.slashed)
    return refuse({ kind: 'nothingToSlash' })
  const doubt = doubtAbove(draft, dispute, score)
  if (!doubt.ok) return doubt
  const settledScore = doubt.value > outcome.score ? doubt.value : outcome.score
  return checked({ stake, outcome, settledScore })
}

/** Checks the spending of the stake and the payment of half of it (nothing without a winner); gives what burns. */
function takeStake(
  env: Environment,
  silo: SiloRecord,
  stake: StakeRecord,
  winner: Hash | undefined,
): Checked<bigint> {
  const spending = spendingOf(env, stake.outpoint)
  if (!spending.ok) return spending
  const stray = strayCoin(env, [spending.value], [])
  if (stray !== undefined) return refuse(stray)
  const reward = winner === undefined ? 0n : stake.amount / 2n
  const wrong = winner === undefined ? undefined : paymentProblem(env, 0, winner, reward)
  if (wrong !== undefined) return refuse(wrong)
  const burned = stake.amount - reward
  if (env.context.fee < burned) return refuse({ kind: 'notBurned', fee: env.context.fee, least: burned })
  removeStake(env, silo, stake)
  return checked(burned)
}

function spendingOf(env: Environment, outpoint: Outpoint): Checked<number> {
  const spending = inputSpending(env, outpoint)
  return spending === undefined
    ? refuse({ kind: 'stakeNotSpent', stake: outpointKey(outpoint) })
    : checked(spending)
}
