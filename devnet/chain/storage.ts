// What a chain hands to whoever keeps it, and what it can be made from again. The chain itself knows no disk: it gathers what one
// accepted block changes into a batch of plain data, to be written as a whole or not at all.
import type { BridgeRecord } from '../bridge/index.ts'
import type { DagBlock, DagImage, OldBlock, PruningSample } from '../dag/index.ts'
import type { Block, Hash, OutpointKey } from '../tx/index.ts'
import type { Utxo } from '../utxo/index.ts'
import type { ChainCommitments } from './commitments.ts'
import type { LaneLeaf } from './sequencing/index.ts'
import type { ChainEffects } from './types.ts'

/** A chain block whose state is valid, with what it does and what its header commits to. */
export interface ValidBlock {
  readonly effects: ChainEffects
  /** Undefined for blocks so deep that no other is ever built on them. */
  readonly commitments: ChainCommitments | undefined
}

export interface Disqualification {
  readonly block: Hash
  readonly reason: string
}

/** Where the ledger stands; sums in sompi. */
export interface LedgerPlace {
  readonly position: Hash
  readonly emitted: bigint
  readonly burned: bigint
}

/** What pruning left: the rest of what is below the root is gone. */
export interface PrunedTo {
  readonly root: Hash
  readonly rootSample: PruningSample | undefined
  /** The root's place on the selected chain, genesis 0. */
  readonly rootIndex: number
  readonly old: readonly OldBlock[]
  readonly gone: readonly Hash[]
}

/** Chain blocks that have become final, and branches that left the chain there: nothing undoes them any more or builds on them. */
export interface Settled {
  readonly blocks: readonly Hash[]
  /** The lowest block that a chain can still branch from. */
  readonly base: Hash
  /** Lanes of the base that the one before it didn't have, or not in this state; expired ones are not told. */
  readonly lanes: readonly LaneLeaf[]
}

/** Everything that one accepted block changes. */
export interface ChainBatch {
  /** New blocks, parents first. */
  readonly blocks: readonly { readonly block: Block; readonly place: DagBlock }[]
  readonly valid: readonly (ValidBlock & {
    /** Lanes that the selected parent's commitments don't have, or not in this state. */
    readonly lanes: readonly LaneLeaf[]
  })[]
  readonly disqualified: readonly Disqualification[]
  readonly settled: Settled | undefined
  /** Outputs and records as they stand now; undefined for those that are gone. */
  readonly utxos: ReadonlyMap<OutpointKey, Utxo | undefined>
  readonly bridge: ReadonlyMap<string, BridgeRecord | undefined>
  readonly ledger: LedgerPlace
  readonly finalityPoint: Hash
  readonly pruned: PrunedTo | undefined
}

/** A whole chain as plain data. */
export interface ChainImage {
  readonly dag: DagImage
  /** The root's place on the selected chain, genesis 0. */
  readonly rootIndex: number
  readonly blocks: readonly Block[]
  /** In the order of the blocks. */
  readonly valid: readonly ValidBlock[]
  readonly disqualified: readonly Disqualification[]
  readonly utxos: readonly Utxo[]
  readonly bridge: readonly (readonly [string, BridgeRecord])[]
  readonly ledger: LedgerPlace
  /** The block that the sink was chosen to keep to. It isn't that of the sink, which is lower: a chain that starts again from there could leave what was final. */
  readonly finalityPoint: Hash
}

/** Keeps a chain beyond the process. Whether a batch was kept is for the keeper to tell its owner: a chain goes on without. */
export interface ChainStorage {
  readonly write: (batch: ChainBatch) => void
  /** Puts a whole chain in place of all that is kept. */
  readonly replace: (whole: ChainBatch) => void
}
