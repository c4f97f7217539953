// The inbox of a reference block: the messages that a machine run goes through, as the base layer accepted or refused them (docs/machine.md, *State*).
import { hashLeaf, hashNode } from './hash/domains.ts'
import { ZERO_HASH_ROOTS } from './hash/zero-roots.ts'
import { HashLevels } from './merkle/hash-levels.ts'
import { ListTree } from './merkle/list-tree.ts'
import { copyHash, perfectRoot } from './merkle/tree.ts'
import { INBOX_DEPTH, MAX_INBOX_ENTRIES, MAX_PAYLOAD_BYTES, PAYLOAD_DEPTH } from './spec/constants.ts'
import { bytesOfWords, concatBytes } from './words.ts'

/**
 * `remote`: a call from a contract of another silo. `unproven`: the same before the commitment that holds it is final, so that anybody with a stake can have
 * made it up; it brings no value. `returned`: the value of a call of one's own comes back.
 */
export type MessageKind = 'call' | 'constructor' | 'remote' | 'unproven' | 'returned'

/** Which call between silos an entry is about. All are u32. */
export interface CallSource {
  /** The contract instance that made the call. */
  readonly instance: number
  /** Its place in the outbox of its silo's reference block, and how many reference blocks that silo had up to there. */
  readonly index: number
  readonly height: number
}

export interface InboxEntry {
  /** False where the base layer refused the message: its value is refunded, nothing runs. */
  readonly admitted: boolean
  readonly kind: MessageKind
  /** X-only public key of the sender, or the id of the silo that the entry comes from; 32 bytes. */
  readonly sender: Uint8Array
  /** 32 bytes. */
  readonly transactionId: Uint8Array
  /** Sompi pegged in with the message. */
  readonly value: bigint
  /** Gas limit. */
  readonly gas: bigint
  /** Why it was refused, a u32 (the receipt carries it as its detail); 0 where admitted. */
  readonly refusal: number
  /** At most MAX_PAYLOAD_BYTES. */
  readonly payload: Uint8Array
  /** Of what comes out of silos' outboxes, and only of that. */
  readonly source?: CallSource | undefined
}

const KIND_NUMBER: Readonly<Record<MessageKind, bigint>> = {
  call: 0n,
  constructor: 1n,
  remote: 2n,
  unproven: 2n,
  returned: 3n,
}

/** Whether an entry came out of a silo's outbox: its value goes back there when it isn't taken. */
export function isFromSilo(kind: MessageKind): boolean {
  return kind === 'remote' || kind === 'unproven' || kind === 'returned'
}

/** Head leaf of an entry: flags, value, gas limit, payload length, refusal reason; which contract of another silo called, in which call. */
export function entryHead(entry: InboxEntry): Uint8Array {
  // Bit 1: what it comes from is final (41, E49).
  const isFinal = isFromSilo(entry.kind) && entry.kind !== 'unproven'
  const flags = (entry.admitted ? 1n : 0n) | (isFinal ? 2n : 0n) | (KIND_NUMBER[entry.kind] << 8n)
  const length = BigInt(entry.payload.length)
  const { instance = 0, index = 0, height = 0 } = entry.source ?? {}
  const call = BigInt(index) | (BigInt(height) << 32n)
  return bytesOfWords([
    flags,
    entry.value,
    entry.gas,
    length,
    BigInt(entry.refusal),
    BigInt(instance),
    call,
    0n,
  ])
}

/** Origin leaf of an entry: sender and transaction. */
export function entryOrigin(entry: InboxEntry): Uint8Array {
  return concatBytes([entry.sender, entry.transactionId], 64)
}

export function payloadRoot(payload: Uint8Array): Uint8Array {
  return perfectRoot(PAYLOAD_DEPTH, payload)
}

/** The payload as a tree, for proofs. */
export function payloadTree(payload: Uint8Array): ListTree {
  return ListTree.of(PAYLOAD_DEPTH, payload)
}

export function entryHash(entry: InboxEntry): Uint8Array {
  const headAndOrigin = hashNode(hashLeaf(entryHead(entry)), hashLeaf(entryOrigin(entry)))
  return hashNode(headAndOrigin, payloadRoot(entry.payload))
}

/** The tree over entry hashes. */
export interface InboxTree {
  readonly depth: number
  readonly root: Uint8Array
  /** A node by level (0: entry hashes) and index. */
  node(level: number, index: number): Uint8Array
}

/** Throws when there are more entries than a reference block may have, or one has too long a payload. */
export function inboxTree(entries: readonly InboxEntry[]): InboxTree {
  checkInbox(entries)
  const levels = new HashLevels(INBOX_DEPTH, ZERO_HASH_ROOTS)
  const hashes = entries.map(entryHash)
  levels.update(entries.length, (index, out, outWord) => {
    const hash = hashes[index]
    if (hash !== undefined) copyHash(out, outWord, hash)
  })
  return {
    depth: INBOX_DEPTH,
    root: levels.node(INBOX_DEPTH, 0),
    node: (level, index) => levels.node(level, index),
  }
}

export function inboxRoot(entries: readonly InboxEntry[]): Uint8Array {
  return inboxTree(entries).root
}

/** Throws on what the base layer must have kept out: this is a bug of the caller, not bad input. */
export function checkInbox(entries: readonly InboxEntry[]): void {
  if (entries.length > MAX_INBOX_ENTRIES) throw new RangeError(`more than ${MAX_INBOX_ENTRIES} inbox entries`)
  for (const { payload, sender, transactionId, value, gas, refusal, kind, source } of entries) {
    if (payload.length > MAX_PAYLOAD_BYTES) throw new RangeError(`a payload of ${payload.length} bytes`)
    if (sender.length !== 32 || transactionId.length !== 32)
      throw new RangeError('sender and id are 32 bytes')
    // Beyond these the leaf would hold something else than the entry, and proofs show the leaf.
    if (BigInt.asUintN(64, value) !== value || BigInt.asUintN(64, gas) !== gas)
      throw new RangeError('value and gas are words')
    if (refusal >>> 0 !== refusal) throw new RangeError('a refusal is a u32')
    if (isFromSilo(kind) !== (source !== undefined))
      throw new RangeError(`a ${kind} entry with a wrong source`)
    if (kind === 'unproven' && value !== 0n) throw new RangeError('what is not proven brings no value')
    if (source && [source.instance, source.index, source.height].some((part) => part >>> 0 !== part))
      throw new RangeError('the numbers of a source are u32')
  }
}
