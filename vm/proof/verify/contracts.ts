// Instructions that reach beyond RAM: storage, the message, context, identity, outbox and events.
import { MAX_CONTRACT_EVENT_RECORDS, MAX_CONTRACT_OUTBOX_ENTRIES, MIN_PAY } from '../../spec/constants.ts'
import { hashContract, hashStorageKey } from '../../hash/domains.ts'
import { concatBytes } from '../../words.ts'
import { leafOfWords, wordOf } from '../bytes.ts'
import { type Effect, NEXT, trapped } from './effect.ts'
import type { Instruction, Operands } from './instruction.ts'
import { getWord } from './registers.ts'
import type { StepRun } from './run.ts'
import {
  appendEvent,
  appendOutbox,
  loadStorage,
  readContext,
  readInbox,
  storeAddsKey,
  storeStorage,
} from './trees.ts'

const OUTBOX_KIND = { pay: 1n, refund: 2n, call: 3n, return: 4n } as const
const EVENT_TYPE = { receipt: 1n, event: 2n } as const

/** The effect of an instruction of this group; undefined when it isn't one. `gasLeft` is what remains after the instruction's plain price. */
export function useContract(
  run: StepRun,
  { op, imm }: Instruction,
  operands: Operands,
  gasLeft: bigint,
): Effect | undefined {
  switch (op.name) {
    case 'sload':
      return { kind: 'leaf', value: loadStorage(run, positionOf(run, operands.leafB)) }
    case 'sstore':
      return store(run, operands, gasLeft, BigInt(op.extraGas ?? 0))
    case 'msgh':
      return { kind: 'leaf', value: readInbox(run, imm === 0n ? 'head' : 'origin') }
    case 'msgd':
      if (operands.b >= 256n) return trapped('OutOfBounds')
      return { kind: 'leaf', value: readInbox(run, { payloadLeaf: Number(operands.b) }) }
    case 'ctx':
      return { kind: 'leaf', value: readContext(run, Number(imm)) }
    case 'self':
      return { kind: 'slot', value: getWord(run, 'instance') }
    case 'from':
      return { kind: 'slot', value: getWord(run, 'caller') }
    case 'pay':
      return pay(run, operands.leafA)
    case 'send':
      return send(run, operands.leafA, imm)
    case 'emit':
      return emit(run, operands.leafA, imm)
    case 'hash':
      return { kind: 'leaf', value: concatBytes([hashContract(operands.leafB)], 64) }
    default:
      return undefined
  }
}

function positionOf(run: StepRun, key: Uint8Array): Uint8Array {
  return hashStorageKey(getWord(run, 'instance'), key.slice(0, 56))
}

function store(run: StepRun, operands: Operands, gasLeft: bigint, extraGas: bigint): Effect {
  const adds = storeAddsKey(run, positionOf(run, operands.leafB), operands.leafA)
  if (adds && gasLeft < extraGas) return trapped('OutOfGas')
  storeStorage(run, operands.leafA)
  return adds ? { ...NEXT, extraGas } : NEXT
}

function pay(run: StepRun, payment: Uint8Array): Effect {
  if (wordOf(payment, 0) < MIN_PAY) return trapped('Dust')
  if (isOutboxFull(run)) return trapped('OutboxFull')
  const head = recordHead(run, OUTBOX_KIND.pay, 0n, getWord(run, 'instance'))
  appendOutbox(run, concatBytes([head, payment.slice(0, 40)], 64))
  return NEXT
}

/** A leaf of a call to another silo: its value must be able to come back, less the fee. */
function send(run: StepRun, data: Uint8Array, part: bigint): Effect {
  const value = wordOf(data, 0)
  if (part === 0n && value > 0n && value < MIN_PAY + wordOf(data, 1)) return trapped('Dust')
  if (isOutboxFull(run)) return trapped('OutboxFull')
  const head = recordHead(run, OUTBOX_KIND.call, part, getWord(run, 'instance'))
  appendOutbox(run, concatBytes([head, data.slice(0, 56)]))
  return NEXT
}

function isOutboxFull(run: StepRun): boolean {
  return getWord(run, 'outboxCount') >= BigInt(MAX_CONTRACT_OUTBOX_ENTRIES)
}

function emit(run: StepRun, data: Uint8Array, part: bigint): Effect {
  if (getWord(run, 'eventCount') >= BigInt(MAX_CONTRACT_EVENT_RECORDS)) return trapped('EventsFull')
  const head = recordHead(run, EVENT_TYPE.event, part, getWord(run, 'instance'))
  appendEvent(run, concatBytes([head, data.slice(0, 56)]))
  return NEXT
}

/** The outbox entry that gives the value of the current message (its head is given) back to its sender, a user or a silo. */
export function refundEntry(run: StepRun, head: Uint8Array, sender: Uint8Array): Uint8Array {
  const isFromSilo = ((wordOf(head, 0) >> 8n) & 0xffn) >= 2n
  const kind = isFromSilo ? OUTBOX_KIND.return : OUTBOX_KIND.refund
  return concatBytes([recordHead(run, kind, 0n, 0n), head.slice(8, 16), sender], 64)
}

/** The first word of a receipt, as 8 bytes. */
export function receiptHead(run: StepRun): Uint8Array {
  return recordHead(run, EVENT_TYPE.receipt, 0n, 0n)
}

/** First word of outbox entries and event records; of the instance, 16 bits. */
function recordHead(run: StepRun, type: bigint, part: bigint, instance: bigint): Uint8Array {
  const word = type | (part << 8n) | ((instance & 0xffffn) << 16n) | (getWord(run, 'message') << 32n)
  return leafOfWords([word]).slice(0, 8)
}
