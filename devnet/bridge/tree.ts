// The commitment tree judged at a score: which nodes live, which could be final, and by what their children are known.
// Nodes of dead branches stay in the store; what kills them is a record of an ancestor, or a final sibling of one.
import type { Hash } from '../tx/hash.ts'
import { outpointKey } from '../tx/types.ts'
import type { BridgeView } from './api.ts'
import type { SiloConfig } from './config.ts'
import { ancestorAt, ancestorAtFinality, branchTop, troublesAbove } from './ancestry.ts'
import { backs } from './backing.ts'
import { KEY } from './records.ts'
import type { NodeRecord } from './records.ts'
import { settledNode } from './settle.ts'
import type { Draft } from './store.ts'
import { need, read } from './store.ts'

/** Where a branch was cut off. */
export interface BranchDeath {
  readonly node: Hash
  readonly since: bigint
  readonly why: string
}

export function childrenOf(view: BridgeView, node: Hash): readonly Hash[] {
  return read(view, KEY.children(node), 'children')?.ids ?? []
}

/** Why a node's branch is dead at a score; undefined when it lives. Time logarithmic in its distance from the last final node. */
export function branchDeath(draft: Draft, id: Hash, score: bigint): BranchDeath | undefined {
  const node = settledNode(draft, id, score)
  if (node.finalScore !== undefined) return undefined
  if (ancestorAtFinality(draft, node).finalScore === undefined) {
    const top = branchTop(draft, node)
    return deathBelow(draft, need(draft, KEY.node(top.parent ?? top.id), 'node'), top, score)
  }
  for (const troubled of troublesAbove(draft, node)) {
    const death = ownDeath(settledNode(draft, troubled.id, score))
    if (death !== undefined) return death
  }
  return undefined
}

/** Why a node is dead whose parent lives: a sibling of it is final, or it died itself. */
export function deathBelow(
  draft: Draft,
  parent: NodeRecord,
  node: NodeRecord,
  score: bigint,
): BranchDeath | undefined {
  const winner =
    parent.finalScore === undefined
      ? undefined
      : read(draft, KEY.finalAt(parent.siloId, node.height), 'reference')
  if (winner !== undefined && winner.id !== node.id) {
    const since = need(draft, KEY.node(winner.id), 'node').finalScore ?? score
    return { node: node.id, since, why: 'another commitment to the same block is final' }
  }
  return ownDeath(node)
}

function ownDeath({ id, death }: NodeRecord): BranchDeath | undefined {
  return death === undefined ? undefined : { node: id, since: death.score, why: DEATH_REASON[death.cause] }
}

const DEATH_REASON = {
  refuted: 'a one-step proof refuted it',
  proverTimeout: 'its prover let the clock run out',
  unbacked: 'everybody who stood for it has lost',
} as const

/** Children of a node that haven't died themselves, the longest-standing first. */
export function liveChildren(draft: Draft, parent: Hash, score: bigint): NodeRecord[] {
  const live = childrenOf(draft, parent)
    .map((id) => settledNode(draft, id, score))
    .filter((child) => child.death === undefined)
  // Stable: nodes accepted by the same block keep the order of their transactions.
  return live.sort((a, b) => Number(a.createdScore - b.createdScore))
}

/** What keeps a node from being final. */
export type FinalityBar =
  | { readonly kind: 'parent' }
  | { readonly kind: 'dead' }
  | { readonly kind: 'dispute'; readonly dispute: Hash }
  | { readonly kind: 'sibling'; readonly node: Hash }
  | { readonly kind: 'window'; readonly until: bigint }
  | { readonly kind: 'age'; readonly until: bigint }
  | {
      readonly kind: 'confirmation'
      readonly until: bigint
      readonly distinct: number
      readonly needed: number
    }

/** Why a node, whose parent is taken to be final, isn't final at the score; undefined when it is (41, E23, E41-E43). */
export function ownFinalityBar(
  draft: Draft,
  config: SiloConfig,
  id: Hash,
  score: bigint,
): FinalityBar | undefined {
  const node = settledNode(draft, id, score)
  if (node.finalScore !== undefined) return undefined
  if (node.death !== undefined) return { kind: 'dead' }
  const [dispute] = node.openDisputes
  if (dispute !== undefined) return { kind: 'dispute', dispute }
  const sibling =
    node.parent === undefined
      ? undefined
      : liveChildren(draft, node.parent, score).find((child) => child.id !== id)
  if (sibling !== undefined) return { kind: 'sibling', node: sibling.id }
  if (node.settledScore !== undefined && score < node.settledScore + config.defenceWindow)
    return { kind: 'window', until: node.settledScore + config.defenceWindow }
  const age = score - node.createdScore
  if (age < config.minFinality) return { kind: 'age', until: node.createdScore + config.minFinality }
  if (age >= config.maxFinality) return undefined
  const needed = config.minDistinctStakes
  const distinct = distinctStakes(draft, id, needed, score)
  if (distinct >= needed) return undefined
  return { kind: 'confirmation', until: node.createdScore + config.maxFinality, distinct, needed }
}

/** The same without taking the parent for final: judged from the last recorded final ancestor down. */
export function finalityBar(
  draft: Draft,
  config: SiloConfig,
  id: Hash,
  score: bigint,
): FinalityBar | undefined {
  if (branchDeath(draft, id, score) !== undefined) return { kind: 'dead' }
  const node = need(draft, KEY.node(id), 'node')
  if (node.finalScore !== undefined) return undefined
  const { finalHeight } = need(draft, KEY.progress(node.siloId), 'progress')
  for (let height = finalHeight + 1; height <= node.height; height++) {
    const bar = ownFinalityBar(draft, config, ancestorAt(draft, node, height).id, score)
    if (bar !== undefined) return height === node.height ? bar : { kind: 'parent' }
  }
  return undefined
}

/** Nodes below a node in which confirmations are looked for. */
const CONFIRMATION_REACH = 1_024

/** Unlost stakes that committed with a ticket on a node or on a live node below it, counted up to `enough` (41, E41). */
function distinctStakes(draft: Draft, id: Hash, enough: number, score: bigint): number {
  const seen = new Set<string>()
  const queue = [id]
  for (const at of queue) {
    const node = settledNode(draft, at, score)
    if (node.death !== undefined) continue
    for (const committer of node.committers) {
      const key = outpointKey(committer.stake)
      if (committer.ticketBlock !== undefined && !seen.has(key) && backs(draft, committer, score))
        seen.add(key)
    }
    if (seen.size >= enough) return seen.size
    for (const child of childrenOf(draft, at)) if (queue.length < CONFIRMATION_REACH) queue.push(child)
  }
  return seen.size
}

/** Of a node that is final, or would be if anybody asked, the child that is so too: then it takes no other. */
export function finalChild(
  draft: Draft,
  config: SiloConfig,
  parent: NodeRecord,
  score: bigint,
): Hash | undefined {
  const recorded = read(draft, KEY.finalAt(parent.siloId, parent.height + 1), 'reference')
  if (parent.finalScore !== undefined && recorded !== undefined) return recorded.id
  const [child, sibling] = liveChildren(draft, parent.id, score)
  if (child === undefined || sibling !== undefined) return undefined
  return ownFinalityBar(draft, config, child.id, score) === undefined ? child.id : undefined
}

/** Sentence for people. */
export function describeBar(bar: FinalityBar): string {
  switch (bar.kind) {
    case 'parent':
      return 'its parent is not final'
    case 'dead':
      return 'its branch is dead'
    case 'dispute':
      return `dispute ${bar.dispute} is open`
    case 'sibling':
      return `another commitment to the same block lives: ${bar.node}`
    case 'window':
      return `open for another challenge until score ${bar.until}`
    case 'age':
      return `too young until score ${bar.until}`
    case 'confirmation':
      return `${bar.distinct} of ${bar.needed} distinct stakes confirm it; final without them from score ${bar.until}`
  }
}
