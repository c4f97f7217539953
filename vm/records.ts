// Leaves of the outbox and of the events: payments that the base layer makes for a silo, calls to other silos, receipts and contract events (docs/machine.md, *Steps*).
// Decoding is total: a leaf that no machine writes gives undefined.
import { LEAF_BYTES } from './spec/constants.ts'
import { bytesOfWords, readWord, wordsOfBytes } from './words.ts'

export const OUTBOX_KIND = { pay: 1, refund: 2, call: 3, return: 4 } as const

export const RECORD_TYPE = { receipt: 1, event: 2 } as const

/** The sender's key in `refund`, the silo from which the value came in `return`. */
export interface PaymentEntry {
  readonly kind: 'pay' | 'refund' | 'return'
  /** Contract instance that pays, cut to 16 bits; 0 in refunds and returns. */
  readonly instance: number
  /** Inbox index of the message that caused it. */
  readonly message: number
  /** Sompi. */
  readonly amount: bigint
  /** X-only public key or silo id, 32 bytes. */
  readonly recipient: Uint8Array
}

/** The head of a call to another silo; its data stands in the entries behind it. */
export interface CallEntry {
  readonly kind: 'call'
  /** Contract instance that calls, cut to 16 bits. */
  readonly instance: number
  readonly message: number
  /** Sompi that go with the call. */
  readonly amount: bigint
  /** Sompi for whoever publishes it. */
  readonly fee: bigint
  /** Silo id, 32 bytes. */
  readonly destination: Uint8Array
  /** Gas limit at the destination, a u32. */
  readonly gas: number
  /** Words of data for the destination, then those for the sender's refund handler; u16 both. */
  readonly callWords: number
  readonly refundWords: number
}

/** Data of the call whose head stands before it. */
export interface CallDataEntry {
  readonly kind: 'data'
  readonly instance: number
  readonly message: number
  /** 1 for the first behind the head, then counting up. */
  readonly part: number
  /** Seven words. */
  readonly words: readonly bigint[]
}

export type OutboxEntry = PaymentEntry | CallEntry | CallDataEntry
export type OutboxKind = OutboxEntry['kind']

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

const PAYMENTS = ['pay', 'refund', 'return'] as const
const LOW_16 = 0xffffn
const LOW_32 = 0xffff_ffffn

export function encodeOutboxEntry(entry: OutboxEntry): Uint8Array {
  const { instance, message } = entry
  switch (entry.kind) {
    case 'pay':
    case 'refund':
    case 'return': {
      const head = headerWord(OUTBOX_KIND[entry.kind], 0, instance, message)
      return bytesOfWords([head, entry.amount, ...wordsOfBytes(entry.recipient), 0n, 0n])
    }
    case 'call': {
      const { gas, callWords, refundWords } = entry
      const limits = BigInt(gas) | (BigInt(callWords) << 32n) | (BigInt(refundWords) << 48n)
      const head = headerWord(OUTBOX_KIND.call, 0, instance, message)
      return bytesOfWords([head, entry.amount, entry.fee, ...wordsOfBytes(entry.destination), limits])
    }
    case 'data':
      return bytesOfWords([headerWord(OUTBOX_KIND.call, entry.part, instance, message), ...entry.words])
  }
}

export function decodeOutboxEntry(leaf: Uint8Array): OutboxEntry | undefined {
  if (leaf.length !== LEAF_BYTES) return undefined
  const { type, part, instance, message } = splitHeader(readWord(leaf, 0))
  if (type === OUTBOX_KIND.call) {
    const words = wordsOfBytes(leaf).slice(1)
    if (part > 0) return { kind: 'data', instance, message, part, words }
    const limits = readWord(leaf, 56)
    return {
      kind: 'call',
      instance,
      message,
      amount: readWord(leaf, 8),
      fee: readWord(leaf, 16),
      destination: leaf.slice(24, 56),
      gas: Number(limits & LOW_32),
      callWords: Number((limits >> 32n) & LOW_16),
      refundWords: Number(limits >> 48n),
    }
  }
  const kind = PAYMENTS.find((name) => OUTBOX_KIND[name] === type)
  if (kind === undefined || part !== 0 || readWord(leaf, 48) !== 0n || readWord(leaf, 56) !== 0n)
    return undefined
  if (kind !== 'pay' && instance !== 0) return undefined
  return { kind, instance, message, amount: readWord(leaf, 8), recipient: leaf.slice(16, 48) }
}

/** Whether an entry pays a key. */
export function isPaymentToUser(entry: OutboxEntry): entry is PaymentEntry {
  return entry.kind === 'pay' || entry.kind === 'refund'
}

/** Sompi that leave the silo when an entry is published. */
export function amountLeaving(entry: OutboxEntry | undefined): bigint {
  switch (entry?.kind) {
    case 'pay':
    case 'refund':
    case 'return':
      return entry.amount
    case 'call':
      return entry.amount + entry.fee
    case 'data':
    case undefined:
      return 0n
  }
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
