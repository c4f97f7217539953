// Bytes to a step proof. Total: any bytes give a proof or a reason. Every proof has one encoding, and only that one is accepted.
import {
  CONTEXT_DEPTH,
  EVENT_DEPTH,
  HEADER_DEPTH,
  INBOX_DEPTH,
  LEAF_BYTES,
  MAX_CODE_DEPTH,
  OUTBOX_DEPTH,
  PAYLOAD_DEPTH,
  RAM_DEPTH,
} from '../spec/constants.ts'
import { HASH_BYTES } from '../hash/domains.ts'
import { ZERO_HASH, ZERO_HASH_ROOTS, ZERO_ROOTS } from '../hash/zero-roots.ts'
import { type ByteReader, byteReader, readBytes, readU16, readU8 } from './bytes.ts'
import { readElided } from './elision.ts'
import {
  type AppendPart,
  type CodePart,
  type InboxEntryView,
  type InboxPart,
  PROOF_VERSION,
  SECTION,
  type StepProof,
  type StorageEnd,
  type StoragePart,
  type TreePart,
} from './format.ts'
import { emptySiblings } from './multiproof.ts'
import { MAX_CODE_LEAVES, MAX_PROOF_BYTES, MAX_RAM_LEAVES, MAX_STORAGE_DEPTH } from './sizes.ts'

export type DecodedProof =
  { readonly ok: true; readonly proof: StepProof } | { readonly ok: false; readonly reason: string }

/** A reader that remembers the first thing wrong with the encoding; reading goes on with harmless values. */
interface Decoder {
  readonly reader: ByteReader
  problem: string | undefined
}

/** Reads a proof of at most `MAX_PROOF_BYTES`. Allocates no more than a few times that, whatever the bytes say. */
export function decodeProof(bytes: Uint8Array): DecodedProof {
  if (bytes.length > MAX_PROOF_BYTES) return { ok: false, reason: 'the proof is longer than any step needs' }
  const decoder: Decoder = { reader: byteReader(bytes), problem: undefined }
  const proof = readProof(decoder)
  if (decoder.reader.overrun) return { ok: false, reason: 'the proof is cut short' }
  if (decoder.problem !== undefined) return { ok: false, reason: decoder.problem }
  if (decoder.reader.position !== bytes.length)
    return { ok: false, reason: 'bytes after the end of the proof' }
  return { ok: true, proof }
}

function readProof(decoder: Decoder): StepProof {
  const { reader } = decoder
  if (readU8(reader) !== PROOF_VERSION) refuse(decoder, 'unknown proof version')
  const sections = readU8(reader)
  if (sections >= 128) refuse(decoder, 'unknown section')
  const has = (section: number): boolean => (sections & section) !== 0
  const header = readSmallTree(decoder, HEADER_DEPTH)
  return {
    header,
    ...(has(SECTION.code) && { code: readCode(decoder) }),
    ...(has(SECTION.ram) && { ram: readTree(decoder, RAM_DEPTH, MAX_RAM_LEAVES) }),
    ...(has(SECTION.context) && { context: readSmallTree(decoder, CONTEXT_DEPTH) }),
    ...(has(SECTION.storage) && { storage: readStorage(decoder) }),
    ...(has(SECTION.inbox) && { inbox: readInbox(decoder) }),
    ...(has(SECTION.outbox) && { outbox: readAppend(decoder, OUTBOX_DEPTH) }),
    ...(has(SECTION.events) && { events: readAppend(decoder, EVENT_DEPTH) }),
  }
}

function refuse(decoder: Decoder, reason: string): void {
  decoder.problem ??= reason
}

/** A tree of at most eight leaves names the ones it carries in one byte. */
function readSmallTree(decoder: Decoder, depth: number): TreePart {
  const mask = readU8(decoder.reader)
  const indices: number[] = []
  for (let index = 0; index < 8; index++) if (((mask >>> index) & 1) === 1) indices.push(index)
  if (indices.length === 0) refuse(decoder, 'a section without leaves')
  if (mask >>> (1 << depth) !== 0) refuse(decoder, 'a leaf index beyond its tree')
  return readLeavesAndSiblings(decoder, depth, indices)
}

function readCode(decoder: Decoder): CodePart {
  const claimed = readU8(decoder.reader)
  if (claimed > MAX_CODE_DEPTH) refuse(decoder, 'a code tree deeper than any')
  const depth = Math.min(claimed, MAX_CODE_DEPTH)
  return { depth, ...readTree(decoder, depth, MAX_CODE_LEAVES) }
}

function readTree(decoder: Decoder, depth: number, maxLeaves: number): TreePart {
  const count = readU8(decoder.reader)
  if (count === 0 || count > maxLeaves) refuse(decoder, 'a section with too many leaves or none')
  const indices: number[] = []
  for (let i = 0; i < Math.min(count, maxLeaves); i++) {
    const index = readU16(decoder.reader)
    if (index >= 1 << depth) refuse(decoder, 'a leaf index beyond its tree')
    else if (index <= (indices.at(-1) ?? -1)) refuse(decoder, 'leaf indices that do not ascend')
    else indices.push(index)
  }
  return readLeavesAndSiblings(decoder, depth, indices)
}

function readLeavesAndSiblings(decoder: Decoder, depth: number, indices: readonly number[]): TreePart {
  const leaves = indices.map(() => readBytes(decoder.reader, LEAF_BYTES))
  return { indices, leaves, siblings: readHashes(decoder, emptySiblings(depth, indices)) }
}

function readHashes(decoder: Decoder, defaults: readonly Uint8Array[]): Uint8Array[] {
  return readElided(decoder.reader, defaults, (reason) => refuse(decoder, reason))
}

function readAppend(decoder: Decoder, depth: number): AppendPart {
  const count = readU8(decoder.reader)
  if (count > depth) refuse(decoder, 'an append path longer than its tree')
  const length = Math.min(count, depth)
  return { siblings: Array.from({ length }, () => readBytes(decoder.reader, HASH_BYTES)) }
}

function readStorage(decoder: Decoder): StoragePart {
  const { reader } = decoder
  const claimed = readU16(reader)
  if (claimed > MAX_STORAGE_DEPTH) refuse(decoder, 'a storage path longer than a position')
  const depth = Math.min(claimed, MAX_STORAGE_DEPTH)
  const end = readStorageEnd(decoder)
  if (end.kind === 'removal' && depth === 0) refuse(decoder, 'a removal with a sibling at the root')
  const length = end.kind === 'removal' ? Math.max(depth - 1, 0) : depth
  return {
    siblings: readHashes(
      decoder,
      Array.from({ length }, () => ZERO_HASH),
    ),
    end,
  }
}

function readStorageEnd(decoder: Decoder): StorageEnd {
  const { reader } = decoder
  const hash = (): Uint8Array => readBytes(reader, HASH_BYTES)
  const kind = readU8(reader)
  switch (kind) {
    case 0:
      return { kind: 'empty' }
    case 1:
      return { kind: 'value', value: readBytes(reader, LEAF_BYTES) }
    case 2:
      return { kind: 'present', valueHash: hash() }
    case 3:
      return { kind: 'other', position: hash(), valueHash: hash() }
    case 4:
    case 5:
      return {
        kind: 'removal',
        valueHash: hash(),
        sibling: kind === 4 ? 'leaf' : 'node',
        first: hash(),
        second: hash(),
      }
    default:
      refuse(decoder, 'an unknown end of a storage path')
      return { kind: 'empty' }
  }
}

function readInbox(decoder: Decoder): InboxPart {
  const entry = readInboxEntry(decoder)
  return { entry, siblings: readHashes(decoder, ZERO_HASH_ROOTS.slice(0, INBOX_DEPTH)) }
}

function readInboxEntry(decoder: Decoder): InboxEntryView {
  const { reader } = decoder
  const hash = (): Uint8Array => readBytes(reader, HASH_BYTES)
  const leaf = (): Uint8Array => readBytes(reader, LEAF_BYTES)
  const kind = readU8(reader)
  if (kind === 4) {
    const headAndOrigin = hash()
    const index = readU8(reader)
    return {
      kind: 'payload',
      headAndOrigin,
      index,
      leaf: leaf(),
      siblings: readHashes(decoder, ZERO_ROOTS.slice(0, PAYLOAD_DEPTH)),
    }
  }
  if (kind < 1 || kind > 4) refuse(decoder, 'an unknown view of an inbox entry')
  return {
    kind: 'entry',
    head: (kind & 1) === 1 ? { leaf: leaf() } : { hash: hash() },
    origin: (kind & 2) === 2 ? { leaf: leaf() } : { hash: hash() },
    payloadRoot: hash(),
  }
}
