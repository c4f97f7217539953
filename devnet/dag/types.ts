// What the DAG is told about a block, and what it finds out about it.
import type { Hash } from '../tx/hash.ts'

/** The part of a header that the DAG works on. */
export interface DagHeader {
  readonly hash: Hash
  /** Direct parents. */
  readonly parents: readonly Hash[]
  /** Milliseconds. */
  readonly timestamp: bigint
  /** Compact difficulty target. */
  readonly bits: number
}

/** GHOSTDAG's findings about a block (31, 2.2). */
export interface GhostdagData {
  /** The parent of largest (blue work, hash); undefined for genesis alone. */
  readonly selectedParent: Hash | undefined
  /** The selected parent first, then the other blues in ascending order. */
  readonly mergesetBlues: readonly Hash[]
  /** In ascending order. */
  readonly mergesetReds: readonly Hash[]
  /** Sizes of the blue anticones that this block changed. */
  readonly bluesAnticoneSizes: ReadonlyMap<Hash, number>
  readonly blueScore: bigint
  readonly blueWork: bigint
}

/** Everything a block's parents determine: what its header must say, and what merging needs. */
export interface BlockFacts extends GhostdagData {
  readonly parents: readonly Hash[]
  /** The whole mergeset in the order of acceptance: the selected parent, then the rest in ascending order (31, 2.9). */
  readonly mergeset: readonly Hash[]
  /** Those of the mergeset that are too old to count for the DAA score or the coinbase. */
  readonly mergesetNonDaa: ReadonlySet<Hash>
  readonly daaScore: bigint
  /** The difficulty that the header must carry. */
  readonly expectedBits: number
  /** Milliseconds; the header's timestamp must be larger. */
  readonly pastMedianTime: bigint
}

/** A block that the DAG holds. */
export interface DagBlock extends BlockFacts, DagHeader {
  readonly parents: readonly Hash[]
}

/** What has to be kept of a block for making the DAG again: the order of a mergeset follows from its blocks. */
export type DagPlace = Omit<DagBlock, 'mergeset'>

/** Why parents can't carry a block, or a block can't be added. */
export type DagError =
  | { readonly kind: 'alreadyKnown' }
  | { readonly kind: 'noParents' }
  | { readonly kind: 'tooManyParents'; readonly count: number; readonly limit: number }
  | { readonly kind: 'duplicateParent'; readonly parent: Hash }
  | { readonly kind: 'unknownParents'; readonly missing: readonly Hash[] }
  /** One parent is in the past of another ("incest"). */
  | { readonly kind: 'relatedParents'; readonly ancestor: Hash; readonly descendant: Hash }
  | { readonly kind: 'mergesetTooLarge'; readonly limit: number }
  /** It builds so far down that pruning has taken what it would be judged by. */
  | { readonly kind: 'belowPruningPoint'; readonly selectedParent: Hash }
  /** A red block from before the merge depth, which no blue vouches for. */
  | { readonly kind: 'mergesTooDeep'; readonly red: Hash }
  /** The caller's own check refused the header. */
  | { readonly kind: 'headerRefused'; readonly reason: string }

export type EvaluateResult =
  { readonly ok: true; readonly facts: BlockFacts } | { readonly ok: false; readonly error: DagError }

export type AddResult =
  { readonly ok: true; readonly block: DagBlock } | { readonly ok: false; readonly error: DagError }

/** From one chain block to another: undo `removed` in order, then do `added` in order. */
export interface ChainPath {
  readonly commonAncestor: Hash
  /** From the old tip downwards; without the common ancestor. */
  readonly removed: readonly Hash[]
  /** From just above the common ancestor up to the new tip. */
  readonly added: readonly Hash[]
}
