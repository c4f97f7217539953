// An instruction word taken apart by its row of the opcode table, and its source operands.
import { FIRST_SLOT } from '../../spec/constants.ts'
import { type FieldUse, OPCODES, type Opcode } from '../../spec/opcodes.ts'
import { ZERO_LEAF } from '../bytes.ts'
import type { StepRun } from './run.ts'
import { readRam, readSlot } from './trees.ts'

export interface Instruction {
  readonly op: Opcode
  readonly a: number
  readonly b: number
  readonly c: number
  /** The immediate as the row reads it: sign-extended to a 64-bit word where it says so. */
  readonly imm: bigint
}

/** Values of the fields that are sources: words of slots, or leaves. Fields that aren't are zero. */
export interface Operands {
  readonly a: bigint
  readonly b: bigint
  readonly c: bigint
  /** The slot that an immediate of the forms `slot` and `slotAndRound` names. */
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
  const fine = isField(op.a, a) && isField(op.b, b) && isField(op.c, c) && isImmediate(op, imm)
  if (!fine) return undefined
  return { op, a, b, c, imm: op.imm === 'signed' ? BigInt.asUintN(64, BigInt.asIntN(32, imm)) : imm }
}

function isField(use: FieldUse, value: number): boolean {
  switch (use) {
    case 'none':
      return value === 0
    case 'read':
    case 'write':
      return value >= FIRST_SLOT
    case 'readLeaf':
    case 'writeLeaf':
      return value >= 8 && value % 8 === 0
    case 'frame':
      return value >= 1 && value <= 31
  }
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
      return imm <= BigInt(op.immMax ?? 0)
    case 'slot':
      return imm >= BigInt(FIRST_SLOT) && imm <= 255n
    case 'slotAndRound':
      return (imm & 0xffn) >= BigInt(FIRST_SLOT) && imm <= 0x1ffn
    case 'unsigned':
    case 'signed':
    case 'target':
    case 'dataWord':
    case 'dataLeaf':
      return true
  }
}

/** Reads every source operand that the row names, whatever the instruction then makes of it: so a proof's leaves follow from the table. */
export function fetchOperands(run: StepRun, instruction: Instruction, fp: number): Operands {
  const { op, a, b, c, imm } = instruction
  const word = (use: FieldUse, slot: number): bigint => (use === 'read' ? readSlot(run, fp, slot) : 0n)
  const leaf = (use: FieldUse, slot: number): Uint8Array =>
    use === 'readLeaf' ? readRam(run, (fp >>> 6) + (slot >>> 3)) : ZERO_LEAF
  const namesThird = op.imm === 'slot' || op.imm === 'slotAndRound'
  return {
    a: word(op.a, a),
    b: word(op.b, b),
    c: word(op.c, c),
    third: namesThird ? readSlot(run, fp, Number(imm & 0xffn)) : 0n,
    leafA: leaf(op.a, a),
    leafB: leaf(op.b, b),
    leafC: leaf(op.c, c),
  }
}
