// The application binary interface of a silo: what clients need to call its contracts and to read what comes back.
// Plain data, written into the artifact as JSON; docs/abi.md gives the encoding.

/** A type as clients see it. Each value is a fixed number of words (`wordsOf`). */
export type AbiType =
  | { readonly kind: AbiScalar }
  /** An instance of the named contract of this silo, by number. */
  | { readonly kind: 'handle'; readonly contract: string }
  | { readonly kind: 'struct'; readonly name: string; readonly fields: readonly AbiField[] }
  | { readonly kind: 'tuple'; readonly items: readonly AbiType[] }
  /** `size` items, or up to that many with their number in front. */
  | {
      readonly kind: 'array'
      readonly element: AbiType
      readonly size: number
      readonly growable: boolean
    }
  /** Up to `max` bytes; those of a string are meant as UTF-8. */
  | { readonly kind: 'bytes' | 'string'; readonly max: number }
  | { readonly kind: 'enum'; readonly name: string; readonly variants: readonly AbiVariant[] }

/** `outbox-id` counts the payments of its message from 0; `contract` is the number of an instance of any type. */
export type AbiScalar =
  | 'u8'
  | 'u16'
  | 'u32'
  | 'u64'
  | 'u128'
  | 'u256'
  | 'i128'
  | 'i256'
  | 'i8'
  | 'i16'
  | 'i32'
  | 'i64'
  | 'bool'
  | 'address'
  | 'hash'
  | 'sompi'
  | 'coin'
  | 'outbox-id'
  | 'contract'

export interface AbiVariant {
  readonly name: string
  /** Whether the data is a list; fields are then called 0, 1, ... */
  readonly positional: boolean
  readonly fields: readonly AbiField[]
  readonly doc: string | null
}

export interface AbiField {
  readonly name: string
  readonly type: AbiType
  readonly doc: string | null
}

export interface AbiFunction {
  readonly name: string
  /** First four bytes (little-endian) of BLAKE3 of `signature`. */
  readonly selector: number
  readonly signature: string
  readonly doc: string | null
  /** Arguments in the payload. The coin of a payable function is not among them: it is the message's value. */
  readonly params: readonly AbiField[]
  /** Name of the coin's parameter; null for a function that takes no value. */
  readonly coin: string | null
  readonly result: AbiType | null
  readonly payable: boolean
  readonly view: boolean
  /** The `by` clause as words: `anyone`, the storage places that hold those who may call, `sig(owner, keeper)`, or `origin Final { silo: feed, .. }`. */
  readonly access: readonly string[]
  /** Of a `remote` function the calls that it takes: those that are final in their silo, those that aren't proven yet, or both. Empty for all others. */
  readonly origins: readonly ('Final' | 'Unproven')[]
  /** How many of the last parameters are signatures of the call, one for each key of `sig(...)`. */
  readonly signatures: number
}

export interface AbiEvent {
  readonly name: string
  readonly signature: string
  /** First eight bytes (little-endian) of BLAKE3 of `signature`, as 16 hexadecimal digits of the number. */
  readonly id: string
  readonly doc: string | null
  readonly fields: readonly AbiField[]
}

export interface AbiError {
  readonly name: string
  readonly signature: string
  /** The detail word of the receipt: below 256 for the standard errors, otherwise bit 31 is set. */
  readonly id: number
  readonly doc: string | null
  readonly fields: readonly AbiField[]
}

export interface AbiContract {
  readonly name: string
  readonly doc: string | null
  /** The constructor, for messages of kind 1; a contract that declares none has one without arguments. */
  readonly init: AbiFunction
  readonly functions: readonly AbiFunction[]
  /** What contracts of other silos call. */
  readonly remote: readonly AbiFunction[]
  /** What takes back the coins of calls to other silos; nobody calls it. */
  readonly refunds: readonly AbiFunction[]
  readonly events: readonly AbiEvent[]
  readonly errors: readonly AbiError[]
}

export interface Abi {
  /** Name of the contract that is instance 0. */
  readonly root: string
  readonly contracts: readonly AbiContract[]
  /** The contract of each instance, by number. */
  readonly instances: readonly string[]
}

/**
 * A value as clients hold it: integers and amounts as bigint, 32 bytes as 64 hexadecimal digits, bytes as digits, tuples and arrays as lists. Of an enum the
 * name of a variant without data, or a record with the variant's name and its data: the one value, a list, or a record of fields.
 */
export type AbiValue = bigint | boolean | string | AbiRecord | readonly AbiValue[]
export interface AbiRecord {
  readonly [field: string]: AbiValue
}

/** Words that a value of the type takes. */
export function wordsOf(type: AbiType): number {
  switch (type.kind) {
    case 'u128':
    case 'i128':
      return 2
    case 'address':
    case 'hash':
    case 'u256':
    case 'i256':
      return 4
    case 'struct':
      return wordsOfFields(type.fields)
    case 'array':
      return (type.growable ? 1 : 0) + type.size * wordsOf(type.element)
    case 'bytes':
    case 'string':
      return 1 + Math.ceil(type.max / 8)
    case 'tuple':
      return type.items.reduce((sum, item) => sum + wordsOf(item), 0)
    case 'enum':
      return 1 + Math.max(0, ...type.variants.map((variant) => wordsOfFields(variant.fields)))
    default:
      return 1
  }
}

/** Words of all fields. */
export function wordsOfFields(fields: readonly AbiField[]): number {
  return fields.reduce((sum, field) => sum + wordsOf(field.type), 0)
}

function canonicalFields(fields: readonly { readonly type: AbiType }[]): string {
  return `(${fields.map((field) => canonicalType(field.type)).join(',')})`
}

/** The type as it stands in signatures: structs by their fields, enums by those of their variants, handles as `contract`, so that names don't matter. */
function canonicalType(type: AbiType): string {
  switch (type.kind) {
    case 'struct':
      return canonicalFields(type.fields)
    case 'array':
      return `[${canonicalType(type.element)};${type.growable ? '..' : ''}${type.size}]`
    case 'bytes':
    case 'string':
      return `${type.kind}<${type.max}>`
    case 'tuple':
      return `(${type.items.map(canonicalType).join(',')})`
    case 'enum':
      return `{${type.variants.map((variant) => canonicalFields(variant.fields)).join(',')}}`
    case 'handle':
      return 'contract'
    default:
      return type.kind
  }
}

/** `name(type,type)`: what selectors and ids are hashes of. */
export function signatureOf(name: string, fields: readonly { readonly type: AbiType }[]): string {
  return `${name}${canonicalFields(fields)}`
}
