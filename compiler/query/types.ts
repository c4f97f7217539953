// What an editor may ask, in editor terms but without any protocol: plain values with spans of the compiler.
import type { Span } from '../source.ts'

export type SymbolKind =
  | 'contract'
  | 'interface'
  | 'component'
  | 'storage'
  | 'field'
  | 'function'
  | 'constructor'
  | 'struct'
  | 'enum'
  | 'variant'
  | 'error'
  | 'event'
  | 'constant'
  | 'test'

/** A declaration in the outline of a file. */
export interface DocumentSymbol {
  readonly kind: SymbolKind
  readonly name: string
  /** A few words behind the name: a type or signature. */
  readonly detail: string
  readonly span: Span
  readonly nameSpan: Span
  readonly children: readonly DocumentSymbol[]
}

/** What to show where the pointer rests: code in silo's syntax, and the doc comment. */
export interface Hover {
  readonly span: Span
  readonly code: string
  readonly doc: string | null
  /** How many steps a public function takes at most, or why that isn't known; null for all else. */
  readonly steps: string | null
}
