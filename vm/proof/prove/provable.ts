// What a prover needs of a machine's state: its trees, each able to give any node's hash.
import type { LeafTree } from '../../merkle/tree.ts'
import type { StoragePath } from '../../storage/contents.ts'

/** One inbox entry, opened. */
export interface OpenedEntry {
  /** 64 bytes each. */
  readonly head: Uint8Array
  readonly origin: Uint8Array
  readonly payload: LeafTree
}

export interface ProvableState {
  /** The eight header leaves (docs/machine.md, *State*): its root is the machine hash. */
  readonly header: LeafTree
  readonly code: LeafTree
  readonly ram: LeafTree
  readonly context: LeafTree
  readonly outbox: LeafTree
  readonly events: LeafTree
  storagePath(position: Uint8Array): StoragePath
  inboxEntry(message: number): OpenedEntry | undefined
  /** A node of the inbox tree; level 0 are the entry hashes. */
  inboxNode(level: number, index: number): Uint8Array
}
