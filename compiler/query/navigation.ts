// Where a name was declared and where it is used.
import type { Reference } from '../check/session.ts'
import type { FrontendResult } from '../frontend.ts'
import { touches, type FileId, type Span } from '../source.ts'
import type { SymbolId } from '../typed/tree.ts'

/** The name at a position and what it stands for; null if there is none. */
export function referenceAt(result: FrontendResult, file: FileId, offset: number): Reference | null {
  const here = result.references.filter((r) => r.span.file === file && touches(r.span, offset))
  // Where two names touch, the one that begins at the position is meant.
  return here.find((r) => r.span.start === offset) ?? here[0] ?? null
}

/** Where the name at a position was declared; null if it isn't a declared name. */
export function definitionAt(result: FrontendResult, file: FileId, offset: number): Span | null {
  const reference = referenceAt(result, file, offset)
  return reference === null ? null : declarationOf(result, reference.symbol)
}

/** The name in the declaration of a symbol. */
export function declarationOf(result: FrontendResult, symbol: SymbolId): Span | null {
  return result.program.symbols.get(symbol)?.declaration.nameSpan ?? null
}

/** Every place where the name at a position stands, its declaration included. */
export function usesAt(result: FrontendResult, file: FileId, offset: number): Span[] {
  const reference = referenceAt(result, file, offset)
  if (reference === null) return []
  return result.references.filter((r) => r.symbol === reference.symbol).map((r) => r.span)
}
