// Typed expressions about arrays, bytes and strings.
import type { Span } from '../source.ts'
import type { Place, TypedExpr } from './expressions.ts'
import type { Type } from './types.ts'

interface Node {
  readonly type: Type
  readonly span: Span
}

/** Arrays and texts: made, looked into, changed. Type of `push` is unit, of `pop` an Option. */
export type TypedSequence =
  | (Node & { readonly kind: 'text'; readonly hex: string })
  | (Node & { readonly kind: 'array'; readonly items: readonly TypedExpr[] })
  | (Node & { readonly kind: 'repeat'; readonly item: TypedExpr; readonly count: number })
  /** An item of an array that is in no place, or a byte; traps beyond the end. */
  | (Node & { readonly kind: 'element'; readonly object: TypedExpr; readonly index: TypedExpr })
  | (Node & { readonly kind: 'length'; readonly object: TypedExpr })
  /** From `from` up to but without `to`; traps unless from <= to <= length. */
  | (Node & {
      readonly kind: 'slice'
      readonly object: TypedExpr
      readonly from: TypedExpr
      readonly to: TypedExpr
    })
  | (Node & { readonly kind: 'concat'; readonly object: TypedExpr; readonly other: TypedExpr })
  | (Node & { readonly kind: 'push'; readonly array: Place; readonly item: TypedExpr })
  | (Node & { readonly kind: 'pop'; readonly array: Place })
