// What the bridge forgets: nodes that finality decided about long ago, and the disputes that were about them. It happens as silos go on, a
// few records with each claim of finality, and is undone with the block like every other change. What nothing may refer to any more
// (outlived.ts) can go without anybody noticing; what somebody may still be owed stays.
import type { Hash } from '../tx/hash.ts'
import { forgetTrouble } from './ancestry.ts'
import { otherSide, playerOf } from './dispute-clock.ts'
import { doubtAbove } from './doubt.ts'
import { refutedRootId } from './ids.ts'
import { EMPTY_ROOTS } from './machine.ts'
import { isOutlived } from './outlived.ts'
import { isPaidOut } from './paid-out.ts'
import { KEY } from './records.ts'
import type { DisputeRecord, NodeRecord, SiloRecord } from './records.ts'
import { settleDispute } from './settle.ts'
import { stakeAt } from './stakes.ts'
import type { Draft } from './store.ts'
import { need, read } from './store.ts'
import { childrenOf } from './tree.ts'

/** Steps that one claim of finality takes: two for each of as many nodes as the longest transaction makes. */
export const FORGOTTEN_AT_ONCE = 4_096

/** Forgets what has been outlived at the lowest heights, as far as so many steps go. */
export function forgetOutlived(draft: Draft, silo: SiloRecord, score: bigint): void {
  let left = FORGOTTEN_AT_ONCE
  while (left > 0 && takeStep(draft, silo, score)) left--
}

/**
 * Nodes below ruled out branches go first, the final node that they hang on last: whatever is there has all its ancestors down to the lowest
 * final node. False where nothing more can go now.
 */
function takeStep(draft: Draft, silo: SiloRecord, score: bigint): boolean {
  const progress = need(draft, KEY.progress(silo.id), 'progress')
  const lowest = need(draft, KEY.finalAt(silo.id, progress.keptHeight), 'reference').id
  const at = need(draft, KEY.node(progress.forgetting ?? lowest), 'node')
  if (at.id === lowest && !isOutlived(draft, silo.config, at, score)) return false
  const below = ruledOutBelow(draft, at)
  if (below === undefined && !disputesAreOver(draft, silo, at, score)) return false
  if (below === undefined) forgetNode(draft, at, score)
  const reached = below === undefined && at.id === lowest
  draft.put(KEY.progress(silo.id), {
    ...need(draft, KEY.progress(silo.id), 'progress'),
    keptHeight: reached ? progress.keptHeight + 1 : progress.keptHeight,
    forgetting: reached ? undefined : (below ?? at.parent),
  })
  return true
}

/** A child that didn't become final. */
function ruledOutBelow(draft: Draft, node: NodeRecord): Hash | undefined {
  const winner = read(draft, KEY.finalAt(node.siloId, node.height + 1), 'reference')?.id
  return childrenOf(draft, node.id).findLast((id) => id !== winner)
}

/** Whether all disputes about a node have ended, so long ago that their winners have had their time to claim. */
function disputesAreOver(draft: Draft, { config }: SiloRecord, node: NodeRecord, score: bigint): boolean {
  return [...node.openDisputes, ...node.pastDisputes].every((id) => {
    if (read(draft, KEY.dispute(id), 'dispute') === undefined) return true
    const { outcome } = settleDispute(draft, id, score)
    return outcome !== undefined && score >= outcome.score + config.claimWindow
  })
}

function forgetNode(draft: Draft, { id, siloId }: NodeRecord, score: bigint): void {
  const node = need(draft, KEY.node(id), 'node')
  for (const dispute of node.pastDisputes) forgetDispute(draft, dispute, score)
  forgetTrouble(draft, node)
  draft.remove(KEY.children(id))
  draft.remove(KEY.unproven(id))
  if (node.finalScore !== undefined) draft.remove(KEY.finalAt(siloId, node.height))
  else leaveParent(draft, node)
  const owesNothing = node.roots.outbox === EMPTY_ROOTS.outbox || isPaidOut(node)
  if (node.finalScore === undefined || owesNothing) draft.remove(KEY.node(id))
  else keepOutbox(draft, node)
}

function keepOutbox(draft: Draft, node: NodeRecord): void {
  const { id, siloId, block } = node
  draft.put(KEY.node(id), { ...node, committers: [], pastDisputes: [], earlierDeaths: [] })
  draft.put(KEY.inbox(siloId, block), { ...need(draft, KEY.inbox(siloId, block), 'inbox'), outboxOf: id })
}

function leaveParent(draft: Draft, { id, parent }: NodeRecord): void {
  if (parent === undefined) throw new Error('bug: the genesis node was ruled out')
  const ids = childrenOf(draft, parent).filter((child) => child !== id)
  draft.put(KEY.children(parent), { kind: 'children', ids })
}

/** A dispute whose loser's stake nobody has taken yet stays, with all that its slash asks about the nodes. */
function forgetDispute(draft: Draft, id: Hash, score: bigint): void {
  const dispute = read(draft, KEY.dispute(id), 'dispute')
  if (dispute?.outcome === undefined || dispute.doubtEnded !== undefined) return
  const loser = stakeAt(draft, playerOf(dispute, otherSide(dispute.outcome.winner)).stake)
  if (loser?.lostIn !== id) {
    removeDispute(draft, dispute)
    return
  }
  const doubt = doubtAbove(draft, dispute, score)
  if (!doubt.ok) throw new Error('bug: ancestors of an outlived node are in doubt')
  draft.put(KEY.dispute(id), { ...dispute, doubtEnded: doubt.value })
}

/** With the ban of the history root that it refuted, which no other dispute can come upon. */
export function removeDispute(draft: Draft, { id, levels }: DisputeRecord): void {
  draft.remove(KEY.dispute(id))
  const level = levels.at(-1)
  if (level === undefined) return
  const root = refutedRootId(levels.length - 1, level.startHash, level.length, level.historyRoot)
  if (read(draft, KEY.refuted(root), 'refuted')?.dispute === id) draft.remove(KEY.refuted(root))
}
