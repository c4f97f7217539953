// What a body mentions anywhere. Bodies never change and several passes ask for this, so each body is walked once, also where an
// editor has it checked again and again. Passes that follow a body more closely see here whether there is anything for them in it.
import type { SymbolId } from './types.ts'
import type { Place, TypedBlock, TypedBuiltin, TypedExpr, TypedStatement } from './expressions.ts'
import { isLinear } from './type-facts.ts'
import { eachPart, eachPartOfStatement, type PartVisitor } from './walk.ts'

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
  /** Whether it asks for the hash of the reference block. */
  readonly asksBlock: boolean
  readonly events: ReadonlySet<SymbolId>
  readonly errors: ReadonlySet<SymbolId>
  /** Values of enums. */
  readonly variants: readonly Extract<TypedExpr, { kind: 'variant' }>[]
  /** Variables that change after their declaration. */
  readonly changed: ReadonlySet<SymbolId>
  /** The fields of storage whose value, or a part of it, is assigned; a field stands here once for each such statement. */
  readonly assigned: readonly SymbolId[]
  /** Whether storage is assigned or updated in a loop. */
  readonly writesInLoop: boolean
  /** Whether coins or resources are moved, dropped or assigned. */
  readonly movesLinear: boolean
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

/** The set of bodies that have none; nothing is ever put into it. */
const NONE = new Set<SymbolId>()

/** What was found so far. */
type Found = { -readonly [K in keyof Mentions]: Mentions[K] } & {
  readonly uses: Mentions['uses'][number][]
  readonly variants: Mentions['variants'][number][]
  readonly assigned: SymbolId[]
  events: Set<SymbolId>
  errors: Set<SymbolId>
  changed: Set<SymbolId>
}

function lookThrough(body: TypedBlock): Mentions {
  const found: Found = {
    uses: [],
    pays: false,
    callerUses: 0,
    asksOrigin: false,
    asksBlock: false,
    events: NONE,
    errors: NONE,
    variants: [],
    changed: NONE,
    assigned: [],
    writesInLoop: false,
    movesLinear: false,
  }
  let loops = 0
  const look: PartVisitor = {
    expr: (node) => {
      noteExpr(found, node)
      eachPart(node, look)
    },
    block: ({ statements, tail }) => {
      for (const node of statements) {
        noteStatement(found, node, loops > 0)
        const isLoop = node.kind === 'while' || node.kind === 'for' || node.kind === 'for-each'
        if (isLoop) loops++
        eachPartOfStatement(node, look)
        if (isLoop) loops--
      }
      if (tail !== null) look.expr(tail)
    },
  }
  look.block(body)
  return found
}

function noteStatement(found: Found, node: TypedStatement, inLoop: boolean): void {
  switch (node.kind) {
    case 'expression':
      found.movesLinear ||= isLinear(node.value.type)
      return
    case 'assign':
    case 'update': {
      const { root, type } = node.place
      noteChange(found, node.place)
      found.movesLinear ||= isLinear(type)
      if (root.kind !== 'storage') return
      found.writesInLoop ||= inLoop
      if (node.kind === 'assign') found.assigned.push(root.field)
      return
    }
    case 'emit':
      found.events = including(found.events, node.event)
      return
    case 'require':
      if (node.failure !== null) found.errors = including(found.errors, node.failure.error)
      return
    default:
  }
}

function noteExpr(found: Found, node: TypedExpr): void {
  switch (node.kind) {
    case 'load':
      found.movesLinear ||= isLinear(node.type)
      return
    case 'call':
    case 'deploy':
      found.uses.push(node)
      return
    case 'variant':
      found.variants.push(node)
      return
    case 'trap':
      found.errors = including(found.errors, node.failure.error)
      return
    case 'push':
    case 'pop':
      noteChange(found, node.array)
      return
    case 'builtin':
      found.pays ||= node.builtin === 'pay' || node.builtin === 'send'
      found.asksOrigin ||= ORIGIN.has(node.builtin)
      found.asksBlock ||= node.builtin === 'reference-block'
      if (node.builtin === 'caller-address') found.callerUses++
      return
    default:
  }
}

function noteChange(found: Found, { root }: Place): void {
  if (root.kind === 'local') found.changed = including(found.changed, root.variable)
}

/** A set with one more. Most bodies have nothing to put into most sets, so a set is made with its first. */
function including(set: Set<SymbolId>, id: SymbolId): Set<SymbolId> {
  return set === NONE ? new Set([id]) : set.add(id)
}
