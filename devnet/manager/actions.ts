// What a manager may do next. Actions are values: deciding on them (policy.ts) and carrying them out (doer.ts) are kept
// apart, so that decisions can be tested without a network.
import type { CommitEntry, Roots } from '../bridge/payloads.ts'
import type { Hash, Outpoint } from '../tx/index.ts'
import { outpointKey } from '../tx/index.ts'
import type { DisputeInfo, Side } from '../../client/rpc/dispute-codecs.ts'
import type { OutboxItem } from '../../client/silo/outbox.ts'

export type Action =
  | { readonly kind: 'stake'; readonly count: number }
  | {
      readonly kind: 'commit'
      readonly stake: Outpoint
      readonly ticketBlock: Hash
      readonly parent: Hash
      readonly entries: readonly CommitEntry[]
    }
  /** Says that the block comes to other roots than the node's. The stake then stands for these roots on the same parent, as by a commitment. */
  | {
      readonly kind: 'challenge'
      readonly node: Hash
      readonly parent: Hash
      readonly stake: Outpoint
      readonly block: Hash
      readonly roots: Roots
    }
  /** Make the next move of a dispute; which one follows from its state and the own trace (play.ts). */
  | { readonly kind: 'play'; readonly dispute: DisputeInfo; readonly side: Side }
  | { readonly kind: 'claimTimeout'; readonly dispute: DisputeInfo }
  | { readonly kind: 'slash'; readonly dispute: DisputeInfo; readonly stake: Outpoint }
  /** The stake committed to both of these siblings (41, E13). */
  | { readonly kind: 'equivocation'; readonly stake: Outpoint; readonly first: Hash; readonly second: Hash }
  | { readonly kind: 'finalise'; readonly node: Hash }
  /** Pay these entries of a final node's outbox. */
  | {
      readonly kind: 'publish'
      readonly node: Hash
      readonly block: Hash
      readonly indices: readonly number[]
    }
  /** Carry a call, or a value that was not taken, to the silo that it goes to. */
  | { readonly kind: 'deliver'; readonly node: Hash; readonly block: Hash; readonly item: OutboxItem }
  | { readonly kind: 'collectFees'; readonly amount: bigint }
  | { readonly kind: 'requestUnlock'; readonly stake: Outpoint }
  | { readonly kind: 'unlock'; readonly stake: Outpoint }

/** The same for every decision to do the same thing: what a doer must not send twice at once. */
export function actionKey(action: Action): string {
  switch (action.kind) {
    case 'stake':
    case 'collectFees':
      return action.kind
    case 'commit':
      return `commit ${outpointKey(action.stake)}`
    case 'challenge':
      return `challenge ${action.node}`
    case 'play':
      return `play ${action.dispute.disputeId} ${action.dispute.position}`
    case 'claimTimeout':
      return `claimTimeout ${action.dispute.disputeId} ${action.dispute.position}`
    case 'slash':
    case 'equivocation':
    case 'requestUnlock':
    case 'unlock':
      return `${action.kind} ${outpointKey(action.stake)}`
    case 'finalise':
      return `finalise ${action.node}`
    case 'publish':
      return `publish ${action.node} ${action.indices[0] ?? ''}`
    case 'deliver':
      return `deliver ${action.node} ${action.item.index}`
  }
}
