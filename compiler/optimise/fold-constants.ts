// Constant folding: operations on constants become constants, operations with one constant take it as an immediate,
// branches on constants become jumps.
import { moveOf, operation } from '../mir/operands.ts'
import { NO_REG } from '../mir/types.ts'
import type { MirInstruction, MirOperation, Reg, Terminator } from '../mir/types.ts'
import {
  evaluateBinary,
  evaluateBranch,
  evaluateImmediate,
  immediateForm,
  isCommutative,
} from './evaluate.ts'

/** The constant that a register holds, if it holds one. */
export type Known = (reg: Reg) => bigint | undefined

/** The operation itself if nothing can be folded; undefined if it does nothing. */
export function foldOperation(before: MirOperation, known: Known): MirInstruction | undefined {
  const { op, uses, a, b, c, d, imm, origin } = before
  const constant = (value: bigint): MirInstruction => ({ kind: 'const', target: a, value, origin })
  if (op === 'mov') {
    const value = known(b)
    return value === undefined ? before : constant(value)
  }
  if (op === 'fitu') {
    const value = known(a)
    return value !== undefined && value < 1n << BigInt(imm) ? undefined : before
  }
  if (op === 'select') {
    const condition = known(d)
    if (condition === undefined) return before
    return moveOf(a, condition === 0n ? c : b, origin)
  }
  const { writesA, readsB, readsC } = uses
  if (writesA !== 1 || readsB !== 1 || readsC > 1) return before
  const x = known(b)
  if (readsC === 0) {
    const value = x === undefined ? undefined : evaluateImmediate(op, x, imm)
    return value === undefined ? before : constant(value)
  }
  const y = known(c)
  if (x !== undefined && y !== undefined) {
    const value = evaluateBinary(op, x, y)
    if (value !== undefined) return constant(value)
  }
  const swapped = y === undefined && x !== undefined && isCommutative(op)
  const form = swapped ? immediateForm(op, x) : y === undefined ? undefined : immediateForm(op, y)
  if (form === undefined) return before
  const source = swapped ? c : b
  if (isIdentity(form)) return moveOf(a, source, origin)
  return operation(form.op, a, source, NO_REG, d, form.imm, origin)
}

const IDLE_WITH_ZERO: ReadonlySet<string> = new Set([
  'addi',
  'xori',
  'shli',
  'shrui',
  'shrsi',
  'addui',
  'subui',
])

function isIdentity({ op, imm }: { op: string; imm: number }): boolean {
  if (op === 'mului') return imm === 1
  return imm === 0 && IDLE_WITH_ZERO.has(op)
}

/** The terminator itself if nothing can be folded. */
export function foldTerminator(end: Terminator, known: Known): Terminator {
  if (end.kind !== 'branch') return end
  const x = known(end.a)
  const y = end.b === NO_REG ? 0n : known(end.b)
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
