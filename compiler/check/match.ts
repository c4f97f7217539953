// `match`: arms are tried in order, together they take every value, and none is in vain.
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { Type, TypedArm, TypedExpr, TypedPattern } from '../typed/tree.ts'
import { BOOL, ERROR, isError, isLinear, NEVER, typeName, UNIT } from '../typed/type-facts.ts'
import { inScope, type Body } from './body.ts'
import { commonType } from './control.ts'
import { isUseful, missingValue } from './exhaustive.ts'
import { checkPattern } from './patterns.ts'
import { complain } from './session.ts'

const MATCHED: ReadonlySet<Type['kind']> = new Set([
  'int',
  'bool',
  'sompi',
  'enum',
  'struct',
  'tuple',
  'error',
])

export function checkMatch(body: Body, node: ast.ParsedMatch, hint: Type | null): TypedExpr {
  const subject = body.session.rules.infer(body, node.subject, null)
  const linear = isLinear(subject.type) && subject.type.kind !== 'coin'
  // What the patterns say about it is of no use then.
  const type = linear ? ERROR : subject.type
  const matched = MATCHED.has(type.kind)
  if (linear) complain(body.session, 'E0216', node.subject.span, { type: typeName(subject.type) })
  else if (!matched) complain(body.session, 'E0531', node.subject.span, { type: typeName(type) })
  const arms: TypedArm[] = []
  /** Patterns of the arms above that have no guard. */
  const taken: TypedPattern[] = []
  /** Whether every pattern so far is without a mistake; otherwise what they take is not known. */
  let sound = matched && !isError(type)
  let last: Span | null = null
  let result: Pick<TypedExpr, 'type' | 'span'> | null = null
  for (const parsed of node.arms) {
    const wanted: Type | null = hint ?? result?.type ?? null
    const checked: CheckedArm = inScope(body, () =>
      checkArm(body, parsed, type, wanted?.kind === 'never' ? null : wanted),
    )
    sound &&= checked.sound
    if (sound && !areUseful(body, checked.arm, taken, last)) continue
    arms.push(checked.arm)
    last = parsed.span
    const { body: arm } = checked.arm
    result = result === null ? arm : { type: commonType(body, result, arm), span: result.span }
  }
  const missing = sound ? missingValue(body.session, taken, type) : null
  if (missing !== null)
    complain(body.session, 'E0514', { ...node.span, end: node.subject.span.end }, { missing })
  return { kind: 'match', type: result?.type ?? NEVER, span: node.span, subject, arms }
}

interface CheckedArm {
  readonly arm: TypedArm
  /** Whether its patterns are without a mistake. */
  readonly sound: boolean
}

/** Reports patterns that take nothing; says whether any is left. Patterns of arms without a guard are put to the others. */
function areUseful(body: Body, arm: TypedArm, taken: TypedPattern[], last: Span | null): boolean {
  let useful = false
  for (const pattern of arm.patterns) {
    if (isUseful(body.session, taken, pattern)) useful = true
    else {
      const whole = arm.patterns.length === 1
      const all =
        taken.length > 0 && last !== null && (taken.at(-1)?.kind === 'any' || taken.at(-1)?.kind === 'bind')
      const secondary = all ? [{ span: last, label: 'this arm already takes every value' }] : []
      complain(body.session, 'E0515', whole && all ? arm.span : pattern.span, {}, { secondary })
    }
    if (arm.guard === null) taken.push(pattern)
  }
  return useful || arm.patterns.length === 0
}

function checkArm(body: Body, arm: ast.ParsedArm, type: Type, hint: Type | null): CheckedArm {
  const before = body.session.diagnostics.length
  const several = arm.patterns.length > 1
  const patterns = arm.patterns.flatMap((pattern): TypedPattern[] => {
    const known = body.locals.length
    const typed = checkPattern(body, pattern, type)
    const takesAny = body.locals.length > known || (pattern.kind === 'bind' && pattern.name.text === '_')
    if (!several || !takesAny) return [typed]
    complain(body.session, 'E0532', pattern.span, {})
    return []
  })
  const sound = body.session.diagnostics.slice(before).every((d) => d.severity !== 'error')
  const guard = arm.guard === null ? null : body.session.rules.expect(body, arm.guard, BOOL)
  const value = body.session.rules.infer(body, arm.body, hint)
  const typed = { span: arm.span, patterns, guard, body: hint?.kind === 'unit' ? dropped(value) : value }
  return { arm: typed, sound }
}

/** An arm's value where none is wanted: `emit`-like calls may give ids that nobody needs. */
function dropped(value: TypedExpr): TypedExpr {
  if (value.type.kind !== 'outbox-id') return value
  const { span } = value
  const statement = { kind: 'expression', span, value } as const
  return { kind: 'block', type: UNIT, span, block: { type: UNIT, span, statements: [statement], tail: null } }
}
