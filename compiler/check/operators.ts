// Unary and binary operators: which types they take, and what to say of the others.
import type * as ast from '../syntax/ast.ts'
import type { ArithmeticOperator, BitOperator, CompareOperator, Type, TypedExpr } from '../typed/tree.ts'
import { BOOL, isError, isLinear, isSignedInt, sameType, SOMPI, typeName, U64 } from '../typed/type-facts.ts'
import { invalid, type Body } from './body.ts'
import { isEquatable } from './equality.ts'
import { checkRange, conversionHelp, isBareNumber } from './fit.ts'
import { meets } from './generics.ts'
import { complain } from './session.ts'
import { refused } from './tuples.ts'

export const ARITHMETIC: ReadonlyMap<string, ArithmeticOperator> = new Map([
  ['+', 'add'],
  ['-', 'subtract'],
  ['*', 'multiply'],
  ['/', 'divide'],
  ['%', 'remainder'],
])
export const BITS: ReadonlyMap<string, BitOperator> = new Map([
  ['&', 'and'],
  ['|', 'or'],
  ['^', 'xor'],
  ['<<', 'shift-left'],
  ['>>', 'shift-right'],
])
const COMPARE: ReadonlyMap<string, CompareOperator> = new Map([
  ['==', 'equal'],
  ['!=', 'not-equal'],
  ['<', 'less'],
  ['<=', 'less-equal'],
  ['>', 'greater'],
  ['>=', 'greater-equal'],
])

type Unary = Extract<ast.ParsedExpr, { kind: 'unary' }>
type Binary = Extract<ast.ParsedExpr, { kind: 'binary' }>

export function checkUnary(body: Body, node: Unary, hint: Type | null): TypedExpr {
  const { span } = node
  const { rules } = body.session
  if (node.operator === 'not') {
    return { kind: 'not', type: BOOL, span, operand: rules.expect(body, node.operand, BOOL) }
  }
  if (node.operand.kind === 'integer') {
    const type: Type = hint?.kind === 'int' ? hint : { kind: 'int', name: 'i64' }
    const value = -node.operand.value
    return checkRange(body, { kind: 'integer', type, span, value }, value)
  }
  const operand = rules.infer(body, node.operand, hint ?? { kind: 'int', name: 'i64' })
  if (operand.type.kind === 'int' && isSignedInt(operand.type.name)) {
    return { kind: 'negate', type: operand.type, span, operand }
  }
  if (!isError(operand.type)) {
    complain(
      body.session,
      'E0502',
      span,
      { operator: '-', type: typeName(operand.type) },
      {
        help: 'only signed integers have negative numbers: `i64(...)` converts',
      },
    )
  }
  return invalid(span, operand.type)
}

export function checkBinary(body: Body, node: Binary, hint: Type | null): TypedExpr {
  if (node.operator === 'and' || node.operator === 'or') return logical(body, node, node.operator)
  const comparison = COMPARE.get(node.operator)
  const [left, right] = operands(body, node, comparison === undefined ? hint : null)
  if (isError(left.type) || isError(right.type)) {
    const type = isError(left.type) ? right.type : left.type
    return invalid(node.span, comparison === undefined ? type : BOOL)
  }
  if (comparison !== undefined) return compare(body, node, comparison, left, right)
  const arithmetic = ARITHMETIC.get(node.operator)
  if (arithmetic !== undefined) {
    const type = arithmeticType(body, node, arithmetic, left, right)
    if (type === null) return invalid(node.span)
    return { kind: 'arithmetic', type, span: node.span, operator: arithmetic, overflow: 'trap', left, right }
  }
  const operator = BITS.get(node.operator)
  if (operator === undefined) return invalid(node.span)
  if (!bitsAllowed(body, node, left, right)) return invalid(node.span, left.type)
  return { kind: 'bits', type: left.type, span: node.span, operator, left, right }
}

/** The type of an arithmetic operation; null after a reported mistake. */
export function arithmeticType(
  body: Body,
  node: Pick<Binary, 'span' | 'operator' | 'operatorSpan'>,
  operator: ArithmeticOperator,
  left: TypedExpr,
  right: TypedExpr,
): Type | null {
  if (left.type.kind === 'sompi' && (right.type.kind === 'sompi' || right.type.kind === 'int')) {
    return amountType(body, node, operator, right)
  }
  if (left.type.kind !== 'int' && !(left.type.kind === 'param' && meets(left.type, 'Number'))) {
    if (right.type.kind === 'sompi' && operator === 'multiply') mismatch(body, node, left, right)
    else
      complain(
        body.session,
        'E0502',
        node.operatorSpan,
        { operator: node.operator, type: typeName(left.type) },
        coinHelp(left.type),
      )
    return null
  }
  if (sameType(left.type, right.type)) return left.type
  mismatch(body, node, left, right)
  return null
}

/** Amounts add up, and multiply by a plain u64. Anything else needs the rounding written. */
function amountType(
  body: Body,
  node: Pick<Binary, 'operator' | 'operatorSpan'>,
  operator: ArithmeticOperator,
  right: TypedExpr,
): Type | null {
  const adds = operator === 'add' || operator === 'subtract'
  if (adds && right.type.kind === 'sompi') return SOMPI
  if (operator === 'multiply' && sameType(right.type, U64)) return SOMPI
  const help = adds
    ? conversionHelp(right.type, SOMPI)
    : 'amounts add up and multiply by a `u64`; for ratios write `sompi(mul_div(amount.count, b, c, round: down))`'
  const args = { operator: node.operator, left: 'sompi', right: typeName(right.type) }
  complain(body.session, 'E0503', node.operatorSpan, args, { help })
  return null
}

/** Whether bit operators may take these operands; reports if not. */
export function bitsAllowed(
  body: Body,
  node: Pick<Binary, 'span' | 'operator' | 'operatorSpan'>,
  left: TypedExpr,
  right: TypedExpr,
): boolean {
  if (left.type.kind !== 'int' || isSignedInt(left.type.name)) {
    const args = { operator: node.operator, type: typeName(left.type) }
    complain(body.session, 'E0502', node.operatorSpan, args, {
      help: left.type.kind === 'bool' ? 'write `and`, `or`, `!=`' : 'bits are those of unsigned integers',
    })
    return false
  }
  if (sameType(left.type, right.type)) return true
  mismatch(body, node, left, right)
  return false
}

function logical(body: Body, node: Binary, operator: 'and' | 'or'): TypedExpr {
  const { rules } = body.session
  const left = rules.expect(body, node.left, BOOL)
  const right = rules.expect(body, node.right, BOOL)
  return { kind: 'logical', type: BOOL, span: node.span, operator, left, right }
}

/** A bare number takes its type from the other side. */
function operands(body: Body, node: Binary, hint: Type | null): [TypedExpr, TypedExpr] {
  const { infer } = body.session.rules
  if (isBareNumber(node.left) && !isBareNumber(node.right)) {
    const right = infer(body, node.right, hint)
    return [infer(body, node.left, right.type), right]
  }
  const left = infer(body, node.left, hint)
  const scaled = left.type.kind === 'sompi' && node.operator === '*'
  return [left, infer(body, node.right, scaled ? U64 : left.type)]
}

function compare(
  body: Body,
  node: Binary,
  operator: CompareOperator,
  left: TypedExpr,
  right: TypedExpr,
): TypedExpr {
  const { span } = node
  const ids = (t: Type) => t.kind === 'contract' || t.kind === 'handle'
  if (!sameType(left.type, right.type) && !(ids(left.type) && ids(right.type))) {
    mismatch(body, node, left, right)
    return invalid(span, BOOL)
  }
  const ordered = meets(left.type, 'Ordered')
  const equality = operator === 'equal' || operator === 'not-equal'
  if (!ordered && !(equality && isEquatable(body.session, left.type))) {
    const args = { operator: node.operator, type: typeName(left.type) }
    complain(body.session, 'E0502', node.operatorSpan, args, coinHelp(left.type))
    return refused(span, [left, right])
  }
  const plain = (e: TypedExpr): TypedExpr =>
    e.type.kind === 'handle'
      ? { kind: 'convert', type: { kind: 'contract' }, span: e.span, conversion: 'to-contract', operand: e }
      : e
  return { kind: 'compare', type: BOOL, span, operator, left: plain(left), right: plain(right) }
}

function coinHelp(type: Type): { help: string | null } {
  if (type.kind === 'coin') return { help: 'compare and add amounts: write `.amount`' }
  return { help: isLinear(type) ? 'a resource is like no other: compare its fields' : null }
}

function mismatch(
  body: Body,
  node: Pick<Binary, 'operator' | 'operatorSpan'>,
  left: TypedExpr,
  right: TypedExpr,
): void {
  const args = { operator: node.operator, left: typeName(left.type), right: typeName(right.type) }
  const swapped = left.type.kind === 'int' && right.type.kind === 'sompi' && node.operator === '*'
  complain(body.session, 'E0503', node.operatorSpan, args, {
    help: swapped
      ? 'write the amount first: `amount * count`'
      : (conversionHelp(right.type, left.type) ?? conversionHelp(left.type, right.type)),
    secondary: [
      { span: left.span, label: typeName(left.type) },
      { span: right.span, label: typeName(right.type) },
    ],
  })
}
