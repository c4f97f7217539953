// Decoding of a message's arguments: the payload has exactly the words of the parameters, and each value is one of its
// type; anything else is refused.
import type { FunctionBuilder } from '../mir/builder.ts'
import { NO_REG } from '../mir/types.ts'
import type { Reg } from '../mir/types.ts'
import type { ArrayType, EnumType, LocalVariable, Type } from '../typed/tree.ts'
import { isSignedInt, isWide } from '../typed/type-facts.ts'
import { widthOf } from './arithmetic.ts'
import { demand } from './failures.ts'
import { flatCount, flatParts } from './flat-layout.ts'
import { unflatten } from './flat.ts'
import { enumOf, recordOf } from './layout.ts'
import { instancesOf } from './plan.ts'
import type { SiloPlan } from './plan.ts'

/** Words of the payload before the arguments. */
const HEADER_WORDS = 1

/** The words of the arguments. `first` is the payload's first leaf, `length` its length in bytes. */
export function decodeArguments(
  plan: SiloPlan,
  builder: FunctionBuilder,
  first: Reg,
  length: Reg,
  params: readonly LocalVariable[],
): readonly Reg[] {
  const count = HEADER_WORDS + params.reduce((sum, param) => sum + flatCount(plan.program, param.type), 0)
  demand(builder, 'jeq', length, builder.constant(BigInt(8 * count)), 'BadArguments')
  const words: Reg[] = []
  let leaf = first
  for (let i = HEADER_WORDS; i < count; i++) {
    if (i % 8 === 0) {
      leaf = builder.leaf()
      builder.op('msgd', { a: leaf, b: builder.constant(BigInt(i / 8)) })
    }
    words.push(leaf + (i % 8))
  }
  let at = 0
  return params.flatMap((param) => {
    const start = at
    at = check(plan, builder, param.type, words, at)
    return [...unflatten(builder, plan.program, param.type, words.slice(start, at))]
  })
}

/** Refuses words that are no value of the type; returns the index behind them. */
function check(
  plan: SiloPlan,
  builder: FunctionBuilder,
  type: Type,
  words: readonly Reg[],
  at: number,
): number {
  const word = words[at] ?? NO_REG
  switch (type.kind) {
    case 'int': {
      if (isWide(type.name)) return at + flatCount(plan.program, type)
      const width = widthOf(type.name)
      if (width < 64 && isSignedInt(type.name)) inSignedRange(builder, word, width)
      else if (width < 64) below(builder, word, width)
      return at + 1
    }
    case 'bool':
      below(builder, word, 1)
      return at + 1
    case 'contract':
      demand(builder, 'jltu', word, builder.constant(BigInt(plan.instances.length)), 'BadHandle')
      return at + 1
    case 'handle':
      checkHandle(builder, word, instancesOf(plan, type.contract))
      return at + 1
    case 'tuple':
      for (const part of flatParts(plan.program, type))
        check(plan, builder, part.type, words, at + part.offset)
      return at + flatCount(plan.program, type)
    case 'array':
      checkArray(plan, builder, type, words, at)
      return at + flatCount(plan.program, type)
    case 'bytes':
    case 'string':
      checkText(builder, type.max ?? 0, words, at)
      return at + flatCount(plan.program, type)
    case 'enum':
      checkEnum(plan, builder, type, words, at)
      return at + flatCount(plan.program, type)
    case 'struct': {
      let next = at
      for (const field of recordOf(plan.program, type.struct).fields)
        next = check(plan, builder, field.type, words, next)
      return next
    }
    default:
      return at + flatCount(plan.program, type)
  }
}

/** A variant that there is, its fields, and nothing in the words that it doesn't use. */
function checkEnum(
  plan: SiloPlan,
  builder: FunctionBuilder,
  type: EnumType,
  words: readonly Reg[],
  at: number,
): void {
  const { variants } = enumOf(plan.program, type.enum)
  const tag = words[at] ?? NO_REG
  const end = at + flatCount(plan.program, type)
  demand(builder, 'jltu', tag, builder.constant(BigInt(variants.length)), 'BadArguments')
  const done = builder.label()
  for (const variant of variants.keys()) {
    const [mine, next] = [builder.label(), builder.label()]
    builder.branch('jeq', tag, builder.constant(BigInt(variant)), mine, next)
    builder.place(mine)
    let used = at + 1
    for (const part of flatParts(plan.program, type, variant)) {
      check(plan, builder, part.type, words, at + part.offset)
      used = at + part.offset + part.size
    }
    for (const spare of words.slice(used, end)) demand(builder, 'jz', spare, NO_REG, 'BadArguments')
    builder.jump(done)
    builder.place(next)
  }
  builder.jump(done)
  builder.place(done)
}

/** Not more items than there may be, each one of its type, and nothing behind the last. */
function checkArray(
  plan: SiloPlan,
  builder: FunctionBuilder,
  type: ArrayType,
  words: readonly Reg[],
  at: number,
): void {
  const size = flatCount(plan.program, type.element)
  const count = type.size ?? type.max ?? 0
  const first = type.size === null ? at + 1 : at
  const length = words[at] ?? NO_REG
  if (type.size === null) atMost(builder, length, count)
  for (let i = 0; i < count; i++) {
    const start = first + i * size
    check(plan, builder, type.element, words, start)
    if (type.size !== null) continue
    const [there, absent] = [builder.label(), builder.label()]
    builder.branch('jltu', builder.constant(BigInt(i)), length, there, absent)
    builder.place(absent)
    for (const word of words.slice(start, start + size)) demand(builder, 'jz', word, NO_REG, 'BadArguments')
    builder.jump(there)
    builder.place(there)
  }
}

/** Not more bytes than there may be, and zeros behind the last. */
function checkText(builder: FunctionBuilder, max: number, words: readonly Reg[], at: number): void {
  const length = words[at] ?? NO_REG
  atMost(builder, length, max)
  for (let i = 0; i * 8 < max; i++) {
    const word = words[at + 1 + i] ?? NO_REG
    const [whole, part] = [builder.label(), builder.label()]
    builder.branch('jltu', length, builder.constant(BigInt(8 * (i + 1))), part, whole)
    builder.place(part)
    const [some, none] = [builder.label(), builder.label()]
    const start = builder.constant(BigInt(8 * i))
    builder.branch('jltu', start, length, some, none)
    builder.place(some)
    const bits = builder.value('shli', { b: builder.value('sub', { b: length, c: start }), imm: 3 })
    demand(builder, 'jz', builder.value('shru', { b: word, c: bits }), NO_REG, 'BadArguments')
    builder.jump(whole)
    builder.place(none)
    demand(builder, 'jz', word, NO_REG, 'BadArguments')
    builder.jump(whole)
    builder.place(whole)
  }
}

function atMost(builder: FunctionBuilder, length: Reg, max: number): void {
  demand(builder, 'jltu', length, builder.constant(BigInt(max + 1)), 'BadArguments')
}

function inSignedRange(builder: FunctionBuilder, word: Reg, bits: number): void {
  const drop = 64 - bits
  const extended = builder.value('shrsi', { b: builder.value('shli', { b: word, imm: drop }), imm: drop })
  demand(builder, 'jeq', extended, word, 'BadArguments')
}

function below(builder: FunctionBuilder, word: Reg, bits: number): void {
  demand(builder, 'jz', builder.value('shrui', { b: word, imm: bits }), NO_REG, 'BadArguments')
}

function checkHandle(builder: FunctionBuilder, word: Reg, allowed: readonly number[]): void {
  const known = builder.reg()
  builder.setConstant(known, 0n)
  for (const number of allowed) {
    const same = builder.value('eqi', { b: word, imm: number })
    builder.op('or', { a: known, b: known, c: same })
  }
  demand(builder, 'jnz', known, NO_REG, 'BadHandle')
}
