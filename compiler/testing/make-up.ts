// Makes values of the language's types up out of choices.
import { ACTORS, type Type } from '../typed/tree.ts'
import { enumOf, partsOf, wordCount, type Part } from '../lower/layout.ts'
import { numberWords, rangeOf } from '../typed/type-facts.ts'
import type { ArrayType, TextType } from '../typed/tree.ts'
import { actorWords } from './actors.ts'
import { newBlock, type Blocks } from './blocks.ts'
import type { Choices } from './choices.ts'

/** From `least` to `most`, both included. */
export interface Range {
  readonly least: bigint
  readonly most: bigint
}

/** Amounts that are asked for without a range: what somebody might have. */
const USUAL_AMOUNTS: Range = { least: 0n, most: 1_000n * 100_000_000n }

/** All values of an ordered type. */
export function wholeRange(type: Type): Range {
  if (type.kind === 'sompi' || type.kind === 'coin') return USUAL_AMOUNTS
  const [least, most] = rangeOf(type) ?? [0n, 0n]
  return { least, most }
}

/** The words of a value of the type; of an ordered one within the range, if one is given. Undefined: no such value can be made up. */
export function makeUp(
  env: Blocks,
  type: Type,
  choices: Choices,
  range: Range = wholeRange(type),
): readonly bigint[] | undefined {
  switch (type.kind) {
    case 'int':
      return numberWords(type.name, numberIn(range, choices))
    case 'sompi':
    case 'coin':
      return [BigInt.asUintN(64, numberIn(range, choices))]
    case 'bool':
      return [choices.draw(2n)]
    case 'address':
      return actorWords(ACTORS[Number(choices.draw(BigInt(ACTORS.length)))] ?? 'alice')
    case 'hash':
      return [0, 1, 2, 3].map(() => choices.draw(1n << 64n))
    case 'struct':
    case 'tuple':
      return madeUpParts(env, partsOf(env.program, type), choices)
    case 'enum': {
      const variant = choices.draw(BigInt(enumOf(env.program, type.enum).variants.length))
      const fields = madeUpParts(env, partsOf(env.program, type, Number(variant)), choices)
      if (fields === undefined) return undefined
      // Variants that take less room are followed by zeros.
      const words = [variant, ...fields]
      return [...words, ...Array.from({ length: wordCount(env.program, type) - words.length }, () => 0n)]
    }
    case 'array':
      return madeUpArray(env, type, choices)
    case 'bytes':
    case 'string':
      return madeUpText(env, type, choices)
    default:
      return undefined
  }
}

/** Items of arrays that may be of any number, and bytes of texts. */
const USUAL_LENGTH = 8

function madeUpArray(env: Blocks, type: ArrayType, choices: Choices): readonly bigint[] | undefined {
  const count =
    type.size ?? Number(choices.draw(BigInt(Math.min(type.max ?? USUAL_LENGTH, 4 * USUAL_LENGTH) + 1)))
  const items = Array.from({ length: count }, () => makeUp(env, type.element, choices))
  const made = items.filter((item) => item !== undefined)
  return made.length === items.length ? newBlock(env, made) : undefined
}

/** Any bytes, or small letters. */
function madeUpText(env: Blocks, type: TextType, choices: Choices): readonly bigint[] {
  const length = Number(choices.draw(BigInt(Math.min(type.max ?? USUAL_LENGTH, 4 * USUAL_LENGTH) + 1)))
  const letter = type.kind === 'string'
  const byte = (): bigint => (letter ? 97n + choices.draw(26n) : choices.draw(256n))
  return newBlock(
    env,
    Array.from({ length }, () => [byte()]),
  )
}

function madeUpParts(env: Blocks, parts: readonly Part[], choices: Choices): readonly bigint[] | undefined {
  const words = parts.map(({ type }) => makeUp(env, type, choices))
  return words.every((given) => given !== undefined) ? words.flat() : undefined
}

/** A number of a range. The simplest is the one nearest to 0; then come those around it, the nearest first. */
function numberIn({ least, most }: Range, choices: Choices): bigint {
  const simplest = least > 0n ? least : most < 0n ? most : 0n
  const [below, above] = [simplest - least, most - simplest]
  const around = below < above ? below : above
  const place = choices.drawNearEnds(most - least + 1n)
  if (place <= 2n * around) return place % 2n === 0n ? simplest + place / 2n : simplest - (place + 1n) / 2n
  const distance = place - around
  return below < above ? simplest + distance : simplest - distance
}
