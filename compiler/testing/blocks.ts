// Arrays, bytes and strings of tests: the one word of such a value is its number among the blocks that the test has made. Blocks
// never change; what a program changes is a new one. Here are the blocks and their flat form, in which values go to silos.
import { flatCount, flatParts, holdsSequence, textWords, putWords } from '../lower/flat-layout.ts'
import { partsOf, wordCount } from '../lower/layout.ts'
import type { ArrayType, TextType, Type, TypedProgram } from '../typed/tree.ts'
import { isSequence } from '../typed/type-facts.ts'

/** What a test has made, by the word that stands for it. */
export interface Blocks {
  readonly program: TypedProgram
  readonly blocks: Block[]
}

/** The words of each item; of bytes one word each. */
export type Block = readonly (readonly bigint[])[]

export function blockOf(env: Blocks, word: bigint | undefined): Block {
  return env.blocks[Number(word ?? -1n)] ?? []
}

export function newBlock(env: Blocks, block: Block): readonly bigint[] {
  env.blocks.push(block)
  return [BigInt(env.blocks.length - 1)]
}

/** The flat words of a value, as they stand in payloads. */
export function toFlat(env: Blocks, type: Type, words: readonly bigint[]): readonly bigint[] {
  const { program } = env
  if (!holdsSequence(program, type)) return words
  const result = Array.from({ length: flatCount(program, type) }, () => 0n)
  if (isSequence(type)) {
    const items = blockOf(env, words[0])
    const inner =
      type.kind === 'array'
        ? items.flatMap((item) => toFlat(env, type.element, item))
        : textWords(items.map(([byte = 0n]) => byte.toString(16).padStart(2, '0')).join(''))
    const flat = isFixed(type) ? inner : [BigInt(items.length), ...inner]
    putWords(result, 0, flat)
    return result
  }
  const variant = type.kind === 'enum' ? Number(words[0] ?? 0n) : 0
  if (type.kind === 'enum') result[0] = BigInt(variant)
  const places = flatParts(program, type, variant)
  partsOf(program, type, variant).forEach((part, i) => {
    const place = places[i]
    const inner = toFlat(env, part.type, words.slice(part.offset, part.offset + part.size))
    if (place !== undefined) putWords(result, place.offset, inner)
  })
  return result
}

/** The value of flat words. */
export function fromFlat(env: Blocks, type: Type, flat: readonly bigint[]): readonly bigint[] {
  const { program } = env
  if (!holdsSequence(program, type)) return flat
  if (isSequence(type)) {
    const fixed = isFixed(type)
    const count = fixed ? (type.size ?? 0) : Number(flat[0] ?? 0n)
    const rest = fixed ? flat : flat.slice(1)
    if (type.kind !== 'array')
      return newBlock(
        env,
        Array.from({ length: count }, (_, i) => [((rest[i >> 3] ?? 0n) >> BigInt(8 * (i & 7))) & 0xffn]),
      )
    const size = flatCount(program, type.element)
    return newBlock(
      env,
      Array.from({ length: count }, (_, i) =>
        fromFlat(env, type.element, rest.slice(i * size, (i + 1) * size)),
      ),
    )
  }
  const result = Array.from({ length: wordCount(program, type) }, () => 0n)
  const variant = type.kind === 'enum' ? Number(flat[0] ?? 0n) : 0
  if (type.kind === 'enum') result[0] = BigInt(variant)
  const parts = partsOf(program, type, variant)
  flatParts(program, type, variant).forEach((place, i) => {
    const part = parts[i]
    const inner = fromFlat(env, place.type, flat.slice(place.offset, place.offset + place.size))
    if (part !== undefined) result.splice(part.offset, part.size, ...inner)
  })
  return result
}

function isFixed(type: ArrayType | TextType): type is ArrayType {
  return type.kind === 'array' && type.size !== null
}

/** The items of bytes in hexadecimal. */
export function bytesOf(hex: string): Block {
  return (hex.match(/../g) ?? []).map((pair) => [BigInt(`0x${pair}`)])
}
