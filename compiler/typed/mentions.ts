// What a body mentions anywhere. Bodies never change and several passes ask for this, so each body is walked once, also where an
// editor has it checked again and again.
import type { SymbolId } from './types.ts'
import type { TypedBlock, TypedBuiltin, TypedExpr } from './expressions.ts'
import { walkBlock } from './walk.ts'

/** All lists are in the order of a walk, parents first. */
export interface Mentions {
  /** Calls, and bindings of contracts. */
  readonly uses: readonly Extract<TypedExpr, { kind: 'call' | 'deploy' }>[]
  /** Whether it pays or calls another silo. */
  readonly pays: boolean
  /** How often it asks who calls. */
  readonly callerUses: number
  /** Whether it asks from which silo a call comes. */
  readonly asksOrigin: boolean
  readonly events: ReadonlySet<SymbolId>
  readonly errors: ReadonlySet<SymbolId>
}

const ORIGIN: ReadonlySet<string> = new Set<TypedBuiltin['builtin']>([
  'origin',
  'origin-silo',
  'origin-contract',
  'origin-call',
])

const KNOWN = new WeakMap<TypedBlock, Mentions>()

export function mentionsOf(body: TypedBlock): Mentions {
  const known = KNOWN.get(body)
  if (known !== undefined) return known
  const found = lookThrough(body)
  KNOWN.set(body, found)
  return found
}

function lookThrough(body: TypedBlock): Mentions {
  const uses: Mentions['uses'][number][] = []
  const events = new Set<SymbolId>()
  const errors = new Set<SymbolId>()
  let pays = false
  let callerUses = 0
  let asksOrigin = false
  walkBlock(body, {
    statement: (node) => {
      if (node.kind === 'emit') events.add(node.event)
      if (node.kind === 'require' && node.failure !== null) errors.add(node.failure.error)
    },
    expr: (node) => {
      if (node.kind === 'call' || node.kind === 'deploy') uses.push(node)
      if (node.kind === 'trap') errors.add(node.failure.error)
      if (node.kind !== 'builtin') return
      if (node.builtin === 'pay' || node.builtin === 'send') pays = true
      if (node.builtin === 'caller-address') callerUses++
      if (ORIGIN.has(node.builtin)) asksOrigin = true
    },
  })
  return { uses, pays, callerUses, asksOrigin, events, errors }
}
