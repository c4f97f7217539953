// An instruction word taken apart by its row of the opcode table, and its source operands.
import { FIRST_SLOT } from '../../spec/constants.ts'
import { immediateSource, spanOf } from '../../spec/opcode.ts'
import { type FieldUse, OPCODES, type Opcode } from '../../spec/opcodes.ts'
import { ZERO_LEAF } from '../bytes.ts'
import type { StepRun } from './run.ts'
import { readRam, readSlots } from './trees.ts'

export interface Instruction {
  readonly op: Opcode
  readonly a: number
  readonly b: number
  readonly c: number
  /** The immediate as the row reads it: sign-extended to a 64-bit word where it says so. */
  readonly imm: bigint
}

/** Values of the fields that are sources: words of slots or numbers of groups of slots, or leaves. Fields that aren't are zero. */
export interface Operands {
  readonly a: bigint
  readonly b: bigint
  readonly c: bigint
  /** Of the slot or slots that the immediate names. */
  readonly third: bigint
  readonly leafA: Uint8Array
  readonly leafB: Uint8Array
  readonly leafC: Uint8Array
}

/** Undefined when the word is not an instruction: unknown opcode, or a field that its row forbids. */
export function decodeInstruction(word: bigint): Instruction | undefined {
  const byte = (index: number): number => Number((word >> BigInt(index * 8)) & 0xffn)
  const op = OPCODES[byte(0)]
  if (op === undefined) return undefined
  const [a, b, c] = [byte(1), byte(2), byte(3)]
  const imm = word >> 32n
  const number = Number(imm)
  const isFine = (use: FieldUse, value: number): boolean => isField(use, spanOf(use, op.imm, number), value)
  const fine = isFine(op.a, a) && isFine(op.b, b) && isFine(op.c, c) && isImmediate(op, imm)
  if (!fine) return undefined
  return { op, a, b, c, imm: op.imm === 'signed' ? BigInt.asUintN(64, BigInt.asIntN(32, imm)) : imm }
}

function isField(use: FieldUse, span: number, value: number): boolean {
  if (use === 'none') return value === 0
  return use === 'frame' ? value >= 1 && value <= 31 : isSlots(span, value)
}

/** Whether a group of so many slots may begin at `first`: at a multiple of its size, behind the link. */
function isSlots(span: number, first: number): boolean {
  return first >= FIRST_SLOT && first % span === 0
}

function isImmediate(op: Opcode, imm: bigint): boolean {
  switch (op.imm) {
    case 'none':
      return imm === 0n
    case 'shift':
      return imm <= 63n
    case 'bits':
      return imm >= 1n && imm <= 63n
    case 'selector':
    case 'wide':
      return imm <= BigInt(op.immMax ?? 0)
    case 'slot':
    case 'quad':
      return imm <= 0xffn && isThird(op, imm)
    case 'slotAndFlag':
      return imm <= 0x1ffn && isThird(op, imm)
    case 'wideAndFlag':
      return imm <= 0x3ffn && isThird(op, imm)
    case 'unsigned':
    case 'signed':
    case 'target':
    case 'dataWord':
    case 'dataLeaf':
      return true
  }
}

function isThird(op: Opcode, imm: bigint): boolean {
  const { first, slots } = immediateSource(op.imm, Number(imm))
  return isSlots(slots, first)
}

/** Reads every source operand that the row names, whatever the instruction then makes of it: so a proof's leaves follow from the table. */
export function fetchOperands(run: StepRun, instruction: Instruction, fp: number): Operands {
  const { op, a, b, c, imm } = instruction
  const number = (use: FieldUse, slot: number): bigint =>
    use.startsWith('read') && use !== 'readLeaf'
      ? readSlots(run, fp, slot, spanOf(use, op.imm, Number(imm)))
      : 0n
  const leaf = (use: FieldUse, slot: number): Uint8Array =>
    use === 'readLeaf' || use === 'updateLeaf' ? readRam(run, (fp >>> 6) + (slot >>> 3)) : ZERO_LEAF
  const third = immediateSource(op.imm, Number(imm & 0xffff_ffffn))
  return {
    a: number(op.a, a),
    b: number(op.b, b),
    c: number(op.c, c),
    third: third.slots > 0 ? readSlots(run, fp, third.first, third.slots) : 0n,
    leafA: leaf(op.a, a),
    leafB: leaf(op.b, b),
    leafC: leaf(op.c, c),
  }
}
