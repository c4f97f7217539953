// Values outside the machine's memory (payloads, results, events, storage) are flat: arrays lie in place, with room for as many
// items as their type allows. In registers and in memory an array is one word, the address of a block.
import type { ConstValue, Type, TypedProgram } from '../typed/tree.ts'
import { isSlot, numberWords } from '../typed/type-facts.ts'
import { enumOf, hexWords, partsOf, recordOf, wordCount, type Part } from './layout.ts'

const WORD = 8
/** The variant of `Option` that holds something. */
const SOME = 1

/** Whether a value of a type holds arrays, bytes or strings: otherwise it is the same flat and in registers. */
export function holdsSequence(program: TypedProgram, type: Type): boolean {
  switch (type.kind) {
    case 'array':
    case 'bytes':
    case 'string':
      return true
    case 'struct':
      return recordOf(program, type.struct).fields.some((f) => holdsSequence(program, f.type))
    case 'enum':
      return enumOf(program, type.enum).variants.some((v) =>
        v.fields.some((f) => holdsSequence(program, f.type)),
      )
    case 'tuple':
      return type.items.some((item) => holdsSequence(program, item))
    default:
      return false
  }
}

/** Words of a flat value: for an array its length if it is not fixed, then its items; for texts the length, then eight bytes a word. */
export function flatCount(program: TypedProgram, type: Type): number {
  switch (type.kind) {
    case 'array':
      return (type.size === null ? 1 : 0) + (type.size ?? type.max ?? 0) * flatCount(program, type.element)
    case 'bytes':
    case 'string':
      return 1 + Math.ceil((type.max ?? 0) / WORD)
    case 'enum': {
      const sizes = enumOf(program, type.enum).variants.map((_, i) => flatSize(program, type, i))
      return 1 + Math.max(0, ...sizes)
    }
    case 'struct':
    case 'tuple':
      return flatSize(program, type)
    default:
      return wordCount(program, type)
  }
}

/** Where the parts of a struct, a tuple or a variant lie in the flat value. */
export function flatParts(program: TypedProgram, type: Type, variant = 0): readonly Part[] {
  let offset = type.kind === 'enum' ? 1 : 0
  return partsOf(program, type, variant).map((part) => {
    const size = flatCount(program, part.type)
    offset += size
    return { type: part.type, offset: offset - size, size }
  })
}

function flatSize(program: TypedProgram, type: Type, variant = 0): number {
  return flatParts(program, type, variant).reduce((sum, part) => sum + part.size, 0)
}

/** Which words of a flat value are coins. Those of a resource that is not there are 0. */
export function coinWords(program: TypedProgram, type: Type): readonly number[] {
  if (type.kind === 'coin') return [0]
  const parts = type.kind === 'struct' && type.resource ? flatParts(program, type) : []
  const held = isSlot(type) ? flatParts(program, type, SOME) : []
  return [...parts, ...held].flatMap(({ type: inner, offset }) =>
    coinWords(program, inner).map((word) => offset + word),
  )
}

/** The flat words of a constant of a type; zeros for null. */
export function constantWords(program: TypedProgram, value: ConstValue | null, type: Type): bigint[] {
  const words = Array.from({ length: flatCount(program, type) }, () => 0n)
  if (value !== null) fillWords(program, value, type, words, 0)
  return words
}

/** Writes the words of a constant from `at` on, where zeros are. */
function fillWords(program: TypedProgram, value: ConstValue, type: Type, words: bigint[], at: number): void {
  switch (value.kind) {
    case 'int':
      putWords(
        words,
        at,
        type.kind === 'int' ? numberWords(type.name, value.value) : [BigInt.asUintN(64, value.value)],
      )
      return
    case 'bool':
      words[at] = value.value ? 1n : 0n
      return
    case 'bytes32':
      putWords(words, at, hexWords(value.hex))
      return
    case 'text':
      words[at] = BigInt(value.hex.length / 2)
      putWords(words, at + 1, textWords(value.hex))
      return
    case 'list': {
      if (type.kind !== 'array') return
      if (type.size === null) words[at] = BigInt(value.items.length)
      const first = type.size === null ? at + 1 : at
      const size = flatCount(program, type.element)
      for (const [i, item] of value.items.entries())
        fillWords(program, item, type.element, words, first + i * size)
      return
    }
    case 'enum':
    case 'struct': {
      const variant = value.kind === 'enum' ? value.variant : 0
      if (value.kind === 'enum') words[at] = BigInt(variant)
      for (const [i, part] of flatParts(program, type, variant).entries()) {
        const field = value.fields[i]
        if (field !== undefined) fillWords(program, field, part.type, words, at + part.offset)
      }
      return
    }
  }
}

/** Writes words over others, which can be more than the arguments of a call may be. */
export function putWords<T>(words: T[], at: number, values: readonly T[]): void {
  for (const [i, value] of values.entries()) words[at + i] = value
}

/** Bytes in hexadecimal as little-endian words, the last one filled up with zeros. */
export function textWords(hex: string): bigint[] {
  return Array.from({ length: Math.ceil(hex.length / 16) }, (_, i) => {
    const bytes =
      hex
        .slice(16 * i, 16 * i + 16)
        .padEnd(16, '0')
        .match(/../g) ?? []
    return BigInt(`0x${bytes.toReversed().join('')}`)
  })
}
