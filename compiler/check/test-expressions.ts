// Expressions that only tests have: `as alice { ... }`.
import type * as ast from '../syntax/ast.ts'
import { ACTORS, type Type, type TypedExpr } from '../typed/tree.ts'
import { invalid, type Body } from './body.ts'
import { complain } from './session.ts'
import { didYouMean } from './suggest.ts'

export function checkAs(
  body: Body,
  node: Extract<ast.ParsedExpr, { kind: 'as' }>,
  hint: Type | null,
): TypedExpr {
  const block = body.session.rules.block(body, node.body, hint)
  if (body.role !== 'test') {
    complain(body.session, 'E0408', { ...node.span, end: node.actor.span.end }, { what: '`as`' })
    return invalid(node.span, block.type)
  }
  const actor = ACTORS.find((a) => a === node.actor.text)
  if (actor === undefined) {
    const { text, span } = node.actor
    if (text !== '') {
      const all = ACTORS.join(', ')
      complain(
        body.session,
        'E0311',
        span,
        { name: text },
        didYouMean(text, span, ACTORS, `the actors are ${all}`),
      )
    }
    return invalid(node.span, block.type)
  }
  return { kind: 'test-as', type: block.type, span: node.span, actor, body: block }
}
