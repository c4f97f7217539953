// An invariant only looks: it changes nothing, knows no message, and, unless only tests check it, is one expression, so that
// checking it at the end of every message stays cheap.
import { report } from '../../diagnostics/table.ts'
import type { Diagnostic } from '../../diagnostics/types.ts'
import type { SymbolId, TypedFunction, TypedInvariant } from '../../typed/tree.ts'
import { walkExpr } from '../../typed/walk.ts'
import { changesIn } from './effects.ts'

const MESSAGE_WORDS: Readonly<Record<string, string>> = {
  'caller-address': '`caller`',
  'daa-score': '`context`',
  'reference-block': '`context`',
}

/** At most one complaint for each invariant. `effectOf` gives the declared effect of any function. */
export function checkInvariantEffects(
  invariant: TypedInvariant,
  effectOf: (id: SymbolId) => TypedFunction['effect'],
): Diagnostic[] {
  const { condition, inTest } = invariant
  const { type, span } = condition
  const [change] = changesIn({ type, span, statements: [], tail: condition }, effectOf)
  if (change !== undefined) return [report('E1005', change.span, { what: change.what })]
  const found: Diagnostic[] = []
  walkExpr(condition, {
    statement: (node) => {
      if (!inTest || node.kind === 'return')
        found.push(report('E1005', node.span, { what: 'holds a statement' }))
    },
    expr: (node) => {
      const word = node.kind === 'builtin' ? MESSAGE_WORDS[node.builtin] : undefined
      if (word !== undefined) found.push(report('E1005', node.span, { what: `asks for ${word}` }))
    },
  })
  return found.slice(0, 1)
}
