// Rules that one instruction keeps by itself: a known opcode, fields in their ranges, constants that exist.
import { FIRST_SLOT, WORDS_PER_LEAF } from '../../spec/constants.ts'
import { FLAG_BIT, WIDE_FLAG_BIT, spanOf, wideSlots } from '../../spec/opcode.ts'
import { OPCODES } from '../../spec/opcodes.ts'
import type { FieldUse, Opcode } from '../../spec/opcodes.ts'
import { wordCount } from '../image.ts'
import type { Program } from '../image.ts'
import type { Problems } from './problem.ts'

/** What a value may be: within a range, and a multiple of a power of two. */
interface Rule {
  readonly least: number
  readonly most: number
  readonly multiple: number
  /** What to say of a value that breaks it. */
  readonly problem: (value: number) => string
}

/** The rules of an opcode's fields. */
interface FieldRules {
  readonly a: Rule
  readonly b: Rule
  readonly c: Rule
}

const LAST_SLOT = 255

const UNUSED: Rule = { least: 0, most: 0, multiple: 1, problem: () => 'is unused and must be zero' }
const FRAME: Rule = {
  least: 1,
  most: 31,
  multiple: 1,
  problem: (value) => `is ${value}; a callee's frame is 1 to 31 leaves on`,
}
const LEAF: Rule = {
  least: WORDS_PER_LEAF,
  most: LAST_SLOT,
  multiple: WORDS_PER_LEAF,
  problem: (value) => `is ${value}; a leaf begins at slot 8, 16, .. 248`,
}
const [SLOT, PAIR, QUAD] = [groupOf(1), groupOf(2), groupOf(4)]

/** The rule for the first of so many slots. */
function groupOf(slots: number): Rule {
  return {
    least: FIRST_SLOT,
    most: LAST_SLOT,
    multiple: slots,
    problem: (value) =>
      isSlot(value)
        ? `is slot ${value}; a group of ${slots} begins at a multiple of that`
        : `is slot ${value}; slots 0 to 3 belong to the link`,
  }
}

/** By opcode number: the rules where the type of wide fields has 128 bits, and where it has 256. */
const NARROW = OPCODES.map((opcode) => rulesOf(opcode, 0))
const WIDE = OPCODES.map((opcode) => rulesOf(opcode, 1 | WIDE_FLAG_BIT))

function rulesOf(opcode: Opcode | undefined, immediate: number): FieldRules | undefined {
  if (opcode === undefined) return undefined
  const { a, b, c, imm } = opcode
  const rule = (use: FieldUse): Rule =>
    use === 'none' ? UNUSED : use === 'frame' ? FRAME : ruleOfSpan(spanOf(use, imm, immediate))
  return { a: rule(a), b: rule(b), c: rule(c) }
}

function ruleOfSpan(slots: number): Rule {
  return slots === 8 ? LEAF : slots === 4 ? QUAD : slots === 2 ? PAIR : SLOT
}

/** Checks every instruction. */
export function checkFields(program: Program, problems: Problems): void {
  const { words } = program
  for (let word = 0; word < program.instructionCount; word++) {
    const low = words[2 * word] ?? 0
    const immediate = words[2 * word + 1] ?? 0
    const number = low & 0xff
    const opcode = OPCODES[number]
    if (opcode === undefined) {
      problems.add(word, `0x${number.toString(16).padStart(2, '0')} is not an opcode`)
      continue
    }
    const rules = (wideSlots(opcode.imm, immediate) === 2 ? NARROW : WIDE)[number]
    if (rules === undefined) continue
    const [a, b, c] = [(low >>> 8) & 0xff, (low >>> 16) & 0xff, low >>> 24]
    if (!keeps(rules.a, a)) problems.add(word, `${opcode.name}: a ${rules.a.problem(a)}`)
    if (!keeps(rules.b, b)) problems.add(word, `${opcode.name}: b ${rules.b.problem(b)}`)
    if (!keeps(rules.c, c)) problems.add(word, `${opcode.name}: c ${rules.c.problem(c)}`)
    const problem = immediateProblem(program, opcode, immediate)
    if (problem !== undefined) problems.add(word, `${opcode.name}: imm ${problem}`)
  }
}

function keeps({ least, most, multiple }: Rule, value: number): boolean {
  return value >= least && value <= most && (value & (multiple - 1)) === 0
}

function ruleProblem(rule: Rule, value: number): string | undefined {
  return keeps(rule, value) ? undefined : rule.problem(value)
}

function immediateProblem(program: Program, opcode: Opcode, value: number): string | undefined {
  switch (opcode.imm) {
    case 'none':
      return ruleProblem(UNUSED, value)
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
      return value < 256 ? ruleProblem(QUAD, value) : `is ${value}, which is not a slot`
    case 'wide':
      return value <= (opcode.immMax ?? 0) ? undefined : `is ${value}, which is not a type that it takes`
    case 'wideAndFlag': {
      const rule = wideSlots(opcode.imm, value) === 2 ? PAIR : QUAD
      return value < 2 * WIDE_FLAG_BIT ? ruleProblem(rule, value & 0xff) : `is ${value}, beyond its flags`
    }
  }
}

function isSlot(value: number): boolean {
  return value >= FIRST_SLOT && value <= LAST_SLOT
}

function isData(program: Program, first: number, count: number): boolean {
  return first >= program.instructionCount && first + count <= wordCount(program)
}
