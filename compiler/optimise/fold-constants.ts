// Constant folding: operations on constants become constants, operations with one constant take it as an immediate,
// branches on constants become jumps.
import { forEachWrite, opcodeOf } from '../mir/operands.ts'
import { NO_REG } from '../mir/types.ts'
import type { MirBlock, MirFunction, MirInstruction, MirOperation, Reg, Terminator } from '../mir/types.ts'
import {
  evaluateBinary,
  evaluateBranch,
  evaluateImmediate,
  immediateForm,
  isCommutative,
} from './evaluate.ts'
import { isSingle, usesOf } from './uses.ts'

type Known = (reg: Reg) => bigint | undefined

export function foldConstants(fn: MirFunction): MirFunction {
  const everywhere = singleConstants(fn)
  return { ...fn, blocks: fn.blocks.map((block) => foldBlock(block, everywhere)) }
}

function singleConstants(fn: MirFunction): ReadonlyMap<Reg, bigint> {
  const uses = usesOf(fn)
  const constants = new Map<Reg, bigint>()
  for (const block of fn.blocks)
    for (const instruction of block.instructions)
      if (instruction.kind === 'const' && isSingle(uses, instruction.target))
        constants.set(instruction.target, instruction.value)
  return constants
}

function foldBlock(block: MirBlock, everywhere: ReadonlyMap<Reg, bigint>): MirBlock {
  const here = new Map<Reg, bigint>()
  const known: Known = (reg) => here.get(reg) ?? everywhere.get(reg)
  const instructions: MirInstruction[] = []
  for (const instruction of block.instructions) {
    const folded = instruction.kind === 'op' ? foldOperation(instruction, known) : instruction
    if (folded === undefined) continue
    forEachWrite(folded, (reg) => here.delete(reg))
    if (folded.kind === 'const') here.set(folded.target, folded.value)
    if (folded.kind === 'constLeaf') folded.words.forEach((word, i) => here.set(folded.target + i, word))
    instructions.push(folded)
  }
  return { instructions, terminator: foldTerminator(block.terminator, known) }
}

/** Undefined: the operation does nothing. */
function foldOperation(operation: MirOperation, known: Known): MirInstruction | undefined {
  const { op, a, b, c, imm, origin } = operation
  const [x, y] = [known(b), known(c)]
  const constant = (value: bigint): MirInstruction => ({ kind: 'const', target: a, value, origin })
  if (op === 'mov') return x === undefined ? operation : constant(x)
  if (op === 'fitu') {
    const value = known(a)
    return value !== undefined && value < 1n << BigInt(imm) ? undefined : operation
  }
  if (op === 'select') {
    const condition = known(operation.d)
    if (condition === undefined) return operation
    return copy(operation, condition === 0n ? c : b)
  }
  const row = opcodeOf(op)
  if (row.a !== 'write' || row.b !== 'read') return operation
  if (row.c !== 'read') {
    const value = x === undefined ? undefined : evaluateImmediate(op, x, imm)
    return value === undefined ? operation : constant(value)
  }
  if (x !== undefined && y !== undefined) {
    const value = evaluateBinary(op, x, y)
    if (value !== undefined) return constant(value)
  }
  const swapped = y === undefined && x !== undefined && isCommutative(op)
  const form = swapped ? immediateForm(op, x) : y === undefined ? undefined : immediateForm(op, y)
  if (form === undefined) return operation
  const source = swapped ? c : b
  if (isIdentity(form)) return copy(operation, source)
  return { ...operation, op: form.op, b: source, c: NO_REG, imm: form.imm }
}

function isIdentity({ op, imm }: { op: string; imm: number }): boolean {
  if (op === 'mului') return imm === 1
  return imm === 0 && ['addi', 'xori', 'shli', 'shrui', 'shrsi', 'addui', 'subui'].includes(op)
}

function copy(operation: MirOperation, source: Reg): MirOperation {
  return { ...operation, op: 'mov', b: source, c: NO_REG, d: NO_REG, imm: 0 }
}

function foldTerminator(end: Terminator, known: Known): Terminator {
  if (end.kind !== 'branch') return end
  const [x, y] = [known(end.a), end.b === NO_REG ? 0n : known(end.b)]
  if (x !== undefined && y !== undefined) {
    const taken = evaluateBranch(end.op, x, y)
    return { kind: 'jump', to: taken === true ? end.then : end.otherwise, origin: end.origin }
  }
  if (end.op !== 'jeq' && end.op !== 'jne') return end
  const op = end.op === 'jeq' ? 'jz' : 'jnz'
  if (y === 0n) return { ...end, op, b: NO_REG }
  if (x === 0n) return { ...end, op, a: end.b, b: NO_REG }
  return end
}
