// Instructions as text in the assembler's notation, for dumps, the debugger and problem reports. Total on any words.
import { FLAG_BIT, WIDE_FLAG_BIT, WIDE_TYPES } from '../spec/opcode.ts'
import { OPCODES } from '../spec/opcodes.ts'
import type { FieldUse, Opcode } from '../spec/opcodes.ts'
import { instructionAt, wordCount } from './image.ts'
import type { Program } from './image.ts'
import type { Instruction } from './instruction.ts'

/** One instruction; targets are written as word indices, or as `nameOf` says. */
export function formatInstruction(
  instruction: Instruction,
  nameOf?: (word: number) => string | undefined,
): string {
  const opcode = OPCODES[instruction.opcode]
  if (opcode === undefined) return `<opcode 0x${instruction.opcode.toString(16).padStart(2, '0')}>`
  const parts = [opcode.name]
  for (const field of ['a', 'b', 'c'] as const) {
    if (opcode[field] !== 'none') parts.push(formatField(opcode[field], instruction[field]))
  }
  if (opcode.imm !== 'none') parts.push(formatImmediate(opcode, instruction.immediate, nameOf))
  return parts.join(' ')
}

/** The whole program as text that assembles to it again, if it is valid. */
export function disassemble(program: Program): string {
  const targets = targetsOf(program)
  const nameOf = (word: number): string => `w${word}`
  const lines: string[] = []
  for (let word = 0; word < program.instructionCount; word++) {
    const label = targets.has(word) ? `${nameOf(word)}:` : ''
    lines.push(`${label.padEnd(8)}${formatInstruction(instructionAt(program, word), nameOf)}`)
  }
  for (let word = program.instructionCount; word < wordCount(program); word++) {
    const high = program.words[2 * word + 1] ?? 0
    const low = program.words[2 * word] ?? 0
    lines.push(`.word   d${word} 0x${hex32(high)}${hex32(low)}`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

function hex32(half: number): string {
  return half.toString(16).padStart(8, '0')
}

function targetsOf(program: Program): Set<number> {
  const targets = new Set<number>()
  for (let word = 0; word < program.instructionCount; word++) {
    const { opcode, immediate } = instructionAt(program, word)
    if (OPCODES[opcode]?.imm === 'target') targets.add(immediate)
  }
  return targets
}

function formatField(use: FieldUse, value: number): string {
  if (use.endsWith('Leaf')) return `{${value}}`
  return use === 'frame' ? `${value}` : `[${value}]`
}

function formatImmediate(
  opcode: Opcode,
  value: number,
  nameOf: ((word: number) => string | undefined) | undefined,
): string {
  switch (opcode.imm) {
    case 'target':
      return nameOf?.(value) ?? `${value}`
    case 'signed':
      return `${value | 0}`
    case 'slot':
    case 'quad':
      return `[${value}]`
    case 'slotAndFlag':
      return `[${value & 0xff}]${flagText(opcode, value)}`
    case 'wide':
      return WIDE_TYPES[value] ?? `${value}`
    case 'wideAndFlag':
      return `[${value & 0xff}] ${(value & WIDE_FLAG_BIT) === 0 ? 'u128' : 'u256'}${flagText(opcode, value)}`
    default:
      return `${value}`
  }
}

function flagText({ flag }: Opcode, value: number): string {
  return (value & FLAG_BIT) === 0 ? '' : ` ${flag}`
}
