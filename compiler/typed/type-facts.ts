// Facts about types: equality, names as people write them, ranges, and where a type may stand.
import type { OriginVariant, TypedAccess } from './tree.ts'
import type { ArrayType, EnumType, IntName, TextType, Type, WideName } from './types.ts'

export const ERROR: Type = { kind: 'error' }
export const UNIT: Type = { kind: 'unit' }
export const NEVER: Type = { kind: 'never' }
export const BOOL: Type = { kind: 'bool' }
export const U8: Type = { kind: 'int', name: 'u8' }
export const U64: Type = { kind: 'int', name: 'u64' }
export const U32: Type = { kind: 'int', name: 'u32' }
export const SOMPI: Type = { kind: 'sompi' }
export const COIN: Type = { kind: 'coin' }
export const ADDRESS: Type = { kind: 'address' }
export const HASH: Type = { kind: 'hash' }
export const CONTRACT: Type = { kind: 'contract' }
export const OUTBOX_ID: Type = { kind: 'outbox-id' }

const INT_NAMES = [
  'u8',
  'u16',
  'u32',
  'u64',
  'u128',
  'u256',
  'i8',
  'i16',
  'i32',
  'i64',
  'i128',
  'i256',
] as const satisfies readonly IntName[]

/** Types that are written as one word. */
export const NAMED_TYPES: ReadonlyMap<string, Type> = new Map<string, Type>([
  ...INT_NAMES.map((name): [string, Type] => [name, { kind: 'int', name }]),
  ['bool', BOOL],
  ['address', ADDRESS],
  ['hash', HASH],
  ['sompi', SOMPI],
  ['coin', COIN],
  ['contract', CONTRACT],
  ['OutboxId', OUTBOX_ID],
  ['bytes', { kind: 'bytes', max: null }],
  ['string', { kind: 'string', max: null }],
])

/** The least and greatest value of an integer type. */
const INT_RANGE: Readonly<Record<IntName, readonly [bigint, bigint]>> = {
  u8: [0n, (1n << 8n) - 1n],
  u16: [0n, (1n << 16n) - 1n],
  u32: [0n, (1n << 32n) - 1n],
  u64: [0n, (1n << 64n) - 1n],
  u128: [0n, (1n << 128n) - 1n],
  u256: [0n, (1n << 256n) - 1n],
  i8: [-(1n << 7n), (1n << 7n) - 1n],
  i16: [-(1n << 15n), (1n << 15n) - 1n],
  i32: [-(1n << 31n), (1n << 31n) - 1n],
  i64: [-(1n << 63n), (1n << 63n) - 1n],
  i128: [-(1n << 127n), (1n << 127n) - 1n],
  i256: [-(1n << 255n), (1n << 255n) - 1n],
}

/** The type as it is written in a program. */
export function typeName(type: Type): string {
  switch (type.kind) {
    case 'int':
    case 'handle':
    case 'struct':
    case 'enum':
    case 'param':
      return type.name
    case 'array': {
      const size = type.size !== null ? `; ${type.size}` : type.max !== null ? `; ..${type.max}` : ''
      return `[${typeName(type.element)}${size}]`
    }
    case 'bytes':
    case 'string':
      return type.max === null ? type.kind : `${type.kind}<${type.max}>`
    case 'tuple':
      return `(${type.items.map(typeName).join(', ')})`
    case 'outbox-id':
      return 'OutboxId'
    case 'map':
      return `map<${typeName(type.key)}, ${typeName(type.value)}>`
    case 'unit':
      return 'no value'
    case 'never':
      return 'nothing (it never ends)'
    case 'error':
      return 'unknown'
    case 'bool':
    case 'address':
    case 'hash':
    case 'sompi':
    case 'coin':
    case 'contract':
      return type.kind
  }
}

/** Whether two types are the same. The error type equals only itself: ask `fits` to let mistakes pass. */
export function sameType(a: Type, b: Type): boolean {
  if (a.kind === 'int' && b.kind === 'int') return a.name === b.name
  if (a.kind === 'handle' && b.kind === 'handle') return a.contract === b.contract
  if (a.kind === 'struct' && b.kind === 'struct') return a.struct === b.struct
  if (a.kind === 'enum' && b.kind === 'enum') return a.enum === b.enum
  if (a.kind === 'param' && b.kind === 'param') return a.param === b.param
  if (a.kind === 'tuple' && b.kind === 'tuple') {
    return (
      a.items.length === b.items.length && a.items.every((item, i) => sameType(item, b.items[i] ?? ERROR))
    )
  }
  // How long a value may be is asked where it goes to: `needsBound`.
  if (a.kind === 'array' && b.kind === 'array') return a.size === b.size && sameType(a.element, b.element)
  if (a.kind === 'map' && b.kind === 'map') return sameType(a.key, b.key) && sameType(a.value, b.value)
  return a.kind === b.kind
}

/** Whether an integer type has negative values. */
export function isSignedInt(name: IntName): boolean {
  return name.startsWith('i')
}

/** Whether an integer type takes more than one word. */
export function isWide(name: IntName): name is WideName {
  return name.endsWith('128') || name.endsWith('256')
}

/** Words of a value of an integer type. */
export function intWords(name: IntName): number {
  if (!isWide(name)) return 1
  return name.endsWith('128') ? 2 : 4
}

/** The words of a number, the lowest first. */
export function numberWords(name: IntName, value: bigint): bigint[] {
  if (!isWide(name)) return [BigInt.asUintN(64, value)]
  return Array.from({ length: intWords(name) }, (_, i) => BigInt.asUintN(64, value >> BigInt(64 * i)))
}

/** Whether a value of type `from` can stand where `to` is asked for, without conversion. */
export function fits(from: Type, to: Type): boolean {
  if (from.kind === 'error' || to.kind === 'error' || from.kind === 'never') return true
  return sameType(from, to)
}

/** Whether a value of type `from` may be too long for `to`. */
export function needsBound(from: Type, to: Type): boolean {
  if (!('max' in from) || !('max' in to)) return false
  return to.max !== null && (from.max === null || from.max > to.max)
}

/** Arrays, bytes and strings. */
export function isSequence(type: Type): type is ArrayType | TextType {
  return type.kind === 'array' || type.kind === 'bytes' || type.kind === 'string'
}

/** Whether a mistake in this type was already reported. */
export function isError(type: Type): boolean {
  return type.kind === 'error'
}

/** The range of values of an integer or sompi; null for other types. */
export function rangeOf(type: Type): readonly [bigint, bigint] | null {
  if (type.kind === 'int') return INT_RANGE[type.name]
  return type.kind === 'sompi' ? INT_RANGE.u64 : null
}

/** Whether values of a type are neither copied nor lost: coins, resources, and what holds them. */
export function isLinear(type: Type): boolean {
  switch (type.kind) {
    case 'coin':
      return true
    case 'struct':
      return type.resource
    case 'tuple':
      return type.items.some(isLinear)
    case 'enum':
      return isSlot(type)
    default:
      return false
  }
}

/** A place in storage that may hold a resource: `Option<Ticket>`. */
export function isSlot(type: Type): type is EnumType {
  return type.kind === 'enum' && heldIn(type) !== null
}

/** The resource that a place of this type may hold. */
export function heldIn(type: Type): Type | null {
  const [held] = type.kind === 'enum' ? (type.generic?.args ?? []) : []
  return held !== undefined && isLinear(held) ? held : null
}

/** Whether a resource stands in a type: nobody outside of the silo can give or take a value of it. */
export function holdsResource(type: Type): boolean {
  return type.kind === 'tuple' ? type.items.some(holdsResource) : type.kind === 'struct' && type.resource
}

/** Whether only contracts of the silo can call a public function: a message can't carry its values. */
export function isForContracts(fn: {
  readonly params: readonly { readonly type: Type }[]
  readonly result: Type
}): boolean {
  return isLinear(fn.result) || fn.params.some(({ type }) => holdsResource(type))
}

/** The parameters that hold the signatures of a `by sig` clause, and those before them, which are signed; a coin is in neither. */
export function splitSignatures<P>(fn: {
  readonly params: readonly P[]
  readonly payable: boolean
  readonly access: TypedAccess
}): { readonly signed: readonly P[]; readonly signatures: readonly P[] } {
  const params = fn.payable ? fn.params.slice(0, -1) : fn.params
  const from = params.length - (fn.access.kind === 'signed' ? fn.access.keys.length : 0)
  return { signed: params.slice(0, from), signatures: params.slice(from) }
}

/** Whether a `remote` function takes calls that are final, or those that aren't. */
export function takesFrom(access: TypedAccess, wanted: OriginVariant): boolean {
  if (access.kind !== 'origin') return wanted === 'Final'
  return access.origins.some(({ variant }) => variant === wanted)
}

/** A position in which a type may be written. */
export type Position =
  | 'storage'
  | 'map-key'
  | 'map-value'
  | 'field'
  | 'resource-field'
  | 'type-argument'
  | 'public-parameter'
  | 'parameter'
  | 'init-parameter'
  | 'free-parameter'
  | 'public-result'
  | 'result'
  | 'variable'
  | 'constant'

/** Positions that take more than plain values (numbers, bool, bytes, ids, structs), which may stand almost anywhere. */
const TAKES: Readonly<Record<Position, readonly (Type['kind'] | 'resource' | 'slot' | 'pair')[]>> = {
  storage: ['coin', 'handle', 'map', 'resource', 'slot'],
  'map-key': [],
  'map-value': ['coin', 'map', 'resource', 'slot'],
  field: [],
  'resource-field': ['coin', 'resource'],
  'type-argument': [],
  'public-parameter': ['coin', 'resource'],
  parameter: ['coin', 'handle', 'resource', 'pair'],
  'init-parameter': ['handle'],
  'free-parameter': ['coin', 'resource', 'pair'],
  'public-result': ['coin', 'resource', 'pair'],
  result: ['coin', 'handle', 'resource', 'pair'],
  variable: ['coin', 'handle', 'resource', 'pair'],
  constant: [],
}

/** Positions in memory only, where an array or text may have any length. */
const UNBOUNDED: ReadonlySet<Position> = new Set([
  'parameter',
  'free-parameter',
  'result',
  'variable',
  'constant',
])

/** Whether a type may stand in a position. */
export function mayStand(type: Type, position: Position): boolean {
  switch (type.kind) {
    case 'int':
    case 'bool':
    case 'address':
    case 'hash':
    case 'sompi':
    case 'error':
      return true
    case 'outbox-id':
    case 'contract':
      return position !== 'constant'
    case 'coin':
    case 'handle':
    case 'map':
      return TAKES[position].includes(type.kind)
    case 'struct':
      return type.resource ? TAKES[position].includes('resource') : position !== 'map-key'
    case 'enum':
      return isSlot(type) ? TAKES[position].includes('slot') : position !== 'map-key'
    case 'tuple':
      if (isLinear(type) && !TAKES[position].includes('pair')) return false
      if (isLinear(type)) return type.items.every((item) => isLinear(item) || mayStand(item, 'field'))
      return type.items.every((item) => mayStand(item, position === 'map-key' ? 'map-key' : 'field'))
    case 'array':
      if (type.size === null && type.max === null && !UNBOUNDED.has(position)) return false
      return position !== 'map-key' && mayStand(type.element, 'field')
    case 'bytes':
    case 'string':
      return position !== 'map-key' && (type.max !== null || UNBOUNDED.has(position))
    case 'param':
      return position !== 'storage' && position !== 'map-key'
    case 'unit':
    case 'never':
      return false
  }
}
