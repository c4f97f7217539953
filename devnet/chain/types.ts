// What the chain's fold is about: the effects of a chain block on the ledger, what it accepted, the virtual block that
// the next one would be, and the answers to adding a block.
import type { BridgeChange, BridgeView } from '../bridge/index.ts'
import type { DagBlock } from '../dag/index.ts'
import type { Block, Hash, Outpoint, Params, ScriptPublicKey, Transaction, UtxoEntry } from '../tx/index.ts'
import type { MinerData, UtxoDiff, UtxoView } from '../utxo/index.ts'
import type { LedgerView } from './ledger.ts'
import type { LaneProof } from './sequencing/index.ts'
import type { ChainBatch, ChainImage } from './storage.ts'

/** Where a network starts. */
export interface Genesis {
  /** Milliseconds. */
  readonly timestamp: bigint
  /** Outputs that exist from the start, for development networks. They count as emitted. */
  readonly premine: readonly { readonly scriptPublicKey: ScriptPublicKey; readonly amount: bigint }[]
}

/** Coins, in sompi, at a chain block: utxos + burned + feesDue = emitted. */
export interface Books {
  readonly utxos: bigint
  /** Subsidies of all accepted coinbases, and the premine. */
  readonly emitted: bigint
  readonly burned: bigint
  /** Fees taken by this chain block, which its own coinbase pays once the next chain block accepts it. */
  readonly feesDue: bigint
}

/** A transaction of a merged block that was not accepted. */
export interface Refusal {
  readonly transactionId: Hash
  readonly reason: string
}

/** What a chain block made of one block of its mergeset. */
export interface MergedBlock {
  readonly block: Hash
  readonly accepted: readonly { readonly transactionId: Hash; readonly index: number }[]
  readonly refused: readonly Refusal[]
}

/** What a chain block does to the ledger at its selected parent. All amounts in sompi. */
export interface ChainEffects {
  readonly block: Hash
  readonly selectedParent: Hash
  /** Net: an output created and spent by the same chain block is in neither map. */
  readonly utxo: UtxoDiff
  readonly bridge: readonly BridgeChange[]
  /** In the order of acceptance, the selected parent first. */
  readonly merged: readonly MergedBlock[]
  readonly acceptedIds: readonly Hash[]
  /** Subsidies in the accepted coinbase, which is the selected parent's. */
  readonly emitted: bigint
  readonly burned: bigint
  /** What this block's own coinbase pays, once the next chain block accepts it. */
  readonly coinbase: CoinbaseShare
}

/** A coinbase's sum by where it comes from, in sompi. */
export interface CoinbaseShare {
  /** New coins. */
  readonly subsidies: bigint
  /** Fees taken by the block that the coinbase is of. */
  readonly fees: bigint
}

/** How the selected chain moved: undo `removed` (from high to low), then apply `added` (from low to high). */
export interface ChainChange {
  readonly removed: readonly Hash[]
  readonly added: readonly Hash[]
}

export type AddBlockResult =
  | {
      readonly ok: true
      /** `known`: it was there already and nothing happened. */
      readonly status: 'added' | 'known'
      /** Set when the selected chain moved. */
      readonly change?: ChainChange
      /** Blocks that were forgotten, now that nothing can need them any more. */
      readonly pruned?: readonly Block[]
    }
  | { readonly ok: false; readonly kind: 'orphan'; readonly missing: readonly Hash[] }
  | { readonly ok: false; readonly kind: 'invalid'; readonly reason: string }

/**
 * pending: valid in itself, its chain was never tried; valid: its UTXO state is valid, it was on a selected chain;
 * disqualified: it, or a chain ancestor of it, breaks a rule in UTXO context, so that no chain goes through it.
 */
export type BlockStatus = 'pending' | 'valid' | 'disqualified'

/** The block that the next one would be: everything about it but its own contents. */
export interface VirtualBlock {
  /** The last block of the selected chain. */
  readonly sink: Hash
  /** The sink first. */
  readonly parents: readonly Hash[]
  readonly daaScore: bigint
  readonly blueScore: bigint
  readonly blueWork: bigint
  readonly bits: number
  /** Milliseconds. */
  readonly pastMedianTime: bigint
}

/** Whether a transaction could go into the next block. */
export type TransactionCheck =
  | {
      readonly ok: true
      readonly fee: bigint
      readonly entries: readonly UtxoEntry[]
      /** It spends outputs that aren't accepted yet, so that it can't be in the next block itself. */
      readonly isChained: boolean
      /** Its scripts asked for something that moves with the chain. */
      readonly placeBound: boolean
    }
  /** `missing`: outputs that it spends and nobody knows, if that is why. */
  | { readonly ok: false; readonly reason: string; readonly missing: readonly Outpoint[] }

export interface TemplateRequest {
  readonly miner: MinerData
  /** Best first; those that don't fit or aren't valid now are left out. */
  readonly transactions: readonly Transaction[]
  /** Milliseconds; moved on when the rules ask for a later one. */
  readonly timestamp: bigint
  readonly nonce: bigint
}

/** A network's DAG with the state that its selected chain leads to. All of it follows from the blocks alone. */
export interface Chain {
  readonly params: Params
  readonly genesis: Block
  /** Checks a block and takes it in. The caller has checked that its time isn't too far in the future. */
  readonly addBlock: (block: Block) => AddBlockResult

  readonly block: (hash: Hash) => Block | undefined
  /** A block's place in the DAG. */
  readonly dagBlock: (hash: Hash) => DagBlock | undefined
  readonly status: (hash: Hash) => BlockStatus | undefined
  /** Why no chain goes through a disqualified block. */
  readonly disqualifiedBecause: (hash: Hash) => string | undefined
  readonly blockCount: () => number
  /** Ascending by hash. */
  readonly tips: () => readonly Hash[]
  readonly children: (hash: Hash) => readonly Hash[]
  /** Whether a block is in the past of another, or the same. */
  readonly isInPast: (ancestor: Hash, descendant: Hash) => boolean
  /**
   * Known blocks that are neither `low` nor in its past, parents before children; at most `limit`, and with `after`, where that is known, those that come
   * after it in this order. Takes time for what is answered, not for the DAG.
   */
  readonly blocksAfter: (low: Hash, limit: number, after?: Hash) => readonly Hash[]

  /** The lowest chain block that is there: genesis until something was pruned. */
  readonly lowest: () => Hash
  /** No chain around this block is taken any more. */
  readonly finalityPoint: () => Hash

  readonly sink: () => Hash
  readonly virtual: () => VirtualBlock
  readonly isChainBlock: (hash: Hash) => boolean
  /** Position on the selected chain, genesis 0; undefined off the chain and where it was pruned. */
  readonly chainIndex: (hash: Hash) => number | undefined
  readonly chainBlockAt: (index: number) => Hash | undefined
  /** From a block to the sink; undefined when the block isn't known. */
  readonly pathToSink: (from: Hash) => ChainChange | undefined
  /** What a chain block did; undefined when it was never evaluated. Below the finality point without outputs and records. */
  readonly effects: (hash: Hash) => ChainEffects | undefined

  /**
   * What a chain block's header says about a lane, for `verifyLaneProof`; undefined for a block whose state was never computed
   * and for one below the finality point.
   */
  readonly laneProof: (block: Hash, laneKey: Hash) => LaneProof | undefined

  /** The state at the sink. */
  readonly ledger: LedgerView
  /** The bridge's records at a block of the selected chain; undefined off it and below the finality point. */
  readonly bridgeViewAt: (hash: Hash) => BridgeView | undefined
  /** Outputs that the next block could spend. */
  readonly virtualUtxos: UtxoView
  /** What accepting the virtual block's mergeset changes about the sink's outputs. */
  readonly virtualDiff: () => UtxoDiff
  /** Whether the selected chain or the virtual block accepts a transaction. */
  readonly isAccepted: (transactionId: Hash) => boolean
  /**
   * Whether a transaction could go into the next block, `below` offering outputs of transactions that aren't accepted
   * yet. Bridge transactions are tried on the virtual state, so that the bridge's reason is told.
   */
  readonly checkTransaction: (tx: Transaction, below?: UtxoView) => TransactionCheck

  /** A whole block on top of the virtual parents. */
  readonly buildTemplate: (request: TemplateRequest) => Block
  /**
   * The same on one chain block and nothing else, for branches made on purpose. Undefined when the block can't be on a chain, or is below the finality point.
   */
  readonly buildTemplateOn: (parent: Hash, request: TemplateRequest) => Block | undefined

  /** All of it as plain data, for another chain to start from. */
  readonly image: () => ChainImage
  /** The same as one batch for an empty storage, in an order that doesn't depend on how the blocks came. */
  readonly batch: () => ChainBatch
}
