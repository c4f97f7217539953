// `reentrant` functions may be called while a function of their own contract is under way. That must end: none leads back to itself.
import type { Diagnostic } from '../../diagnostics/types.ts'
import { report } from '../../diagnostics/table.ts'
import type { CallTarget, SymbolId, TypedCall, TypedContract, TypedFunction } from '../../typed/tree.ts'
import { walkBlock, walkExpr, type Visitor } from '../../typed/walk.ts'

type LinkedTarget = Extract<CallTarget, { kind: 'linked' }>

interface Reached {
  readonly contract: TypedContract
  /** Undefined after a mistake that was reported. */
  readonly fn: TypedFunction | undefined
}

/** What a call of another contract may reach; through an interface each of `linked` that implements it. */
export function reachedBy(
  { contract: to, name }: LinkedTarget,
  contracts: readonly TypedContract[],
  linked: readonly TypedContract[],
): readonly Reached[] {
  const named = contracts.find(({ id }) => id === to)
  const reached = named === undefined ? linked.filter(({ implements: all }) => all.includes(to)) : [named]
  return reached.map((contract) => ({ contract, fn: contract.functions.find((fn) => fn.name === name) }))
}

interface Callee {
  readonly id: SymbolId
  readonly linked: boolean
}

/**
 * `reentrant` functions that lead back to themselves through other contracts (E0418). Where such a function begins the invariants are checked, so it leads
 * to what they call as well.
 */
export function checkReentrance(
  contracts: readonly TypedContract[],
  linked: readonly TypedContract[],
): Diagnostic[] {
  const functions = contracts.flatMap((contract) => contract.functions.map((fn) => ({ contract, fn })))
  if (!functions.some(({ fn }) => fn.reentrant)) return []
  const owners = new Map(functions.map((owned) => [owned.fn.id, owned]))
  const calleesIn = (walk: (visitor: Visitor) => void): readonly Callee[] => {
    const calls: TypedCall[] = []
    walk({ expr: (node) => void (node.kind === 'call' && calls.push(node)) })
    return calls.flatMap(({ target }): Callee[] =>
      target.kind === 'linked'
        ? reachedBy(target, contracts, linked).flatMap(({ fn }) =>
            fn === undefined ? [] : [{ id: fn.id, linked: true }],
          )
        : [{ id: target.function, linked: false }],
    )
  }
  const bodyOf = ({ body }: TypedFunction): readonly Callee[] =>
    calleesIn((visitor) => walkBlock(body, visitor))
  const asked = contracts
    .flatMap(({ invariants }) => invariants)
    .flatMap(({ condition }) => calleesIn((visitor) => walkExpr(condition, visitor)))
  return functions.flatMap(({ fn }): Diagnostic[] => {
    if (!fn.reentrant) return []
    const way = wayBack(fn.id, [...bodyOf(fn), ...asked], (id) => {
      const owned = owners.get(id)
      return owned === undefined ? [] : bodyOf(owned.fn)
    })
    if (way === null) return []
    const names = way
      .flatMap((id) => owners.get(id) ?? [])
      .map((owned) => `${owned.contract.name}.${owned.fn.name}`)
    return [report('E0418', fn.nameSpan, { name: fn.name, chain: names.join(' -> ') })]
  })
}

/** A way from a function back to it that leads through another contract; null if there is none. Within a contract recursions have their own bounds. */
function wayBack(
  to: SymbolId,
  first: readonly Callee[],
  calleesOf: (id: SymbolId) => readonly Callee[],
): readonly SymbolId[] | null {
  const pending = first.map((callee) => ({ ...callee, path: [to] }))
  const seen = new Set<string>()
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const { id, linked } = at
    const path = [...at.path, id]
    if (id === to && linked) return path
    const state = `${id} ${linked}`
    if (seen.has(state)) continue
    seen.add(state)
    for (const callee of calleesOf(id)) pending.push({ id: callee.id, linked: linked || callee.linked, path })
  }
  return null
}
