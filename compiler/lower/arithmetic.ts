// Arithmetic on words. Every integer lives in a 64-bit word within its type's range (i64 in two's complement), so
// narrow results are checked or cut after a full-width operation.
import type { FunctionBuilder } from '../mir/builder.ts'
import type { Reg } from '../mir/types.ts'
import type { ArithmeticOperator, BitOperator, IntName, Type } from '../typed/tree.ts'

const MAX_I64 = (1n << 63n) - 1n

/** The integer that a type is inside: sompi, coins and handles are u64. */
export function integerOf(type: Type): IntName {
  return type.kind === 'int' ? type.name : 'u64'
}

export function isSigned(type: Type): boolean {
  return integerOf(type) === 'i64'
}

export function widthOf(int: IntName): number {
  switch (int) {
    case 'u8':
      return 8
    case 'u16':
      return 16
    case 'u32':
      return 32
    case 'u64':
    case 'i64':
      return 64
  }
}

/** Overflow traps, as does division by zero. */
export function trapping(b: FunctionBuilder, op: ArithmeticOperator, int: IntName, x: Reg, y: Reg): Reg {
  if (int === 'i64') return b.value(SIGNED[op], { b: x, c: y })
  const width = widthOf(int)
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

/** 0 - x on i64; traps on the least value. */
export function negated(b: FunctionBuilder, x: Reg): Reg {
  return b.value('subs', { b: b.constant(0n), c: x })
}

/** The same number as another integer type; traps if it doesn't fit. */
export function converted(b: FunctionBuilder, from: IntName, to: IntName, x: Reg): Reg {
  // Between u64 and i64 the numbers in common are those below 2^63; a negative i64 reads as more than that.
  const bits = from !== to && (from === 'i64' || to === 'i64') ? Math.min(widthOf(to), 63) : widthOf(to)
  const fits = from === to || bits >= (from === 'i64' ? 64 : widthOf(from))
  if (!fits) b.op('fitu', { a: x, imm: bits })
  return x
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
  return width === 64 ? x : b.value('andi', { b: x, imm: 2 ** width - 1 })
}

type Table = Readonly<Record<ArithmeticOperator, string>>
const UNSIGNED: Table = { add: 'addu', subtract: 'subu', multiply: 'mulu', divide: 'divu', remainder: 'remu' }
const SIGNED: Table = { add: 'adds', subtract: 'subs', multiply: 'muls', divide: 'divs', remainder: 'rems' }
const WRAPPING: Table = { add: 'add', subtract: 'sub', multiply: 'mul', divide: 'divu', remainder: 'remu' }
