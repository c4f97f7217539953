// An instruction as its fields and as its 64-bit word (docs/machine.md, *Instructions*), kept as two 32-bit halves.
import { OPCODES } from '../spec/opcodes.ts'
import type { Opcode } from '../spec/opcodes.ts'

export interface Instruction {
  /** Opcode number. */
  readonly opcode: number
  readonly a: number
  readonly b: number
  readonly c: number
  /** Unsigned 32-bit; signed immediates are in two's complement. */
  readonly immediate: number
}

export function decodeInstruction(low: number, high: number): Instruction {
  return {
    opcode: low & 0xff,
    a: (low >>> 8) & 0xff,
    b: (low >>> 16) & 0xff,
    c: low >>> 24,
    immediate: high >>> 0,
  }
}

/** The low half of an instruction's word, as a signed number, of fields that are bytes. */
export function packFields(opcode: number, a: number, b: number, c: number): number {
  return opcode | (a << 8) | (b << 16) | (c << 24)
}

/** The low half of an instruction's word; the high half is the immediate. Fields are cut to their widths. */
export function lowHalfOf({ opcode, a, b, c }: Omit<Instruction, 'immediate'>): number {
  return packFields(opcode & 0xff, a & 0xff, b & 0xff, c & 0xff) >>> 0
}

/** The word of an instruction; fields are cut to their widths. */
export function encodeInstruction(instruction: Instruction): bigint {
  return BigInt(lowHalfOf(instruction)) | (BigInt(instruction.immediate >>> 0) << 32n)
}

/** The row of an opcode number, or undefined where there is none. */
export function opcodeOf(instruction: Instruction): Opcode | undefined {
  return OPCODES[instruction.opcode]
}
