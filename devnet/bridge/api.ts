// The bridge's face to the chain and to the RPC: the shapes that go in and out of the pure state machine
// (docs/protocol.md, Interfaces). The functions are exported by index.ts.
import type { Hash } from '../tx/hash.ts'
import type { Outpoint, UtxoEntry } from '../tx/types.ts'
import type {
  BridgeRecord,
  ChainBlockRecord,
  DisputeRecord,
  InboxEntryRecord,
  InboxRecord,
} from './records.ts'
import type { Rejection } from './rejections.ts'

/** What the bridge reads: the records as they stand after all earlier changes. */
export interface BridgeView {
  get(key: string): BridgeRecord | undefined
}

/** One changed record. To undo, apply `before` of all changes in reverse order. */
export interface BridgeChange {
  readonly key: string
  readonly before: BridgeRecord | undefined
  readonly after: BridgeRecord | undefined
}

/** A selected-chain block as the bridge is told of it. */
export interface ChainBlock {
  readonly hash: Hash
  readonly selectedParent: Hash
  readonly daaScore: bigint
  readonly blueScore: bigint
  /** Milliseconds. */
  readonly timestamp: bigint
  /** Blue score of its pruning point: what lies below need not be had from anybody. */
  readonly prunedBelow: bigint
}

/** What the chain knows about a transaction that it is about to accept. */
export interface AcceptanceContext {
  /** Inputs less outputs in sompi: whatever the transaction burns is still in it. */
  readonly fee: bigint
  /** The entries that the inputs spend, in their order. */
  readonly inputs: readonly UtxoEntry[]
  readonly chainBlock: ChainBlock
  /** The block of the mergeset that carries the transaction. */
  readonly mergedBlock: Hash
}

export type ApplyResult =
  | {
      readonly ok: true
      readonly changes: readonly BridgeChange[]
      /** Sompi that leave circulation: part of the context's `fee`, not to be paid to a miner. */
      readonly burned: bigint
    }
  | { readonly ok: false; readonly reason: Rejection }

export type AuthoriseResult = { readonly ok: true } | { readonly ok: false; readonly reason: Rejection }

export interface EndBlockResult {
  readonly changes: readonly BridgeChange[]
  /** Fee outputs made by consensus, one per silo with fees. */
  readonly outputs: readonly { readonly outpoint: Outpoint; readonly entry: UtxoEntry }[]
  /** To be taken off the coinbase reward for each merged block: half of its calls' fees. Together equal to `outputs`. */
  readonly withheld: readonly { readonly block: Hash; readonly amount: bigint }[]
}

/** A node's standing at a score. */
export type NodeStatus =
  | { readonly kind: 'pending'; readonly reason: string; readonly finalisable: boolean }
  | { readonly kind: 'disputed'; readonly reason: string; readonly disputes: readonly Hash[] }
  | { readonly kind: 'dead'; readonly reason: string; readonly since: bigint }
  | { readonly kind: 'final'; readonly reason: string; readonly since: bigint }

export type StakeStatus = 'maturing' | 'live' | 'unlocking' | 'slashable'

/** A dispute at a score: timeouts are judged, whether anybody claimed them or not. */
export interface DisputeStatus {
  readonly dispute: DisputeRecord
  readonly toMove: 'prover' | 'challenger' | undefined
  /** The first score at which the side to move has lost. */
  readonly expiresAt: bigint | undefined
  /** A slash by the winner would be accepted. */
  readonly slashable: boolean
}

export interface Inbox {
  readonly block: InboxRecord
  readonly entries: readonly InboxEntryRecord[]
}

/** A chain block for which a stake may commit. */
export interface Ticket {
  readonly block: ChainBlockRecord
  /** The first score at which a commitment with it is refused. */
  readonly expiresAt: bigint
}
