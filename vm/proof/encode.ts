// A step proof to bytes: the one encoding that decode.ts accepts.
import { HEADER_DEPTH, INBOX_DEPTH, PAYLOAD_DEPTH, RAM_DEPTH, CONTEXT_DEPTH } from '../spec/constants.ts'
import { ZERO_HASH, ZERO_HASH_ROOTS, ZERO_ROOTS } from '../hash/zero-roots.ts'
import { concatBytes } from '../words.ts'
import { u16 } from './bytes.ts'
import { encodeElided } from './elision.ts'
import {
  type AppendPart,
  type InboxPart,
  PROOF_VERSION,
  SECTION,
  type StepProof,
  type StorageEnd,
  type StoragePart,
  type TreePart,
} from './format.ts'
import { emptySiblings } from './multiproof.ts'

/** The bytes of a proof. The parts must be well formed, as a prover builds them: this is no check. */
export function encodeProof(proof: StepProof): Uint8Array {
  let sections = 0
  const parts: Uint8Array[] = []
  const section = (bit: number, bytes: readonly Uint8Array[]): void => {
    sections |= bit
    parts.push(...bytes)
  }
  if (proof.code !== undefined)
    section(SECTION.code, [Uint8Array.of(proof.code.depth), ...encodeTree(proof.code, proof.code.depth)])
  if (proof.ram !== undefined) section(SECTION.ram, encodeTree(proof.ram, RAM_DEPTH))
  if (proof.context !== undefined) section(SECTION.context, encodeSmallTree(proof.context, CONTEXT_DEPTH))
  if (proof.storage !== undefined) section(SECTION.storage, encodeStorage(proof.storage))
  if (proof.inbox !== undefined) section(SECTION.inbox, encodeInbox(proof.inbox))
  if (proof.outbox !== undefined) section(SECTION.outbox, encodeAppend(proof.outbox))
  if (proof.events !== undefined) section(SECTION.events, encodeAppend(proof.events))
  return concatBytes([
    Uint8Array.of(PROOF_VERSION, sections),
    ...encodeSmallTree(proof.header, HEADER_DEPTH),
    ...parts,
  ])
}

function encodeSmallTree(part: TreePart, depth: number): Uint8Array[] {
  let mask = 0
  for (const index of part.indices) mask |= 1 << index
  return [Uint8Array.of(mask), ...leavesAndSiblings(part, depth)]
}

function encodeTree(part: TreePart, depth: number): Uint8Array[] {
  return [Uint8Array.of(part.indices.length), ...part.indices.map(u16), ...leavesAndSiblings(part, depth)]
}

function leavesAndSiblings(part: TreePart, depth: number): Uint8Array[] {
  return [...part.leaves, encodeElided(part.siblings, emptySiblings(depth, part.indices))]
}

function encodeAppend(part: AppendPart): Uint8Array[] {
  return [Uint8Array.of(part.siblings.length), ...part.siblings]
}

function encodeStorage(part: StoragePart): Uint8Array[] {
  const depth = part.siblings.length + (part.end.kind === 'removal' ? 1 : 0)
  const siblings = encodeElided(
    part.siblings,
    part.siblings.map(() => ZERO_HASH),
  )
  return [u16(depth), ...encodeStorageEnd(part.end), siblings]
}

function encodeStorageEnd(end: StorageEnd): Uint8Array[] {
  switch (end.kind) {
    case 'empty':
      return [Uint8Array.of(0)]
    case 'value':
      return [Uint8Array.of(1), end.value]
    case 'present':
      return [Uint8Array.of(2), end.valueHash]
    case 'other':
      return [Uint8Array.of(3), end.position, end.valueHash]
    case 'removal':
      return [Uint8Array.of(end.sibling === 'leaf' ? 4 : 5), end.valueHash, end.first, end.second]
  }
}

function encodeInbox(part: InboxPart): Uint8Array[] {
  const { entry } = part
  const path = encodeElided(part.siblings, ZERO_HASH_ROOTS.slice(0, INBOX_DEPTH))
  if (entry.kind === 'payload') {
    const inner = encodeElided(entry.siblings, ZERO_ROOTS.slice(0, PAYLOAD_DEPTH))
    return [Uint8Array.of(4), entry.headAndOrigin, Uint8Array.of(entry.index), entry.leaf, inner, path]
  }
  const kind = ('leaf' in entry.head ? 1 : 0) | ('leaf' in entry.origin ? 2 : 0)
  const bytes = (side: { readonly leaf: Uint8Array } | { readonly hash: Uint8Array }): Uint8Array =>
    'leaf' in side ? side.leaf : side.hash
  return [Uint8Array.of(kind), bytes(entry.head), bytes(entry.origin), entry.payloadRoot, path]
}
