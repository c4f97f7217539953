// What the RPC, managers' tools and the explorer ask: pure reads of a view, judged at the tip's score or a given one.
// Statuses that time changes are evaluated on a draft that is thrown away, by the very code that transitions use.
import type { Hash, SubnetworkId } from '../tx/hash.ts'
import type { Outpoint } from '../tx/types.ts'
import { outpointKey } from '../tx/types.ts'
import type { BridgeView, DisputeStatus, Inbox, NodeStatus, StakeStatus, Ticket } from './api.ts'
import { expiryOf, sideToMove } from './dispute-clock.ts'
import { inboxOf, referenceBlockAt } from './inboxes.ts'
import { paidIndices } from './paid.ts'
import { KEY } from './records.ts'
import type {
  AccountRecord,
  ChainBlockRecord,
  DisputeRecord,
  InboxRecord,
  NodeRecord,
  ProgressRecord,
  SiloRecord,
  StakeRecord,
  TipRecord,
} from './records.ts'
import { settleDispute } from './settle.ts'
import { disputesOf, settledStake } from './stakes.ts'
import { nodeStatuses } from './standing.ts'
import { Draft, need, read } from './store.ts'
import { chainBlockOf, ticketExpiry, ticketFor } from './tickets.ts'
import { childrenOf } from './tree.ts'
import { slashableLoser } from './transitions/slash.ts'
import { unlockBar } from './transitions/stake.ts'

export { KEPT_HEIGHTS } from './outlived.ts'
export { publisherOf } from './publishing.ts'
export { paidIndices }
export { inboxOf, referenceBlock, referenceBlockAt } from './inboxes.ts'
export { chainBlockOf } from './tickets.ts'
export { nodeStatuses } from './standing.ts'

/** The chain block up to which the view goes; undefined before the first one. */
export function getTip(view: BridgeView): TipRecord | undefined {
  return read(view, KEY.tip, 'tip')
}

export function getSilo(view: BridgeView, id: Hash): SiloRecord | undefined {
  return read(view, KEY.silo(id), 'silo')
}

/** A silo's code image. */
export function getCode(view: BridgeView, siloId: Hash): Uint8Array | undefined {
  return read(view, KEY.code(siloId), 'code')?.image
}

/** All silos in order of creation. */
export function listSilos(view: BridgeView): SiloRecord[] {
  return references(view, getTip(view)?.silos ?? 0, KEY.siloAt).map((id) => need(view, KEY.silo(id), 'silo'))
}

/** The silo whose lane this is. */
export function siloOfLane(view: BridgeView, lane: SubnetworkId): SiloRecord | undefined {
  const id = read(view, KEY.lane(lane), 'reference')?.id
  return id === undefined ? undefined : getSilo(view, id)
}

/** Last final node and counts of a silo; undefined for an unknown silo, as in all that follow. */
export function getProgress(view: BridgeView, siloId: Hash): ProgressRecord | undefined {
  return read(view, KEY.progress(siloId), 'progress')
}

export function getAccount(view: BridgeView, siloId: Hash): AccountRecord | undefined {
  return read(view, KEY.account(siloId), 'account')
}

/** What the outputs of a silo's account must hold at least: pegs not paid out, and fees not collected. */
export function heldBy(account: AccountRecord): bigint {
  return account.pegged - account.published + account.feesIn - account.feesPaid
}

export function getNode(view: BridgeView, id: Hash): NodeRecord | undefined {
  return read(view, KEY.node(id), 'node')
}

/** The final node of a height; undefined where nothing is final yet, and where it is forgotten. */
export function finalNodeAt(view: BridgeView, siloId: Hash, height: number): NodeRecord | undefined {
  const at = read(view, KEY.finalAt(siloId, height), 'reference')
  return at === undefined ? undefined : getNode(view, at.id)
}

/** Nodes of a silo in order of acceptance, from the lowest final one that isn't forgotten on. */
export function listNodes(view: BridgeView, siloId: Hash): NodeRecord[] {
  const progress = getProgress(view, siloId)
  if (progress === undefined) return []
  const ids = [need(view, KEY.finalAt(siloId, progress.keptHeight), 'reference').id]
  for (const id of ids) ids.push(...childrenOf(view, id))
  return ids.map((id) => need(view, KEY.node(id), 'node')).toSorted((a, b) => a.slot - b.slot)
}

/** How a node stands at a score: pending, disputed, dead or final, and why (41, E4). */
export function nodeStatus(view: BridgeView, id: Hash, score: bigint): NodeStatus {
  return nodeStatuses(view, score)(id)
}

/** Disputes about those nodes, in consensus order. */
export function listDisputes(view: BridgeView, siloId: Hash): DisputeRecord[] {
  const ids = listNodes(view, siloId).flatMap((node) => [...node.pastDisputes, ...node.openDisputes])
  return [...new Set(ids)]
    .flatMap((id) => getDispute(view, id) ?? [])
    .filter(({ doubtEnded }) => doubtEnded === undefined)
    .toSorted((a, b) => a.slot - b.slot)
}

/** Entries of a node's outbox that were delivered before it was final, by index, ascending. */
export function deliveredUnproven(view: BridgeView, { id, finalScore }: NodeRecord): number[] {
  if (finalScore !== undefined) return []
  return paidIndices(read(view, KEY.unproven(id), 'unproven')?.delivered ?? [])
}

export function getDispute(view: BridgeView, id: Hash): DisputeRecord | undefined {
  return read(view, KEY.dispute(id), 'dispute')
}

/** A dispute with what time has decided by a score. */
export function disputeStatus(view: BridgeView, id: Hash, score: bigint): DisputeStatus {
  const draft = new Draft(view)
  const dispute = settleDispute(draft, id, score)
  const { config } = need(view, KEY.silo(dispute.siloId), 'silo')
  const over = dispute.outcome !== undefined
  return {
    dispute,
    toMove: over ? undefined : sideToMove(dispute.turn),
    expiresAt: over ? undefined : expiryOf(dispute, config),
    slashable: over && slashableLoser(draft, dispute, score).ok,
  }
}

/** Unspent stakes of a silo, in no particular but a fixed order. */
export function listStakes(view: BridgeView, siloId: Hash): StakeRecord[] {
  const count = getProgress(view, siloId)?.stakes ?? 0
  return Array.from({ length: count }, (_, n) => {
    const { outpoint } = need(view, KEY.stakeAt(siloId, n), 'outpointReference')
    return need(view, KEY.stake(outpointKey(outpoint)), 'stake')
  })
}

export function getStake(view: BridgeView, outpoint: Outpoint): StakeRecord | undefined {
  return read(view, KEY.stake(outpointKey(outpoint)), 'stake')
}

/** How a stake stands at a score, which open disputes hold it, and whether an unlock would be accepted. */
export function stakeStatus(
  view: BridgeView,
  outpoint: Outpoint,
  score: bigint,
):
  | { readonly status: StakeStatus; readonly unlockable: boolean; readonly disputes: readonly Hash[] }
  | undefined {
  const draft = new Draft(view)
  const stake = settledStake(draft, outpoint, score)
  if (stake === undefined) return undefined
  const { config } = need(view, KEY.silo(stake.siloId), 'silo')
  const index = getTip(view)?.index ?? 0
  const status =
    stake.lostIn !== undefined
      ? 'slashable'
      : stake.unlockRequest !== undefined
        ? 'unlocking'
        : stake.matureIndex > index
          ? 'maturing'
          : 'live'
  const unlockable = unlockBar(draft, config, stake, score) === undefined
  return { status, unlockable, disputes: disputesOf(stake) }
}

/** The reference blocks of a silo after a height, ascending. */
export function referenceBlocksAfter(
  view: BridgeView,
  siloId: Hash,
  height: number,
  limit: number,
): InboxRecord[] {
  const last = getProgress(view, siloId)?.lastHeight ?? 0
  const count = Math.max(0, Math.min(limit, last - height))
  return Array.from({ length: count }, (_, i) => referenceBlockAt(view, siloId, height + 1 + i)).filter(
    (block) => block !== undefined,
  )
}

/** Reference blocks that a commitment on this node would have to go on with. */
export function uncommittedReferenceBlocks(view: BridgeView, node: Hash, limit: number): InboxRecord[] {
  const record = getNode(view, node)
  return record === undefined ? [] : referenceBlocksAfter(view, record.siloId, record.height, limit)
}

/** The inbox of a silo's reference block with all entries. */
export function getInbox(view: BridgeView, siloId: Hash, block: Hash): Inbox | undefined {
  return inboxOf(view, siloId, block)
}

/**
 * Whether a stake won a ticket for a chain block. With a parent, as a commitment on it would be judged at the tip:
 * a long gap below the parent doubles the threshold (41, E11).
 */
export function isTicket(
  view: BridgeView,
  siloId: Hash,
  outpoint: Outpoint,
  blockHash: Hash,
  parent?: Hash,
): boolean {
  const silo = getSilo(view, siloId)
  const stake = getStake(view, outpoint)
  const block = chainBlockOf(view, blockHash)
  if (silo === undefined || block === undefined || stake?.siloId !== siloId) return false
  const node = parent === undefined ? undefined : getNode(view, parent)
  return ticketFor(view, silo, stake, block, node, tipScore(view))
}

/** Tickets of a stake that haven't expired at the tip, oldest first; those for the last few blocks aren't deep enough yet. */
export function ticketsOf(view: BridgeView, siloId: Hash, outpoint: Outpoint, parent?: Hash): Ticket[] {
  const silo = getSilo(view, siloId)
  const stake = getStake(view, outpoint)
  if (silo === undefined || stake?.siloId !== siloId) return []
  if (stake.unlockRequest !== undefined || stake.lostIn !== undefined) return []
  const node = parent === undefined ? undefined : getNode(view, parent)
  const score = tipScore(view)
  return liveTicketBlocks(view, silo)
    .filter((block) => ticketFor(view, silo, stake, block, node, score))
    .map((block) => ({ block, expiresAt: ticketExpiry(block, silo.config) }))
}

function liveTicketBlocks(view: BridgeView, silo: SiloRecord): ChainBlockRecord[] {
  const tip = getTip(view)
  const blocks: ChainBlockRecord[] = []
  for (let index = tip?.index ?? -1; index >= (tip?.oldest ?? 0); index--) {
    const block = need(view, KEY.chain(index), 'chain')
    if (tipScore(view) >= ticketExpiry(block, silo.config)) break
    blocks.push(block)
  }
  return blocks.reverse()
}

/** Sompi that a key can collect from a silo. */
export function feeCredit(view: BridgeView, siloId: Hash, owner: Hash): bigint {
  return read(view, KEY.credit(siloId, owner), 'credit')?.amount ?? 0n
}

/** All credits of a silo that aren't zero, in order of the owners' first one. */
export function listFeeCredits(
  view: BridgeView,
  siloId: Hash,
): { readonly owner: Hash; readonly amount: bigint }[] {
  const count = getProgress(view, siloId)?.owners ?? 0
  return references(view, count, (n) => KEY.ownerAt(siloId, n))
    .map((owner) => ({ owner, amount: feeCredit(view, siloId, owner) }))
    .filter(({ amount }) => amount > 0n)
}

function tipScore(view: BridgeView): bigint {
  const tip = getTip(view)
  return tip === undefined ? 0n : need(view, KEY.chain(tip.index), 'chain').daaScore
}

function references(view: BridgeView, count: number, key: (n: number) => string): Hash[] {
  return Array.from({ length: count }, (_, n) => need(view, key(n), 'reference').id)
}
