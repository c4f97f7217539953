// Which functions call themselves, directly or through others: the circles of a program's calls within contracts and among free
// functions. Each circle has a function with a written bound, so the search begins at those.
import type { SymbolId, TypedFunction, TypedProgram } from './tree.ts'
import { mentionsOf } from './mentions.ts'

const KNOWN = new WeakMap<TypedProgram, ReadonlyMap<SymbolId, number>>()

/** The number of the circle that a function is in; functions that don't call themselves have none. */
export function recursionGroups(program: TypedProgram): ReadonlyMap<SymbolId, number> {
  const known = KNOWN.get(program)
  if (known !== undefined) return known
  const functions = [...program.functions, ...program.contracts.flatMap((contract) => contract.functions)]
  const groups = new Map<SymbolId, number>()
  for (const [index, { id, maxDepth }] of functions.entries()) {
    if (maxDepth === null || groups.has(id)) continue
    const reached = reachableFrom(program, id)
    if (!reached.has(id)) continue
    for (const other of reached) if (reachableFrom(program, other).has(id)) groups.set(other, index)
  }
  KNOWN.set(program, groups)
  return groups
}

function reachableFrom(program: TypedProgram, from: SymbolId): ReadonlySet<SymbolId> {
  // A set's iteration reaches what is added on the way.
  const reached = new Set(calleesOf(program, from))
  for (const id of reached) for (const callee of calleesOf(program, id)) reached.add(callee)
  return reached
}

function calleesOf(program: TypedProgram, id: SymbolId): readonly SymbolId[] {
  const symbol = program.symbols.get(id)
  return symbol?.kind === 'function' ? callees(symbol.declaration) : []
}

function callees(fn: TypedFunction): readonly SymbolId[] {
  return mentionsOf(fn.body).uses.flatMap((node) =>
    node.kind === 'call' && node.target.kind !== 'linked' ? [node.target.function] : [],
  )
}
