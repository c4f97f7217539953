// Conditions as control flow: comparisons become the machine's compare-and-branch, `and` and `or` short circuits.
import type { BlockLabel } from '../mir/builder.ts'
import { NO_REG } from '../mir/types.ts'
import type { BranchOp, Reg } from '../mir/types.ts'
import type { CompareOperator, TypedExpr } from '../typed/tree.ts'
import { isSigned } from './arithmetic.ts'
import { within, wordOf } from './scope.ts'
import type { Scope } from './scope.ts'

type Comparison = Extract<TypedExpr, { kind: 'compare' }>

/** Goes to `yes` or `no`. */
export function lowerCondition(scope: Scope, expr: TypedExpr, yes: BlockLabel, no: BlockLabel): void {
  within(scope, expr.span, () => {
    const { builder } = scope
    switch (expr.kind) {
      case 'bool':
        builder.jump(expr.value ? yes : no)
        return
      case 'not':
        lowerCondition(scope, expr.operand, no, yes)
        return
      case 'logical': {
        const middle = builder.label()
        if (expr.operator === 'and') lowerCondition(scope, expr.left, middle, no)
        else lowerCondition(scope, expr.left, yes, middle)
        builder.place(middle)
        lowerCondition(scope, expr.right, yes, no)
        return
      }
      case 'compare':
        compareAndBranch(scope, expr, yes, no)
        return
      default:
        builder.branch('jnz', wordOf(scope, expr), NO_REG, yes, no)
    }
  })
}

/** Branches on whether two values of several words are equal. */
export function branchEqual(
  scope: Scope,
  left: readonly Reg[],
  right: readonly Reg[],
  yes: BlockLabel,
  no: BlockLabel,
): void {
  const { builder } = scope
  left.forEach((word, i) => {
    const next = i === left.length - 1 ? yes : builder.label()
    builder.branch('jeq', word, right[i] ?? word, next, no)
    if (next !== yes) builder.place(next)
  })
  if (left.length === 0) builder.jump(yes)
}

/** A comparison as 1 or 0. */
export function compareValue(scope: Scope, expr: Comparison): Reg {
  const { builder } = scope
  const left = scope.recur.expression(scope, expr.left)
  const right = scope.recur.expression(scope, expr.right)
  const x = left[0] ?? builder.reg()
  const y = right[0] ?? builder.reg()
  const less = isSigned(expr.left.type) ? 'lts' : 'ltu'
  const lessEqual = isSigned(expr.left.type) ? 'les' : 'leu'
  switch (expr.operator) {
    case 'equal':
    case 'not-equal':
      return equalValue(scope, expr.operator, left, right)
    case 'less':
      return builder.value(less, { b: x, c: y })
    case 'less-equal':
      return builder.value(lessEqual, { b: x, c: y })
    case 'greater':
      return builder.value(less, { b: y, c: x })
    case 'greater-equal':
      return builder.value(lessEqual, { b: y, c: x })
  }
}

function equalValue(
  scope: Scope,
  operator: 'equal' | 'not-equal',
  left: readonly Reg[],
  right: readonly Reg[],
): Reg {
  const { builder } = scope
  const op = operator === 'equal' ? 'eq' : 'ne'
  const [x, y] = [left[0], right[0]]
  if (left.length === 1 && x !== undefined && y !== undefined) return builder.value(op, { b: x, c: y })
  let difference: Reg | undefined
  left.forEach((word, i) => {
    const unlike = builder.value('xor', { b: word, c: right[i] ?? word })
    difference = difference === undefined ? unlike : builder.value('or', { b: difference, c: unlike })
  })
  const zero = builder.constant(0n)
  return builder.value(op, { b: difference ?? zero, c: zero })
}

function compareAndBranch(scope: Scope, expr: Comparison, yes: BlockLabel, no: BlockLabel): void {
  const { builder } = scope
  const left = scope.recur.expression(scope, expr.left)
  const right = scope.recur.expression(scope, expr.right)
  if (expr.operator === 'equal') {
    branchEqual(scope, left, right, yes, no)
    return
  }
  if (expr.operator === 'not-equal') {
    branchEqual(scope, left, right, no, yes)
    return
  }
  const x = left[0] ?? builder.reg()
  const y = right[0] ?? builder.reg()
  const { less, swap } = ORDER[expr.operator]
  const op = branchFor(less, isSigned(expr.left.type))
  builder.branch(op, swap ? y : x, swap ? x : y, yes, no)
}

/** Each ordering as `a < b` or its opposite, perhaps with the sides swapped. */
const ORDER: Readonly<
  Record<Exclude<CompareOperator, 'equal' | 'not-equal'>, { less: boolean; swap: boolean }>
> = {
  less: { less: true, swap: false },
  'greater-equal': { less: false, swap: false },
  greater: { less: true, swap: true },
  'less-equal': { less: false, swap: true },
}

function branchFor(less: boolean, signed: boolean): BranchOp {
  if (signed) return less ? 'jlts' : 'jges'
  return less ? 'jltu' : 'jgeu'
}
