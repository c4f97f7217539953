// What a manager decides upon: the chain as its node shows it, and its own results. Both are read anew on every
// wake-up, so that a decision never rests on something that a reorg took back.
import type { Roots } from '../bridge/payloads.ts'
import type { Hash, Outpoint, OutpointKey } from '../tx/index.ts'
import { outpointKey } from '../tx/index.ts'
import type { ChainPoint, NodeInfo, StakeInfo, Ticket } from '../../client/rpc/silo-codecs.ts'
import type { DisputeInfo, Side } from '../../client/rpc/dispute-codecs.ts'
import type { SiloInfo } from '../../client/rpc/silo-config-codec.ts'
import type { OutboxItem } from '../../client/silo/outbox.ts'

/** The chain at one moment, as far as this silo and this manager are concerned. */
export interface ChainView {
  readonly sink: ChainPoint
  readonly silo: SiloInfo
  /** Own ones, unspent. */
  readonly stakes: readonly StakeInfo[]
  /** Keys of all stakes of the silo that are unspent. */
  readonly unspentStakes: ReadonlySet<OutpointKey>
  /** Own ones that haven't expired. */
  readonly tickets: readonly Ticket[]
  /** The commitment tree, from somewhat below its last final node on, in order of acceptance. */
  readonly nodes: readonly NodeInfo[]
  /** Undecided ones, and those whose loser's stake is still there. */
  readonly disputes: readonly DisputeInfo[]
  /** Own fee credit, sompi. */
  readonly credit: bigint
}

/** What this manager's machine made of one reference block. */
export interface OwnBlock {
  readonly block: Hash
  /** Position of the block on the selected chain. */
  readonly index: number
  readonly roots: Roots
  readonly stateCommitment: Hash
  readonly outbox: readonly OutboxItem[]
}

/** Whether a stake may sign a commitment: never two different ones for one parent and block (41, E13). */
export interface SignedCommitments {
  permits(stake: Outpoint, parent: Hash, block: Hash, stateCommitment: Hash): boolean
}

/** A state that was final when it was taken. */
export interface OwnStart {
  readonly height: number
  readonly block: Hash
  readonly storageRoot: Hash
}

export interface OwnState {
  /** The manager's x-only key. */
  readonly owner: Hash
  /** The state that the manager started from; undefined when it ran the silo from its creation on. */
  readonly start: OwnStart | undefined
  /** The reference blocks of the selected chain from there on, ascending and without a gap: from height 1 where nothing else is said. */
  readonly blocks: readonly OwnBlock[]
  readonly signed: SignedCommitments
  /** Stakes that it wants to hold. */
  readonly wantedStakes: number
  /** Unlock everything and stake no more. */
  readonly leaving: boolean
}

/** The own result at a height; undefined where there is none (yet). */
export function ownAt({ start, blocks }: OwnState, height: number): OwnBlock | undefined {
  return blocks[height - (start?.height ?? 0) - 1]
}

/** The own results at so many heights above one, as far as they go. */
export function ownAbove({ start, blocks }: OwnState, height: number, most: number): readonly OwnBlock[] {
  const from = height - (start?.height ?? 0)
  return from < 0 ? [] : blocks.slice(from, from + most)
}

/**
 * The part of the tree that this manager computed itself: from the lowest final node in view to the last one that somebody
 * committed to, dead ones included. Empty when something else than its own results is final there.
 */
export function ownBranch(view: ChainView, own: OwnState): readonly NodeInfo[] {
  const branch: NodeInfo[] = []
  let current = branchRoot(view, own)
  while (current !== undefined) {
    branch.push(current)
    const parent: NodeInfo = current
    const result = ownAt(own, parent.height + 1)
    current = result === undefined ? undefined : view.nodes.find((node) => isResult(node, parent, result))
  }
  return branch
}

function branchRoot(view: ChainView, own: OwnState): NodeInfo | undefined {
  const { start } = own
  const [root] = view.nodes
    .filter((node) => node.status === 'final' && node.height >= (start?.height ?? 0))
    .sort((a, b) => a.height - b.height)
  if (root === undefined || root.height === 0) return root
  if (root.height === start?.height)
    return root.referenceBlock === start.block && root.roots.storage === start.storageRoot ? root : undefined
  return ownAt(own, root.height)?.stateCommitment === root.stateCommitment ? root : undefined
}

/** Nodes on the parent, for the block that comes next, which say something else than this manager's machine. */
export function divergentChildren(view: ChainView, own: OwnState, parent: NodeInfo): readonly NodeInfo[] {
  const result = ownAt(own, parent.height + 1)
  if (result === undefined) return []
  return view.nodes.filter(
    (node) => node.parent === parent.nodeId && node.stateCommitment !== result.stateCommitment,
  )
}

/**
 * Whether somebody challenges a node, or stands for it against a node that the manager itself is defending. That it is the
 * alternative in a game of others says nothing: they may be friends.
 */
export function isUnderChallenge(view: ChainView, own: OwnState, nodeId: Hash): boolean {
  return view.disputes.some(
    ({ outcome, nodeId: challenged, alternativeNode, prover }) =>
      outcome === undefined &&
      (challenged === nodeId || (alternativeNode === nodeId && prover.owner === own.owner)),
  )
}

/** Which side a key plays, if any. */
export function sideOf(dispute: DisputeInfo, owner: Hash): Side | undefined {
  if (dispute.prover.owner === owner) return 'prover'
  return dispute.challenger.owner === owner ? 'challenger' : undefined
}

/** Whose move a dispute waits for, whether or not its time is over. */
export function moverOf(dispute: DisputeInfo): Side {
  return dispute.turn.kind === 'pick' ? 'challenger' : 'prover'
}

export function hasCommitted(node: NodeInfo, stake: Outpoint): boolean {
  const key = outpointKey(stake)
  return node.committers.some((committer) => outpointKey(committer.stake) === key)
}

function isResult(node: NodeInfo, parent: NodeInfo, result: OwnBlock): boolean {
  return (
    node.parent === parent.nodeId &&
    node.referenceBlock === result.block &&
    node.stateCommitment === result.stateCommitment
  )
}
