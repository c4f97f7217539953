// `sum(map)`, `count(map)`, `sum(map, v => v.field)`: numbers about a whole map of storage. The contract keeps them as running
// aggregates, so each distinct one gets a number, and only what can be followed write by write is allowed.
import type * as ast from '../syntax/ast.ts'
import type { ConstValue, Type, TypedAggregate, TypedExpr } from '../typed/tree.ts'
import { ERROR, isError, SOMPI, typeName, U64 } from '../typed/type-facts.ts'
import { builtinArgs } from './generics.ts'
import { inScope, invalid, declareLocal, type Body } from './body.ts'
import type { ContractInfo, StorageInfo } from './model.ts'
import { checkPath } from './places.ts'
import { complain } from './session.ts'

export function checkAggregate(body: Body, node: ast.ParsedCall, operation: 'sum' | 'count'): TypedExpr {
  const { span } = node
  const { contract } = body
  const [over, by] = node.args
  const named = over === undefined || contract === null ? null : mapField(body, contract, over.value)
  const most = operation === 'sum' ? 2 : 1
  // What isn't known has no type that something else could be wrong with.
  const unknown = invalid(span, operation === 'sum' ? ERROR : U64)
  if (named === 'unknown') return unknown
  if (named === null || contract === null || over === undefined || node.args.length > most) {
    complain(body.session, 'E1001', span, { operation })
    return unknown
  }
  const { value, initial } = innermost(named.type)
  const selected = operation === 'sum' ? select(body, value, by) : { path: [], type: value }
  if (selected === null) return unknown
  const type = operation === 'count' ? U64 : sumType(selected.type)
  if (type === null) {
    if (isError(selected.type)) return unknown
    const args = { type: typeName(selected.type) }
    const help = by === undefined ? optionHelp(body, named.type, value) : {}
    complain(body.session, 'E1002', (by ?? over).span, args, help)
    return unknown
  }
  if (operation === 'sum' && !isZero(initial, selected.path)) {
    complain(body.session, 'E1003', over.span, { name: named.name })
    return invalid(span, type)
  }
  const wanted: TypedAggregate = { operation, field: named.id, path: selected.path, of: selected.type, type }
  return {
    kind: 'builtin',
    builtin: 'aggregate',
    type,
    span,
    aggregate: numberOf(contract, wanted),
    field: named.id,
  }
}

/** The storage map that the argument names as a whole; unknown where something is wrong with the name or the type, and told already. */
function mapField(body: Body, contract: ContractInfo, node: ast.ParsedExpr): StorageInfo | 'unknown' | null {
  if (node.kind !== 'name' && node.kind !== 'member') return null
  const typed = checkPath(body, node)
  if (isError(typed.type)) return 'unknown'
  if (typed.kind !== 'load' || typed.place.root.kind !== 'storage' || typed.place.path.length > 0) return null
  const { field } = typed.place.root
  return typed.type.kind === 'map' ? (contract.storage.find(({ id }) => id === field) ?? null) : null
}

function innermost(type: Type): { readonly value: Type; readonly initial: ConstValue | null } {
  let value = type
  let initial: ConstValue | null = null
  while (value.kind === 'map') {
    initial = value.initial
    value = value.value
  }
  return { value, initial }
}

/** What `v => v.a.b` selects of a value. */
function select(
  body: Body,
  value: Type,
  by: ast.ParsedArgument | undefined,
): { readonly path: readonly number[]; readonly type: Type } | null {
  if (by === undefined) return { path: [], type: value }
  const { value: lambda } = by
  if (lambda.kind !== 'lambda') {
    complain(body.session, 'E1004', by.span, {})
    return null
  }
  return inScope(body, () => {
    const item = declareLocal(body, lambda.param, lambda.param.span, value, false, 'pattern')
    const typed = body.session.rules.infer(body, lambda.body, null)
    if (isError(typed.type)) return { path: [], type: ERROR }
    const place =
      typed.kind === 'load'
        ? typed.place
        : typed.kind === 'builtin' && typed.builtin === 'coin-amount'
          ? typed.coin
          : null
    const path = place?.path.flatMap((step) => (step.kind === 'field' ? [step.index] : []))
    if (place?.root.kind !== 'local' || place.root.variable !== item.id || path === undefined) {
      complain(body.session, 'E1004', lambda.body.span, {})
      return null
    }
    return { path, type: place.type }
  })
}

function sumType(type: Type): Type | null {
  switch (type.kind) {
    case 'int':
      return type.name === 'i64' || ['u8', 'u16', 'u32', 'u64'].includes(type.name)
        ? type.name === 'i64'
          ? type
          : U64
        : null
    case 'sompi':
    case 'coin':
      return SOMPI
    default:
      return null
  }
}

/** Where the values would add up that the map may or may not have: how it has one for each key. */
function optionHelp(body: Body, map: Type, value: Type): { readonly help?: string } {
  const [held] = builtinArgs(body.session, value, 'Option') ?? []
  if (held === undefined || sumType(held) === null) return {}
  const [written, name] = [typeName(map), typeName(value)]
  const at = written.lastIndexOf(name)
  const zero = held.kind === 'sompi' ? '0 kas' : '0'
  const wanted = `${written.slice(0, at)}${typeName(held)} = ${zero}${written.slice(at + name.length)}`
  return { help: `give the map a default, so that every key has a value: \`${wanted}\`` }
}

/** Whether entries that were never written add nothing. */
function isZero(initial: ConstValue | null, path: readonly number[]): boolean {
  let value = initial
  for (const index of path) value = value?.kind === 'struct' ? (value.fields[index] ?? null) : null
  return value === null || (value.kind === 'int' && value.value === 0n)
}

/** The aggregate's number among the contract's; the same one is kept once. */
function numberOf(contract: ContractInfo, wanted: TypedAggregate): number {
  const known = contract.aggregates.findIndex(
    (a) =>
      a.operation === wanted.operation &&
      a.field === wanted.field &&
      a.path.join('.') === wanted.path.join('.'),
  )
  return known >= 0 ? known : contract.aggregates.push(wanted) - 1
}
