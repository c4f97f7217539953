// What a manager does next: a pure function of the chain as it is and of its own results, evaluated anew on every
// wake-up. Nothing here remembers anything, which is what makes it safe against reorgs and restarts (41, E50, E51).
import { MIN_PAY } from '../bridge/config-rules.ts'
import { nodeIdOf } from '../bridge/ids.ts'
import type { CommitEntry } from '../bridge/payloads.ts'
import type { Action } from './actions.ts'
import type { ChainView, OwnState } from './view.ts'
import {
  divergentChildren,
  hasCommitted,
  isUnderChallenge,
  moverOf,
  ownAbove,
  ownAt,
  ownBranch,
  sideOf,
} from './view.ts'
import type { NodeInfo, StakeInfo, Ticket } from '../../client/rpc/silo-codecs.ts'
import type { DisputeInfo } from '../../client/rpc/dispute-codecs.ts'
import type { Outpoint } from '../tx/index.ts'
import { outpointKey } from '../tx/index.ts'

/** What a manager is willing to do. The honest one does everything; others leave something out. */
export interface Duties {
  readonly commit: boolean
  /** Stand up again for an own commitment that has died. */
  readonly revive: boolean
  readonly challenge: boolean
  /** Make moves as prover, as challenger. */
  readonly prove: boolean
  readonly pursue: boolean
  /** Report stakes that signed two commitments. */
  readonly report: boolean
  /** Stake again after a stake was lost. */
  readonly restake: boolean
  /** Finalise, publish, slash, claim timeouts, collect fees. */
  readonly serve: boolean
}

export const HONEST_DUTIES: Duties = {
  commit: true,
  revive: true,
  challenge: true,
  prove: true,
  pursue: true,
  report: true,
  restake: true,
  serve: true,
}

/** A 250 KB transaction holds about 2,000 nodes (41, E9); smaller ones find room in a block more easily. */
const MAX_ENTRIES = 200
/** Nodes made final by one transaction. */
const MAX_FINALISED = 200
/** Outbox entries paid by one transaction: each output adds to its mass. */
const MAX_PAYMENTS = 40

/** All that should be done now. Independent of each other: any part of them may fail or be sent later. */
export function decide(view: ChainView, own: OwnState, duties: Duties = HONEST_DUTIES): readonly Action[] {
  const branch = ownBranch(view, own)
  return [
    ...moves(view, own, duties),
    ...(duties.challenge ? challenges(view, own, branch, duties) : []),
    ...(duties.commit ? commitments(view, own, branch, duties.revive) : []),
    ...(duties.serve ? services(view, own, branch) : []),
    ...(duties.report ? equivocations(view, own) : []),
    ...stakeChanges(view, own),
  ]
}

/**
 * Commits with every stake that has a ticket for something new: going on from the end of the branch without a gap (41, E8,
 * E9), or else joining nodes that others made.
 */
function commitments(
  view: ChainView,
  own: OwnState,
  branch: readonly NodeInfo[],
  revive: boolean,
): readonly Action[] {
  const done = new Set<string>()
  const actions: Action[] = []
  for (const ticket of usableTickets(view)) {
    const key = outpointKey(ticket.stake)
    if (done.has(key)) continue
    const action = extension(view, own, branch, ticket, revive) ?? joining(view, own, branch, ticket)
    if (action === undefined) continue
    done.add(key)
    actions.push(action)
  }
  return actions
}

/** Tickets whose block is deep enough (41, E12), those for the latest blocks first: they reach furthest. */
function usableTickets(view: ChainView): readonly Ticket[] {
  return view.tickets
    .filter((ticket) => view.sink.daaScore >= ticket.blockDaaScore + view.silo.config.referenceDepth)
    .sort((a, b) => b.blockIndex - a.blockIndex)
}

/**
 * Goes on from the last node that lives. Where the own branch goes on with a dead node, because somebody who stood for it
 * ran out of time, the first entry stands up for it again, which any ticket may (41, E29).
 */
function extension(
  view: ChainView,
  own: OwnState,
  branch: readonly NodeInfo[],
  ticket: Ticket,
  revive: boolean,
): Action | undefined {
  const firstDead = branch.findIndex((node) => node.status === 'dead')
  const tip = firstDead < 0 ? branch.at(-1) : branch[firstDead - 1]
  if (tip === undefined || (firstDead >= 0 && !revive)) return undefined
  if (view.nodes.some((node) => node.parent === tip.nodeId && node.status === 'final')) return undefined
  return commitAction(ticket, tip, signableEntries(view, own, ticket, tip, MAX_ENTRIES))
}

/** A ticket joins only what was first committed to with a ticket for the same block or a later one. */
function joining(
  view: ChainView,
  own: OwnState,
  branch: readonly NodeInfo[],
  ticket: Ticket,
): Action | undefined {
  const joins = (node: NodeInfo): boolean =>
    (node.status === 'pending' || node.status === 'disputed') &&
    !hasCommitted(node, ticket.stake) &&
    ticket.blockIndex <= (node.committers[0]?.ticketIndex ?? -1)
  const first = branch.findIndex(joins)
  const last = branch.findLastIndex(joins)
  const parent = branch[first - 1]
  if (parent === undefined) return undefined
  const most = Math.min(MAX_ENTRIES, last - first + 1)
  return commitAction(ticket, parent, signableEntries(view, own, ticket, parent, most))
}

function commitAction(ticket: Ticket, parent: NodeInfo, entries: readonly CommitEntry[]): Action | undefined {
  if (entries.length === 0) return undefined
  const { stake, block } = ticket
  return { kind: 'commit', stake, ticketBlock: block, parent: parent.nodeId, entries }
}

/** The blocks after a parent's up to the ticket's, as far as the stake hasn't signed anything else for them. */
function signableEntries(
  view: ChainView,
  own: OwnState,
  ticket: Ticket,
  parent: NodeInfo,
  most: number,
): readonly CommitEntry[] {
  const entries: CommitEntry[] = []
  let parentId = parent.nodeId
  for (const block of ownAbove(own, parent.height, most)) {
    const signable = own.signed.permits(ticket.stake, parentId, block.block, block.stateCommitment)
    if (block.index > ticket.blockIndex || !signable) break
    entries.push({ block: block.block, roots: block.roots })
    parentId = nodeIdOf(view.silo.siloId, parentId, block.block, block.stateCommitment)
  }
  return entries
}

/**
 * Challenges the first divergent commitment wherever one hangs on the own branch and nobody challenges it (41, E21, E26). A
 * challenge that finds no free stake is worth a new one: what nobody challenges in time becomes final.
 */
function challenges(
  view: ChainView,
  own: OwnState,
  branch: readonly NodeInfo[],
  duties: Duties,
): readonly Action[] {
  const free = view.stakes.filter((stake) => isFree(view, stake))
  const actions: Action[] = []
  let without = 0
  for (const parent of branch) {
    const result = ownAt(own, parent.height + 1)
    if (result === undefined) continue
    for (const node of divergentChildren(view, own, parent)) {
      const open = node.status === 'pending' || node.status === 'disputed'
      if (!open || isUnderChallenge(view, own, node.nodeId)) continue
      const { block, roots, stateCommitment } = result
      // A challenger stands for the other result: not with a stake that has signed something else there.
      const at = free.findIndex((one) => own.signed.permits(one.stake, parent.nodeId, block, stateCommitment))
      const [stake] = at < 0 ? [] : free.splice(at, 1)
      if (stake === undefined) without++
      else
        actions.push({
          kind: 'challenge',
          node: node.nodeId,
          parent: parent.nodeId,
          stake: stake.stake,
          block,
          roots,
        })
    }
  }
  const wanted = without > 0 && duties.restake && !own.leaving && !isStaking(view, own)
  return wanted ? [...actions, { kind: 'stake', count: without }] : actions
}

function moves(view: ChainView, own: OwnState, duties: Duties): readonly Action[] {
  const actions: Action[] = []
  for (const dispute of view.disputes) {
    const side = sideOf(dispute, own.owner)
    if (side === undefined) continue
    if (dispute.outcome !== undefined) {
      if (duties.serve && dispute.slashable && dispute.outcome.winner === side) {
        actions.push({ kind: 'slash', dispute, stake: loserOf(dispute, side) })
      }
      continue
    }
    const expired = dispute.expiresAt !== undefined && dispute.expiresAt <= view.sink.daaScore
    if (expired) {
      if (duties.serve && moverOf(dispute) !== side) actions.push({ kind: 'claimTimeout', dispute })
      continue
    }
    const plays = side === 'prover' ? duties.prove : duties.pursue
    // The last step may be proven from either side: a challenger that can do it doesn't wait for the prover to idle.
    const mayMove = moverOf(dispute) === side || dispute.turn.kind === 'prove'
    if (plays && mayMove) actions.push({ kind: 'play', dispute, side })
  }
  return actions
}

/** Finality, payments and fees: on demand, so somebody has to ask for them. */
function services(view: ChainView, own: OwnState, branch: readonly NodeInfo[]): readonly Action[] {
  const actions: Action[] = []
  // Those above it become final on the way.
  const finalisable = branch
    .filter((node) => node.finalisable)
    .slice(0, MAX_FINALISED)
    .at(-1)
  if (finalisable !== undefined) actions.push({ kind: 'finalise', node: finalisable.nodeId })
  const deliveries: Action[] = []
  for (const node of branch) {
    const result = ownAt(own, node.height)
    if (node.status !== 'final' || result === undefined || !mayPublish(view, own, node)) continue
    const paid = new Set(node.published)
    const open = result.outbox.filter((item) => !paid.has(item.index))
    const due = open.filter((item) => item.goesTo === 'key' && item.amount >= MIN_PAY)
    const indices = due.slice(0, MAX_PAYMENTS).map((item) => item.index)
    if (indices.length > 0) actions.push({ kind: 'publish', node: node.nodeId, block: result.block, indices })
    // What wasn't taken at home either is for somebody to carry who wants it to be.
    for (const item of open.filter(({ goesTo }) => goesTo === 'silo'))
      deliveries.push({ kind: 'deliver', node: node.nodeId, block: result.block, item })
  }
  // Publications and deliveries spend the same coins of the account: one after the other.
  const [first] = deliveries
  if (first !== undefined && !actions.some(({ kind }) => kind === 'publish')) actions.push(first)
  if (view.credit >= MIN_PAY) actions.push({ kind: 'collectFees', amount: view.credit })
  return actions
}

/** Stakes of others that stand for two living children of one node. */
function equivocations(view: ChainView, own: OwnState): readonly Action[] {
  const standing = new Map<string, NodeInfo>()
  const actions: Action[] = []
  for (const node of view.nodes) {
    if (node.status !== 'pending' && node.status !== 'disputed') continue
    for (const { stake, owner } of node.committers) {
      const key = outpointKey(stake)
      if (owner === own.owner || !view.unspentStakes.has(key)) continue
      const place = `${key} ${node.parent ?? ''}`
      const first = standing.get(place)
      if (first === undefined) standing.set(place, node)
      else actions.push({ kind: 'equivocation', stake, first: first.nodeId, second: node.nodeId })
    }
  }
  return actions
}

function mayPublish(view: ChainView, own: OwnState, node: NodeInfo): boolean {
  return (
    node.publicFrom === undefined || node.publicFrom <= view.sink.daaScore || node.publisher === own.owner
  )
}

function stakeChanges(view: ChainView, own: OwnState): readonly Action[] {
  if (own.leaving) {
    return view.stakes.flatMap((stake): Action[] => {
      if (stake.status === 'live' || stake.status === 'maturing') {
        return [{ kind: 'requestUnlock', stake: stake.stake }]
      }
      return stake.status === 'unlocking' ? [{ kind: 'unlock', stake: stake.stake }] : []
    })
  }
  const missing = missingStakes(view, own)
  return missing > 0 ? [{ kind: 'stake', count: missing }] : []
}

function loserOf(dispute: DisputeInfo, winner: 'prover' | 'challenger'): Outpoint {
  return winner === 'prover' ? dispute.challenger.stake : dispute.prover.stake
}

/**
 * A stake that can back a challenge. It may have to prove any number of nodes meanwhile: if that kept it from challenging, an
 * attacker's own challenges would shield its false nodes (41, E25).
 */
function isFree(view: ChainView, { stake, status }: StakeInfo): boolean {
  const key = outpointKey(stake)
  const isBusy = view.disputes.some(
    (dispute) => dispute.outcome === undefined && outpointKey(dispute.challenger.stake) === key,
  )
  return !isBusy && (status === 'live' || status === 'maturing')
}

/** Fewer stakes are held than wanted, so that new ones are asked for anyway. */
function isStaking(view: ChainView, own: OwnState): boolean {
  return missingStakes(view, own) > 0
}

function missingStakes(view: ChainView, own: OwnState): number {
  return own.wantedStakes - view.stakes.filter((stake) => stake.status !== 'slashable').length
}
