// A view changes nothing; a function outside a contract sees no message and no storage.
import type { Diagnostic } from '../../diagnostics/types.ts'
import { report } from '../../diagnostics/table.ts'
import type { Span } from '../../source.ts'
import type { SymbolId, TypedBlock, TypedFunction } from '../../typed/tree.ts'
import { operatedPlace, walkBlock } from '../../typed/walk.ts'

/** Something that a view may not do: where, and in words. */
export interface Change {
  readonly span: Span
  readonly what: string
}

/** Checks one function. `effectOf` gives the declared effect of any function. */
export function checkEffects(
  fn: TypedFunction,
  effectOf: (id: SymbolId) => TypedFunction['effect'],
): Diagnostic[] {
  if (fn.effect === 'write') return []
  const [first] = changesIn(fn.body, effectOf)
  if (first === undefined) return []
  return fn.effect === 'view'
    ? [report('E0404', first.span, { name: fn.name, what: first.what })]
    : [report('E0405', first.span, { what: first.what }, { help: 'write it as a function of the contract' })]
}

/** What a body does that a view may not, in the order of places. */
export function changesIn(
  body: TypedBlock,
  effectOf: (id: SymbolId) => TypedFunction['effect'],
): readonly Change[] {
  const found: Change[] = []
  walkBlock(body, {
    statement: (node) => {
      if (node.kind === 'emit') found.push({ span: node.span, what: 'emits an event' })
      if ((node.kind === 'assign' || node.kind === 'update') && node.place.root.kind === 'storage') {
        found.push({ span: node.span, what: `writes \`${node.place.root.name}\`` })
      }
    },
    expr: (node) => {
      if (node.kind === 'builtin' && node.builtin === 'pay') found.push({ span: node.span, what: 'pays' })
      if (node.kind === 'builtin' && node.builtin === 'send')
        found.push({ span: node.span, what: 'calls another silo' })
      const operated = node.kind === 'builtin' ? operatedPlace(node) : null
      if (operated?.writes === true && operated.place.root.kind === 'storage') {
        const what = operated.place.type.kind === 'coin' ? 'moves coins of' : 'changes'
        found.push({ span: node.span, what: `${what} \`${operated.place.root.name}\`` })
      }
      if ((node.kind === 'push' || node.kind === 'pop') && node.array.root.kind === 'storage') {
        found.push({ span: node.span, what: `changes \`${node.array.root.name}\`` })
      }
      if (node.kind === 'call' && effectOf(node.target.function) === 'write') {
        found.push({ span: node.span, what: `calls \`${node.target.name}\`, which is not a \`view\`` })
      }
    },
  })
  return found.toSorted((a, b) => a.span.start - b.span.start)
}
