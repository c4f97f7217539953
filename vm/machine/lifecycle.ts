// What happens around instructions: messages begin, trap or end, are refunded and closed (docs/machine.md, *Steps*).
import { entryHead, entryOrigin, isFromSilo } from '../inbox.ts'
import { encodeEventRecord, encodeOutboxEntry } from '../records.ts'
import { EXTERNAL_CALLER, FRAME_BYTES, STATUS } from '../spec/constants.ts'
import { TRAP } from '../spec/traps.ts'
import type { TrapCode } from '../spec/traps.ts'
import { concatBytes, wordOfHalves } from '../words.ts'
import { slotA } from './instructions/operands.ts'
import {
  CALLER,
  DEPTH,
  DETAIL,
  EVENT_COUNT,
  FP,
  GAS,
  GAS_LIMIT,
  INBOX_COUNT,
  INSTANCE,
  MESSAGE,
  OUTBOX_COUNT,
  PC,
  PLACE,
  RESULT,
  RESULT_WORDS,
  START_EVENT_COUNT,
  START_OUTBOX_COUNT,
  STATUS_REGISTER,
  STEPS,
  TRAP_REGISTER,
} from './registers.ts'
import { collectResult } from './results.ts'
import type { MachineState } from './state.ts'

/** A register as a bigint. */
export function register(state: MachineState, index: number): bigint {
  return wordOfHalves(state.registers[index] ?? 0, state.registers[index + 1] ?? 0)
}

function setRegister(state: MachineState, index: number, value: bigint): void {
  state.registers[index] = Number(BigInt.asIntN(32, value))
  state.registers[index + 1] = Number(BigInt.asIntN(32, value >> 32n))
}

/** One step of a machine that is not running instructions; a halted one stays as it is. */
export function pseudoStep(state: MachineState): void {
  const { registers } = state
  switch (registers[STATUS_REGISTER]) {
    case STATUS.Ready:
      begin(state)
      break
    case STATUS.Refunding:
      refund(state)
      break
    case STATUS.Closing:
      close(state)
      break
    default:
      return
  }
  setRegister(state, STEPS, register(state, STEPS) + 1n)
}

function begin(state: MachineState): void {
  const { registers } = state
  const message = registers[MESSAGE] ?? 0
  const entry = state.inbox[message]
  if (message === registers[INBOX_COUNT] || entry === undefined) {
    registers[STATUS_REGISTER] = STATUS.Halted
    return
  }
  state.startStorage = state.storage.snapshot()
  state.startRoots = undefined
  registers[START_OUTBOX_COUNT] = state.outbox.length
  registers[START_EVENT_COUNT] = state.events.length
  registers.fill(0, DETAIL, RESULT + 2 * RESULT_WORDS)
  for (const zeroed of [DEPTH, FP, PC]) registers[zeroed] = 0
  state.ramTree.reset()
  setRegister(state, INSTANCE, 0n)
  setRegister(state, CALLER, EXTERNAL_CALLER)
  const gas = entry.admitted ? entry.gas : 0n
  setRegister(state, GAS, gas)
  setRegister(state, GAS_LIMIT, gas)
  registers[TRAP_REGISTER] = entry.admitted ? TRAP.None : TRAP.Refused
  registers[DETAIL] = entry.admitted ? 0 : entry.refusal
  registers[STATUS_REGISTER] = entry.admitted ? STATUS.Running : STATUS.Refunding
  state.output = undefined
  state.message = {
    firstStep: register(state, STEPS),
    leaves: new Uint32Array(concatBytes([entryHead(entry), entryOrigin(entry)]).buffer),
    payload: entry.payload,
  }
}

function refund(state: MachineState): void {
  const { registers } = state
  const message = registers[MESSAGE] ?? 0
  const entry = state.inbox[message]
  if (entry !== undefined && entry.value > 0n) {
    const leaf = encodeOutboxEntry({
      kind: isFromSilo(entry.kind) ? 'return' : 'refund',
      instance: 0,
      message,
      amount: entry.value,
      recipient: entry.sender,
    })
    state.outbox.append(new Uint32Array(leaf.buffer), 0)
    registers[OUTBOX_COUNT] = state.outbox.length
  }
  registers[STATUS_REGISTER] = STATUS.Closing
}

function close(state: MachineState): void {
  const { registers } = state
  const leaf = encodeEventRecord({
    type: 'receipt',
    message: registers[MESSAGE] ?? 0,
    trap: registers[TRAP_REGISTER] ?? 0,
    detail: Number(register(state, DETAIL)),
    gasUsed: register(state, GAS_LIMIT) - register(state, GAS),
    place: register(state, PLACE),
    result: Array.from({ length: RESULT_WORDS }, (_, i) => register(state, RESULT + 2 * i)),
  })
  state.events.append(new Uint32Array(leaf.buffer), 0)
  registers[EVENT_COUNT] = state.events.length
  state.results.push(collectResult(state))
  registers[MESSAGE] = (registers[MESSAGE] ?? 0) + 1
  registers[STATUS_REGISTER] = STATUS.Ready
}

/** The instruction at `pc` trapped, having changed nothing: everything that the message did is taken back. */
export function raiseTrap(state: MachineState, pc: number, trap: TrapCode): void {
  const { registers } = state
  state.storage.restore(state.startStorage)
  state.outbox.truncate(registers[START_OUTBOX_COUNT] ?? 0)
  state.events.truncate(registers[START_EVENT_COUNT] ?? 0)
  registers[OUTBOX_COUNT] = state.outbox.length
  registers[EVENT_COUNT] = state.events.length
  finish(state, pc, trap, STATUS.Refunding)
  if (trap === TRAP.UserError) {
    registers[DETAIL] = state.code[2 * pc + 1] ?? 0
    takeOutput(state, pc)
  }
}

/** The instruction at `pc` is `end`. */
export function endMessage(state: MachineState, pc: number): void {
  finish(state, pc, TRAP.None, STATUS.Closing)
  takeOutput(state, pc)
}

function finish(state: MachineState, pc: number, trap: TrapCode, status: number): void {
  const { registers } = state
  registers[PC] = pc
  registers[PLACE] = pc
  registers[TRAP_REGISTER] = trap
  registers[STATUS_REGISTER] = status
}

/** Hands out leaf a of the instruction at `pc` and what follows it in the frame; its first words go to the result. */
function takeOutput(state: MachineState, pc: number): void {
  const from = slotA(state, state.code[2 * pc] ?? 0)
  state.registers.set(state.ram.subarray(from, from + 2 * RESULT_WORDS), RESULT)
  const frame = state.registers[FP] ?? 0
  state.output = state.ramBytes.slice(from * 4, frame + FRAME_BYTES)
}
