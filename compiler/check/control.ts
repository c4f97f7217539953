// Expressions with branches: `if`, `match`, blocks. Where no value is wanted (hint unit) their branches have none.
import type * as ast from '../syntax/ast.ts'
import type { SymbolId, Type, TypedArm, TypedExpr, TypedLiteral } from '../typed/tree.ts'
import { BOOL, ERROR, fits, isError, NEVER, rangeOf, typeName, UNIT } from '../typed/type-facts.ts'
import { declareLocal, inScope, invalid, type Body } from './body.ts'
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
function commonType(body: Body, first: TypedExprLike, second: TypedExprLike): Type {
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

export function checkMatch(body: Body, node: ast.ParsedMatch, hint: Type | null): TypedExpr {
  const subject = body.session.rules.infer(body, node.subject, null)
  const { type } = subject
  if (type.kind !== 'int' && type.kind !== 'bool' && type.kind !== 'sompi' && !isError(type)) {
    complain(body.session, 'E0531', node.subject.span, { type: typeName(type) })
  }
  const arms: TypedArm[] = []
  const seen = new Set<string>()
  let catchAll: ast.ParsedArm | null = null
  let result: TypedExprLike | null = null
  for (const arm of node.arms) {
    if (catchAll !== null) {
      const secondary = [{ span: catchAll.span, label: 'this arm already takes every value' }]
      complain(body.session, 'E0515', arm.span, {}, { secondary })
      break
    }
    const checked = inScope(body, () => checkArm(body, arm, type, hint ?? result?.type ?? null, seen))
    arms.push(checked)
    if (arm.patterns.length === 1 && arm.patterns[0]?.kind === 'name') catchAll = arm
    result =
      result === null ? checked.body : { type: commonType(body, result, checked.body), span: result.span }
  }
  const missing = catchAll === null ? missingPattern(type, seen) : null
  if (missing !== null)
    complain(body.session, 'E0514', { ...node.span, end: node.subject.span.end }, { missing })
  return { kind: 'match', type: result?.type ?? NEVER, span: node.span, subject, arms }
}

function checkArm(
  body: Body,
  arm: ast.ParsedArm,
  type: Type,
  hint: Type | null,
  seen: Set<string>,
): TypedArm {
  const values: TypedLiteral[] = []
  let binding: SymbolId | null = null
  let any = false
  for (const pattern of arm.patterns) {
    if (pattern.kind === 'name') {
      if (arm.patterns.length > 1) complain(body.session, 'E0532', pattern.span, {})
      else any = true
      if (any && pattern.name.text !== '_' && pattern.name.text !== '') {
        binding = declareLocal(body, pattern.name, pattern.span, type, false, 'pattern').id
      }
      continue
    }
    const literal = body.session.rules.expect(body, pattern.value, type)
    if (literal.kind !== 'integer' && literal.kind !== 'bool') continue
    const key = String(literal.value)
    if (seen.has(key)) complain(body.session, 'E0515', pattern.span, {})
    seen.add(key)
    values.push(literal)
  }
  const value = body.session.rules.infer(body, arm.body, hint)
  const typed = hint?.kind === 'unit' ? dropped(value) : value
  return { span: arm.span, values: any ? [] : values, binding, body: typed }
}

/** An arm's value where none is wanted: `emit`-like calls may give ids that nobody needs. */
function dropped(value: TypedExpr): TypedExpr {
  if (value.type.kind !== 'outbox-id') return value
  const { span } = value
  const statement = { kind: 'expression', span, value } as const
  return { kind: 'block', type: UNIT, span, block: { type: UNIT, span, statements: [statement], tail: null } }
}

/** A value that no arm takes, as it would be written; null if all are taken. */
function missingPattern(type: Type, seen: ReadonlySet<string>): string | null {
  if (type.kind === 'bool') return ['true', 'false'].find((v) => !seen.has(v)) ?? null
  const range = rangeOf(type)
  if (range === null) return null
  for (let value = 0n; value <= range[1]; value++) if (!seen.has(String(value))) return String(value)
  return range[0] < 0n ? '-1' : null
}
