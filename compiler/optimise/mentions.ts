// Whether single instructions read or write a register: for passes that look at few of them.
import { LEAF, runLength } from '../mir/operands.ts'
import { NO_REG } from '../mir/types.ts'
import type { MirInstruction, Reg } from '../mir/types.ts'

/** Whether the instruction writes one of `count` registers from `first` on. */
export function writesAny(instruction: MirInstruction, first: Reg, count: number): boolean {
  switch (instruction.kind) {
    case 'op': {
      const { a, imm, uses } = instruction
      return uses.writesA !== 0 && overlaps(a, runLength(uses.writesA, imm), first, count)
    }
    case 'const':
      return overlaps(instruction.target, 1, first, count)
    case 'constLeaf':
      return overlaps(instruction.target, LEAF, first, count)
    case 'call':
      return includesAny(instruction.results, first, count)
    case 'keep':
      return false
  }
}

/** How often the instruction reads registers of `count` from `first` on: a run of them that it reads at once counts as one. */
export function readsOf(instruction: MirInstruction, first: Reg, count: number): number {
  switch (instruction.kind) {
    case 'op': {
      const { a, b, c, d, imm, uses } = instruction
      let found = 0
      if (uses.readsA !== 0 && overlaps(a, runLength(uses.readsA, imm), first, count)) found++
      if (uses.readsB !== 0 && overlaps(b, runLength(uses.readsB, imm), first, count)) found++
      if (uses.readsC !== 0 && overlaps(c, runLength(uses.readsC, imm), first, count)) found++
      if (d !== NO_REG && overlaps(d, runLength(uses.readsD, imm), first, count)) found++
      return found
    }
    case 'call': {
      const { args, instance } = instruction
      let found = instance !== null && overlaps(instance, 1, first, count) ? 1 : 0
      for (const reg of args) if (overlaps(reg, 1, first, count)) found++
      return found
    }
    case 'keep': {
      let found = 0
      for (const reg of instruction.regs) if (overlaps(reg, 1, first, count)) found++
      return found
    }
    case 'const':
    case 'constLeaf':
      return 0
  }
}

/** Whether the instruction reads or writes one of `count` registers from `first` on. */
export function mentionsAny(instruction: MirInstruction, first: Reg, count: number): boolean {
  return writesAny(instruction, first, count) || readsOf(instruction, first, count) > 0
}

function overlaps(a: Reg, aCount: number, b: Reg, bCount: number): boolean {
  return a < b + bCount && b < a + aCount
}

function includesAny(regs: readonly Reg[], first: Reg, count: number): boolean {
  for (const reg of regs) if (reg >= first && reg < first + count) return true
  return false
}
