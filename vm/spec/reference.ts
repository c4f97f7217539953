// Makes the tables of docs/machine.md out of the opcode table, the traps and the constants (npm run docs:machine).
import * as constants from './constants.ts'
import type { FieldUse, Opcode } from './opcode.ts'
import { WIDE_TYPES } from './opcode.ts'
import { OPCODE_LIST } from './opcodes.ts'
import { TRAP, TRAP_MEANING } from './traps.ts'
import type { TrapName } from './traps.ts'

const BEGIN = '<!-- Made by npm run docs:machine from here -->'
const END = '<!-- to here -->'

/** Families by the first digit of the number, in hexadecimal. */
const FAMILIES: readonly (readonly [title: string, digits: readonly number[]])[] = [
  ['Moves and constants', [0x0]],
  ['Wrapping arithmetic and bits', [0x1]],
  ['Checked arithmetic', [0x2]],
  ['Comparison', [0x3]],
  ['Heap', [0x4]],
  ['Control', [0x5]],
  ['Storage, messages, payments, events', [0x6]],
  ['Wide integers', [0x7, 0x8]],
  ['Hashes and signatures', [0x9]],
]

/** The page with its tables made anew; undefined when it lacks the marks between which they stand. */
export function withTables(page: string): string | undefined {
  const begin = page.indexOf(BEGIN)
  const end = page.indexOf(END)
  if (begin < 0 || end < begin) return undefined
  return `${page.slice(0, begin + BEGIN.length)}\n\n${tables()}\n${page.slice(end)}`
}

function tables(): string {
  const families = FAMILIES.map(([title, digits]) => {
    const rows = OPCODE_LIST.filter(({ code }) => digits.includes(code >>> 4))
    return `### ${title}\n\n${table(['no.', 'instruction', 'effect', 'traps', 'gas'], rows.map(opcodeRow))}`
  })
  return [...families, `### Traps\n\n${trapTable()}`, `### Constants\n\n${constantTable()}`].join('\n')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('')
}

function opcodeRow(op: Opcode): string[] {
  const gas = op.extraGas === undefined ? `${op.gas}` : `${op.gas} (+ ${op.extraGas})`
  return [hex(op.code), `\`${formOf(op)}\``, escaped(op.effect), op.traps.join(', ') || '–', gas]
}

function hex(code: number): string {
  return code.toString(16).padStart(2, '0')
}

function escaped(text: string): string {
  return text.replace(/[|\\]/g, '\\$&').replace(/[<>*]/g, '\\$&')
}

/** The instruction in the assembler's notation, with the sizes of groups. */
function formOf(op: Opcode): string {
  const fields = (['a', 'b', 'c'] as const).map((name) => fieldForm(op[name], name))
  return [op.name, ...fields, immediateForm(op)].filter((part) => part !== '').join(' ')
}

function fieldForm(use: FieldUse, name: string): string {
  switch (use) {
    case 'none':
      return ''
    case 'frame':
      return name
    case 'read':
    case 'write':
      return `[${name}]`
    case 'readPair':
    case 'writePair':
      return `[${name}:2]`
    case 'readQuad':
    case 'writeQuad':
      return `[${name}:4]`
    case 'readWide':
    case 'writeWide':
      return `[${name}:W]`
    case 'readLeaf':
    case 'writeLeaf':
    case 'updateLeaf':
      return `{${name}}`
  }
}

function immediateForm({ imm, immMax = 0, flag }: Opcode): string {
  switch (imm) {
    case 'none':
      return ''
    case 'unsigned':
      return 'u32'
    case 'signed':
      return 'i32'
    case 'target':
      return 'target'
    case 'dataWord':
      return 'word'
    case 'dataLeaf':
      return 'leaf'
    case 'shift':
      return '0..63'
    case 'bits':
      return '1..63'
    case 'selector':
      return `0..${immMax}`
    case 'slot':
      return '[imm]'
    case 'slotAndFlag':
      return `[imm] (${flag})`
    case 'quad':
      return '[imm:4]'
    case 'wide':
      return WIDE_TYPES.slice(0, immMax + 1).join('/')
    case 'wideAndFlag':
      return `[imm:W] u128/u256 (${flag})`
  }
}

function trapTable(): string {
  const names = Object.keys(TRAP_MEANING) as TrapName[]
  return table(
    ['code', 'trap', 'meaning'],
    names.map((name) => [`${TRAP[name]}`, name, TRAP_MEANING[name]]),
  )
}

function constantTable(): string {
  const sorted = Object.entries(constants).sort(([x], [y]) => (x < y ? -1 : 1))
  const rows = sorted.flatMap(([name, value]) =>
    typeof value === 'object' ? [] : [[name, value.toLocaleString('en')]],
  )
  return table(['name', 'value'], rows)
}
