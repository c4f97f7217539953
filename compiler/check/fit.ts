// Whether a value fits where it stands, and what to say if not.
import type * as ast from '../syntax/ast.ts'
import type { Type, TypedExpr } from '../typed/tree.ts'
import { fits, isLinear, isSlot, needsBound, rangeOf, typeName } from '../typed/type-facts.ts'
import { invalid, type Body } from './body.ts'
import { complain } from './session.ts'

/** Reports a value of the wrong type; turns a handle into a plain `contract` where one is wanted. */
export function mustFit(body: Body, typed: TypedExpr, type: Type): TypedExpr {
  if (fits(typed.type, type)) {
    if (!needsBound(typed.type, type)) return typed
    // How long a literal is, is known now.
    const literal = typed.kind === 'text' || typed.kind === 'array' || typed.kind === 'repeat'
    if (literal) return misfit(body, typed, type)
    return { kind: 'convert', type, span: typed.span, conversion: 'bounded', operand: typed }
  }
  if (type.kind === 'contract' && typed.type.kind === 'handle') {
    return { kind: 'convert', type, span: typed.span, conversion: 'to-contract', operand: typed }
  }
  if (type.kind === 'handle' && typed.type.kind === 'handle') {
    const { contract } = typed.type
    const made = body.session.contracts.find(({ id }) => id === contract)
    if (made?.implements.includes(type.contract))
      return { kind: 'convert', type, span: typed.span, conversion: 'to-contract', operand: typed }
  }
  return misfit(body, typed, type)
}

function misfit(body: Body, typed: TypedExpr, type: Type): TypedExpr {
  complain(
    body.session,
    'E0501',
    typed.span,
    { expected: typeName(type), found: typeName(typed.type) },
    { help: conversionHelp(typed.type, type) },
  )
  return invalid(typed.span, type)
}

/** What to write where a value of one type was given for another. */
export function conversionHelp(from: Type, to: Type): string | null {
  if (to.kind === 'int' && from.kind === 'int') {
    return `\`${to.name}(...)\` converts and traps if the value doesn't fit`
  }
  if (to.kind === 'sompi' && from.kind === 'int') {
    return 'write an amount with its unit (`5 sompi`, `0.2 kas`), or convert a number by `sompi(...)`'
  }
  if (to.kind === 'int' && from.kind === 'sompi') return 'write `.count` for the number of sompi'
  if (to.kind === 'sompi' && from.kind === 'coin') return 'write `.amount` for the amount of a coin'
  if (isSlot(from) && isLinear(to)) return 'it may hold one: `take()` takes it out'
  if (to.kind === 'coin' && from.kind === 'sompi') {
    return 'an amount is only a number; coins come out of coins: `pool.take(amount)`'
  }
  if (to.kind === 'address' && (from.kind === 'contract' || from.kind === 'handle')) return 'write `.address`'
  if (to.kind === 'address' && from.kind === 'hash') return 'write `address(...)`'
  if (to.kind === 'hash' && from.kind === 'address') return 'write `hash(...)`'
  if (to.kind === 'unit') return 'remove the value, or give the function a result type'
  if (from.kind === 'unit') return 'end with an expression that is the value'
  return null
}

/** Reports a number that its type can't hold. */
export function checkRange(body: Body, typed: TypedExpr, value: bigint): TypedExpr {
  const range = rangeOf(typed.type)
  if (range === null || (value >= range[0] && value <= range[1])) return typed
  complain(body.session, 'E0504', typed.span, {
    value: String(value),
    type: typeName(typed.type),
    least: String(range[0]),
    greatest: String(range[1]),
  })
  return invalid(typed.span, typed.type)
}

/** Whether an expression is a bare number, which takes its type from what stands around it. */
export function isBareNumber(node: ast.ParsedExpr): boolean {
  switch (node.kind) {
    case 'integer':
      return true
    case 'paren':
      return isBareNumber(node.inner)
    case 'unary':
      return node.operator === '-' && isBareNumber(node.operand)
    default:
      return false
  }
}
