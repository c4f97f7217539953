// What a node tells those who watch over it: the one list of happenings that logs and metrics are made from.
import type { Hash } from '../../tx/index.ts'

export type NodeEvent =
  | {
      readonly kind: 'blockAdded'
      readonly hash: Hash
      readonly daaScore: bigint
      readonly transactions: number
      /** Chain blocks that left and came with it. */
      readonly removed: number
      readonly added: number
    }
  /** The node was put back to another state, which has this sink. */
  | { readonly kind: 'stateRestored'; readonly sink: Hash; readonly removed: number }
  | { readonly kind: 'blockRefused'; readonly hash: Hash; readonly reason: string }
  | { readonly kind: 'transactionTaken'; readonly id: Hash; readonly status: 'new' | 'known' | 'orphan' }
  | { readonly kind: 'transactionRefused'; readonly id: Hash; readonly reason: string }
  | {
      readonly kind: 'requestAnswered'
      readonly method: string
      readonly ok: boolean
      readonly milliseconds: number
    }
  | { readonly kind: 'connectionOpened' | 'connectionClosed'; readonly open: number }
  /** Another node's connection is up, was lost, or wasn't taken. */
  | { readonly kind: 'peerConnected'; readonly peer: string; readonly address: string }
  | { readonly kind: 'peerLost'; readonly peer: string }
  | { readonly kind: 'peerRefused'; readonly address: string; readonly reason: string }
  /** It has pruned blocks that this node would have to hear of first. */
  | { readonly kind: 'peerPruned'; readonly peer: string }
  | { readonly kind: 'connectionDropped'; readonly reason: string }

/** Hears all that happens at a node, after it happened. It must not throw and not take long. */
export type NodeObserver = (event: NodeEvent) => void

/** The same for the nodes of a process, by their names. */
export type NodesObserver = (node: string, event: NodeEvent) => void
