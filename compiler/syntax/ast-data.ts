// The part of the parsed tree that is about data: enums, type parameters, written types and patterns.
import type { Span } from '../source.ts'
import type { Doc, Name, ParsedExpr, ParsedField } from './ast.ts'

/** `T: Ordered + Number` in the angle brackets behind a name. */
export interface ParsedTypeParam {
  readonly kind: 'type-param'
  readonly span: Span
  readonly name: Name
  readonly bounds: readonly Name[]
}

/** `enum Shape { Empty, Circle(u64), Rect { w: u64, h: u64 } }` */
export interface ParsedEnum {
  readonly kind: 'enum'
  readonly span: Span
  readonly doc: Doc
  readonly exported: boolean
  readonly name: Name
  readonly typeParams: readonly ParsedTypeParam[]
  readonly variants: readonly ParsedVariant[]
}

/** One of `items` and `fields` is empty; both are for a variant without data. */
export interface ParsedVariant {
  readonly kind: 'variant'
  readonly span: Span
  readonly doc: Doc
  readonly name: Name
  readonly items: readonly ParsedType[]
  readonly fields: readonly ParsedField[]
}

// Types

export type ParsedType =
  /** `u64`, `Shares`, `Option<u64>` */
  | {
      readonly kind: 'named'
      readonly span: Span
      readonly name: Name
      readonly args: readonly ParsedType[]
    }
  | { readonly kind: 'tuple-type'; readonly span: Span; readonly items: readonly ParsedType[] }
  | ParsedArrayType
  /** `bytes<64>`, `string<32>`: with a greatest length in bytes. */
  | { readonly kind: 'text-type'; readonly span: Span; readonly name: Name; readonly max: ParsedExpr }
  | ParsedMapType
  | { readonly kind: 'missing'; readonly span: Span }

/** `[T]` (size null), `[T; n]`, `[T; ..n]` (bounded). */
export interface ParsedArrayType {
  readonly kind: 'array-type'
  readonly span: Span
  readonly element: ParsedType
  readonly size: ParsedExpr | null
  readonly bounded: boolean
}

/** `map<K, V = default>` */
export interface ParsedMapType {
  readonly kind: 'map'
  readonly span: Span
  readonly key: ParsedType
  readonly value: ParsedType
  readonly initial: ParsedExpr | null
}

// Patterns

/** `_` is a name pattern with the text `_`; another name binds the value, or is a variant without data. */
export type ParsedPattern =
  | { readonly kind: 'value'; readonly span: Span; readonly value: ParsedExpr }
  | { readonly kind: 'bind'; readonly span: Span; readonly mutable: boolean; readonly name: Name }
  /** `Some(x)`, `Shape.Empty` (items null). */
  | {
      readonly kind: 'variant-pattern'
      readonly span: Span
      readonly qualifier: Name | null
      readonly name: Name
      readonly items: readonly ParsedPattern[] | null
    }
  /** `Point { x, y: 0 }`, `Rect { w, .. }` */
  | {
      readonly kind: 'fields-pattern'
      readonly span: Span
      readonly qualifier: Name | null
      readonly name: Name
      readonly fields: readonly ParsedFieldPattern[]
      readonly rest: boolean
    }
  | { readonly kind: 'tuple-pattern'; readonly span: Span; readonly items: readonly ParsedPattern[] }

/** A field of a pattern; shorthand (`pattern` null) binds a variable of the field's name. */
export interface ParsedFieldPattern {
  readonly kind: 'field-pattern'
  readonly span: Span
  readonly name: Name
  readonly pattern: ParsedPattern | null
}
