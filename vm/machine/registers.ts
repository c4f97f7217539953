// Where the registers stand. They live in the machine's memory, laid out as the eight header leaves of the machine hash
// (docs/machine.md, *State*): register words are pairs of 32-bit halves, and an index here is that of the low half.
// The leaves that hold roots are left zero: roots are computed when a hash is asked for.
import { LEAF_BYTES, RAM_BYTES, RAM_DEPTH } from '../spec/constants.ts'

const word = (leaf: number, position: number): number => leaf * 16 + position * 2

export const PC = word(0, 0)
export const FP = word(0, 1)
export const DEPTH = word(0, 2)
export const STEPS = word(0, 3)
export const GAS = word(0, 4)
export const STATUS_REGISTER = word(0, 5)
export const MESSAGE = word(0, 6)
export const TRAP_REGISTER = word(0, 7)

export const INSTANCE = word(2, 0)
export const CALLER = word(2, 1)
export const OUTBOX_COUNT = word(2, 2)
export const EVENT_COUNT = word(2, 3)
export const START_OUTBOX_COUNT = word(2, 4)
export const START_EVENT_COUNT = word(2, 5)
export const INBOX_COUNT = word(2, 6)
export const GAS_LIMIT = word(2, 7)

export const DETAIL = word(7, 0)
export const PLACE = word(7, 1)
export const RESULT = word(7, 2)

export const RESULT_WORDS = 4
export const HEADER_LEAVES = 8

/** Offsets of the parts of a machine's memory, which a WebAssembly engine shares: RAM, a flag byte per leaf of RAM, registers. */
export const MEMORY_LAYOUT = {
  ram: 0,
  flags: RAM_BYTES,
  registers: RAM_BYTES + (1 << RAM_DEPTH),
  /** A whole number of WebAssembly pages. */
  bytes: RAM_BYTES + (1 << RAM_DEPTH) + (1 << 16),
  registerWords: (HEADER_LEAVES * LEAF_BYTES) / 4,
} as const
