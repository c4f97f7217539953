// Writing to the commitment tree: new nodes, committers who join, and dead nodes that somebody stands up for again.
import type { Hash } from '../tx/hash.ts'
import { outpointKey } from '../tx/types.ts'
import { farLinkBelow, noteTrouble } from './ancestry.ts'
import { nodeIdOf } from './ids.ts'
import { commitmentOf } from './machine.ts'
import type { Roots } from './payloads.ts'
import { KEY } from './records.ts'
import type { Committer, InboxRecord, NodeRecord, StakeRecord } from './records.ts'
import { putStake, stakeAt } from './stakes.ts'
import type { Draft } from './store.ts'
import { need, read } from './store.ts'
import { childrenOf } from './tree.ts'

export function nodeIdFor(parent: NodeRecord, block: Hash, roots: Roots): Hash {
  return nodeIdOf(parent.siloId, parent.id, block, commitmentOf(roots))
}

/** Adds a node below its parent, with its first committer. */
export function addNode(
  draft: Draft,
  parent: NodeRecord,
  inbox: InboxRecord,
  roots: Roots,
  committer: Committer,
): NodeRecord {
  const progress = need(draft, KEY.progress(parent.siloId), 'progress')
  const node: NodeRecord = {
    kind: 'node',
    id: nodeIdFor(parent, inbox.block, roots),
    siloId: parent.siloId,
    parent: parent.id,
    far: farLinkBelow(draft, parent),
    slot: progress.nodes,
    height: parent.height + 1,
    block: inbox.block,
    roots,
    stateCommitment: commitmentOf(roots),
    createdScore: committer.score,
    committers: [committer],
    openDisputes: [],
    pastDisputes: [],
    settledScore: undefined,
    death: undefined,
    earlierDeaths: [],
    finalScore: undefined,
    paid: [],
    leavesPaid: 0,
    outboxLeaves: undefined,
    returns: [],
  }
  draft.put(KEY.node(node.id), node)
  draft.put(KEY.children(parent.id), { kind: 'children', ids: [...childrenOf(draft, parent.id), node.id] })
  draft.put(KEY.progress(node.siloId), { ...progress, nodes: progress.nodes + 1 })
  return node
}

/** Ends a node that nobody with a stake stands for; whoever stakes may stand up for it again (41, E29). */
export function dropUnbacked(draft: Draft, id: Hash, score: bigint): void {
  const node = need(draft, KEY.node(id), 'node')
  noteTrouble(draft, node)
  draft.put(KEY.node(id), { ...node, death: { score, cause: 'unbacked', dispute: undefined } })
}

/** Whether a stake stands for a node and hasn't fallen. */
export function standsFor(node: NodeRecord, stake: StakeRecord): boolean {
  const key = outpointKey(stake.outpoint)
  return node.committers.some((c) => c.fallen === undefined && outpointKey(c.stake) === key)
}

/** Nodes of one parent that one stake may stand for: two convict it of equivocation (41, E13), more would only be a flood. */
const MAX_CHILDREN_OF_STAKE = 2

/** Whether a stake has committed to so many other children of a parent that it may commit to no more. */
export function hasTooManyChildren(draft: Draft, parent: Hash, stake: StakeRecord, node: Hash): boolean {
  const key = outpointKey(stake.outpoint)
  const others = childrenOf(draft, parent).filter(
    (id) =>
      id !== node && need(draft, KEY.node(id), 'node').committers.some((c) => outpointKey(c.stake) === key),
  )
  return others.length >= MAX_CHILDREN_OF_STAKE
}

/**
 * Appends a committer, unless its stake stands for the node already. A dead node lives again by it, with windows of its
 * own from here on (41, E20, E29).
 */
export function joinNode(
  draft: Draft,
  node: NodeRecord,
  stake: StakeRecord,
  committer: Committer,
): NodeRecord {
  const { death } = node
  const joined: NodeRecord = {
    ...node,
    committers: standsFor(node, stake)
      ? standAgain(node.committers, committer)
      : [...node.committers, committer],
    death: undefined,
    earlierDeaths: death === undefined ? node.earlierDeaths : [...node.earlierDeaths, death.score],
    createdScore: death === undefined ? node.createdScore : committer.score,
  }
  draft.put(KEY.node(node.id), joined)
  return joined
}

/** Keeps a committer's place, but counts its commitment from now on. */
function standAgain(committers: readonly Committer[], again: Committer): Committer[] {
  const stake = outpointKey(again.stake)
  return committers.map((committer) =>
    outpointKey(committer.stake) === stake && committer.fallen === undefined
      ? { ...committer, score: again.score }
      : committer,
  )
}

/** Remembers on a stake the deepest node of a commitment; drops those that are final or forgotten. */
export function noteUse(draft: Draft, stake: StakeRecord, node: Hash): void {
  const current = stakeAt(draft, stake.outpoint)
  if (current === undefined) return
  const last = lastFinalUse(draft, current)
  const open = current.uses.filter((id) => id === last || isOpen(draft, id))
  putStake(draft, { ...current, uses: open.includes(node) ? open : [...open, node] })
}

/** Of the final nodes that a stake committed to, the one that became final last: base finality counts from there. */
function lastFinalUse(draft: Draft, stake: StakeRecord): Hash | undefined {
  let last: NodeRecord | undefined
  for (const id of stake.uses) {
    const node = read(draft, KEY.node(id), 'node')
    if (node?.finalScore !== undefined && (last?.finalScore ?? -1n) < node.finalScore) last = node
  }
  return last?.id
}

function isOpen(draft: Draft, id: Hash): boolean {
  const node = read(draft, KEY.node(id), 'node')
  return node !== undefined && node.finalScore === undefined
}
