// Arithmetic on words. Every integer lives in a 64-bit word within its type's range (signed ones in two's complement of 64 bits), so
// narrow results are checked or cut after a full-width operation.
import type { FunctionBuilder } from '../mir/builder.ts'
import type { Reg } from '../mir/types.ts'
import type { ArithmeticOperator, BitOperator, IntName, Type } from '../typed/tree.ts'
import { isSignedInt } from '../typed/type-facts.ts'

const MAX_I64 = (1n << 63n) - 1n

/** The integer that a type is inside: sompi, coins and handles are u64. */
export function integerOf(type: Type): IntName {
  return type.kind === 'int' ? type.name : 'u64'
}

export function isSigned(type: Type): boolean {
  return isSignedInt(integerOf(type))
}

export function widthOf(int: IntName): number {
  switch (int) {
    case 'u8':
    case 'i8':
      return 8
    case 'u16':
    case 'i16':
      return 16
    case 'u32':
    case 'i32':
      return 32
    case 'u64':
    case 'i64':
      return 64
    case 'u128':
    case 'i128':
      return 128
    case 'u256':
    case 'i256':
      return 256
  }
}

/** Overflow traps, as does division by zero. */
export function trapping(b: FunctionBuilder, op: ArithmeticOperator, int: IntName, x: Reg, y: Reg): Reg {
  const width = widthOf(int)
  if (isSignedInt(int)) {
    const exact = b.value(SIGNED[op], { b: x, c: y })
    // The least value divided by -1 is the one quotient that doesn't fit.
    if (width < 64 && op !== 'remainder') b.op('fits', { a: exact, imm: width })
    return exact
  }
  if (width === 64 || op === 'subtract' || op === 'divide' || op === 'remainder')
    return b.value(UNSIGNED[op], { b: x, c: y })
  const result = b.value(WRAPPING[op], { b: x, c: y })
  b.op('fitu', { a: result, imm: width })
  return result
}

/** High bits are dropped. */
export function wrapping(b: FunctionBuilder, op: ArithmeticOperator, int: IntName, x: Reg, y: Reg): Reg {
  if (op === 'divide' || op === 'remainder') return trapping(b, op, int, x, y)
  return cut(b, int, b.value(WRAPPING[op], { b: x, c: y }))
}

/** The nearest value of the type. */
export function saturating(b: FunctionBuilder, op: ArithmeticOperator, int: IntName, x: Reg, y: Reg): Reg {
  if (op === 'divide' || op === 'remainder') return trapping(b, op, int, x, y)
  if (int === 'i64') return saturatingSigned(b, op, x, y)
  if (isSignedInt(int)) return clamped(b, int, b.value(WRAPPING[op], { b: x, c: y }))
  const result = b.value(WRAPPING[op], { b: x, c: y })
  if (op === 'subtract') return select(b, b.value('ltu', { b: x, c: y }), b.constant(0n), result)
  const max = b.constant((1n << BigInt(widthOf(int))) - 1n)
  if (widthOf(int) < 64) return select(b, b.value('ltu', { b: max, c: result }), max, result)
  const beyond = op === 'add' ? b.value('ltu', { b: result, c: x }) : b.value('mulhu', { b: x, c: y })
  return select(b, beyond, max, result)
}

/** A shift by the width or more traps; shifts to the left drop high bits. */
export function bitwise(b: FunctionBuilder, op: BitOperator, int: IntName, x: Reg, y: Reg): Reg {
  switch (op) {
    case 'and':
    case 'or':
    case 'xor':
      return b.value(op, { b: x, c: y })
    case 'shift-left':
    case 'shift-right': {
      b.op('fitu', { a: y, imm: Math.log2(widthOf(int)) })
      if (op === 'shift-right') return b.value('shru', { b: x, c: y })
      return cut(b, int, b.value('shl', { b: x, c: y }))
    }
  }
}

/** 0 - x on signed integers; traps on the least value. */
export function negated(b: FunctionBuilder, int: IntName, x: Reg): Reg {
  return trapping(b, 'subtract', int, b.constant(0n), x)
}

/** The same number as another integer type; traps if it doesn't fit. */
export function converted(b: FunctionBuilder, from: IntName, to: IntName, x: Reg): Reg {
  const check = fitOf(from, to)
  if (check !== null) b.op(check.op, { a: x, imm: check.bits })
  return x
}

/** 1 if a number of one integer type is one of another, else 0. */
export function fitsIn(b: FunctionBuilder, from: IntName, to: IntName, x: Reg): Reg {
  const check = fitOf(from, to)
  if (check === null) return b.constant(1n)
  if (check.op === 'fitu') {
    const high = b.value('shrui', { b: x, imm: check.bits })
    return b.value('eqi', { b: high, imm: 0 })
  }
  const drop = 64 - check.bits
  const extended = b.value('shrsi', { b: b.value('shli', { b: x, imm: drop }), imm: drop })
  return b.value('eq', { b: extended, c: x })
}

/** What a word must meet so that a number of one type is one of another; null if every one is. */
function fitOf(from: IntName, to: IntName): { readonly op: 'fitu' | 'fits'; readonly bits: number } | null {
  const [signedFrom, signedTo] = [isSignedInt(from), isSignedInt(to)]
  const [bitsFrom, bitsTo] = [widthOf(from), widthOf(to)]
  if (signedFrom && signedTo) return bitsTo >= bitsFrom ? null : { op: 'fits', bits: bitsTo }
  if (!signedFrom && !signedTo) return bitsTo >= bitsFrom ? null : { op: 'fitu', bits: bitsTo }
  if (signedTo) return bitsTo > bitsFrom ? null : { op: 'fitu', bits: bitsTo - 1 }
  // A negative number reads as one of 64 bits.
  return { op: 'fitu', bits: Math.min(bitsTo, 63) }
}

/** A number of 64 bits brought into the range of a narrow signed type. */
function clamped(b: FunctionBuilder, int: IntName, x: Reg): Reg {
  const half = 1n << BigInt(widthOf(int) - 1)
  const [most, least] = [b.constant(half - 1n), b.constant(-half)]
  const low = select(b, b.value('lts', { b: most, c: x }), most, x)
  return select(b, b.value('lts', { b: low, c: least }), least, low)
}

function saturatingSigned(b: FunctionBuilder, op: 'add' | 'subtract' | 'multiply', x: Reg, y: Reg): Reg {
  const result = b.value(WRAPPING[op], { b: x, c: y })
  const differ = b.value('xor', { b: x, c: y })
  if (op === 'multiply') {
    // The signed high word: the unsigned one less what each negative factor added to it.
    const signX = b.value('shrsi', { b: x, imm: 63 })
    const signY = b.value('shrsi', { b: y, imm: 63 })
    const high = b.value('sub', {
      b: b.value('sub', {
        b: b.value('mulhu', { b: x, c: y }),
        c: b.value('and', { b: signX, c: y }),
      }),
      c: b.value('and', { b: signY, c: x }),
    })
    const beyond = b.value('ne', { b: high, c: b.value('shrsi', { b: result, imm: 63 }) })
    return select(b, beyond, limit(b, differ), result)
  }
  const turned = b.value('xor', { b: x, c: result })
  const other = op === 'add' ? b.value('xor', { b: y, c: result }) : differ
  const sign = b.value('and', { b: turned, c: other })
  return select(b, b.value('shrui', { b: sign, imm: 63 }), limit(b, x), result)
}

/** The least i64 if `sign` is negative, else the greatest. */
function limit(b: FunctionBuilder, sign: Reg): Reg {
  return b.value('xor', { b: b.value('shrsi', { b: sign, imm: 63 }), c: b.constant(MAX_I64) })
}

function select(b: FunctionBuilder, condition: Reg, yes: Reg, no: Reg): Reg {
  return b.value('select', { b: yes, c: no, d: condition })
}

function cut(b: FunctionBuilder, int: IntName, x: Reg): Reg {
  const width = widthOf(int)
  if (width === 64) return x
  if (!isSignedInt(int)) return b.value('andi', { b: x, imm: 2 ** width - 1 })
  return b.value('shrsi', { b: b.value('shli', { b: x, imm: 64 - width }), imm: 64 - width })
}

type Table = Readonly<Record<ArithmeticOperator, string>>
const UNSIGNED: Table = { add: 'addu', subtract: 'subu', multiply: 'mulu', divide: 'divu', remainder: 'remu' }
const SIGNED: Table = { add: 'adds', subtract: 'subs', multiply: 'muls', divide: 'divs', remainder: 'rems' }
const WRAPPING: Table = { add: 'add', subtract: 'sub', multiply: 'mul', divide: 'divu', remainder: 'remu' }
