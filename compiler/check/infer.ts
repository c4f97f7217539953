// The entry to expressions: sends each kind to its rule, and holds the two ways to ask for a type.
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { Type, TypedExpr } from '../typed/tree.ts'
import { ADDRESS, BOOL, HASH, SOMPI, typeName, U64 } from '../typed/type-facts.ts'
import { invalid, type Body } from './body.ts'
import { checkCall } from './calls.ts'
import { checkBlockExpr, checkIf } from './control.ts'
import { checkDeploy } from './deploy.ts'
import { checkSend } from './send.ts'
import { checkTry } from './early-return.ts'
import { bareVariant, checkVariant, qualifiedVariant } from './enums.ts'
import { checkRange, mustFit } from './fit.ts'
import { meets } from './generics.ts'
import { checkMatch } from './match.ts'
import { checkBinary, checkUnary } from './operators.ts'
import { checkPath } from './places.ts'
import { checkFailure, checkStructLiteral } from './records.ts'
import { checkArray, checkText } from './sequences.ts'
import { complain } from './session.ts'
import { checkAs } from './test-expressions.ts'
import { checkTuple } from './tuples.ts'

/** See `Rules.infer`. */
export function infer(body: Body, node: ast.ParsedExpr, hint: Type | null): TypedExpr {
  const { span } = node
  switch (node.kind) {
    case 'missing':
      return invalid(span)
    case 'integer':
      return integerLiteral(body, node, hint)
    case 'amount':
      return checkRange(body, { kind: 'integer', type: SOMPI, span, value: node.value }, node.value)
    case 'bool':
      return { kind: 'bool', type: BOOL, span, value: node.value }
    case 'paren':
      return infer(body, node.inner, hint)
    case 'name': {
      const variant = bareVariant(body, node.name, hint)
      if (variant !== null) return checkVariant(body, variant, { kind: 'none' }, span, hint)
      return wholeValue(body, checkPath(body, node))
    }
    case 'member': {
      const variant = qualifiedVariant(body, node.object, node.name)
      if (variant === 'unknown') return invalid(span)
      if (variant !== null) return checkVariant(body, variant, { kind: 'none' }, span, hint)
      return wholeValue(body, checkPath(body, node))
    }
    case 'index':
      return wholeValue(body, checkPath(body, node))
    case 'unary':
      return checkUnary(body, node, hint)
    case 'binary':
      return checkBinary(body, node, hint)
    case 'call':
      return checkCall(body, node, hint)
    case 'literal':
      return checkStructLiteral(body, node, hint)
    case 'deploy':
      return checkDeploy(body, node)
    case 'send':
      return checkSend(body, node)
    case 'if':
      return checkIf(body, node, hint)
    case 'match':
      return checkMatch(body, node, hint)
    case 'block':
      return checkBlockExpr(body, node.block, hint)
    case 'trap': {
      const failure = checkFailure(body, node.failure)
      return failure === null
        ? invalid(span, { kind: 'never' })
        : { kind: 'trap', type: { kind: 'never' }, span, failure }
    }
    case 'tuple':
      return checkTuple(body, node, hint)
    case 'try':
      return checkTry(body, node)
    case 'string':
      return checkText(node, hint)
    case 'array':
      return checkArray(body, node, hint)
    case 'as':
      return checkAs(body, node, hint)
    case 'lambda':
      complain(body.session, 'E1006', span, {})
      return invalid(span)
  }
}

/** See `Rules.expect`. */
export function expectType(body: Body, node: ast.ParsedExpr, type: Type): TypedExpr {
  const typed = infer(body, node, type)
  return mustFit(body, typed, type)
}

function integerLiteral(
  body: Body,
  node: Extract<ast.ParsedExpr, { kind: 'integer' }>,
  hint: Type | null,
): TypedExpr {
  const { span, value } = node
  if (hint?.kind === 'address' || hint?.kind === 'hash') {
    const word = hint.kind
    const type = word === 'address' ? ADDRESS : HASH
    if (node.hexDigits === 64)
      return { kind: 'bytes32', type, span, hex: value.toString(16).padStart(64, '0') }
    complain(body.session, 'E0527', span, { word })
    return invalid(span, type)
  }
  if (hint?.kind === 'bytes' && node.hexDigits !== null && node.hexDigits % 2 === 0) {
    const hex = node.hexDigits === 0 ? '' : value.toString(16).padStart(node.hexDigits, '0')
    return { kind: 'text', type: { kind: 'bytes', max: node.hexDigits / 2 }, span, hex }
  }
  if (hint?.kind === 'param' && meets(hint, 'Number')) return literalOfAnyType(body, hint, span, value)
  const type: Type = hint?.kind === 'int' ? hint : U64
  return checkRange(body, { kind: 'integer', type, span, value }, value)
}

/** In a generic function a bare number must fit whatever its type parameter stands for. */
function literalOfAnyType(body: Body, type: Type, span: Span, value: bigint): TypedExpr {
  if (value <= LARGEST_OF_ALL) return { kind: 'integer', type, span, value }
  const range = { least: '0', greatest: String(LARGEST_OF_ALL) }
  complain(body.session, 'E0504', span, { value: String(value), type: typeName(type), ...range })
  return invalid(span, type)
}

/** Of i8. */
const LARGEST_OF_ALL = 127n

/** A map has no value as a whole. */
function wholeValue(body: Body, typed: TypedExpr): TypedExpr {
  if (typed.type.kind !== 'map') return typed
  complain(body.session, 'E0518', typed.span, {})
  return invalid(typed.span)
}
