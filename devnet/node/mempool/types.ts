// The transactions that wait for a block: what is kept about each, and the answers to handing one in.
import type { ChainChange } from '../../chain/index.ts'
import type { Hash, Transaction } from '../../tx/index.ts'

export interface MempoolLimits {
  readonly maxTransactions: number
  /** Sum of the sizes that masses count. */
  readonly maxBytes: bigint
  /** Transactions whose inputs aren't known yet. */
  readonly maxOrphans: number
}

export const MEMPOOL_LIMITS: MempoolLimits = {
  maxTransactions: 20_000,
  maxBytes: 64_000_000n,
  maxOrphans: 200,
}

export interface MempoolEntry {
  readonly id: Hash
  readonly tx: Transaction
  readonly fee: bigint
  /** Grams: the largest of the three dimensions, which the fee is compared by. */
  readonly mass: bigint
  readonly bytes: bigint
  /** Order of arrival. */
  readonly sequence: number
  /**
   * ready: the next block could hold it; chained: it spends outputs of transactions that wait themselves, and a block
   * can't hold both (31, 2.6).
   */
  readonly state: 'ready' | 'chained'
  /** Every block may change what is to be said of it: it concerns silos, or its scripts look at the chain. */
  readonly followsChain: boolean
}

/**
 * What may happen to waiting transactions that spend the same outputs. `never`: they stay, and the later one is refused; `ifDearer`: the later one
 * takes the place of all of them when it pays more per gram than each; `must`: the same, and there must be exactly one.
 */
export type Replacement = 'never' | 'ifDearer' | 'must'

export interface SubmitOptions {
  /** Keeps a transaction whose inputs aren't known yet. */
  readonly allowOrphan: boolean
  /** `never` unless told otherwise. */
  readonly replacement?: Replacement
}

export type SubmitResult =
  | {
      readonly ok: true
      readonly id: Hash
      readonly status: 'new' | 'known' | 'orphan'
      /** What it took the place of; those that spent from it went too. */
      readonly replaced: readonly Transaction[]
    }
  | { readonly ok: false; readonly reason: string }

export interface Mempool {
  /** Takes a transaction if the next block could hold it, or a later one after those that it spends from. */
  readonly submit: (tx: Transaction, options: SubmitOptions) => SubmitResult
  /** To be called after each block that the chain took in. */
  readonly chainMoved: (change: ChainChange | undefined) => void
  /** What a block could hold now, best fee per gram first. */
  readonly ready: () => readonly Transaction[]
  readonly get: (id: Hash) => MempoolEntry | undefined
  /** In the order of arrival. */
  readonly entries: () => readonly MempoolEntry[]
  readonly orphans: () => readonly Transaction[]
  /** Why a transaction that waited was thrown out, as long as that is remembered. */
  readonly dropReason: (id: Hash) => string | undefined
}
