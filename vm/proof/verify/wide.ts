// Integers of 128 and 256 bits. Operands are the unsigned readings of their groups of slots; results are cut where they are stored.
import { FLAG_BIT, wideSlots } from '../../spec/opcode.ts'
import type { Computed } from './arithmetic.ts'
import type { Instruction, Operands } from './instruction.ts'

/** A wide type. */
interface Type {
  readonly bits: number
  readonly signed: boolean
}

const truth = (condition: boolean): bigint => (condition ? 1n : 0n)

function cut(value: bigint, { bits, signed }: Type): bigint {
  return signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)
}

function fits(value: bigint, type: Type): Computed {
  return cut(value, type) === value ? value : 'Overflow'
}

const U128: Type = { bits: 128, signed: false }
const I128: Type = { bits: 128, signed: true }
const I256: Type = { bits: 256, signed: true }
const U64: Type = { bits: 64, signed: false }
const I64: Type = { bits: 64, signed: true }

/** Of the operands as numbers of the instruction's type. */
const OF_TYPE: Readonly<Record<string, (x: bigint, y: bigint, type: Type) => Computed>> = {
  wmov: (x) => x,
  wto: (x, _, { signed }) => fits(x, signed ? I64 : U64),
  wadd: (x, y) => x + y,
  wsub: (x, y) => x - y,
  wmul: (x, y) => x * y,
  waddx: (x, y, type) => fits(x + y, type),
  wsubx: (x, y, type) => fits(x - y, type),
  wmulx: (x, y, type) => fits(x * y, type),
  wdiv: (x, y, type) => (y === 0n ? 'DivideByZero' : fits(x / y, type)),
  wrem: (x, y) => (y === 0n ? 'DivideByZero' : x % y),
  wand: (x, y) => x & y,
  wor: (x, y) => x | y,
  wxor: (x, y) => x ^ y,
  wnot: (x) => ~x,
  weq: (x, y) => truth(x === y),
  wlt: (x, y) => truth(x < y),
}

/** The result of a wide instruction; undefined when it is none. */
export function computeWide({ op, imm }: Instruction, { b, c, third }: Operands): Computed | undefined {
  const immediate = Number(imm)
  const bits = 64 * wideSlots(op.imm, immediate)
  const type = { bits, signed: (immediate & 2) !== 0 }
  const ofType = OF_TYPE[op.name]
  if (ofType !== undefined) return ofType(cut(b, type), cut(c, type), type)
  switch (op.name) {
    case 'wof':
      return type.signed ? cut(b, I64) : b
    case 'wshl':
      return b << (c % BigInt(bits))
    case 'wshr':
      return cut(b, type) >> (c % BigInt(bits))
    case 'wextu':
      return b
    case 'wexts':
      return cut(b, I128)
    case 'wnaru':
      return fits(b, U128)
    case 'wnars':
      return fits(cut(b, I256), I128)
    case 'wmuldiv': {
      if (third === 0n) return 'DivideByZero'
      const up = (immediate & FLAG_BIT) !== 0
      return fits((b * c + (up ? third - 1n : 0n)) / third, { bits, signed: false })
    }
    default:
      return undefined
  }
}
