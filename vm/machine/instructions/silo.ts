// What a contract sees and does beyond its frame and heap: storage, message, context, payments, events, identity, hashing.
import { hashContractWords } from '../../hash/domains.ts'
import { OUTBOX_KIND, RECORD_TYPE } from '../../records.ts'
import {
  MAX_CONTRACT_EVENT_RECORDS,
  MAX_CONTRACT_OUTBOX_ENTRIES,
  MIN_PAY,
  PAYLOAD_DEPTH,
} from '../../spec/constants.ts'
import { OPCODE_BY_NAME } from '../../spec/opcodes.ts'
import { TRAP } from '../../spec/traps.ts'
import { wordOfHalves } from '../../words.ts'
import { CALLER, EVENT_COUNT, INSTANCE, MESSAGE, OUTBOX_COUNT } from '../registers.ts'
import type { MachineState } from '../state.ts'
import { LEAF_WORDS, setLeaf, setWord, slotA, slotB } from './operands.ts'
import type { Handlers } from './operands.ts'

const MIN_PAY_NUMBER = Number(MIN_PAY)
const STORE = OPCODE_BY_NAME.get('sstore')
const STORE_GAS = STORE?.gas ?? 0
const STORE_EXTRA_GAS = STORE?.extraGas ?? 0

// Scratch of one instruction.
const key = new Uint32Array(LEAF_WORDS)
const leaf = new Uint32Array(LEAF_WORDS)
const leafBytes = new Uint8Array(leaf.buffer)

/** Fills `key`: the instance and the first seven words of leaf b. */
function readKey(state: MachineState, low: number): void {
  const b = slotB(state, low)
  key[0] = state.registers[INSTANCE] ?? 0
  key[1] = state.registers[INSTANCE + 1] ?? 0
  for (let i = 0; i < LEAF_WORDS - 2; i++) key[i + 2] = state.ramLeaves[b + i] ?? 0
}

function isZeroLeaf({ ram }: MachineState, index: number): boolean {
  for (let i = 0; i < LEAF_WORDS; i++) if (ram[index + i] !== 0) return false
  return true
}

/** Fills word 0 of `leaf`: what kind of record, and who caused it. */
function writeRecordHead(state: MachineState, type: number, part: number): void {
  leaf[0] = type | (part << 8) | (((state.registers[INSTANCE] ?? 0) & 0xffff) << 16)
  leaf[1] = state.registers[MESSAGE] ?? 0
}

/** Appends a record head and the first words (of 32 bits) from `from` on; the rest is zero. */
function appendToOutbox(state: MachineState, kind: number, part: number, from: number, words: number): void {
  writeRecordHead(state, kind, part)
  for (let i = 0; i < words; i++) leaf[2 + i] = state.ramLeaves[from + i] ?? 0
  leaf.fill(0, 2 + words)
  state.outbox.append(leaf, 0)
  state.registers[OUTBOX_COUNT] = state.outbox.length
}

/** Whether the value of a call, if it has one, could not come back less the fee (words 0 and 1). */
function isDustCall({ ramLeaves }: MachineState, at: number): boolean {
  const value = wordOfHalves(ramLeaves[at] ?? 0, ramLeaves[at + 1] ?? 0)
  const fee = wordOfHalves(ramLeaves[at + 2] ?? 0, ramLeaves[at + 3] ?? 0)
  return value !== 0n && value < MIN_PAY + fee
}

export const SILO: Handlers = {
  sload(state, low) {
    readKey(state, low)
    state.storage.load(key, 0, leaf, 0)
    setLeaf(state, slotA(state, low), leaf, 0)
    return 0
  },
  sstore(state, low) {
    readKey(state, low)
    const a = slotA(state, low)
    if (!isZeroLeaf(state, a) && !state.storage.has(key, 0)) {
      if (state.gas < STORE_GAS + STORE_EXTRA_GAS) return TRAP.OutOfGas
      state.gas -= STORE_EXTRA_GAS
    }
    state.storage.store(key, 0, state.ramLeaves, a)
    return 0
  },
  msgh(state, low, immediate) {
    if (state.message === undefined) throw new Error('an instruction ran outside of a message')
    setLeaf(state, slotA(state, low), state.message.leaves, immediate * LEAF_WORDS)
    return 0
  },
  msgd(state, low) {
    if (state.message === undefined) throw new Error('an instruction ran outside of a message')
    const b = slotB(state, low)
    const index = (state.ram[b] ?? 0) >>> 0
    if (state.ram[b + 1] !== 0 || index >= 1 << PAYLOAD_DEPTH) return TRAP.OutOfBounds
    const { payload } = state.message
    for (let i = 0; i < 64; i++)
      leafBytes[i] = index * 64 + i < payload.length ? (payload[index * 64 + i] ?? 0) : 0
    setLeaf(state, slotA(state, low), leaf, 0)
    return 0
  },
  ctx(state, low, immediate) {
    setLeaf(state, slotA(state, low), state.contextWords, immediate * LEAF_WORDS)
    return 0
  },
  self(state, low) {
    setWord(state, slotA(state, low), state.registers[INSTANCE] ?? 0, state.registers[INSTANCE + 1] ?? 0)
    return 0
  },
  from(state, low) {
    setWord(state, slotA(state, low), state.registers[CALLER] ?? 0, state.registers[CALLER + 1] ?? 0)
    return 0
  },
  pay(state, low) {
    const a = slotA(state, low)
    if (state.ram[a + 1] === 0 && (state.ram[a] ?? 0) >>> 0 < MIN_PAY_NUMBER) return TRAP.Dust
    if (state.outbox.length >= MAX_CONTRACT_OUTBOX_ENTRIES) return TRAP.OutboxFull
    appendToOutbox(state, OUTBOX_KIND.pay, 0, a, 10)
    return 0
  },
  send(state, low, part) {
    const a = slotA(state, low)
    if (part === 0 && isDustCall(state, a)) return TRAP.Dust
    if (state.outbox.length >= MAX_CONTRACT_OUTBOX_ENTRIES) return TRAP.OutboxFull
    appendToOutbox(state, OUTBOX_KIND.call, part, a, LEAF_WORDS - 2)
    return 0
  },
  emit(state, low, immediate) {
    const a = slotA(state, low)
    if (state.events.length >= MAX_CONTRACT_EVENT_RECORDS) return TRAP.EventsFull
    writeRecordHead(state, RECORD_TYPE.event, immediate)
    for (let i = 0; i < LEAF_WORDS - 2; i++) leaf[2 + i] = state.ramLeaves[a + i] ?? 0
    state.events.append(leaf, 0)
    state.registers[EVENT_COUNT] = state.events.length
    return 0
  },
  hash(state, low) {
    hashContractWords(leaf, 0, state.ramLeaves, slotB(state, low))
    leaf.fill(0, 8)
    setLeaf(state, slotA(state, low), leaf, 0)
    return 0
  },
}
