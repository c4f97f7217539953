// Patterns in tests: the same rules as the lowering's, on words that are known.
import { partsOf } from '../lower/layout.ts'
import type { TypedFieldPattern, TypedPattern } from '../typed/tree.ts'
import type { Environment } from './environment.ts'

/** Whether a pattern takes a value. */
export function takes(env: Environment, pattern: TypedPattern, words: readonly bigint[]): boolean {
  switch (pattern.kind) {
    case 'any':
    case 'bind':
      return true
    case 'literal':
      return env.expression(env, pattern.value).every((word, i) => word === words[i])
    case 'variant':
      return words[0] === BigInt(pattern.variant) && partTakes(env, pattern, words)
    case 'record':
      return partTakes(env, pattern, words)
  }
}

/** Gives the variables of a pattern that takes a value their parts of it. */
export function bindParts(env: Environment, pattern: TypedPattern, words: readonly bigint[]): void {
  if (pattern.kind === 'bind') env.variables.set(pattern.variable, words)
  if (pattern.kind !== 'variant' && pattern.kind !== 'record') return
  for (const field of pattern.fields) bindParts(env, field.pattern, wordsOf(env, pattern, field, words))
}

type Parted = Extract<TypedPattern, { kind: 'variant' | 'record' }>

function partTakes(env: Environment, pattern: Parted, words: readonly bigint[]): boolean {
  return pattern.fields.every((field) => takes(env, field.pattern, wordsOf(env, pattern, field, words)))
}

function wordsOf(
  env: Environment,
  pattern: Parted,
  field: TypedFieldPattern,
  words: readonly bigint[],
): readonly bigint[] {
  const variant = pattern.kind === 'variant' ? pattern.variant : 0
  const part = partsOf(env.program, pattern.type, variant)[field.index]
  return part === undefined ? [] : words.slice(part.offset, part.offset + part.size)
}
