// A written type to a type. Unknown names and types in the wrong position are reported; the result is then the error type.
import type { Span } from '../source.ts'
import type * as ast from '../syntax/ast.ts'
import { ERROR, mayStand, NAMED_TYPES, typeName, type Position } from '../typed/type-facts.ts'
import type { ConstValue, Type } from '../typed/tree.ts'
import { describe } from './model.ts'
import { complain, lookUp, refer, type Surroundings } from './session.ts'
import { didYouMean } from './suggest.ts'

/** The type that is written, checked for its position. */
export function resolveType(at: Surroundings, node: ast.ParsedType, position: Position): Type {
  const type = plainType(at, node)
  if (mayStand(type, position)) return type
  complain(
    at.session,
    'E0516',
    node.span,
    { type: typeName(type), position: POSITION_NAMES[position] },
    { help: ADVICE[type.kind] ?? null },
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
      return namedType(at, node.name)
  }
}

function namedType(at: Surroundings, name: ast.Name): Type {
  const simple = NAMED_TYPES.get(name.text)
  if (simple !== undefined) return simple
  const entity = lookUp(at, name.text)
  if (entity?.kind === 'struct') {
    refer(at.session, name.span, entity.info.id)
    return { kind: 'struct', struct: entity.info.id, name: entity.info.name }
  }
  if (entity?.kind === 'contract' || entity?.kind === 'interface') {
    refer(at.session, name.span, entity.info.id)
    return { kind: 'handle', contract: entity.info.id, name: entity.info.name }
  }
  if (name.text === '' || at.scope.broken.has(name.text)) return ERROR
  if (entity !== undefined) {
    complain(at.session, 'E0304', name.span, { name: name.text, is: describe(entity), wanted: 'a type' })
    return ERROR
  }
  const known = [...NAMED_TYPES.keys(), ...typeNames(at)]
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

function mapType(at: Surroundings, node: ast.ParsedMapType): Type {
  const key = resolveType(at, node.key, 'map-key')
  const value = resolveType(at, node.value, 'map-value')
  const initial = mapInitial(at, node, value)
  return { kind: 'map', key, value, initial }
}

function mapInitial(at: Surroundings, node: ast.ParsedMapType, value: Type): ConstValue | null {
  if (value.kind === 'map') {
    if (node.initial !== null) complain(at.session, 'E0604', node.initial.span, { what: 'a map' })
    return null
  }
  if (node.initial !== null) return at.session.rules.initialValue(at, node.initial, value)
  if (value.kind === 'coin') return { kind: 'int', value: 0n }
  if (value.kind === 'error') return null
  const example = EXAMPLES[value.kind]
  const end: Span = { ...node.value.span, start: node.value.span.end }
  complain(
    at.session,
    'E0517',
    node.span,
    {},
    example === undefined
      ? {}
      : {
          help: `write a default: \`map<..., ${typeName(value)}${example}>\``,
          fix: { title: `add \`${example.trim()}\``, edits: [{ span: end, newText: example }] },
        },
  )
  return null
}

const EXAMPLES: Readonly<Partial<Record<Type['kind'], string>>> = {
  int: ' = 0',
  sompi: ' = 0 sompi',
  bool: ' = false',
}

function typeNames(at: Surroundings): string[] {
  const all = [...(at.contract?.members ?? []), ...at.scope.names]
  return all.filter(([, e]) => e.kind === 'struct' || e.kind === 'contract').map(([name]) => name)
}

const POSITION_NAMES: Readonly<Record<Position, string>> = {
  storage: 'storage',
  'map-key': "a map's key",
  'map-value': "a map's value",
  field: 'a field of a struct, error or event',
  'public-parameter': 'a parameter of a public function',
  parameter: 'a parameter',
  'init-parameter': 'a parameter of `init`',
  'free-parameter': 'a parameter of a function outside a contract',
  'public-result': 'the result of a public function',
  result: 'the result of a function',
  variable: 'a variable',
  constant: 'a constant',
}

const ADVICE: Readonly<Partial<Record<Type['kind'], string>>> = {
  map: 'maps live in storage, at the top or as the value of another map',
  coin: 'coins live in storage, in variables and in parameters; a number about coins has the type `sompi`',
  handle:
    'a handle lives in storage, in variables and in private functions; its identity alone has the type `contract`',
  struct: 'a key is a number, a bool, an address, a hash or an id',
}

/** Types of other languages, with what stands for them here. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ['uint', 'write `u64`'],
  ['uint256', 'integers have up to 64 bits for now: write `u64`'],
  ['u128', 'integers have up to 64 bits for now: write `u64`, and `mul_div` for a wide product'],
  ['u256', 'integers have up to 64 bits for now: write `u64`, and `mul_div` for a wide product'],
  ['int', 'write `i64`'],
  ['boolean', 'write `bool`'],
  ['string', 'there are no texts yet: `hash` holds 32 bytes'],
  ['bytes', 'there are no byte strings yet: `hash` holds 32 bytes'],
  ['bytes32', 'write `hash`'],
])
