// What nodes say to each other.
import type { Block, Hash, Transaction } from '../../tx/index.ts'

export type PeerMessage =
  | { readonly kind: 'block'; readonly block: Block }
  | { readonly kind: 'transaction'; readonly transaction: Transaction }
  /** Asks for these blocks, which others named as parents. */
  | { readonly kind: 'getBlocks'; readonly hashes: readonly Hash[] }
  /**
   * Asks for everything that isn't in the past of the first block of the locator that the other side knows on its
   * selected chain; with `after`, what comes after that block in this list.
   */
  | { readonly kind: 'sync'; readonly locator: readonly Hash[]; readonly after?: Hash }
  /** Parents before children. `next`: there is more, to be asked for with this request. */
  | { readonly kind: 'blocks'; readonly blocks: readonly Block[]; readonly next?: SyncRequest }
  /** What was asked for goes on from blocks that the sender has pruned: it has nothing below this one. */
  | { readonly kind: 'pruned'; readonly lowest: Hash }

export type SyncRequest = Extract<PeerMessage, { kind: 'sync' }>
