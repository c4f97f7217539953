// The parts of a one-step proof, as docs/proofs.md describes them. Bytes: decode.ts and encode.ts.

export const PROOF_VERSION = 1

/** Bits of the proof's section byte, in the order in which the sections stand. */
export const SECTION = { code: 1, ram: 2, context: 4, storage: 8, inbox: 16, outbox: 32, events: 64 } as const

/** Leaves of one perfect tree with the siblings that lead to its root (order: `multiproofSiblings`). Indices ascend strictly. */
export interface TreePart {
  readonly indices: readonly number[]
  readonly leaves: readonly Uint8Array[]
  readonly siblings: readonly Uint8Array[]
}

export interface CodePart extends TreePart {
  readonly depth: number
}

/**
 * What stands where the path of a storage position ends.
 * `empty`: no key. `other`: the one key there has another position. `value`: the key's value leaf. `present`: only the value's hash, for a store
 * that replaces it. `removal`: the same, with the two halves of what the deepest sibling's hash was made of, for a store that deletes the key.
 */
export type StorageEnd =
  | { readonly kind: 'empty' }
  | { readonly kind: 'value'; readonly value: Uint8Array }
  | { readonly kind: 'present'; readonly valueHash: Uint8Array }
  | { readonly kind: 'other'; readonly position: Uint8Array; readonly valueHash: Uint8Array }
  | {
      readonly kind: 'removal'
      readonly valueHash: Uint8Array
      readonly sibling: 'leaf' | 'node'
      readonly first: Uint8Array
      readonly second: Uint8Array
    }

/** The path of a storage position. `siblings[i]` stands beside depth i + 1; an empty one is 32 zero bytes. A removal's deepest is left out. */
export interface StoragePart {
  readonly siblings: readonly Uint8Array[]
  readonly end: StorageEnd
}

/** What the step reads of its inbox entry; the rest is given by hash. */
export type InboxEntryView =
  | {
      readonly kind: 'entry'
      readonly head: { readonly leaf: Uint8Array } | { readonly hash: Uint8Array }
      readonly origin: { readonly leaf: Uint8Array } | { readonly hash: Uint8Array }
      readonly payloadRoot: Uint8Array
    }
  | {
      readonly kind: 'payload'
      readonly headAndOrigin: Uint8Array
      readonly index: number
      readonly leaf: Uint8Array
      readonly siblings: readonly Uint8Array[]
    }

/** The entry `message` of the inbox and its path. */
export interface InboxPart {
  readonly entry: InboxEntryView
  readonly siblings: readonly Uint8Array[]
}

/** The hashes left of an append position, bottom up; right of it everything is empty. */
export interface AppendPart {
  readonly siblings: readonly Uint8Array[]
}

export interface StepProof {
  readonly header: TreePart
  readonly code?: CodePart
  readonly ram?: TreePart
  readonly context?: TreePart
  readonly storage?: StoragePart
  readonly inbox?: InboxPart
  readonly outbox?: AppendPart
  readonly events?: AppendPart
}
