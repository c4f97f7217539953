// What functions may do through others: the storage that they write and read, over calls within a contract and between
// contracts of the silo.
import type { CallTarget, SymbolId, TypedBlock, TypedExpr, TypedProgram } from '../typed/tree.ts'
import { operatedPlace, walkBlock, walkExpr, type Visitor } from '../typed/walk.ts'

/** Fields of storage that a function may write, itself or through others. */
export function fieldsWritten(program: TypedProgram, fn: SymbolId): ReadonlySet<SymbolId> {
  const fields = new Set<SymbolId>()
  forEachReached(program, [fn], (body, visitor) => walkBlock(body, visitor), {
    statement: (node) => {
      if ((node.kind === 'assign' || node.kind === 'update') && node.place.root.kind === 'storage')
        fields.add(node.place.root.field)
    },
    expr: (node) => {
      if (node.kind !== 'builtin') return
      for (const place of writtenPlaces(node)) if (place.root.kind === 'storage') fields.add(place.root.field)
    },
  })
  return fields
}

/** Fields of storage that a condition reads, itself or through the functions that it calls, in ascending order. */
export function fieldsRead(program: TypedProgram, condition: TypedExpr): readonly SymbolId[] {
  const fields = new Set<SymbolId>()
  const visitor: Visitor = {
    expr: (node) => {
      if (node.kind === 'load' && node.place.root.kind === 'storage') fields.add(node.place.root.field)
      if (node.kind !== 'builtin') return
      if (node.builtin === 'aggregate') fields.add(node.field)
      const root = operatedPlace(node)?.place.root
      if (root?.kind === 'storage') fields.add(root.field)
    },
  }
  const first = calleesOf(program, (inner) => walkExpr(condition, inner))
  walkExpr(condition, visitor)
  forEachReached(program, first, (body, inner) => walkBlock(body, inner), visitor)
  return [...fields].toSorted((a, b) => a - b)
}

function writtenPlaces(node: Extract<TypedExpr, { kind: 'builtin' }>) {
  const operated = operatedPlace(node)
  return operated?.writes === true ? [operated.place] : []
}

function forEachReached(
  program: TypedProgram,
  from: readonly SymbolId[],
  walk: (body: TypedBlock, visitor: Visitor) => void,
  visitor: Visitor,
): void {
  // A set's iteration reaches what is added on the way.
  const reached = new Set(from)
  for (const id of reached) {
    const symbol = program.symbols.get(id)
    if (symbol?.kind !== 'function') continue
    walk(symbol.declaration.body, visitor)
    for (const callee of calleesOf(program, (inner) => walk(symbol.declaration.body, inner)))
      reached.add(callee)
  }
}

/** What a call through an interface may reach. */
function implementations(program: TypedProgram, target: CallTarget): readonly SymbolId[] {
  if (target.kind !== 'linked' || program.symbols.get(target.contract)?.kind !== 'interface') return []
  return program.contracts
    .filter((contract) => contract.implements.includes(target.contract))
    .flatMap(({ functions }) => functions.filter(({ name }) => name === target.name).map(({ id }) => id))
}

/** Functions that are called, and the constructors of contracts that are bound. */
function calleesOf(program: TypedProgram, walk: (visitor: Visitor) => void): readonly SymbolId[] {
  const callees: SymbolId[] = []
  walk({
    expr: (node) => {
      if (node.kind === 'call') callees.push(node.target.function, ...implementations(program, node.target))
      if (node.kind !== 'deploy') return
      const contract = program.symbols.get(node.contract)
      if (contract?.kind === 'contract' && contract.declaration.init !== null)
        callees.push(contract.declaration.init.id)
    },
  })
  return callees
}
