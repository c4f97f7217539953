// The text form of programs: what tests write and dumps show. Operands stand in the order a, b, c, imm, written as the specification
// writes them: slots [8] (also for the first slot of a group), leaves {8}, frames and immediates as numbers or labels, wide types by name.
//
//   loop:  addui [8] [8] 1      ; a comment
//          jltu [8] [9] loop
//          end {8}
//          wadd [8] [8] [12] u256
//   .word  limit 100 0xff       ; words of data named `limit`
//   .leaf  zero 1 2 3           ; a leaf of data
import { FLAG_BIT, WIDE_FLAG_BIT, WIDE_TYPES } from '../spec/opcode.ts'
import { OPCODE_BY_NAME } from '../spec/opcodes.ts'
import type { FieldUse, Opcode } from '../spec/opcodes.ts'
import { Assembler } from './assembler.ts'
import type { AssemblyResult, LabelReference } from './assembler.ts'

const NAME = /^[A-Za-z_.$][\w.$]*$/

/** Assembles a text. Errors name the line. */
export function assemble(text: string): AssemblyResult {
  const assembler = new Assembler()
  const errors: string[] = []
  text.split('\n').forEach((line, i) => {
    const problem = assembleLine(assembler, line.replace(/[;#].*$/, '').trim())
    if (problem !== undefined) errors.push(`line ${i + 1}: ${problem}`)
  })
  return errors.length > 0 ? { ok: false, errors } : assembler.build()
}

function assembleLine(assembler: Assembler, line: string): string | undefined {
  const labelled = /^([^\s:]+):\s*(.*)$/.exec(line)
  if (labelled !== null) {
    const [, name = '', rest = ''] = labelled
    if (!NAME.test(name)) return `${name} is not a name`
    assembler.label(name)
    return assembleLine(assembler, rest)
  }
  const [head = '', ...operands] = line.split(/[\s,]+/).filter((part) => part !== '')
  if (head === '') return undefined
  if (head === '.word' || head === '.leaf') return assembleData(assembler, head, operands)
  return assembleInstruction(assembler, head, operands)
}

function assembleData(
  assembler: Assembler,
  kind: string,
  [name = '', ...rest]: string[],
): string | undefined {
  if (!NAME.test(name)) return `${kind} needs a name first`
  const words = rest.map(wordOf)
  if (words.includes(undefined)) return `${kind} ${name} has a word that is not a number`
  const numbers = words.flatMap((word) => (word === undefined ? [] : [word]))
  if (kind === '.leaf') assembler.leaf(name, numbers)
  else assembler.dataLabel(name).word(...numbers)
  return undefined
}

function assembleInstruction(assembler: Assembler, name: string, texts: string[]): string | undefined {
  const opcode = OPCODE_BY_NAME.get(name)
  if (opcode === undefined) return `${name} is not an instruction`
  const operands: { a: number; b: number; c: number; immediate: number | LabelReference } = {
    a: 0,
    b: 0,
    c: 0,
    immediate: 0,
  }
  const rest = [...texts]
  for (const field of ['a', 'b', 'c'] as const) {
    if (opcode[field] === 'none') continue
    const value = fieldOf(opcode[field], rest.shift() ?? '')
    if (value === undefined) return `${name}: ${field} must be written as ${fieldForm(opcode[field])}`
    operands[field] = value
  }
  if (opcode.imm !== 'none') {
    const value = immediateOf(opcode, rest)
    if (value === undefined) return `${name}: its immediate is missing or not written rightly`
    operands.immediate = value
  }
  if (rest.length > 0) return `${name}: too many operands`
  assembler.emit(name, operands)
  return undefined
}

function fieldForm(use: FieldUse): string {
  if (use === 'frame') return 'a number'
  return use.endsWith('Leaf') ? 'a leaf {n}' : 'a slot [n]'
}

function fieldOf(use: FieldUse, text: string): number | undefined {
  if (use === 'frame') return smallNumber(text)
  const leaf = use.endsWith('Leaf')
  const inner = (leaf ? /^\{(\d+)\}$/ : /^\[(\d+)\]$/).exec(text)?.[1]
  return inner === undefined ? undefined : smallNumber(inner)
}

function smallNumber(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) && Number(text) < 256 ? Number(text) : undefined
}

/** Takes the immediate off the operands that are left. */
function immediateOf(opcode: Opcode, rest: string[]): number | LabelReference | undefined {
  const text = rest.shift() ?? ''
  switch (opcode.imm) {
    case 'slot':
    case 'quad':
      return fieldOf('read', text)
    case 'slotAndFlag':
      return withBits(fieldOf('read', text), takeFlag(opcode, rest))
    case 'wide':
      return wideType(text)
    case 'wideAndFlag': {
      const type = wideType(rest.shift() ?? '')
      if (type === undefined || type > 1) return undefined
      return withBits(fieldOf('read', text), (type * WIDE_FLAG_BIT) | takeFlag(opcode, rest))
    }
    default:
      return numberOrLabel(text)
  }
}

function wideType(text: string): number | undefined {
  const index = (WIDE_TYPES as readonly string[]).indexOf(text)
  return index < 0 ? undefined : index
}

function takeFlag({ flag }: Opcode, rest: string[]): number {
  if (flag === undefined || rest[0] !== flag) return 0
  rest.shift()
  return FLAG_BIT
}

function withBits(slot: number | undefined, bits: number): number | undefined {
  return slot === undefined ? undefined : slot | bits
}

function numberOrLabel(text: string): number | LabelReference | undefined {
  if (NAME.test(text)) return { label: text }
  const word = wordOf(text)
  if (word === undefined || word > 0xffff_ffffn || word < -0x8000_0000n) return undefined
  return Number(BigInt.asUintN(32, word))
}

/** A decimal or hexadecimal integer, maybe negative. */
function wordOf(text: string): bigint | undefined {
  const match = /^(-?)(\d{1,20}|0x[0-9a-fA-F]{1,16})$/.exec(text)
  if (match === null) return undefined
  const magnitude = BigInt(match[2] ?? '0')
  return match[1] === '-' ? -magnitude : magnitude
}
