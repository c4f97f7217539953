// Where compiled code finds things in a machine's memory, what it gets and gives back as single values, and the bounds that it
// keeps (docs/jit.md).
import { MEMORY_LAYOUT } from '../machine/registers.ts'
import { STACK_BYTES } from '../spec/constants.ts'
import { PAGE_BYTES } from './wasm/api.ts'

export const MEMORY_PAGES = MEMORY_LAYOUT.bytes / PAGE_BYTES

/** Byte address of a register, by its index in the register words. */
export function registerAddress(index: number): number {
  return MEMORY_LAYOUT.registers + index * 4
}

/**
 * The record of where compiled code left, or of the call that it was about to make: a site number, the frame word, the fuel. It lies behind
 * the registers in a part of the memory that is no part of the machine's state.
 */
const RECORD_BYTES = MEMORY_LAYOUT.registers + 4096
export const RECORD = { site: RECORD_BYTES, frame: RECORD_BYTES + 4, fuel: RECORD_BYTES + 8 } as const

/** The frame word: depth << 18 | fp. */
export const FRAME_DEPTH_SHIFT = 18
export const FRAME_FP_MASK = STACK_BYTES - 1

/**
 * Fuel: steps left << 32 | gas left, each below 2^31. One subtraction charges both; what goes below zero sets a bit of this mask,
 * and adding the charge back restores both exactly.
 */
export const FUEL_BELOW_ZERO = 0x8000_0000_8000_0000n

/**
 * Steps and gas of one entry into compiled code. Engines begin with quickly made code and replace a function by better code when it is
 * called next, not while it runs: leaving now and then lets a long loop change over. Leaving costs about a microsecond.
 */
export const LONGEST_STRETCH = 2 ** 23

export function fuelOf(steps: number, gas: number): bigint {
  return (BigInt(steps) << 32n) | BigInt(gas)
}

/** What the function returns instead of fuel when it left for the driver: any value below zero. */
export const LEFT = -1n

/** Functions with more blocks or instructions than this stay with the interpreter: compiling is near-linear below. */
export const MAX_BLOCKS = 3000
export const MAX_INSTRUCTIONS = 30_000
/** Loop heads of one function that can be entered from outside; the interpreter bridges the way to the others. */
export const MAX_ENTRIES = 200
/** Slots of one function that are kept in locals. */
export const MAX_CACHED_SLOTS = 96
