// The end of a dispute and what follows from it. A dispute that time has decided is settled whenever something refers
// to it (41, E4, E5): with the score at which its clock ran out, so that it doesn't matter who noticed, or when.
import type { Hash } from '../tx/hash.ts'
import { outpointKey } from '../tx/types.ts'
import { outcomeAt, otherSide, playerOf } from './dispute-clock.ts'
import { KEY } from './records.ts'
import type { Committer, DisputeOutcome, DisputeRecord, NodeRecord, Player, StakeRecord } from './records.ts'
import type { Draft } from './store.ts'
import { need, read } from './store.ts'

/** Judges a dispute at a score and, when it is over by time, writes down its end. */
export function settleDispute(draft: Draft, id: Hash, score: bigint): DisputeRecord {
  const dispute = need(draft, KEY.dispute(id), 'dispute')
  if (dispute.outcome !== undefined) return dispute
  const { config } = need(draft, KEY.silo(dispute.siloId), 'silo')
  const outcome = outcomeAt(dispute, config, score)
  return outcome === undefined ? dispute : endDispute(draft, dispute, outcome)
}

/** Settles the disputes around a node and gives it as it stands then. */
export function settledNode(draft: Draft, id: Hash, score: bigint): NodeRecord {
  const before = need(draft, KEY.node(id), 'node')
  for (const dispute of before.openDisputes) settleDispute(draft, dispute, score)
  return need(draft, KEY.node(id), 'node')
}

/**
 * Writes the outcome. The loser's player falls: a prover takes its node with it (in this version nobody may stand in),
 * a challenger only its own backing of the alternative, which dies when nobody backs it any more (41, E26).
 */
export function endDispute(draft: Draft, dispute: DisputeRecord, outcome: DisputeOutcome): DisputeRecord {
  const ended: DisputeRecord = { ...dispute, outcome }
  draft.put(KEY.dispute(dispute.id), ended)
  const loser = playerOf(dispute, otherSide(outcome.winner))
  releaseStake(draft, ended, playerOf(dispute, outcome.winner), false)
  releaseStake(draft, ended, loser, true)
  const proverLost = outcome.winner === 'challenger'
  closeFor(draft, dispute.node, ended, outcome, proverLost ? loser : undefined)
  closeFor(draft, dispute.alternative, ended, outcome, proverLost ? undefined : loser)
  return ended
}

function releaseStake(draft: Draft, dispute: DisputeRecord, player: Player, lost: boolean): void {
  const key = KEY.stake(outpointKey(player.stake))
  const stake = read(draft, key, 'stake')
  if (stake === undefined) return
  const released: StakeRecord = {
    ...stake,
    challenging: stake.challenging === dispute.id ? undefined : stake.challenging,
    proving: stake.proving.filter((id) => id !== dispute.id),
    lostIn: lost ? firstLost(draft, stake.lostIn, dispute) : stake.lostIn,
  }
  draft.put(key, released)
}

/** A stake that lost twice is owed to whoever won first by score, not to whom somebody noticed first (41, E3, E31). */
function firstLost(draft: Draft, known: Hash | undefined, ended: DisputeRecord): Hash {
  if (known === undefined) return ended.id
  const earlier = need(draft, KEY.dispute(known), 'dispute')
  const later = (earlier.outcome?.score ?? 0n) - (ended.outcome?.score ?? 0n)
  return later > 0n || (later === 0n && ended.slot < earlier.slot) ? ended.id : known
}

/** Takes a dispute off one of its two nodes; `fallen` is the player who lost it standing for that node. */
function closeFor(
  draft: Draft,
  nodeId: Hash,
  dispute: DisputeRecord,
  outcome: DisputeOutcome,
  fallen: Player | undefined,
): void {
  const node = need(draft, KEY.node(nodeId), 'node')
  const committers = fallen === undefined ? node.committers : withFallen(node.committers, fallen, dispute.id)
  const challenged = dispute.node === nodeId
  const dies = fallen !== undefined && (challenged || committers.every((c) => c.fallen !== undefined))
  const death = {
    score: outcome.score,
    cause: !challenged
      ? ('unbacked' as const)
      : outcome.cause === 'proof'
        ? ('refuted' as const)
        : ('proverTimeout' as const),
    dispute: dispute.id,
  }
  const settled = node.settledScore
  draft.put(KEY.node(nodeId), {
    ...node,
    committers,
    openDisputes: node.openDisputes.filter((id) => id !== dispute.id),
    pastDisputes: [...node.pastDisputes, dispute.id],
    settledScore: settled !== undefined && settled > outcome.score ? settled : outcome.score,
    death: dies && (node.death === undefined || death.score < node.death.score) ? death : node.death,
  })
}

function withFallen(committers: readonly Committer[], player: Player, dispute: Hash): Committer[] {
  const stake = outpointKey(player.stake)
  return committers.map((committer) =>
    outpointKey(committer.stake) === stake && committer.fallen === undefined
      ? { ...committer, fallen: dispute }
      : committer,
  )
}
