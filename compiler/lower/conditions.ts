// Conditions as control flow: comparisons become the machine's compare-and-branch, `and` and `or` short circuits.
import type { BlockLabel } from '../mir/builder.ts'
import { NO_REG } from '../mir/types.ts'
import type { BranchOp, Reg } from '../mir/types.ts'
import type { CompareOperator, Type, TypedExpr, WideName } from '../typed/tree.ts'
import { isSequence, isWide } from '../typed/type-facts.ts'
import { integerOf, isSigned } from './arithmetic.ts'
import { holdsSequence } from './flat-layout.ts'
import { enumOf, partsOf } from './layout.ts'
import { equalBlocks, itemBytes, lengthOf } from './memory.ts'
import { readItem } from './places.ts'
import { borrow } from './sequences.ts'
import { wideLess } from './wide.ts'
import { sizeOf, wordOf } from './scope.ts'
import type { Scope } from './scope.ts'

type Comparison = Extract<TypedExpr, { kind: 'compare' }>

/** Goes to `yes` or `no`. */
export function lowerCondition(scope: Scope, expr: TypedExpr, yes: BlockLabel, no: BlockLabel): void {
  const before = scope.builder.enter(expr.span, 'expression')
  decide(scope, expr, yes, no)
  scope.builder.leave(before)
}

function decide(scope: Scope, expr: TypedExpr, yes: BlockLabel, no: BlockLabel): void {
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

/** The words that are compared; of what holds arrays only whether it is equal is asked, so see `compareSequences`. */
function compared(scope: Scope, expr: TypedExpr): readonly Reg[] {
  return isSequence(expr.type) ? [borrow(scope, expr)] : scope.recur.expression(scope, expr)
}

/** A comparison as 1 or 0. */
export function compareValue(scope: Scope, expr: Comparison): Reg {
  const { builder } = scope
  const left = compared(scope, expr.left)
  const right = compared(scope, expr.right)
  const x = left[0] ?? builder.reg()
  const y = right[0] ?? builder.reg()
  if (holdsSequence(scope.program, expr.left.type)) {
    const equal = sameValue(scope, expr.left.type, left, right)
    return expr.operator === 'equal' ? equal : builder.value('xori', { b: equal, imm: 1 })
  }
  const int = integerOf(expr.left.type)
  if (isWide(int) && expr.operator !== 'equal' && expr.operator !== 'not-equal')
    return wideOrder(scope, int, expr.operator, left, right)
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

/** An ordering of wide integers as 1 or 0. */
function wideOrder(
  scope: Scope,
  int: WideName,
  operator: keyof typeof ORDER,
  left: readonly Reg[],
  right: readonly Reg[],
): Reg {
  const { less, swap } = ORDER[operator]
  const result = wideLess(scope.builder, int, swap ? right : left, swap ? left : right)
  return less ? result : scope.builder.value('xori', { b: result, imm: 1 })
}

/** 1 if two values that hold arrays are equal, part by part. */
function sameValue(scope: Scope, type: Type, left: readonly Reg[], right: readonly Reg[]): Reg {
  const { builder, program } = scope
  if (type.kind === 'array' && holdsSequence(program, type.element))
    return sameItems(scope, type.element, left[0] ?? NO_REG, right[0] ?? NO_REG)
  if (isSequence(type))
    return equalBlocks(builder, left[0] ?? NO_REG, right[0] ?? NO_REG, itemBytes(program, type))
  if (!holdsSequence(program, type)) return equalValue(scope, 'equal', left, right)
  const result = builder.reg()
  builder.setConstant(result, 0n)
  const done = builder.label()
  const variants = type.kind === 'enum' ? enumOf(program, type.enum).variants.length : 1
  for (let variant = 0; variant < variants; variant++) {
    const next = builder.label()
    if (type.kind === 'enum') {
      const [tag = NO_REG, other = NO_REG] = [left[0], right[0]]
      const [mine, both] = [builder.label(), builder.label()]
      builder.branch('jeq', tag, builder.constant(BigInt(variant)), mine, next)
      builder.place(mine)
      builder.branch('jeq', tag, other, both, next)
      builder.place(both)
    }
    const parts = partsOf(program, type, variant)
    for (const part of parts) {
      const [x, y] = [left, right].map((words) => words.slice(part.offset, part.offset + part.size))
      const same = sameValue(scope, part.type, x ?? [], y ?? [])
      const good = builder.label()
      builder.branch('jnz', same, NO_REG, good, next)
      builder.place(good)
    }
    builder.setConstant(result, 1n)
    builder.jump(done)
    builder.place(next)
  }
  builder.jump(done)
  builder.place(done)
  return result
}

/** 1 if two arrays of values that hold arrays are equal, item by item. */
function sameItems(scope: Scope, element: Type, x: Reg, y: Reg): Reg {
  const { builder } = scope
  const [result, index] = [builder.reg(), builder.reg()]
  builder.setConstant(result, 0n)
  builder.setConstant(index, 0n)
  const [test, body, equal, done] = [builder.label(), builder.label(), builder.label(), builder.label()]
  const length = lengthOf(builder, x)
  builder.branch('jeq', length, lengthOf(builder, y), test, done)
  builder.place(body)
  const size = sizeOf(scope, element)
  const same = sameValue(scope, element, readItem(builder, x, index, size), readItem(builder, y, index, size))
  builder.op('addi', { a: index, b: index, imm: 1 })
  builder.branch('jnz', same, NO_REG, test, done)
  builder.place(test)
  builder.branch('jltu', index, length, body, equal)
  builder.place(equal)
  builder.setConstant(result, 1n)
  builder.place(done)
  return result
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
  const left = compared(scope, expr.left)
  const right = compared(scope, expr.right)
  if (holdsSequence(scope.program, expr.left.type)) {
    const equal = sameValue(scope, expr.left.type, left, right)
    builder.branch(expr.operator === 'equal' ? 'jnz' : 'jz', equal, NO_REG, yes, no)
    return
  }
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
  const int = integerOf(expr.left.type)
  if (isWide(int)) {
    builder.branch('jnz', wideOrder(scope, int, expr.operator, left, right), NO_REG, yes, no)
    return
  }
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
