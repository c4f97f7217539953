// Opening a dispute: who plays, from which machine hash, and what is remembered where.
import type { Hash } from '../tx/hash.ts'
import { noteTrouble } from './ancestry.ts'
import { maxStepsOf, stepBound } from './config-rules.ts'
import { disputeIdOf } from './ids.ts'
import { referenceBlockAt } from './inboxes.ts'
import { startHashOf } from './machine.ts'
import { KEY } from './records.ts'
import type { Committer, DisputeMove, DisputeRecord, NodeRecord, SiloRecord, StakeRecord } from './records.ts'
import { putStake, stakeAt } from './stakes.ts'
import type { Draft } from './store.ts'
import { need } from './store.ts'
import type { BridgeView } from './api.ts'

export interface Opening {
  readonly transaction: Hash
  /** The challenged node, and the alternative that stands against it: both there already. */
  readonly node: Hash
  readonly alternative: Hash
  readonly prover: Committer
  readonly challenger: StakeRecord
  readonly by: Extract<DisputeMove['kind'], 'challenge' | 'fork'>
  readonly score: bigint
}

export function openDispute(draft: Draft, silo: SiloRecord, opening: Opening): DisputeRecord {
  const { transaction, challenger, prover, score } = opening
  const progress = need(draft, KEY.progress(silo.id), 'progress')
  const node = need(draft, KEY.node(opening.node), 'node')
  const { startHash, maxSteps } = startOf(draft, silo, node)
  const clock = silo.config.chessClock
  const dispute: DisputeRecord = {
    kind: 'dispute',
    id: disputeIdOf(transaction, node.id),
    siloId: silo.id,
    node: node.id,
    alternative: opening.alternative,
    slot: progress.disputes,
    prover: { stake: prover.stake, owner: prover.owner, clock },
    challenger: { stake: challenger.outpoint, owner: challenger.owner, clock },
    position: 0,
    movedScore: score,
    startHash,
    maxSteps,
    steps: undefined,
    endHash: undefined,
    levels: [],
    turn: { kind: 'assert' },
    moves: [{ transactionId: transaction, kind: opening.by, score }],
    outcome: undefined,
    doubtEnded: undefined,
  }
  draft.put(KEY.dispute(dispute.id), dispute)
  draft.put(KEY.progress(silo.id), { ...progress, disputes: progress.disputes + 1 })
  noteOn(draft, dispute.node, dispute.id)
  noteOn(draft, dispute.alternative, dispute.id)
  noteOnStakes(draft, dispute)
  return dispute
}

/** The open dispute in which a node is the challenged one. */
export function challengeOf(view: BridgeView, node: NodeRecord): Hash | undefined {
  return node.openDisputes.find((id) => need(view, KEY.dispute(id), 'dispute').node === node.id)
}

/** Where the trace of a node's reference block begins, and the most steps it can have (41, E16, E17). */
function startOf(
  view: BridgeView,
  silo: SiloRecord,
  node: NodeRecord,
): { startHash: Hash; maxSteps: bigint } {
  if (node.parent === undefined) throw new Error('the genesis node has no trace')
  const parent = need(view, KEY.node(node.parent), 'node')
  const inbox = referenceBlockAt(view, silo.id, node.height)
  if (inbox?.inboxRoot === undefined) throw new Error('a node stands on a reference block that has ended')
  const bound = stepBound(inbox.admittedGas, inbox.entries)
  const most = maxStepsOf(silo.config)
  return {
    startHash: startHashOf(silo, inbox, inbox.inboxRoot, parent.roots.storage),
    maxSteps: bound < most ? bound : most,
  }
}

function noteOn(draft: Draft, nodeId: Hash, dispute: Hash): void {
  const node = need(draft, KEY.node(nodeId), 'node')
  noteTrouble(draft, node)
  draft.put(KEY.node(nodeId), { ...node, openDisputes: [...node.openDisputes, dispute] })
}

function noteOnStakes(draft: Draft, dispute: DisputeRecord): void {
  const challenger = stakeAt(draft, dispute.challenger.stake)
  if (challenger !== undefined) putStake(draft, { ...challenger, challenging: dispute.id })
  const prover = stakeAt(draft, dispute.prover.stake)
  if (prover !== undefined) putStake(draft, { ...prover, proving: [...prover.proving, dispute.id] })
}
