// Where each symbol is named, found once for all passes that ask how often, or where else.
import type { Span } from '../source.ts'
import type { Name } from '../syntax/ast.ts'
import type { SymbolId } from '../typed/tree.ts'
import type { Reference } from './session.ts'

/** A declaration as lints see it. */
export interface Declared {
  readonly id: SymbolId
  readonly name: string
  readonly node: { readonly name: Name; readonly span: Span }
}

export interface Places {
  /** How often a symbol is named; its declaration counts once. */
  readonly count: (symbol: SymbolId) => number
  /** Whether a declaration is named anywhere but in itself: a function that only calls itself is not used. */
  readonly isNamed: (declared: Declared) => boolean
  /** Whether one of the places where a symbol is named is like this. */
  readonly some: (symbol: SymbolId, like: (place: Span) => boolean) => boolean
}

const NONE = -1

/** Each reference leads to the one before it of the same symbol, which takes a number for each instead of a list for each symbol. */
export function placesOf(references: readonly Reference[]): Places {
  const last = new Map<SymbolId, number>()
  const before = new Int32Array(references.length)
  for (let i = 0; i < references.length; i++) {
    const symbol = references[i]?.symbol
    if (symbol === undefined) continue
    before[i] = last.get(symbol) ?? NONE
    last.set(symbol, i)
  }
  const some = (symbol: SymbolId, like: (place: Span) => boolean): boolean => {
    for (let i = last.get(symbol) ?? NONE; i !== NONE; i = before[i] ?? NONE) {
      const place = references[i]?.span
      if (place !== undefined && like(place)) return true
    }
    return false
  }
  return {
    some,
    count: (symbol) => {
      let count = 0
      for (let i = last.get(symbol) ?? NONE; i !== NONE; i = before[i] ?? NONE) count++
      return count
    },
    isNamed: ({ id, node: { span } }) => some(id, (place) => !isWithin(place, span)),
  }
}

function isWithin(inner: Span, outer: Span): boolean {
  return inner.file === outer.file && outer.start <= inner.start && inner.end <= outer.end
}
