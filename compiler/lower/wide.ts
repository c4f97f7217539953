// Arithmetic on integers of 128 and 256 bits: their words lie in two or four registers, and are brought into groups of slots for the
// machine's wide operations.
import type { FunctionBuilder } from '../mir/builder.ts'
import type { Reg } from '../mir/types.ts'
import type { ArithmeticOperator, BitOperator, IntName, TypedArithmetic, WideName } from '../typed/tree.ts'
import { intWords, isSignedInt, isWide, numberWords } from '../typed/type-facts.ts'
import { widthOf } from './arithmetic.ts'

type Words = readonly Reg[]

/** Numbers of the types in immediates. */
const NUMBER: Readonly<Record<WideName, number>> = { u128: 0, u256: 1, i128: 2, i256: 3 }

/** The words of a constant. */
export function wideConstant(b: FunctionBuilder, int: IntName, value: bigint): Words {
  if (!isWide(int)) return [b.constant(value)]
  return numberWords(int, value).map((word) => b.constant(word))
}

export function wideArithmetic(
  b: FunctionBuilder,
  operator: ArithmeticOperator,
  overflow: TypedArithmetic['overflow'],
  int: WideName,
  x: Words,
  y: Words,
): Words {
  if (overflow === 'trap' || operator === 'divide' || operator === 'remainder')
    return binary(b, CHECKED[operator], int, x, y)
  const result = binary(b, WRAPPING[operator], unsigned(int), x, y)
  if (overflow === 'wrap') return result
  return isSignedInt(int)
    ? saturatedSigned(b, operator, int, x, y, result)
    : saturated(b, operator, int, x, y, result)
}

/** 0 - x; traps on the least value. */
export function wideNegated(b: FunctionBuilder, int: WideName, x: Words): Words {
  return binary(b, 'wsubx', int, wideConstant(b, int, 0n), x)
}

/** A shift by the width or more traps. */
export function wideBits(
  b: FunctionBuilder,
  operator: BitOperator,
  int: WideName,
  x: Words,
  y: Words,
): Words {
  if (operator === 'and' || operator === 'or' || operator === 'xor')
    return x.map((word, i) => b.value(operator, { b: word, c: y[i] ?? word }))
  const [low = b.reg(), ...high] = y
  const beyond = high.reduce((all, word) => b.value('or', { b: all, c: word }))
  const far = b.value('shli', { b: b.value('ne', { b: beyond, c: b.constant(0n) }), imm: 63 })
  const amount = b.value('or', { b: low, c: far })
  b.op('fitu', { a: amount, imm: Math.log2(widthOf(int)) })
  const [target, source] = [b.leaf(), group(b, x)]
  b.op(operator === 'shift-left' ? 'wshl' : 'wshr', { a: target, b: source, c: amount, imm: NUMBER[int] })
  return ungroup(b, target, x.length)
}

/** 1 if x < y, else 0. */
export function wideLess(b: FunctionBuilder, int: WideName, x: Words, y: Words): Reg {
  return b.value('wlt', { b: group(b, x), c: group(b, y), imm: NUMBER[int] })
}

/** a * b / c with a middle of twice the width. */
export function wideMulDiv(
  b: FunctionBuilder,
  int: WideName,
  x: Words,
  y: Words,
  z: Words,
  round: 'down' | 'up',
): Words {
  const target = b.leaf()
  const imm = (round === 'up' ? 1 : 0) + 2 * NUMBER[int]
  b.op('wmuldiv', { a: target, b: group(b, x), c: group(b, y), d: group(b, z), imm })
  return ungroup(b, target, x.length)
}

/** The same number as another integer type, one of the two wide; traps Overflow if it doesn't fit. */
export function wideConverted(b: FunctionBuilder, from: IntName, to: IntName, x: Words): Words {
  const fits = wideFitsIn(b, from, to, x)
  // 2 doesn't fit in one bit.
  if (fits !== null)
    b.op('fitu', { a: b.value('shli', { b: b.value('xori', { b: fits, imm: 1 }), imm: 1 }), imm: 1 })
  return reinterpreted(b, from, to, x)
}

/** 1 if a number of one integer type is one of another, else 0; null if every one is. */
export function wideFitsIn(b: FunctionBuilder, from: IntName, to: IntName, x: Words): Reg | null {
  const [[leastFrom, mostFrom], [leastTo, mostTo]] = [limits(from), limits(to)]
  const tests: Reg[] = []
  if (leastTo > leastFrom)
    tests.push(b.value('xori', { b: less(b, from, x, wideConstant(b, from, leastTo)), imm: 1 }))
  if (mostTo < mostFrom)
    tests.push(b.value('xori', { b: less(b, from, wideConstant(b, from, mostTo), x), imm: 1 }))
  const [first, second] = tests
  if (first === undefined) return null
  return second === undefined ? first : b.value('and', { b: first, c: second })
}

/** The words of a number that is in both types, in the other one. */
export function reinterpreted(b: FunctionBuilder, from: IntName, to: IntName, x: Words): Words {
  const top = x.at(-1) ?? b.reg()
  const extension = isSignedInt(from) ? b.value('shrsi', { b: top, imm: 63 }) : b.constant(0n)
  return Array.from({ length: intWords(to) }, (_, i) => x[i] ?? extension)
}

function less(b: FunctionBuilder, int: IntName, x: Words, y: Words): Reg {
  if (isWide(int)) return wideLess(b, int, x, y)
  const [left = b.reg(), right = b.reg()] = [x[0], y[0]]
  return b.value(isSignedInt(int) ? 'lts' : 'ltu', { b: left, c: right })
}

function limits(int: IntName): readonly [bigint, bigint] {
  const bits = BigInt(widthOf(int))
  return isSignedInt(int) ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n]
}

/** The nearest value of an unsigned type, from the result modulo its size. */
function saturated(
  b: FunctionBuilder,
  operator: 'add' | 'subtract' | 'multiply',
  int: WideName,
  x: Words,
  y: Words,
  result: Words,
): Words {
  const [zero, most] = [wideConstant(b, int, 0n), wideConstant(b, int, limits(int)[1])]
  if (operator === 'subtract') return choose(b, wideLess(b, int, x, y), zero, result)
  if (operator === 'add') return choose(b, wideLess(b, int, result, x), most, result)
  // The product is exact if it gives the second factor back; by 1 instead of by zero.
  const nothing = b.value('weq', { b: group(b, x), c: group(b, zero), imm: NUMBER[int] })
  const divisor = choose(b, nothing, wideConstant(b, int, 1n), x)
  const back = binary(b, 'wdiv', int, result, divisor)
  const same = b.value('weq', { b: group(b, back), c: group(b, y), imm: NUMBER[int] })
  return choose(b, b.value('or', { b: same, c: nothing }), result, most)
}

/** The nearest value of a signed type. */
function saturatedSigned(
  b: FunctionBuilder,
  operator: 'add' | 'subtract' | 'multiply',
  int: WideName,
  x: Words,
  y: Words,
  result: Words,
): Words {
  const size = unsigned(int)
  const [least, most] = limits(int)
  const xBelow = isBelowZero(b, x)
  if (operator === 'multiply') {
    const yBelow = isBelowZero(b, y)
    const [first, second] = [magnitude(b, size, xBelow, x), magnitude(b, size, yBelow, y)]
    const product = saturated(b, operator, size, first, second, binary(b, 'wmul', size, first, second))
    const below = b.value('xor', { b: xBelow, c: yBelow })
    const limit = choose(b, below, wideConstant(b, size, -least), wideConstant(b, size, most))
    const within = choose(b, wideLess(b, size, limit, product), limit, product)
    return magnitude(b, size, below, within)
  }
  // A sum is beyond the type if both parts have one sign and it the other; a difference if the parts' signs differ, and its from the first.
  const sign = (words: Words): Reg => words.at(-1) ?? b.reg()
  const other = b.value('xor', { b: sign(operator === 'add' ? result : x), c: sign(y) })
  const changed = b.value('xor', { b: sign(x), c: sign(result) })
  const beyond = b.value('shrui', { b: b.value('and', { b: other, c: changed }), imm: 63 })
  const limit = choose(b, xBelow, wideConstant(b, int, least), wideConstant(b, int, most))
  return choose(b, beyond, limit, result)
}

/** 1 if a signed number is below 0, else 0. */
function isBelowZero(b: FunctionBuilder, x: Words): Reg {
  return b.value('shrui', { b: x.at(-1) ?? b.reg(), imm: 63 })
}

/** The number, or, if the condition is 1, what is left of 0 without it. */
function magnitude(b: FunctionBuilder, int: WideName, condition: Reg, x: Words): Words {
  return choose(b, condition, binary(b, 'wsub', int, wideConstant(b, int, 0n), x), x)
}

function choose(b: FunctionBuilder, condition: Reg, yes: Words, no: Words): Words {
  return yes.map((word, i) => b.value('select', { b: word, c: no[i] ?? word, d: condition }))
}

function binary(b: FunctionBuilder, op: string, int: WideName, x: Words, y: Words): Words {
  const [left, right, target] = [group(b, x), group(b, y), b.leaf()]
  b.op(op, { a: target, b: left, c: right, imm: NUMBER[int] })
  return ungroup(b, target, x.length)
}

/** Copies words to where the machine takes them together. */
function group(b: FunctionBuilder, words: Words): Reg {
  const leaf = b.leaf()
  words.forEach((word, i) => b.move(leaf + i, word))
  return leaf
}

function ungroup(b: FunctionBuilder, leaf: Reg, count: number): Words {
  return Array.from({ length: count }, (_, i) => b.value('mov', { b: leaf + i }))
}

function unsigned(int: WideName): WideName {
  return int.endsWith('128') ? 'u128' : 'u256'
}

type Table = Readonly<Record<ArithmeticOperator, string>>
const CHECKED: Table = {
  add: 'waddx',
  subtract: 'wsubx',
  multiply: 'wmulx',
  divide: 'wdiv',
  remainder: 'wrem',
}
const WRAPPING: Table = { add: 'wadd', subtract: 'wsub', multiply: 'wmul', divide: 'wdiv', remainder: 'wrem' }
