// Words of arguments as strangers send them: mostly values of the type, now and then what is none, which a silo must refuse.
import { rangeOf } from '../../../compiler/abi/encode.ts'
import { wordsOf } from '../../../compiler/abi/types.ts'
import type { AbiType } from '../../../compiler/abi/types.ts'
import { actorWords } from '../../../compiler/testing/actors.ts'
import { ACTORS, type ActorName } from '../../../compiler/typed/tree.ts'
import type { Random } from '../../support/random.ts'
import { edgeWord } from '../programs/values.ts'

/** One word in so many is not of its type. */
const WRONG_RARITY = 60

export function argumentWords(random: Random, type: AbiType): readonly bigint[] {
  const words = goodWords(random, type)
  return words.map((word) => (random.below(WRONG_RARITY) === 0 ? edgeWord(random) : word))
}

/** One of two. */
export function someActor(random: Random): ActorName {
  return ACTORS[random.below(2)] ?? 'alice'
}

function goodWords(random: Random, type: AbiType): readonly bigint[] {
  switch (type.kind) {
    case 'bool':
      return [BigInt(random.below(2))]
    case 'address':
    case 'hash':
      return actorWords(someActor(random))
    case 'struct':
      return type.fields.flatMap((field) => goodWords(random, field.type))
    case 'tuple':
      return type.items.flatMap((item) => goodWords(random, item))
    case 'array': {
      const count = type.growable ? random.below(type.size + 1) : type.size
      const items = Array.from({ length: count }, () => goodWords(random, type.element)).flat()
      return padded(type.growable ? [BigInt(count), ...items] : items, type)
    }
    case 'bytes':
    case 'string': {
      const length = random.below(type.max + 1)
      const bytes = new Uint8Array(8 * Math.ceil(length / 8))
      bytes.set(random.bytes(length).map((byte) => 97 + (byte % 3)))
      return padded([BigInt(length), ...new BigUint64Array(bytes.buffer)], type)
    }
    case 'enum': {
      const tag = random.below(type.variants.length)
      const fields = type.variants[tag]?.fields ?? []
      return padded([BigInt(tag), ...fields.flatMap((field) => goodWords(random, field.type))], type)
    }
    case 'u128':
    case 'i128':
    case 'u256':
    case 'i256':
      return wideWords(random, wordsOf(type))
    default: {
      const [least, most] = rangeOf(type.kind)
      if (random.below(3) > 0) return [BigInt(random.below(Number(most < 200n ? most : 200n)))]
      const word = edgeWord(random)
      const signed = BigInt.asIntN(64, word)
      const isOf = least < 0n ? signed >= least && signed <= most : word <= most
      return [isOf ? word : BigInt.asUintN(64, most)]
    }
  }
}

/** Small ones, ones at the ends of their words, any. */
function wideWords(random: Random, count: number): readonly bigint[] {
  const used = 1 + random.below(count)
  return Array.from({ length: count }, (_, i) => (i < used ? edgeWord(random) : 0n))
}

function padded(words: readonly bigint[], type: AbiType): readonly bigint[] {
  return [...words, ...Array.from({ length: wordsOf(type) - words.length }, () => 0n)]
}
