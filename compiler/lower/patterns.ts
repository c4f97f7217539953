// Patterns to mid-level code: tests of words, and variables for the parts.
import type { BlockLabel } from '../mir/builder.ts'
import type { Reg } from '../mir/types.ts'
import type { TypedPattern } from '../typed/tree.ts'
import { isLinear } from '../typed/type-facts.ts'
import { partsOf } from './layout.ts'
import { ownBlock } from './places.ts'
import { declare, variableOf } from './scope.ts'
import type { Scope } from './scope.ts'

/** Goes on where the pattern takes the value in these registers, and to `fail` where it doesn't. */
export function testPattern(
  scope: Scope,
  pattern: TypedPattern,
  words: readonly Reg[],
  fail: BlockLabel,
): void {
  const { builder } = scope
  switch (pattern.kind) {
    case 'any':
    case 'bind':
      return
    case 'literal':
      demandEqual(scope, words, scope.recur.expression(scope, pattern.value), fail)
      return
    case 'variant':
      demandEqual(scope, words.slice(0, 1), [builder.constant(BigInt(pattern.variant))], fail)
      break
    case 'record':
      break
  }
  forEachPart(scope, pattern, words, (inner, part) => testPattern(scope, inner, part, fail))
}

/** Declares the variables of a pattern that takes the value. */
export function bindPattern(scope: Scope, pattern: TypedPattern, words: readonly Reg[]): void {
  if (pattern.kind === 'any' || pattern.kind === 'literal') return
  if (pattern.kind !== 'bind') {
    forEachPart(scope, pattern, words, (inner, part) => bindPattern(scope, inner, part))
    return
  }
  // Coins and resources change in place, so they need words of their own.
  if (!variableOf(scope.program, pattern.variable).mutable && !isLinear(pattern.type)) {
    declare(scope, pattern.variable, words)
    return
  }
  const own = scope.builder.regs(words.length)
  const [block] = words
  const array = pattern.type.kind === 'array' && block !== undefined
  scope.builder.moveAll(own, array ? [ownBlock(scope, pattern.type, block)] : words)
  declare(scope, pattern.variable, own)
}

function forEachPart(
  scope: Scope,
  pattern: Extract<TypedPattern, { kind: 'variant' | 'record' }>,
  words: readonly Reg[],
  visit: (inner: TypedPattern, words: readonly Reg[]) => void,
): void {
  const parts = partsOf(scope.program, pattern.type, pattern.kind === 'variant' ? pattern.variant : 0)
  for (const { index, pattern: inner } of pattern.fields) {
    const part = parts[index]
    if (part !== undefined) visit(inner, words.slice(part.offset, part.offset + part.size))
  }
}

function demandEqual(scope: Scope, words: readonly Reg[], wanted: readonly Reg[], fail: BlockLabel): void {
  words.forEach((word, i) => {
    const next = scope.builder.label()
    scope.builder.branch('jeq', word, wanted[i] ?? word, next, fail)
    scope.builder.place(next)
  })
}
