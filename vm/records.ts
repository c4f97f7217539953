// Leaves of the outbox and of the events: payments that the base layer makes for a silo, receipts and contract events (docs/machine.md, *Steps*).
// Decoding is total: a leaf that no machine writes gives undefined.
import { LEAF_BYTES } from './spec/constants.ts'
import { bytesOfWords, readWord, wordsOfBytes } from './words.ts'

export const OUTBOX_KIND = { pay: 1, refund: 2 } as const
export type OutboxKind = keyof typeof OUTBOX_KIND

export const RECORD_TYPE = { receipt: 1, event: 2 } as const

export interface OutboxEntry {
  readonly kind: OutboxKind
  /** Contract instance that pays, cut to 16 bits; 0 in refunds. */
  readonly instance: number
  /** Inbox index of the message that caused it. */
  readonly message: number
  /** Sompi. */
  readonly amount: bigint
  /** X-only public key, 32 bytes. */
  readonly recipient: Uint8Array
}

export interface ReceiptRecord {
  readonly type: 'receipt'
  readonly message: number
  /** Trap code; 0 when the message ended well. */
  readonly trap: number
  readonly detail: number
  readonly gasUsed: bigint
  /** Word index of the instruction that ended the message. */
  readonly place: bigint
  /** First four words of the result or of the error's arguments. */
  readonly result: readonly bigint[]
}

export interface EventPartRecord {
  readonly type: 'event'
  readonly message: number
  /** Contract instance cut to 16 bits. */
  readonly instance: number
  /** 0 for the first record of an event, then counting up. */
  readonly part: number
  /** Seven words; in part 0, the first is the event id. */
  readonly words: readonly bigint[]
}

export type EventRecord = ReceiptRecord | EventPartRecord

const LOW_16 = 0xffffn
const LOW_32 = 0xffff_ffffn

export function encodeOutboxEntry(entry: OutboxEntry): Uint8Array {
  const head = headerWord(OUTBOX_KIND[entry.kind], 0, entry.instance, entry.message)
  return bytesOfWords([head, entry.amount, ...wordsOfBytes(entry.recipient), 0n, 0n])
}

export function decodeOutboxEntry(leaf: Uint8Array): OutboxEntry | undefined {
  if (leaf.length !== LEAF_BYTES) return undefined
  const head = splitHeader(readWord(leaf, 0))
  const kind = head.type === OUTBOX_KIND.pay ? 'pay' : head.type === OUTBOX_KIND.refund ? 'refund' : undefined
  if (kind === undefined || head.part !== 0 || readWord(leaf, 48) !== 0n || readWord(leaf, 56) !== 0n) {
    return undefined
  }
  if (kind === 'refund' && head.instance !== 0) return undefined
  const { instance, message } = head
  return { kind, instance, message, amount: readWord(leaf, 8), recipient: leaf.slice(16, 48) }
}

export function encodeEventRecord(record: EventRecord): Uint8Array {
  if (record.type === 'event') {
    const head = headerWord(RECORD_TYPE.event, record.part, record.instance, record.message)
    return bytesOfWords([head, ...record.words])
  }
  const ending = BigInt(record.trap) | (BigInt(record.detail) << 32n)
  const head = headerWord(RECORD_TYPE.receipt, 0, 0, record.message)
  return bytesOfWords([head, ending, record.gasUsed, record.place, ...record.result])
}

export function decodeEventRecord(leaf: Uint8Array): EventRecord | undefined {
  if (leaf.length !== LEAF_BYTES) return undefined
  const [first = 0n, ending = 0n, gasUsed = 0n, place = 0n, ...result] = wordsOfBytes(leaf)
  const { type, part, instance, message } = splitHeader(first)
  if (type === RECORD_TYPE.event) {
    return { type: 'event', message, instance, part, words: [ending, gasUsed, place, ...result] }
  }
  if (type !== RECORD_TYPE.receipt || part !== 0 || instance !== 0) return undefined
  const trap = Number(ending & LOW_32)
  return { type: 'receipt', message, trap, detail: Number(ending >> 32n), gasUsed, place, result }
}

function headerWord(type: number, part: number, instance: number, message: number): bigint {
  const low = (type & 0xff) | ((part & 0xff) << 8) | ((instance & 0xffff) << 16)
  return BigInt(low >>> 0) | (BigInt(message >>> 0) << 32n)
}

function splitHeader(word: bigint): { type: number; part: number; instance: number; message: number } {
  const type = Number(word & 0xffn)
  const part = Number((word >> 8n) & 0xffn)
  return { type, part, instance: Number((word >> 16n) & LOW_16), message: Number(word >> 32n) }
}
