// What a row of the opcode table says: how an instruction uses its fields and its immediate, what it costs, what follows it.
import type { TrapName } from './traps.ts'

/**
 * How an instruction uses one of its fields a, b, c.
 * `read`/`write`: a slot (4..255). `readPair`, `readQuad` and so on: the first of 2 or 4 slots, a multiple of that number (4..254, 4..252).
 * `readLeaf`/`writeLeaf`: an aligned leaf of slots (8, 16, .. 248); `updateLeaf` is both. `readWide`/`writeWide`: a pair or a quad, as the
 * immediate's wide type has 128 or 256 bits. `frame`: leaf offset of the callee's frame (1..31). `none`: the field is zero.
 */
export type FieldUse =
  | 'none'
  | 'read'
  | 'write'
  | 'readPair'
  | 'writePair'
  | 'readQuad'
  | 'writeQuad'
  | 'readLeaf'
  | 'writeLeaf'
  | 'updateLeaf'
  | 'readWide'
  | 'writeWide'
  | 'frame'

/**
 * How an instruction uses imm. `unsigned`: u32 zero-extended to a word. `signed`: i32 sign-extended. `target`: word index of an instruction.
 * `dataWord`: word index of constant data. `dataLeaf`: leaf index of constant data. `shift`: 0..63. `bits`: 1..63. `selector`: 0..max.
 * `slot`: a third source slot (4..255). `slotAndFlag`: low byte a source slot, bit 8 the row's flag. `quad`: a third source, of four slots (4, 8, .. 252).
 * `wide`: 0..max, an index into WIDE_TYPES. `wideAndFlag`: low byte the first slot of a source of that type, bit 8 the row's flag, bit 9 the
 * type: 0 u128, 1 u256.
 */
export type ImmediateUse =
  | 'none'
  | 'unsigned'
  | 'signed'
  | 'target'
  | 'dataWord'
  | 'dataLeaf'
  | 'shift'
  | 'bits'
  | 'selector'
  | 'slot'
  | 'slotAndFlag'
  | 'quad'
  | 'wide'
  | 'wideAndFlag'

/** What follows an instruction: the next word, maybe a jump, always a jump, a call, or nothing in this function. */
export type Flow = 'next' | 'branch' | 'jump' | 'call' | 'return' | 'stop'

export interface Opcode {
  readonly code: number
  readonly name: string
  readonly a: FieldUse
  readonly b: FieldUse
  readonly c: FieldUse
  readonly imm: ImmediateUse
  /** For `selector` and `wide` immediates: the largest allowed value. */
  readonly immMax?: number
  /** For immediates with a flag: what the assembler's text calls it. */
  readonly flag?: string
  /** Gas of the instruction; `extraGas` is added when its condition holds (see effect). */
  readonly gas: number
  readonly extraGas?: number
  readonly flow: Flow
  /** The instruction's own traps, in the order they are checked (after OutOfGas). */
  readonly traps: readonly TrapName[]
  /**
   * Effect in terms of slots `[x]`, leaves `{x}`, words modulo 2^64. `s` marks signed readings. `<x>` is the number in the pair, quad or
   * wide group of slots that begins at x, its least significant word first; W is its number of bits.
   */
  readonly effect: string
}

export type Shape = Pick<Opcode, 'a' | 'b' | 'c' | 'imm'>

export function shape(
  a: FieldUse,
  b: FieldUse = 'none',
  c: FieldUse = 'none',
  imm: ImmediateUse = 'none',
): Shape {
  return { a, b, c, imm }
}

export function op(
  code: number,
  name: string,
  fields: Shape,
  gas: number,
  effect: string,
  traps: readonly TrapName[] = [],
  flow: Flow = 'next',
): Opcode {
  return { code, name, ...fields, gas, flow, traps, effect }
}

/** Types of wide integers, in the order of their numbers in immediates: bit 0 says 256 bits, bit 1 signed. */
export const WIDE_TYPES = ['u128', 'u256', 'i128', 'i256'] as const

/** Bit of a `slotAndFlag` or `wideAndFlag` immediate. */
export const FLAG_BIT = 0x100
/** Bit of a `wideAndFlag` immediate that says 256 bits. */
export const WIDE_FLAG_BIT = 0x200

/** Slots of the wide type that an instruction's immediate names: 2 or 4. */
export function wideSlots(use: ImmediateUse, immediate: number): 2 | 4 {
  return (immediate & (use === 'wideAndFlag' ? WIDE_FLAG_BIT : 1)) === 0 ? 2 : 4
}

/** How many slots a field spans, of which the first is a multiple: 0 when it names none. */
export function spanOf(use: FieldUse, imm: ImmediateUse, immediate: number): 0 | 1 | 2 | 4 | 8 {
  switch (use) {
    case 'none':
    case 'frame':
      return 0
    case 'read':
    case 'write':
      return 1
    case 'readPair':
    case 'writePair':
      return 2
    case 'readQuad':
    case 'writeQuad':
      return 4
    case 'readLeaf':
    case 'writeLeaf':
    case 'updateLeaf':
      return 8
    case 'readWide':
    case 'writeWide':
      return wideSlots(imm, immediate)
  }
}

/** The source slots that an immediate names: how many, from which on. */
export function immediateSource(
  imm: ImmediateUse,
  immediate: number,
): { first: number; slots: 0 | 1 | 2 | 4 } {
  const first = immediate & 0xff
  switch (imm) {
    case 'slot':
    case 'slotAndFlag':
      return { first, slots: 1 }
    case 'quad':
      return { first, slots: 4 }
    case 'wideAndFlag':
      return { first, slots: wideSlots(imm, immediate) }
    default:
      return { first: 0, slots: 0 }
  }
}

/** Whether an instruction writes the slots that its field a names. */
export function writesField(use: FieldUse): boolean {
  return use.startsWith('write') || use === 'updateLeaf'
}
