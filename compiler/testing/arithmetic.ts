// The arithmetic of the language on words held as bigint: what the evaluation of tests computes with. It follows the
// language's rules, not the compiler's code, so that compiled programs can be held against it.
import type { ArithmeticOperator, BitOperator, IntName } from '../typed/tree.ts'
import { intWords, isSignedInt } from '../typed/type-facts.ts'

export type Outcome =
  | { readonly ok: true; readonly value: bigint }
  /** What a contract would trap with. */
  | { readonly ok: false; readonly trap: 'Overflow' | 'DivideByZero' }

/** A word as the number that it stands for. */
export function numberOf(int: IntName, word: bigint): bigint {
  return isSignedInt(int) ? BigInt.asIntN(roomOf(int), word) : word
}

/** Bits of the words that a number lies in. */
function roomOf(int: IntName): number {
  return 64 * intWords(int)
}

/** A number as a word; one of several words as one number below 2^128 or 2^256. */
export function wordFor(number: bigint, int: IntName = 'u64'): bigint {
  return BigInt.asUintN(roomOf(int), number)
}

/** The words of a number as one number. */
export function joined(words: readonly bigint[]): bigint {
  return words.reduceRight((number, word) => (number << 64n) | word, 0n)
}

export function bitsOf(int: IntName): bigint {
  switch (int) {
    case 'u8':
    case 'i8':
      return 8n
    case 'u16':
    case 'i16':
      return 16n
    case 'u32':
    case 'i32':
      return 32n
    case 'u64':
    case 'i64':
      return 64n
    case 'u128':
    case 'i128':
      return 128n
    case 'u256':
    case 'i256':
      return 256n
  }
}

export function limitsOf(int: IntName): readonly [bigint, bigint] {
  const bits = bitsOf(int)
  return isSignedInt(int) ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n]
}

/** `x op y` on words of an integer type. */
export function arithmetic(
  operator: ArithmeticOperator,
  overflow: 'trap' | 'wrap' | 'saturate',
  int: IntName,
  x: bigint,
  y: bigint,
): Outcome {
  const [a, b] = [numberOf(int, x), numberOf(int, y)]
  if ((operator === 'divide' || operator === 'remainder') && b === 0n)
    return { ok: false, trap: 'DivideByZero' }
  const exact = compute(operator, a, b)
  const [least, most] = limitsOf(int)
  if (exact >= least && exact <= most) return { ok: true, value: wordFor(exact, int) }
  switch (overflow) {
    case 'trap':
      return { ok: false, trap: 'Overflow' }
    case 'wrap': {
      const bits = Number(bitsOf(int))
      return {
        ok: true,
        value: isSignedInt(int) ? wordFor(BigInt.asIntN(bits, exact), int) : BigInt.asUintN(bits, exact),
      }
    }
    case 'saturate':
      return { ok: true, value: wordFor(exact < least ? least : most, int) }
  }
}

/** Bit operations on words of an unsigned type. */
export function bits(operator: BitOperator, int: IntName, x: bigint, y: bigint): Outcome {
  const width = bitsOf(int)
  switch (operator) {
    case 'and':
      return { ok: true, value: x & y }
    case 'or':
      return { ok: true, value: x | y }
    case 'xor':
      return { ok: true, value: x ^ y }
    case 'shift-left':
      if (y >= width) return { ok: false, trap: 'Overflow' }
      return { ok: true, value: (x << y) & ((1n << width) - 1n) }
    case 'shift-right':
      return y >= width ? { ok: false, trap: 'Overflow' } : { ok: true, value: x >> y }
  }
}

/** The number behind a word of one integer type as a word of another. */
export function convert(from: IntName, to: IntName, x: bigint): Outcome {
  const number = numberOf(from, x)
  const [least, most] = limitsOf(to)
  return number >= least && number <= most
    ? { ok: true, value: wordFor(number, to) }
    : { ok: false, trap: 'Overflow' }
}

/** a * b / c with an exact middle. */
export function mulDiv(int: IntName, a: bigint, b: bigint, c: bigint, round: 'down' | 'up'): Outcome {
  if (c === 0n) return { ok: false, trap: 'DivideByZero' }
  const quotient = (a * b + (round === 'up' ? c - 1n : 0n)) / c
  return quotient <= limitsOf(int)[1] ? { ok: true, value: quotient } : { ok: false, trap: 'Overflow' }
}

function compute(operator: ArithmeticOperator, a: bigint, b: bigint): bigint {
  switch (operator) {
    case 'add':
      return a + b
    case 'subtract':
      return a - b
    case 'multiply':
      return a * b
    case 'divide':
      return a / b
    case 'remainder':
      return a % b
  }
}
