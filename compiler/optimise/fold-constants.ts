// Constant folding: operations on constants become constants, operations with one constant take it as an immediate,
// branches on constants become jumps.
import { moveOf, operation } from '../mir/operands.ts'
import { NO_REG } from '../mir/types.ts'
import type { MirConstant, MirOperation, Terminator } from '../mir/types.ts'
import {
  evaluateBinary,
  evaluateBranch,
  evaluateImmediate,
  immediateForm,
  isCommutative,
} from './evaluate.ts'
import type { ImmediateForm } from './evaluate.ts'
import type { Numbering } from './numbering.ts'

type Branch = Extract<Terminator, { kind: 'branch' }>

/** An expression: itself if nothing can be folded. */
export function foldExpression(numbering: Numbering, before: MirOperation): MirOperation | MirConstant {
  const { op, uses, b, c, d } = before
  if (op === 'select') {
    const condition = numbering.constantIn(d)
    return condition === undefined ? before : moveOf(before.a, condition === 0n ? c : b, before.origin)
  }
  if (uses.readsB !== 1) return before
  const x = numbering.constantIn(b)
  const y = uses.readsC === 1 ? numbering.constantIn(c) : undefined
  return x === undefined && y === undefined ? before : foldOperation(before, x, y)
}

/** An operation on one or two words, of which `x` and `y` are known. */
function foldOperation(
  before: MirOperation,
  x: bigint | undefined,
  y: bigint | undefined,
): MirOperation | MirConstant {
  const { op, uses, a, b, c, d, imm, origin } = before
  const value =
    x === undefined
      ? undefined
      : uses.readsC === 0
        ? evaluateImmediate(op, x, imm)
        : y === undefined
          ? undefined
          : evaluateBinary(op, x, y)
  if (value !== undefined) return { kind: 'const', target: a, value, origin }
  const swapped = y === undefined && uses.readsC === 1 && isCommutative(op)
  const constant = swapped ? x : y
  const form = constant === undefined ? undefined : immediateForm(op, constant)
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

function isIdentity({ op, imm }: ImmediateForm): boolean {
  if (op === 'mului') return imm === 1
  return imm === 0 && IDLE_WITH_ZERO.has(op)
}

/** A branch: itself if nothing can be folded. */
export function foldBranch(numbering: Numbering, end: Branch): Terminator {
  const x = numbering.constantIn(end.a)
  const y = end.b === NO_REG ? 0n : numbering.constantIn(end.b)
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
