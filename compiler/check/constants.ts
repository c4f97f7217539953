// Constants and storage defaults: typed like any expression, then evaluated.
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import type { ConstValue, Type } from '../typed/tree.ts'
import { isError } from '../typed/type-facts.ts'
import { containsInvalid } from '../typed/walk.ts'
import { newBody } from './body.ts'
import { evaluate } from './evaluate.ts'
import type { ConstantInfo } from './model.ts'
import { complain, type Session, type Surroundings } from './session.ts'

/** See `Rules.initialValue`. */
export function initialValue(at: Surroundings, node: ast.ParsedExpr, type: Type): ConstValue | null {
  const body = newBody(at, 'constant', type)
  const before = at.session.diagnostics.length
  const typed = at.session.rules.expect(body, node, type)
  const result = evaluate(typed)
  if (result.ok) return result.value
  // A mistake inside, or in a constant that this one uses, was already reported.
  const reported = at.session.diagnostics.slice(before).some((d) => d.severity === 'error')
  if (reported || isError(type) || containsInvalid(typed)) return null
  if (result.why === null) complain(at.session, 'E0519', result.span, {})
  else complain(at.session, 'E0520', result.span, { why: result.why })
  return null
}

/** See `Rules.constantValue`. */
export function constantValue(session: Session, info: ConstantInfo, use: Span): ConstValue | null {
  if (info.state === 'done') return info.value
  if (info.state === 'running') {
    complain(session, 'E0521', use, { name: info.name })
    return null
  }
  info.state = 'running'
  const at = { session, scope: info.scope, contract: info.contract }
  info.value = initialValue(at, info.node.value, info.type)
  info.state = 'done'
  return info.value
}
