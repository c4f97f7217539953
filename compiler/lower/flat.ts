// Between registers and the flat form of values (flat-layout.ts).
import type { FunctionBuilder } from '../mir/builder.ts'
import { NO_REG } from '../mir/types.ts'
import type { Reg } from '../mir/types.ts'
import type { ArrayType, TextType, Type, TypedProgram } from '../typed/tree.ts'
import { isSequence } from '../typed/type-facts.ts'
import { flatCount, flatParts, holdsSequence } from './flat-layout.ts'
import { partsOf } from './layout.ts'
import { allocate, HEADER, itemBytes, lengthOf } from './memory.ts'

/** The flat words of a value. Its arrays are no longer than their types allow: that is checked where they get such a type. */
export function flatten(
  b: FunctionBuilder,
  program: TypedProgram,
  type: Type,
  words: readonly Reg[],
): readonly Reg[] {
  if (!holdsSequence(program, type)) return words
  if (isSequence(type)) return flattenBlock(b, program, type, words[0] ?? NO_REG)
  const result = b.regs(flatCount(program, type))
  if (type.kind !== 'enum') {
    moveParts(b, program, type, 0, (part, flat) => {
      b.moveAll(
        result.slice(flat.offset, flat.offset + flat.size),
        flatten(b, program, part.type, words.slice(part.offset, part.offset + part.size)),
      )
    })
    return result
  }
  for (const reg of result.slice(1)) b.setConstant(reg, 0n)
  const [tag = NO_REG] = words
  if (result[0] !== undefined) b.move(result[0], tag)
  forVariants(b, program, type, tag, (variant) => {
    moveParts(b, program, type, variant, (part, flat) => {
      b.moveAll(
        result.slice(flat.offset, flat.offset + flat.size),
        flatten(b, program, part.type, words.slice(part.offset, part.offset + part.size)),
      )
    })
  })
  return result
}

/** The words in registers of a flat value; its arrays get blocks. */
export function unflatten(
  b: FunctionBuilder,
  program: TypedProgram,
  type: Type,
  flat: readonly Reg[],
): readonly Reg[] {
  if (!holdsSequence(program, type)) return flat
  if (isSequence(type)) return [unflattenBlock(b, program, type, flat)]
  const variants = type.kind === 'enum' ? [tagOf(flat)] : []
  const size = Math.max(...sizes(program, type))
  const result = [...variants, ...b.regs(size - variants.length)]
  const fill = (variant: number): void =>
    moveParts(b, program, type, variant, (part, place) => {
      b.moveAll(
        result.slice(part.offset, part.offset + part.size),
        unflatten(b, program, part.type, flat.slice(place.offset, place.offset + place.size)),
      )
    })
  if (type.kind !== 'enum') {
    fill(0)
    return result
  }
  for (const reg of result.slice(1)) b.setConstant(reg, 0n)
  forVariants(b, program, type, tagOf(flat), fill)
  return result
}

function tagOf(flat: readonly Reg[]): Reg {
  return flat[0] ?? NO_REG
}

/** Words in registers, for each variant. */
function sizes(program: TypedProgram, type: Type): number[] {
  const count = type.kind === 'enum' ? variantCount(program, type) : 1
  return Array.from({ length: count }, (_, variant) => {
    const last = partsOf(program, type, variant).at(-1)
    return last === undefined ? (type.kind === 'enum' ? 1 : 0) : last.offset + last.size
  })
}

function variantCount(program: TypedProgram, type: Extract<Type, { kind: 'enum' }>): number {
  const symbol = program.symbols.get(type.enum)
  return symbol?.kind === 'enum' ? symbol.declaration.variants.length : 0
}

type Parts = ReturnType<typeof partsOf>[number]

function moveParts(
  b: FunctionBuilder,
  program: TypedProgram,
  type: Type,
  variant: number,
  visit: (part: Parts, flat: Parts) => void,
): void {
  const flat = flatParts(program, type, variant)
  partsOf(program, type, variant).forEach((part, i) => {
    const place = flat[i]
    if (place !== undefined && b.open) visit(part, place)
  })
}

/** Runs code for the variant that a word says. */
function forVariants(
  b: FunctionBuilder,
  program: TypedProgram,
  type: Extract<Type, { kind: 'enum' }>,
  tag: Reg,
  visit: (variant: number) => void,
): void {
  const done = b.label()
  for (let variant = 0; variant < variantCount(program, type); variant++) {
    if (partsOf(program, type, variant).length === 0) continue
    const [mine, next] = [b.label(), b.label()]
    b.branch('jeq', tag, b.constant(BigInt(variant)), mine, next)
    b.place(mine)
    visit(variant)
    b.jump(done)
    b.place(next)
  }
  b.jump(done)
  b.place(done)
}

function flattenBlock(
  b: FunctionBuilder,
  program: TypedProgram,
  type: ArrayType | TextType,
  block: Reg,
): Reg[] {
  const length = lengthOf(b, block)
  const fixed = type.kind === 'array' && type.size !== null
  const result: Reg[] = fixed ? [] : [length]
  const zero = fixed ? NO_REG : b.constant(0n)
  const bytes = itemBytes(program, type)
  const max = type.kind === 'array' ? (type.size ?? type.max ?? 0) : (type.max ?? 0)
  const step = type.kind === 'array' ? 1 : 8
  for (let at = 0; at < max; at += step) {
    if (type.kind === 'array' && holdsSequence(program, type.element)) {
      for (const word of flattenItem(b, program, type, block, at, fixed ? null : length)) result.push(word)
      continue
    }
    const present = fixed ? NO_REG : b.value('ltu', { b: b.constant(BigInt(at)), c: length })
    for (let word = 0; word < Math.max(1, bytes / 8); word++) {
      const value = b.value('ld64', { b: block, imm: HEADER + at * bytes + 8 * word })
      result.push(fixed ? value : b.value('select', { b: value, c: zero, d: present }))
    }
  }
  return result
}

/** An item that holds arrays itself: its blocks may be looked into only if it is there. */
function flattenItem(
  b: FunctionBuilder,
  program: TypedProgram,
  type: ArrayType,
  block: Reg,
  at: number,
  length: Reg | null,
): readonly Reg[] {
  const bytes = itemBytes(program, type)
  const load = (): readonly Reg[] => {
    const words = Array.from({ length: bytes / 8 }, (_, i) =>
      b.value('ld64', { b: block, imm: HEADER + at * bytes + 8 * i }),
    )
    return flatten(b, program, type.element, words)
  }
  if (length === null) return load()
  const result = b.regs(flatCount(program, type.element))
  for (const reg of result) b.setConstant(reg, 0n)
  const [there, done] = [b.label(), b.label()]
  b.branch('jltu', b.constant(BigInt(at)), length, there, done)
  b.place(there)
  b.moveAll(result, load())
  b.place(done)
  return result
}

function unflattenBlock(
  b: FunctionBuilder,
  program: TypedProgram,
  type: ArrayType | TextType,
  flat: readonly Reg[],
): Reg {
  const fixed = type.kind === 'array' && type.size !== null
  const max = type.kind === 'array' ? (type.size ?? type.max ?? 0) : (type.max ?? 0)
  const room = b.constant(BigInt(max))
  const length = fixed ? room : (flat[0] ?? room)
  const block = allocate(b, room, itemBytes(program, type), length)
  const items = fixed ? flat : flat.slice(1)
  if (type.kind !== 'array') {
    items.forEach((word, i) => b.op('st64', { a: word, b: block, imm: HEADER + 8 * i }))
    return block
  }
  const size = flatCount(program, type.element)
  for (let at = 0; at < max; at++) {
    const words = unflatten(b, program, type.element, items.slice(at * size, (at + 1) * size))
    words.forEach((word, i) => b.op('st64', { a: word, b: block, imm: HEADER + 8 * (at * words.length + i) }))
  }
  return block
}
