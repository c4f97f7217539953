// A written type to a type. Unknown names and types in the wrong position are reported; the result is then the error type.
import type * as ast from '../syntax/ast.ts'
import {
  BOOL,
  ERROR,
  holdsResource,
  isSlot,
  mayStand,
  NAMED_TYPES,
  typeName,
  U64,
  type Position,
} from '../typed/type-facts.ts'
import type { ConstValue, ParamType, Type } from '../typed/tree.ts'
import { enumType, isResource, meets, optionOf, structType } from './generics.ts'
import { describe } from './model.ts'
import { complain, lookUp, refer, type Surroundings } from './session.ts'
import { didYouMean } from './suggest.ts'
import { isOfGoodSize } from './type-size.ts'

/** The type that is written, checked for its position. */
export function resolveType(at: Surroundings, node: ast.ParsedType, position: Position): Type {
  const type = plainType(at, node)
  if (mayStand(type, position)) return type
  complain(
    at.session,
    'E0516',
    node.span,
    { type: typeName(type), position: POSITION_NAMES[position] },
    { help: adviceFor(type) },
  )
  return ERROR
}

function plainType(at: Surroundings, node: ast.ParsedType): Type {
  switch (node.kind) {
    case 'missing':
      return ERROR
    case 'map':
      return mapType(at, node)
    case 'named':
      return namedType(at, node)
    case 'tuple-type':
      return tupleType(at, node)
    case 'array-type':
      return arrayType(at, node)
    case 'text-type': {
      const max = lengthOf(at, node.max)
      return max === null ? ERROR : { kind: node.name.text === 'bytes' ? 'bytes' : 'string', max }
    }
  }
}

function arrayType(at: Surroundings, node: ast.ParsedArrayType): Type {
  const element = resolveType(at, node.element, 'type-argument')
  const size = node.size === null ? null : lengthOf(at, node.size)
  if (element.kind === 'error' || (node.size !== null && size === null)) return ERROR
  const type: Type = {
    kind: 'array',
    element,
    size: node.bounded ? null : size,
    max: node.bounded ? size : null,
  }
  return sized(at, node, type)
}

/** The type, if it is not too large. */
function sized(at: Surroundings, node: ast.ParsedType, type: Type): Type {
  return isOfGoodSize(at.session, type, node.span) ? type : ERROR
}

/** A length that is written in a type; null after a reported mistake. */
export function lengthOf(at: Surroundings, node: ast.ParsedExpr): number | null {
  const value = at.session.rules.initialValue(at, node, U64)
  if (value?.kind !== 'int') return null
  if (value.value >= 1n && value.value <= MAX_LENGTH) return Number(value.value)
  complain(at.session, 'E0547', node.span, { least: '1', greatest: String(MAX_LENGTH) })
  return null
}

/** Far more than the heap of a message holds. */
const MAX_LENGTH = 1_000_000n

/** `(A, B)`; one type in brackets is that type. */
function tupleType(at: Surroundings, node: Extract<ast.ParsedType, { kind: 'tuple-type' }>): Type {
  const [only] = node.items
  if (node.items.length === 1 && only !== undefined) return plainType(at, only)
  const items = node.items.map((item) => plainType(at, item))
  const type: Type = items.some((item) => item.kind === 'error') ? ERROR : { kind: 'tuple', items }
  return sized(at, node, type)
}

type NamedNode = Extract<ast.ParsedType, { kind: 'named' }>

function namedType(at: Surroundings, node: NamedNode): Type {
  const { name } = node
  if (name.text === 'set' && lookUp(at, 'set') === undefined) return setType(at, node)
  const simple = NAMED_TYPES.get(name.text) ?? at.types?.get(name.text)
  if (simple !== undefined) return withoutArgs(at, node, simple)
  const entity = lookUp(at, name.text)
  if (entity?.kind === 'struct') {
    refer(at.session, name.span, entity.info.id)
    const args = typeArgs(at, node, entity.info.typeParams)
    return args === null ? ERROR : sized(at, node, structType(at.session, entity.info, args))
  }
  const info = entity === undefined ? at.session.builtinEnums.get(name.text) : undefined
  if (entity?.kind === 'enum' || info !== undefined) {
    const declared = entity?.kind === 'enum' ? entity.info : info
    if (entity?.kind === 'enum') refer(at.session, name.span, entity.info.id)
    const slot = info === undefined || name.text !== 'Option' ? null : slotType(at, node)
    if (slot !== null) return slot
    const args = declared === undefined ? null : typeArgs(at, node, declared.typeParams)
    return args === null || declared === undefined
      ? ERROR
      : sized(at, node, enumType(at.session, declared, args))
  }
  if (entity?.kind === 'contract' || entity?.kind === 'interface') {
    refer(at.session, name.span, entity.info.id)
    return withoutArgs(at, node, { kind: 'handle', contract: entity.info.id, name: entity.info.name })
  }
  if (name.text === '' || at.scope.broken.has(name.text)) return ERROR
  if (entity !== undefined) {
    complain(at.session, 'E0304', name.span, { name: name.text, is: describe(entity), wanted: 'a type' })
    return ERROR
  }
  const known = [...NAMED_TYPES.keys(), ...(at.types?.keys() ?? []), ...typeNames(at)]
  const foreign = FOREIGN.get(name.text)
  complain(
    at.session,
    'E0303',
    name.span,
    { name: name.text },
    foreign === undefined ? didYouMean(name.text, name.span, known) : { help: foreign },
  )
  return ERROR
}

/** `Option<Ticket>`, where Ticket is a resource: a place that may hold one; null for other types. */
function slotType(at: Surroundings, node: NamedNode): Type | null {
  const [arg] = node.args
  const entity = arg?.kind === 'named' ? lookUp(at, arg.name.text) : undefined
  if (arg === undefined || entity?.kind !== 'struct' || !isResource(entity.info)) return null
  return node.args.length === 1 ? optionOf(at.session, plainType(at, arg)) : null
}

/** `set<K>`: which keys are in it, as a map to `bool` that begins with none. */
function setType(at: Surroundings, node: NamedNode): Type {
  const [key] = node.args
  if (key === undefined || node.args.length > 1) {
    complain(at.session, 'E0537', node.span, { name: 'set', form: 'set<K>' })
    return ERROR
  }
  return {
    kind: 'map',
    key: resolveType(at, key, 'map-key'),
    value: BOOL,
    initial: { kind: 'bool', value: false },
  }
}

/** The types in angle brackets; null after a reported mistake. */
function typeArgs(at: Surroundings, node: NamedNode, params: readonly ParamType[]): readonly Type[] | null {
  const args = node.args.map((arg) => resolveType(at, arg, 'type-argument'))
  if (args.length !== params.length) {
    const name = node.name.text
    const form = params.length === 0 ? name : `${name}<${params.map((p) => p.name).join(', ')}>`
    complain(at.session, 'E0537', node.span, { name, form })
    return null
  }
  for (const [i, param] of params.entries()) {
    const [arg, bound] = [args[i] ?? ERROR, param.bounds.find((b) => !meets(args[i] ?? ERROR, b))]
    if (bound === undefined) continue
    complain(at.session, 'E0534', node.args[i]?.span ?? node.span, {
      type: typeName(arg),
      bound,
      param: param.name,
    })
    return null
  }
  return args.some((arg) => arg.kind === 'error') ? null : args
}

function withoutArgs(at: Surroundings, node: NamedNode, type: Type): Type {
  return node.args.length > 0 && typeArgs(at, node, []) === null ? ERROR : type
}

function mapType(at: Surroundings, node: ast.ParsedMapType): Type {
  const key = resolveType(at, node.key, 'map-key')
  const value = resolveType(at, node.value, 'map-value')
  if (value.kind === 'map' || holdsResource(value) || isSlot(value)) {
    if (node.initial !== null)
      complain(at.session, 'E0604', node.initial.span, {
        what: value.kind === 'map' ? 'a map' : 'a resource',
      })
    if (isSlot(value)) return { kind: 'map', key, value, initial: NONE }
    if (value.kind !== 'map') return { kind: 'map', key, value: optionOf(at.session, value), initial: NONE }
    return { kind: 'map', key, value, initial: null }
  }
  if (node.initial !== null)
    return { kind: 'map', key, value, initial: at.session.rules.initialValue(at, node.initial, value) }
  if (value.kind === 'coin') return { kind: 'map', key, value, initial: EMPTY }
  if (value.kind === 'error') return ERROR
  // What was never written is None.
  return { kind: 'map', key, value: optionOf(at.session, value), initial: NONE }
}

const EMPTY: ConstValue = { kind: 'int', value: 0n }
/** Of an `Option`. */
export const NONE: ConstValue = { kind: 'enum', variant: 0, name: 'None', fields: [] }

function typeNames(at: Surroundings): string[] {
  const all = [...(at.contract?.members ?? []), ...at.scope.names]
  return all
    .filter(([, e]) => e.kind === 'struct' || e.kind === 'enum' || e.kind === 'contract')
    .map(([name]) => name)
}

const POSITION_NAMES: Readonly<Record<Position, string>> = {
  storage: 'storage',
  'map-key': "a map's key",
  'map-value': "a map's value",
  field: 'a field of a struct, enum, error or event',
  'resource-field': 'a field of a resource',
  'type-argument': 'in the brackets of a type',
  'public-parameter': 'a parameter of a public function',
  parameter: 'a parameter',
  'init-parameter': 'a parameter of `init`',
  'free-parameter': 'a parameter of a function outside a contract',
  'public-result': 'the result of a public function',
  result: 'the result of a function',
  variable: 'a variable',
  constant: 'a constant',
}

/** What to write instead of a type where it can't stand. */
export function adviceFor(type: Type): string | null {
  if (isSlot(type)) return 'a place that may hold a resource is a storage field or the value of a map'
  if (holdsResource(type))
    return 'resources live in storage, in variables, parameters and results, and in other resources'
  return ADVICE[type.kind] ?? null
}

const ADVICE: Readonly<Partial<Record<Type['kind'], string>>> = {
  map: 'maps live in storage, at the top or as the value of another map',
  array: 'say how long it may be: `[T; 4]`, or `[T; ..4]` for up to four',
  bytes: 'say how long it may be: `bytes<64>`',
  string: 'say how long it may be: `string<64>`',
  coin: 'coins live in storage, in variables and in parameters; a number about coins has the type `sompi`',
  handle:
    'a handle lives in storage, in variables and in private functions; its identity alone has the type `contract`',
  enum: 'a key is a number, a bool, an address, a hash, an id or a tuple of those',
  struct: 'a key is a number, a bool, an address, a hash or an id',
}

/** Types of other languages, with what stands for them here. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ['uint', 'write `u64`'],
  ['uint256', 'write `u256`'],
  ['uint128', 'write `u128`'],
  ['int', 'write `i64`'],
  ['boolean', 'write `bool`'],
  ['bytes32', 'write `hash`'],
])
