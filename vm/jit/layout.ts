// Where compiled code finds things in a machine's memory, what it gets and gives back as single values, and the bounds that it
// keeps (docs/jit.md).
import { MEMORY_LAYOUT } from '../machine/registers.ts'
import { FRAME_BYTES, LEAF_BYTES, STACK_BYTES } from '../spec/constants.ts'
import { OPCODE_LIST } from '../spec/opcodes.ts'
import type { Charge } from './charges.ts'
import { PAGE_BYTES } from './wasm/api.ts'
import type { BodyWriter } from './wasm/body.ts'
import { OP } from './wasm/opcodes.ts'

export const MEMORY_PAGES = MEMORY_LAYOUT.bytes / PAGE_BYTES

/** Byte address of a register, by its index in the register words. */
export function registerAddress(index: number): number {
  return MEMORY_LAYOUT.registers + index * 4
}

/**
 * The record of where compiled code left, or of the call that it was about to make: a site number, the frame's address, the fuel. It lies behind
 * the registers in a part of the memory that is no part of the machine's state.
 */
const RECORD_BYTES = MEMORY_LAYOUT.registers + 4096
export const RECORD = {
  site: RECORD_BYTES,
  frame: RECORD_BYTES + 4,
  fuel: RECORD_BYTES + 8,
} as const

if (OPCODE_LIST.some(({ gas }) => gas < 1)) throw new Error('fuel needs every instruction to take gas')

/**
 * The frame word: calls left << 20 | fp + FRAME_BIAS. A call adds the callee's distance and takes one call away; the sum has a bit of FRAME_GUARD
 * exactly when no call was left, or the callee's frame wouldn't end within the stack.
 */
export const FRAME_CALLS_SHIFT = 20
export const FRAME_BIAS = FRAME_BYTES - LEAF_BYTES
const FRAME_ADDRESS_MASK = STACK_BYTES - 1
export const FRAME_GUARD = (1 << 31) | STACK_BYTES

export function frameWord(calls: number, fp: number): number {
  return (calls << FRAME_CALLS_SHIFT) | (fp + FRAME_BIAS)
}

/** Emits what replaces a frame word on the stack by its frame's address. */
export function emitFrameOf(w: BodyWriter): void {
  w.i32(FRAME_ADDRESS_MASK)
  w.op(OP.i32And)
  w.i32(FRAME_BIAS)
  w.op(OP.i32Sub)
}

/**
 * Fuel: gas left << 24 | steps done, the steps below 2^24. One addition charges both, and the sum is below zero exactly when there was too little gas.
 * Nothing checks the steps: an instruction takes at least one gas, so that as much gas as there are steps left keeps to those too. What few instructions
 * take fits the constants of machine instructions.
 */
export const FUEL_GAS_SHIFT = 24
const FUEL_STEPS_MASK = (1 << FUEL_GAS_SHIFT) - 1

export function fuelCharge({ steps, gas }: Charge): bigint {
  return BigInt(steps) - (BigInt(gas) << BigInt(FUEL_GAS_SHIFT))
}

/** Low and high half of the fuel of a run that has done no steps yet. */
export function fuelHalves(gas: number): readonly [low: number, high: number] {
  const low = gas << FUEL_GAS_SHIFT
  return [low, gas >> (32 - FUEL_GAS_SHIFT)]
}

/** Steps done and gas left: below zero where a charge was too much. */
export function fuelOfHalves(low: number, high: number): Charge {
  const gas = high * 2 ** (32 - FUEL_GAS_SHIFT) + (low >>> FUEL_GAS_SHIFT)
  return { steps: low & FUEL_STEPS_MASK, gas }
}

/**
 * Gas of one entry into compiled code. Engines begin with quickly made code and replace a function by better code when it is
 * called next, not while it runs: leaving now and then lets a long loop change over. Leaving costs about a microsecond.
 */
export const LONGEST_STRETCH = 2 ** 23
/** Gas that is charged at once: what can't be charged is interpreted. */
export const LARGEST_CHARGE = 2 ** 20
if (LONGEST_STRETCH + LARGEST_CHARGE > FUEL_STEPS_MASK)
  throw new Error('fuel has no room for the steps of a stretch')

/** What the function returns instead of fuel when it left for the driver: a value that no fuel comes to. */
export const LEFT = -1n

/** Instructions that are compiled at once, unless one function has more. */
export const CLUSTER_INSTRUCTIONS = 4096
/** Functions with more blocks or instructions than this stay with the interpreter: compiling is near-linear below. */
export const MAX_BLOCKS = 3000
export const MAX_INSTRUCTIONS = 30_000
/** Loop heads of one function that can be entered from outside; the interpreter bridges the way to the others. */
export const MAX_ENTRIES = 200
/** Slots of one function that are kept in locals. */
export const MAX_CACHED_SLOTS = 96
/** Slots that pass to and from a function in WebAssembly's parameters and results. */
export const MAX_PARAMETERS = 6
export const MAX_RESULTS = 3
