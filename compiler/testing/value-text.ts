// Values of tests as people read them: actors by their names, amounts in coins.
import { decodeValue } from '../abi/decode.ts'
import { formatValue } from '../abi/parse-argument.ts'
import { abiTypeOf } from '../lower/layout.ts'
import { ACTORS, type Type } from '../typed/tree.ts'
import { isSequence } from '../typed/type-facts.ts'
import { actorWords } from './actors.ts'
import { blockOf, toFlat, type Blocks } from './blocks.ts'

export function valueText(env: Blocks, type: Type, words: readonly bigint[]): string {
  if (type.kind === 'address') {
    const actor = ACTORS.find((name) => actorWords(name).every((word, i) => word === words[i]))
    if (actor !== undefined) return actor
  }
  const sized = limited(env, type, words)
  const abiType = abiTypeOf(env.program, sized)
  const value = decodeValue(abiType, toFlat(env, sized, words))
  return value === undefined ? '?' : formatValue(abiType, value)
}

/** The type with a limit where it has none: what values look like outside depends on it. */
export function limited(env: Blocks, type: Type, words: readonly bigint[]): Type {
  if (!isSequence(type) || type.max !== null) return type
  if (type.kind === 'array' && type.size !== null) return type
  return { ...type, max: Math.max(1, blockOf(env, words[0]).length) }
}
