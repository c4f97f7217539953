// One run of the step semantics: what it has read and written so far. The semantics see the machine only through these functions, so that
// the same code verifies a proof (leaves come from the proof) and writes one (leaves come from the real trees).
import { ZERO_LEAF } from '../bytes.ts'

export type TreeName = 'header' | 'code' | 'ram' | 'context'

/**
 * How a step uses a storage position: `read` needs the value; `put` (a store of a value that isn't zero) needs to know whether the key is
 * there; `remove` (a store of zero) also what stands beside it.
 */
export type StorageUse = 'read' | 'put' | 'remove'

/** The leaf of a key; for `put` and `remove` a present key's value is not told. */
export type StorageAnswer =
  { readonly present: false } | { readonly present: true; readonly value?: Uint8Array }

/** Which part of the current inbox entry is read. */
export type InboxPiece = 'head' | 'origin' | { readonly payloadLeaf: number }

/** Where the leaves come from. `undefined`: not available, and the step can't be done. */
export interface LeafSource {
  leaf(tree: TreeName, index: number): Uint8Array | undefined
  storage(position: Uint8Array, use: StorageUse): StorageAnswer | undefined
  inbox(message: number, piece: InboxPiece): Uint8Array | undefined
}

export interface StorageAccess {
  readonly position: Uint8Array
  readonly use: StorageUse
  /** Set when the step stores: the new value leaf. */
  written?: Uint8Array
}

/** Leaves read and their values after the step, by tree; everything else that the step touches. */
export interface StepRun {
  readonly source: LeafSource
  readonly trees: Readonly<Record<TreeName, Map<number, Uint8Array>>>
  storage: StorageAccess | undefined
  inbox: { readonly message: number; readonly pieces: Set<'head' | 'origin' | number> } | undefined
  outboxEntry: Uint8Array | undefined
  eventRecord: Uint8Array | undefined
  /** The first reason for which this state has no valid step, or this proof doesn't show it. */
  refusal: string | undefined
}

export function startRun(source: LeafSource): StepRun {
  return {
    source,
    trees: { header: new Map(), code: new Map(), ram: new Map(), context: new Map() },
    storage: undefined,
    inbox: undefined,
    outboxEntry: undefined,
    eventRecord: undefined,
    refusal: undefined,
  }
}

/** Notes that this step can't be; the run goes on with harmless values and its result is thrown away. */
export function refuse(run: StepRun, reason: string): void {
  run.refusal ??= reason
}

/** The current value of a leaf, which becomes part of the proof. */
export function readLeaf(run: StepRun, tree: TreeName, index: number): Uint8Array {
  const used = run.trees[tree].get(index)
  if (used !== undefined) return used
  const leaf = run.source.leaf(tree, index)
  if (leaf === undefined) refuse(run, `no ${tree} leaf ${index}`)
  run.trees[tree].set(index, leaf ?? ZERO_LEAF)
  return leaf ?? ZERO_LEAF
}

/** Replaces a leaf. It counts as read too, since the proof must show what stood there. */
export function writeLeaf(run: StepRun, tree: 'header' | 'ram', index: number, leaf: Uint8Array): void {
  readLeaf(run, tree, index)
  run.trees[tree].set(index, leaf)
}
