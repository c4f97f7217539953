// Which registers an instruction reads and writes, derived from the machine's table of opcodes.
import { OPCODE_LIST } from '../../vm/spec/opcodes.ts'
import type { FieldUse, Opcode } from '../../vm/spec/opcodes.ts'
import { NO_REG } from './types.ts'
import type { MirInstruction, MirOperation, OriginId, Reg, Terminator } from './types.ts'

/** Registers of a leaf. */
export const LEAF = 8
/** Registers of an operand whose size the immediate says: by its wide type, or by the wide type above its flag. */
const BY_TYPE = -1
const BY_FLAGGED_TYPE = -2

/** How an operation uses its fields: how many registers each of them names, 0 for none. */
export interface Operands {
  readonly row: Opcode
  readonly readsA: number
  readonly writesA: number
  readonly readsB: number
  readonly readsC: number
  /** Where `d` is there at all. */
  readonly readsD: number
  /** It can't trap and changes nothing but its target. */
  readonly pure: boolean
  /** It gives a word that depends on nothing but words, the identity and, for loads, the heap; it may trap. */
  readonly expression: boolean
  readonly heap: 'reads' | 'writes' | 'neither'
}

/** Names of loads and stores of the heap. */
const HEAP_ACCESS = /^(?:ld|st)(?:\d+|l)$/

const OPERANDS: ReadonlyMap<string, Operands> = new Map(
  OPCODE_LIST.map((row) => {
    const writes = row.a.startsWith('write')
    const words = (use: FieldUse): boolean => use === 'none' || use === 'read'
    const wordThird = row.imm !== 'quad' && row.imm !== 'wideAndFlag'
    const operands: Operands = {
      row,
      readsA: row.a.startsWith('read') || row.a === 'updateLeaf' ? fieldSize(row.a, row) : 0,
      writesA: writes || row.a === 'updateLeaf' ? fieldSize(row.a, row) : 0,
      readsB: fieldSize(row.b, row),
      readsC: fieldSize(row.c, row),
      readsD: row.imm === 'quad' ? 4 : row.imm === 'wideAndFlag' ? BY_FLAGGED_TYPE : 1,
      pure: writes && row.flow === 'next' && row.traps.length === 0,
      expression: row.a === 'write' && words(row.b) && words(row.c) && wordThird && row.flow === 'next',
      heap: !HEAP_ACCESS.test(row.name) ? 'neither' : writes ? 'reads' : 'writes',
    }
    return [row.name, operands]
  }),
)

function fieldSize(use: FieldUse, row: Opcode): number {
  if (use === 'none' || use === 'frame') return 0
  if (use === 'read' || use === 'write') return 1
  if (use.endsWith('Pair')) return 2
  if (use.endsWith('Quad')) return 4
  if (use.endsWith('Wide')) return row.imm === 'wideAndFlag' ? BY_FLAGGED_TYPE : BY_TYPE
  return LEAF
}

/** How an operation uses its fields; an unknown name is a bug of the compiler. */
export function operandsOf(name: string): Operands {
  const operands = OPERANDS.get(name)
  if (operands === undefined) throw new Error(`no operation is called ${name}`)
  return operands
}

/** An operation of this name. */
export function operation(
  op: string,
  a: Reg,
  b: Reg,
  c: Reg,
  d: Reg,
  imm: number,
  origin: OriginId,
): MirOperation {
  return { kind: 'op', op, uses: operandsOf(op), a, b, c, d, imm, origin }
}

/** [to] := [from]. */
export function moveOf(to: Reg, from: Reg, origin: OriginId): MirOperation {
  return operation('mov', to, from, NO_REG, NO_REG, 0, origin)
}

/** Calls `visit` with each register that the instruction reads. */
export function forEachRead(instruction: MirInstruction, visit: (reg: Reg) => void): void {
  switch (instruction.kind) {
    case 'op': {
      const { readsA, readsB, readsC, readsD } = instruction.uses
      if (readsA !== 0) visitRun(instruction.a, readsA, instruction.imm, visit)
      if (readsB !== 0) visitRun(instruction.b, readsB, instruction.imm, visit)
      if (readsC !== 0) visitRun(instruction.c, readsC, instruction.imm, visit)
      if (instruction.d !== NO_REG) visitRun(instruction.d, readsD, instruction.imm, visit)
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
    case 'op': {
      const { writesA } = instruction.uses
      if (writesA !== 0) visitRun(instruction.a, writesA, instruction.imm, visit)
      return
    }
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

function visitRun(first: Reg, size: number, imm: number, visit: (reg: Reg) => void): void {
  if (size === 1) visit(first)
  else {
    const count = runLength(size, imm)
    for (let i = 0; i < count; i++) visit(first + i)
  }
}

/** How many registers an operand has, by its size in `Operands` and the operation's immediate. */
export function runLength(size: number, imm: number): number {
  return size >= 0 ? size : wideSize(size === BY_TYPE ? imm : imm >> 1)
}

/** Words of the wide type with this number: u128, u256, i128, i256. */
function wideSize(type: number): number {
  return (type & 1) === 0 ? 2 : 4
}
