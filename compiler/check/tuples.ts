// Tuples: `(a, b)`.
import type * as ast from '../syntax/ast.ts'
import type { Type, TypedExpr } from '../typed/tree.ts'
import { isError, isLinear, isSequence, mayStand, typeName } from '../typed/type-facts.ts'
import { invalid, type Body } from './body.ts'
import { mustFit } from './fit.ts'
import { adviceFor } from './resolve-type.ts'
import { complain } from './session.ts'
import { isOfGoodSize } from './type-size.ts'

const PAIR = 'part of a tuple'

export function checkTuple(
  body: Body,
  node: Extract<ast.ParsedExpr, { kind: 'tuple' }>,
  hint: Type | null,
): TypedExpr {
  const wanted = hint?.kind === 'tuple' && hint.items.length === node.items.length ? hint.items : []
  const items = node.items.map((item, i): TypedExpr => {
    const typed = body.session.rules.infer(body, item, wanted[i] ?? null)
    const type = wanted[i]
    const fitted = type === undefined || !isSequence(type) ? typed : mustFit(body, typed, type)
    return mayBePart(body, fitted, PAIR) ? fitted : invalid(item.span)
  })
  const type: Type = items.some((item) => isError(item.type))
    ? { kind: 'error' }
    : { kind: 'tuple', items: items.map((item) => item.type) }
  if (isError(type)) return invalid(node.span)
  if (!isOfGoodSize(body.session, type, node.span)) return refused(node.span, items)
  return { kind: 'tuple', type, span: node.span, items }
}

/** What stands for an expression that may not hold these values: they are still used, so that a coin among them isn't told to be lost. */
export function refused(span: TypedExpr['span'], items: readonly TypedExpr[]): TypedExpr {
  return { kind: 'tuple', type: { kind: 'error' }, span, items }
}

/** Whether a value may be held by a tuple or an enum; reports if not. */
export function mayBePart(body: Body, value: TypedExpr, position: string): boolean {
  if (mayStand(value.type, 'type-argument')) return true
  if (position === PAIR && isLinear(value.type) && mayStand(value.type, 'variable')) return true
  const { type, span } = value
  if (value.kind === 'invalid') return false
  complain(body.session, 'E0516', span, { type: typeName(type), position }, { help: adviceFor(type) })
  return false
}
