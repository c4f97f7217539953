// What every instruction does first and last: find its operands in the frame, read slots, write slots and leaves. Indices are of
// 32-bit words in RAM; every write marks its leaf.
import { LEAF_WRITTEN } from '../../merkle/memory-tree.ts'
import type { TrapCode } from '../../spec/traps.ts'
import { FP } from '../registers.ts'
import type { MachineState } from '../state.ts'

/** Returned when the message ended without a trap. */
export const STOPPED = -1

/** 0 (no trap), a trap code with nothing changed, or STOPPED. */
export type Outcome = TrapCode | typeof STOPPED

/**
 * Executes one instruction: `low` is its lower half (opcode, a, b, c), `immediate` its upper half unsigned. The pc register already
 * points to the next word.
 */
export type Handler = (state: MachineState, low: number, immediate: number) => Outcome

/** Handlers of one family by instruction name. */
export type Handlers = Readonly<Record<string, Handler>>

export const LEAF_WORDS = 16

/** Slot a, as an index of its low half. */
export function slotA(state: MachineState, low: number): number {
  return ((state.registers[FP] ?? 0) >>> 2) + ((low >>> 7) & 0x1fe)
}

export function slotB(state: MachineState, low: number): number {
  return ((state.registers[FP] ?? 0) >>> 2) + ((low >>> 15) & 0x1fe)
}

export function slotC(state: MachineState, low: number): number {
  return ((state.registers[FP] ?? 0) >>> 2) + ((low >>> 23) & 0x1fe)
}

/** The slot named by an immediate. */
export function slotOf(state: MachineState, slot: number): number {
  return ((state.registers[FP] ?? 0) >>> 2) + slot * 2
}

export function setWord(state: MachineState, index: number, low: number, high: number): void {
  state.ram[index] = low
  state.ram[index + 1] = high
  state.flags[index >>> 4] = LEAF_WRITTEN
}

/** Copies a leaf into RAM at an aligned index. */
export function setLeaf(state: MachineState, index: number, source: Uint32Array, sourceWord: number): void {
  const { ramLeaves } = state
  for (let i = 0; i < LEAF_WORDS; i++) ramLeaves[index + i] = source[sourceWord + i] ?? 0
  state.flags[index >>> 4] = LEAF_WRITTEN
}
