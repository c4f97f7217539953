// Instructions that compute a word from words: moves, wrapping and checked arithmetic, bits, comparison.
// Words are bigints in 0 .. 2^64-1; results are cut to a word where they are stored.
import type { TrapName } from '../../spec/traps.ts'

const MAX = (1n << 64n) - 1n
const signed = (word: bigint): bigint => BigInt.asIntN(64, word)
const truth = (condition: boolean): bigint => (condition ? 1n : 0n)

/** A result that wraps, or the trap instead of it. */
export type Computed = bigint | TrapName

const fitsUnsigned = (value: bigint): Computed => (value >= 0n && value <= MAX ? value : 'Overflow')
const fitsSigned = (value: bigint): Computed => (signed(value) === value ? value : 'Overflow')

/** [a] := f([b], [c]) */
const OF_TWO_SLOTS: Readonly<Record<string, (x: bigint, y: bigint) => Computed>> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  mulhu: (x, y) => (x * y) >> 64n,
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
  shl: (x, y) => x << (y % 64n),
  shru: (x, y) => x >> (y % 64n),
  shrs: (x, y) => signed(x) >> (y % 64n),

  addu: (x, y) => fitsUnsigned(x + y),
  subu: (x, y) => fitsUnsigned(x - y),
  mulu: (x, y) => fitsUnsigned(x * y),
  divu: (x, y) => (y === 0n ? 'DivideByZero' : x / y),
  remu: (x, y) => (y === 0n ? 'DivideByZero' : x % y),
  adds: (x, y) => fitsSigned(signed(x) + signed(y)),
  subs: (x, y) => fitsSigned(signed(x) - signed(y)),
  muls: (x, y) => fitsSigned(signed(x) * signed(y)),
  divs: (x, y) => (y === 0n ? 'DivideByZero' : fitsSigned(signed(x) / signed(y))),
  rems: (x, y) => (y === 0n ? 'DivideByZero' : signed(x) % signed(y)),

  eq: (x, y) => truth(x === y),
  ne: (x, y) => truth(x !== y),
  ltu: (x, y) => truth(x < y),
  leu: (x, y) => truth(x <= y),
  lts: (x, y) => truth(signed(x) < signed(y)),
  les: (x, y) => truth(signed(x) <= signed(y)),
}

/** [a] := f([b], imm) */
const OF_SLOT_AND_IMMEDIATE: Readonly<Record<string, (x: bigint, imm: bigint) => Computed>> = {
  mov: (x) => x,
  ldi: (_, imm) => imm,
  ldn: (_, imm) => imm,
  addi: (x, imm) => x + imm,
  andi: (x, imm) => x & imm,
  xori: (x, imm) => x ^ imm,
  shli: (x, imm) => x << imm,
  shrui: (x, imm) => x >> imm,
  shrsi: (x, imm) => signed(x) >> imm,
  addui: (x, imm) => fitsUnsigned(x + imm),
  subui: (x, imm) => fitsUnsigned(x - imm),
  mului: (x, imm) => fitsUnsigned(x * imm),
  eqi: (x, imm) => truth(x === imm),
  ltui: (x, imm) => truth(x < imm),
}

/** The result of an instruction of the two forms above; undefined when it is of neither. */
export function compute(name: string, b: bigint, c: bigint, imm: bigint): Computed | undefined {
  const binary = OF_TWO_SLOTS[name]
  if (binary !== undefined) return binary(b, c)
  return OF_SLOT_AND_IMMEDIATE[name]?.(b, imm)
}

/** floor(x * y / z), or the ceiling; the product has 128 bits. */
export function multiplyDivide(x: bigint, y: bigint, z: bigint, roundUp: boolean): Computed {
  if (z === 0n) return 'DivideByZero'
  return fitsUnsigned((x * y + (roundUp ? z - 1n : 0n)) / z)
}

/** Whether a word fits an unsigned, or signed, integer of so many bits. */
export function fitsBits(word: bigint, bits: bigint, asSigned: boolean): boolean {
  if (!asSigned) return word >> bits === 0n
  const half = 1n << (bits - 1n)
  return signed(word) >= -half && signed(word) < half
}

/** Conditions of the branches over [a] and [b]. */
export const BRANCH_IF: Readonly<Record<string, (x: bigint, y: bigint) => boolean>> = {
  jmp: () => true,
  jz: (x) => x === 0n,
  jnz: (x) => x !== 0n,
  jeq: (x, y) => x === y,
  jne: (x, y) => x !== y,
  jltu: (x, y) => x < y,
  jgeu: (x, y) => x >= y,
  jlts: (x, y) => signed(x) < signed(y),
  jges: (x, y) => signed(x) >= signed(y),
}
