// `reentrant` functions may be called while a function of their own contract is under way. That must end: none leads back to itself. And it must find a
// contract that is set up: no constructor leads to one.
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
 * `reentrant` functions that lead back to themselves through other contracts, or that constructors lead to (E0418). Where such a function begins the invariants are checked, so it leads
 * to what they call as well.
 */
export function checkReentrance(
  contracts: readonly TypedContract[],
  linked: readonly TypedContract[],
): Diagnostic[] {
  const owned = contracts.flatMap((contract) =>
    [...(contract.init === null ? [] : [contract.init]), ...contract.functions].map((fn) => ({
      contract,
      fn,
    })),
  )
  if (!owned.some(({ fn }) => fn.reentrant)) return []
  const owners = new Map(owned.map((one) => [one.fn.id, one]))
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
  const calleesOf = (id: SymbolId): readonly Callee[] => {
    const owner = owners.get(id)
    return owner === undefined ? [] : bodyOf(owner.fn)
  }
  const inits = owned.filter(({ fn }) => fn.role === 'init')
  return owned.flatMap(({ fn }): Diagnostic[] => {
    if (!fn.reentrant) return []
    const back = wayTo(fn.id, fn.id, [...bodyOf(fn), ...asked], calleesOf)
    const early = inits.map((init) => wayTo(fn.id, init.fn.id, bodyOf(init.fn), calleesOf))
    const way = back ?? early.find((found) => found !== null) ?? null
    if (way === null) return []
    const names = way
      .flatMap((id) => owners.get(id) ?? [])
      .map(({ contract, fn: on }) => `${contract.name}.${on.name}`)
    const why =
      back === null ? 'a constructor leads to it, before everything is set' : 'it leads back to itself'
    return [report('E0418', fn.nameSpan, { name: fn.name, why, chain: names.join(' -> ') })]
  })
}

/** A way from one function to another that leads through another contract; null if there is none. Within a contract recursions have their own bounds. */
function wayTo(
  to: SymbolId,
  from: SymbolId,
  first: readonly Callee[],
  calleesOf: (id: SymbolId) => readonly Callee[],
): readonly SymbolId[] | null {
  const pending = first.map((callee) => ({ ...callee, path: [from] }))
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
