// Expressions with branches: `if`, blocks. Where no value is wanted (hint unit) their branches have none.
import type * as ast from '../syntax/ast.ts'
import type { Type, TypedExpr } from '../typed/tree.ts'
import { BOOL, ERROR, fits, isError, typeName, UNIT } from '../typed/type-facts.ts'
import { invalid, type Body } from './body.ts'
import { complain } from './session.ts'

export function checkBlockExpr(body: Body, node: ast.ParsedBlock, hint: Type | null): TypedExpr {
  const block = body.session.rules.block(body, node, hint)
  return { kind: 'block', type: block.type, span: node.span, block }
}

export function checkIf(body: Body, node: ast.ParsedIf, hint: Type | null): TypedExpr {
  const { rules } = body.session
  const condition = rules.expect(body, node.condition, BOOL)
  if (node.otherwise === null) {
    const wanted = hint !== null && hint.kind !== 'unit' && !isError(hint)
    const then = rules.block(body, node.then, wanted ? hint : UNIT)
    if (wanted) {
      complain(body.session, 'E0513', node.span, {})
      return invalid(node.span, hint)
    }
    return { kind: 'if', type: UNIT, span: node.span, condition, then, otherwise: null }
  }
  const then = rules.block(body, node.then, hint)
  const otherwise = rules.block(body, node.otherwise, hint ?? (then.type.kind === 'never' ? null : then.type))
  const type = commonType(body, then, otherwise)
  return { kind: 'if', type, span: node.span, condition, then, otherwise }
}

/** The type of a value that comes from one of two branches. */
export function commonType(body: Body, first: TypedExprLike, second: TypedExprLike): Type {
  if (first.type.kind === 'never') return second.type
  if (second.type.kind === 'never') return first.type
  if (fits(second.type, first.type)) return isError(first.type) ? second.type : first.type
  const args = { first: typeName(first.type), second: typeName(second.type) }
  complain(body.session, 'E0530', second.span, args, {
    secondary: [{ span: first.span, label: typeName(first.type) }],
  })
  return ERROR
}

type TypedExprLike = Pick<TypedExpr, 'type' | 'span'>
