// Which registers an instruction reads and writes, derived from the machine's table of opcodes.
import { OPCODE_BY_NAME } from '../../vm/spec/opcodes.ts'
import type { FieldUse, Opcode } from '../../vm/spec/opcodes.ts'
import { NO_REG } from './types.ts'
import type { MirInstruction, MirOperation, Reg, Terminator } from './types.ts'

const LEAF = 8

/** The table's row for an operation; an unknown name is a bug of the compiler. */
export function opcodeOf(name: string): Opcode {
  const row = OPCODE_BY_NAME.get(name)
  if (row === undefined) throw new Error(`no operation is called ${name}`)
  return row
}

/** Calls `visit` with each register that the instruction reads. */
export function forEachRead(instruction: MirInstruction, visit: (reg: Reg) => void): void {
  switch (instruction.kind) {
    case 'op': {
      const row = opcodeOf(instruction.op)
      visitField(row.a, instruction, instruction.a, 'read', visit)
      visitField(row.b, instruction, instruction.b, 'read', visit)
      visitField(row.c, instruction, instruction.c, 'read', visit)
      if (instruction.d !== NO_REG)
        for (let i = 0; i < thirdSize(row, instruction); i++) visit(instruction.d + i)
      return
    }
    case 'call':
      for (const reg of instruction.args) visit(reg)
      if (instruction.instance !== null) visit(instruction.instance)
      return
    case 'keep':
      for (const reg of instruction.regs) visit(reg)
      return
    case 'const':
    case 'constLeaf':
      return
  }
}

/** Calls `visit` with each register that the instruction writes. */
export function forEachWrite(instruction: MirInstruction, visit: (reg: Reg) => void): void {
  switch (instruction.kind) {
    case 'op':
      visitField(opcodeOf(instruction.op).a, instruction, instruction.a, 'write', visit)
      return
    case 'call':
      for (const reg of instruction.results) visit(reg)
      return
    case 'const':
      visit(instruction.target)
      return
    case 'constLeaf':
      for (let i = 0; i < LEAF; i++) visit(instruction.target + i)
      return
    case 'keep':
      return
  }
}

/** Calls `visit` with each register that the terminator reads. */
export function forEachTerminatorRead(terminator: Terminator, visit: (reg: Reg) => void): void {
  switch (terminator.kind) {
    case 'jump':
      return
    case 'branch':
      visit(terminator.a)
      if (terminator.b !== NO_REG) visit(terminator.b)
      return
    case 'return':
      for (const reg of terminator.values) visit(reg)
      return
    case 'end':
    case 'trap':
      for (let i = 0; i < LEAF * terminator.leaves; i++) visit(terminator.leaf + i)
      return
  }
}

/** Blocks that may follow. */
export function successors(terminator: Terminator): readonly number[] {
  switch (terminator.kind) {
    case 'jump':
      return [terminator.to]
    case 'branch':
      return [terminator.then, terminator.otherwise]
    default:
      return []
  }
}

/** Whether an operation only computes: it can't trap and changes nothing but its target. */
export function isPure(instruction: MirInstruction): boolean {
  if (instruction.kind === 'const' || instruction.kind === 'constLeaf') return true
  if (instruction.kind !== 'op') return false
  const row = opcodeOf(instruction.op)
  const writes = row.a.startsWith('write')
  return writes && row.flow === 'next' && row.traps.length === 0
}

/** The operation with its word sources replaced; leaf operands stay. */
export function mapWordReads(operation: MirOperation, replace: (reg: Reg) => Reg): MirOperation {
  const row = opcodeOf(operation.op)
  return {
    ...operation,
    a: row.a === 'read' ? replace(operation.a) : operation.a,
    b: row.b === 'read' ? replace(operation.b) : operation.b,
    c: row.c === 'read' ? replace(operation.c) : operation.c,
    d: operation.d === NO_REG || thirdSize(row, operation) > 1 ? operation.d : replace(operation.d),
  }
}

function visitField(
  use: FieldUse,
  operation: MirOperation,
  reg: Reg,
  want: 'read' | 'write',
  visit: (reg: Reg) => void,
): void {
  if (use === want) visit(reg)
  else if (use.startsWith(want) || use === 'updateLeaf')
    for (let i = 0; i < groupSize(use, operation); i++) visit(reg + i)
}

/** Registers of a group that a field names. */
function groupSize(use: FieldUse, operation: MirOperation): number {
  if (use.endsWith('Wide') && opcodeOf(operation.op).imm === 'wideAndFlag')
    return wideSize(operation.imm >> 1)
  if (use.endsWith('Pair')) return 2
  if (use.endsWith('Quad')) return 4
  return use.endsWith('Wide') ? wideSize(operation.imm) : LEAF
}

/** Registers of the third source, which the immediate names. */
function thirdSize(row: Opcode, operation: MirOperation): number {
  if (row.imm === 'quad') return 4
  return row.imm === 'wideAndFlag' ? wideSize(operation.imm >> 1) : 1
}

/** Words of the wide type with this number: u128, u256, i128, i256. */
function wideSize(type: number): number {
  return (type & 1) === 0 ? 2 : 4
}
