// Typed patterns: which values an arm of `match` or a `let` takes, and what it calls their parts.
import type { Span } from '../source.ts'
import type { TypedLiteral } from './expressions.ts'
import type { SymbolId, Type } from './types.ts'

interface Node {
  readonly type: Type
  readonly span: Span
}

export type TypedPattern =
  | (Node & { readonly kind: 'any' })
  | (Node & { readonly kind: 'bind'; readonly variable: SymbolId })
  | (Node & { readonly kind: 'literal'; readonly value: TypedLiteral })
  /** A value of an enum with this variant; fields that are not named may be anything. */
  | (Node & {
      readonly kind: 'variant'
      readonly variant: number
      readonly fields: readonly TypedFieldPattern[]
    })
  /** A struct or a tuple. */
  | (Node & { readonly kind: 'record'; readonly fields: readonly TypedFieldPattern[] })

export interface TypedFieldPattern {
  /** Index in the declaration. */
  readonly index: number
  readonly pattern: TypedPattern
}

/** The variables of a pattern, in the order written. */
export function patternVariables(pattern: TypedPattern): readonly SymbolId[] {
  switch (pattern.kind) {
    case 'any':
    case 'literal':
      return []
    case 'bind':
      return [pattern.variable]
    case 'variant':
    case 'record':
      return pattern.fields.flatMap((field) => patternVariables(field.pattern))
  }
}

/** Whether a pattern takes every value. A variant may be the only one, which its declaration says, so it counts as not. */
export function takesAll(pattern: TypedPattern): boolean {
  switch (pattern.kind) {
    case 'any':
    case 'bind':
      return true
    case 'literal':
    case 'variant':
      return false
    case 'record':
      return pattern.fields.every((field) => takesAll(field.pattern))
  }
}
