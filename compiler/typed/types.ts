// The types of the language as the checker knows them and the back end lowers them. Named things are referred to by
// symbol id, so a type is a finite value that can be printed and compared.
import type { ConstValue } from './values.ts'

/** Identity of a declared thing (contract, function, field, parameter, local, ...), unique in a program. */
export type SymbolId = number & { readonly __brand: 'SymbolId' }

/** Integer types; each value lives in a 64-bit word, or in two or four of them, and is kept within its type's range. */
export type IntName = 'u8' | 'u16' | 'u32' | 'u64' | 'i8' | 'i16' | 'i32' | 'i64' | WideName

export type WideName = 'u128' | 'u256' | 'i128' | 'i256'

export type Type =
  | { readonly kind: 'int'; readonly name: IntName }
  | { readonly kind: 'bool' }
  /** 32 bytes: the key of a user, or a contract of this silo. */
  | { readonly kind: 'address' }
  /** 32 bytes. */
  | { readonly kind: 'hash' }
  /** An amount in sompi, a u64 inside; a number about coins, not coins. */
  | { readonly kind: 'sompi' }
  /** Coins themselves: linear, a u64 of sompi inside. */
  | { readonly kind: 'coin' }
  /** The number of an outbox entry, a u64 inside. */
  | { readonly kind: 'outbox-id' }
  /** Which contract of this silo, without its interface: a handle that can be compared but not called. */
  | { readonly kind: 'contract' }
  /** A handle to an instance of a contract of this silo; calls through it are synchronous and typed. */
  | HandleType
  | StructType
  | EnumType
  | TupleType
  | ArrayType
  | TextType
  /** A type parameter; absent from what is lowered. */
  | ParamType
  | MapType
  /** No value. */
  | { readonly kind: 'unit' }
  /** The type of what never ends normally (`trap`). */
  | { readonly kind: 'never' }
  /** Stands where a mistake was already reported; fits anything. Absent from programs without errors. */
  | { readonly kind: 'error' }

export interface HandleType {
  readonly kind: 'handle'
  /** A contract or an interface. */
  readonly contract: SymbolId
  readonly name: string
}

export interface StructType {
  readonly kind: 'struct'
  /** Linear, like coins: declared by `resource`. */
  readonly resource: boolean
  /** The declaration, or the instance of a generic one. */
  readonly struct: SymbolId
  readonly name: string
  /** What it is an instance of; null for a struct without type parameters. */
  readonly generic: GenericOrigin | null
}

export interface EnumType {
  readonly kind: 'enum'
  /** The declaration, or the instance of a generic one. */
  readonly enum: SymbolId
  readonly name: string
  readonly generic: GenericOrigin | null
}

export interface GenericOrigin {
  readonly template: SymbolId
  readonly args: readonly Type[]
}

export interface TupleType {
  readonly kind: 'tuple'
  readonly items: readonly Type[]
}

/** In memory: an address. `[T; n]` has `size`; `[T; ..n]` has `max`, `[T]` neither. */
export interface ArrayType {
  readonly kind: 'array'
  readonly element: Type
  readonly size: number | null
  readonly max: number | null
}

/** Bytes, or bytes that are meant as UTF-8; at most `max` of them. */
export interface TextType {
  readonly kind: 'bytes' | 'string'
  readonly max: number | null
}

export interface ParamType {
  readonly kind: 'param'
  readonly param: SymbolId
  readonly name: string
  readonly bounds: readonly Bound[]
}

/** What a type parameter may be asked for: `==`; also `<`; also arithmetic, which only integers have. */
export type Bound = 'Equal' | 'Ordered' | 'Number'

/** Storage only. `initial` is what a key that was never written reads as; null when `value` is itself a map. */
export interface MapType {
  readonly kind: 'map'
  readonly key: Type
  readonly value: Type
  readonly initial: ConstValue | null
}
