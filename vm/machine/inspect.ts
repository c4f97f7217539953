// Looking at a machine: its registers and memory as plain values, for tests, the debugger and people.
import { FRAME_SLOTS, LEAF_BYTES } from '../spec/constants.ts'
import type { StatusName } from '../spec/constants.ts'
import type { TrapName } from '../spec/traps.ts'
import { readWord } from '../words.ts'
import { register } from './lifecycle.ts'
import * as at from './registers.ts'
import { trapNameOf } from './results.ts'
import type { MachineState } from './state.ts'

export interface MachineView {
  readonly status: StatusName
  /** Word index of the instruction that comes next, or at which the message ended. */
  readonly pc: number
  /** Byte address of the frame. */
  readonly fp: number
  readonly depth: number
  readonly steps: bigint
  readonly gas: bigint
  readonly gasLimit: bigint
  /** Index of the inbox entry that is, or comes, next. */
  readonly message: number
  readonly inboxCount: number
  readonly trap: TrapName
  readonly detail: number
  readonly place: number
  readonly result: readonly bigint[]
  readonly instance: bigint
  readonly caller: bigint
  readonly outboxCount: number
  readonly eventCount: number
  readonly startOutboxCount: number
  readonly startEventCount: number
}

const STATUS_NAMES: readonly StatusName[] = ['Ready', 'Running', 'Refunding', 'Closing', 'Halted']

export function inspect(state: MachineState): MachineView {
  const small = (index: number): number => Number(register(state, index))
  return {
    status: STATUS_NAMES[small(at.STATUS_REGISTER)] ?? 'Halted',
    pc: small(at.PC),
    fp: small(at.FP),
    depth: small(at.DEPTH),
    steps: register(state, at.STEPS),
    gas: register(state, at.GAS),
    gasLimit: register(state, at.GAS_LIMIT),
    message: small(at.MESSAGE),
    inboxCount: small(at.INBOX_COUNT),
    trap: trapNameOf(small(at.TRAP_REGISTER)) ?? 'InvalidInstruction',
    detail: small(at.DETAIL),
    place: small(at.PLACE),
    result: Array.from({ length: at.RESULT_WORDS }, (_, i) => register(state, at.RESULT + 2 * i)),
    instance: register(state, at.INSTANCE),
    caller: register(state, at.CALLER),
    outboxCount: small(at.OUTBOX_COUNT),
    eventCount: small(at.EVENT_COUNT),
    startOutboxCount: small(at.START_OUTBOX_COUNT),
    startEventCount: small(at.START_EVENT_COUNT),
  }
}

/** A slot of the current frame, or of the frame at `fp`. */
export function readSlot(
  state: MachineState,
  slot: number,
  fp: number = state.registers[at.FP] ?? 0,
): bigint {
  return readWord(state.ramBytes, fp + slot * 8)
}

/** All slots of the current frame, or of the frame at `fp`. */
export function readFrame(state: MachineState, fp: number = state.registers[at.FP] ?? 0): bigint[] {
  return Array.from({ length: FRAME_SLOTS }, (_, slot) => readSlot(state, slot, fp))
}

/** A copy of bytes of RAM. */
export function readRam(state: MachineState, address: number, length: number = LEAF_BYTES): Uint8Array {
  return state.ramBytes.slice(address, address + length)
}

/** The open frames, innermost first: address of each, and where it goes on when its callee returns (pc for the innermost). */
export function callStack(state: MachineState): { readonly fp: number; readonly pc: number }[] {
  const { pc, fp, depth } = inspect(state)
  const frames = [{ fp, pc }]
  for (let i = 0, frame = fp; i < depth; i++) {
    const returnTo = Number(readSlot(state, 0, frame))
    frame = Number(readSlot(state, 1, frame))
    frames.push({ fp: frame, pc: returnTo })
  }
  return frames
}
