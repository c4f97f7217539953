// Rules that one instruction keeps by itself: a known opcode, fields in their ranges, constants that exist.
import { FIRST_SLOT, WORDS_PER_LEAF } from '../../spec/constants.ts'
import { FLAG_BIT, WIDE_FLAG_BIT, immediateSource, spanOf } from '../../spec/opcode.ts'
import { OPCODES } from '../../spec/opcodes.ts'
import type { FieldUse, Opcode } from '../../spec/opcodes.ts'
import { instructionAt, wordCount } from '../image.ts'
import type { Program } from '../image.ts'
import type { Problems } from './problem.ts'

/** Checks every instruction. */
export function checkFields(program: Program, problems: Problems): void {
  for (let word = 0; word < program.instructionCount; word++) {
    const instruction = instructionAt(program, word)
    const opcode = OPCODES[instruction.opcode]
    if (opcode === undefined) {
      problems.add(word, `0x${instruction.opcode.toString(16).padStart(2, '0')} is not an opcode`)
      continue
    }
    const { a, b, c, immediate } = instruction
    const field = (name: string, use: FieldUse, value: number): void => {
      const problem = fieldProblem(opcode, use, value, immediate)
      if (problem !== undefined) problems.add(word, `${opcode.name}: ${name} ${problem}`)
    }
    field('a', opcode.a, a)
    field('b', opcode.b, b)
    field('c', opcode.c, c)
    const problem = immediateProblem(program, opcode, immediate)
    if (problem !== undefined) problems.add(word, `${opcode.name}: imm ${problem}`)
  }
}

function fieldProblem({ imm }: Opcode, use: FieldUse, value: number, immediate: number): string | undefined {
  if (use === 'none') return value === 0 ? undefined : 'is unused and must be zero'
  if (use === 'frame')
    return value >= 1 && value <= 31 ? undefined : `is ${value}; a callee's frame is 1 to 31 leaves on`
  return slotsProblem(spanOf(use, imm, immediate), value)
}

/** What is wrong with the first of so many slots. */
function slotsProblem(slots: number, first: number): string | undefined {
  if (slots === 8)
    return first >= 8 && first % 8 === 0 ? undefined : `is ${first}; a leaf begins at slot 8, 16, .. 248`
  if (!isSlot(first)) return `is slot ${first}; slots 0 to 3 belong to the link`
  return first % slots === 0
    ? undefined
    : `is slot ${first}; a group of ${slots} begins at a multiple of that`
}

function immediateProblem(program: Program, opcode: Opcode, value: number): string | undefined {
  switch (opcode.imm) {
    case 'none':
      return value === 0 ? undefined : 'is unused and must be zero'
    case 'unsigned':
    case 'signed':
      return undefined
    case 'target':
      return value < program.instructionCount ? undefined : `is ${value}, which is not an instruction`
    case 'dataWord':
      return isData(program, value, 1) ? undefined : `is ${value}, which is not a word of constant data`
    case 'dataLeaf':
      return isData(program, value * WORDS_PER_LEAF, WORDS_PER_LEAF)
        ? undefined
        : `is ${value}, which is not a leaf of constant data`
    case 'shift':
      return value < 64 ? undefined : `is ${value}; a shift is 0 to 63`
    case 'bits':
      return value >= 1 && value < 64 ? undefined : `is ${value}; a width is 1 to 63 bits`
    case 'selector':
      return value <= (opcode.immMax ?? 0) ? undefined : `is ${value}, beyond ${opcode.immMax ?? 0}`
    case 'slot':
      return isSlot(value) ? undefined : `is ${value}, which is not a slot from 4 to 255`
    case 'slotAndFlag':
      return isSlot(value & ~FLAG_BIT)
        ? undefined
        : `is ${value}, which is not a slot from 4 to 255, with or without \`${opcode.flag}\``
    case 'quad':
      return value < 256 ? slotsProblem(4, value) : `is ${value}, which is not a slot`
    case 'wide':
      return value <= (opcode.immMax ?? 0) ? undefined : `is ${value}, which is not a type that it takes`
    case 'wideAndFlag': {
      const { first, slots } = immediateSource(opcode.imm, value)
      return value < 2 * WIDE_FLAG_BIT ? slotsProblem(slots, first) : `is ${value}, beyond its flags`
    }
  }
}

function isSlot(value: number): boolean {
  return value >= FIRST_SLOT && value <= 255
}

function isData(program: Program, first: number, count: number): boolean {
  return first >= program.instructionCount && first + count <= wordCount(program)
}
