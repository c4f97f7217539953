// Wide integers against BigInt: numbers of all lengths, near powers of two above all, of every type.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FLAG_BIT, WIDE_FLAG_BIT, WIDE_TYPES } from '../../spec/opcode.ts'
import { OPCODE_BY_NAME } from '../../spec/opcodes.ts'
import type { TrapName } from '../../spec/traps.ts'
import { oneStep, poke, readyToStep, stepped } from './one-step.ts'
import type { Memory } from './one-step.ts'

type Outcome = bigint | TrapName
interface Type {
  readonly bits: number
  readonly signed: boolean
}

const typeOf = (name: string): Type => ({ bits: Number(name.slice(1)), signed: name.startsWith('i') })
const wrap = (x: bigint, bits: number): bigint => BigInt.asUintN(bits, x)
const read = (x: bigint, { bits, signed }: Type): bigint =>
  signed ? BigInt.asIntN(bits, x) : BigInt.asUintN(bits, x)
const fit = (x: bigint, type: Type): Outcome => (read(x, type) === x ? x : 'Overflow')
const bool = (x: boolean): bigint => (x ? 1n : 0n)

const FORMULAS: Record<string, (x: bigint, y: bigint, type: Type) => Outcome> = {
  wadd: (x, y) => x + y,
  wsub: (x, y) => x - y,
  wmul: (x, y) => x * y,
  waddx: (x, y, type) => fit(x + y, type),
  wsubx: (x, y, type) => fit(x - y, type),
  wmulx: (x, y, type) => fit(x * y, type),
  wdiv: (x, y, type) => (y === 0n ? 'DivideByZero' : fit(x / y, type)),
  wrem: (x, y) => (y === 0n ? 'DivideByZero' : x % y),
  wand: (x, y) => x & y,
  wor: (x, y) => x | y,
  wxor: (x, y) => x ^ y,
  weq: (x, y) => bool(x === y),
  wlt: (x, y) => bool(x < y),
}

const number = fc.oneof(
  fc.constantFrom(0n, 1n, 2n, -1n, -2n, 1n << 127n, 1n << 255n, (1n << 127n) - 1n, (1n << 255n) - 1n),
  fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.bigInt(-3n, 3n), fc.boolean())
    .map(([n, d, negative]) => ((1n << BigInt(n)) + d) * (negative ? -1n : 1n)),
  // Long runs of equal digits: where guessed digits of quotients go wrong.
  fc
    .array(fc.constantFrom(0n, 0xffffn, 0xfffen, 0x8000n, 0x7fffn, 1n), { minLength: 1, maxLength: 16 })
    .map((digits) => digits.reduce((all: bigint, digit) => (all << 16n) | digit, 0n)),
  fc
    .tuple(fc.bigInt(0n, (1n << 256n) - 1n), fc.integer({ min: 0, max: 255 }))
    .map(([x, by]) => x >> BigInt(by)),
)

const slots = (first: number, value: bigint, count: number): Memory =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [first + i, wrap(value >> BigInt(64 * i), 64)] as const),
  )

/** Executes an instruction once; the number in the slots from `first` on, or the trap with nothing changed. */
function outcome(text: string, memory: Memory, first: number, count: number): Outcome {
  const { view, slot } = oneStep(text, { ...slots(first, 0n, 0), ...memory })
  if (view.trap !== 'None') return view.trap
  let value = 0n
  for (let i = count - 1; i >= 0; i--) value = (value << 64n) | slot(first + i)
  return value
}

const cut = (value: Outcome, bits: number): Outcome => (typeof value === 'bigint' ? wrap(value, bits) : value)

const machines = new Map<string, ReturnType<typeof readyToStep>>()

/** As `outcome`, on a machine that is used again and again. */
function quick(text: string, memory: Memory, first: number, count: number): Outcome {
  const state = machines.get(text) ?? readyToStep(`${text}\nend {8}`)
  machines.set(text, state)
  const registers = state.registers.slice()
  poke(state, Object.fromEntries(Object.entries(memory).map(([slot, word]) => [Number(slot) * 8, word])))
  const { view, slot } = stepped(state)
  state.registers.set(registers)
  if (view.trap !== 'None') return view.trap
  let value = 0n
  for (let i = count - 1; i >= 0; i--) value = (value << 64n) | slot(first + i)
  return value
}

describe('binary operations', () => {
  const cases = Object.keys(FORMULAS).flatMap((name) =>
    WIDE_TYPES.slice(0, (OPCODE_BY_NAME.get(name)?.immMax ?? 0) + 1).map((type) => [name, type] as const),
  )
  it.each(cases)('%s %s', (name, typeName) => {
    const type = typeOf(typeName)
    const count = type.bits / 64
    const isComparison = OPCODE_BY_NAME.get(name)?.a === 'write'
    const text = `${name} ${isComparison ? '[9]' : '[40]'} [16] [20] ${typeName}`
    fc.assert(
      fc.property(number, number, fc.boolean(), (x, y, related) => {
        const [b, c] = [read(x, type), read(related ? x + (y % 3n) : y, type)]
        const expected = FORMULAS[name]!(b, c, type)
        const memory = { ...slots(16, b, count), ...slots(20, c, count) }
        const seen = quick(text, memory, isComparison ? 9 : 40, isComparison ? 1 : count)
        expect(seen, `${b} ${c}`).toBe(cut(expected, type.bits))
      }),
      { numRuns: 400 },
    )
    const same = `${name} [16] [16] [16] ${typeName}`
    const b = read(12_345n << 50n, type)
    const expected = cut(FORMULAS[name]!(b, b, type), type.bits)
    expect(outcome(same, slots(16, b, count), 16, isComparison ? 1 : count)).toBe(expected)
  })
})

describe('shifts', () => {
  it.each(WIDE_TYPES)('%s by every distance', (typeName) => {
    const type = typeOf(typeName)
    const count = type.bits / 64
    const bits = BigInt(type.bits)
    for (const x of [1n, -1n, 1n << (bits - 1n), 0x0123_4567_89ab_cdef_fedc_ba98_7654_3210_5555_aaaan]) {
      for (let by = 0n; by < 300n; by++) {
        const memory = { ...slots(16, x, count), 30: by }
        const right = read(x, type) >> (by % bits)
        expect(quick(`wshr [40] [16] [30] ${typeName}`, memory, 40, count)).toBe(wrap(right, type.bits))
        if (type.signed) continue
        const left = read(x, type) << (by % bits)
        expect(quick(`wshl [40] [16] [30] ${typeName}`, memory, 40, count)).toBe(wrap(left, type.bits))
      }
    }
    const huge = { ...slots(16, 5n, count), 30: (1n << 63n) + 1n }
    expect(outcome(`wshr [16] [16] [30] ${typeName}`, huge, 16, count)).toBe(2n)
  })
})

describe('conversions and moves', () => {
  it('to and from words', () => {
    fc.assert(
      fc.property(number, fc.constantFrom(...WIDE_TYPES), (x, typeName) => {
        const type = typeOf(typeName)
        const count = type.bits / 64
        const value = read(x, type)
        const word = { bits: 64, signed: type.signed }
        expect(quick(`wto [40] [16] ${typeName}`, slots(16, value, count), 40, 1), `${x}`).toBe(
          cut(fit(value, word), 64),
        )
        expect(quick(`wof [40] [16] ${typeName}`, slots(16, x, 1), 40, count), `${x}`).toBe(
          wrap(read(x, word), type.bits),
        )
      }),
      { numRuns: 2000 },
    )
  })
  it('between 128 and 256 bits', () => {
    fc.assert(
      fc.property(number, (x) => {
        for (const [letter, signed] of [
          ['u', false],
          ['s', true],
        ] as const) {
          const short = read(x, { bits: 128, signed })
          const long = read(x, { bits: 256, signed })
          expect(quick(`wext${letter} [40] [16]`, slots(16, short, 2), 40, 4), `${x}`).toBe(wrap(short, 256))
          const narrowed = cut(fit(long, { bits: 128, signed }), 128)
          expect(quick(`wnar${letter} [40] [16]`, slots(16, long, 4), 40, 2), `${x}`).toBe(narrowed)
        }
      }),
      { numRuns: 2000 },
    )
  })
  it('copies and turns bits, of a group and no more', () => {
    const all = slots(16, (1n << 255n) + (7n << 128n) + 5n, 4)
    const kept = { 42: 77n, 43: 78n }
    expect(
      oneStep('wmov [40] [16] u128', { ...all, ...kept })
        .leaf(40)
        .slice(0, 4),
    ).toEqual([5n, 0n, 77n, 78n])
    expect(
      oneStep('wmov [40] [16] u256', { ...all, ...kept })
        .leaf(40)
        .slice(0, 4),
    ).toEqual([5n, 0n, 7n, 1n << 63n])
    const max = (1n << 64n) - 1n
    expect(
      oneStep('wnot [40] [16] u128', { ...all, ...kept })
        .leaf(40)
        .slice(0, 4),
    ).toEqual([max - 5n, max, 77n, 78n])
    expect(oneStep('wmov [6] [16] u128', all).slot(6)).toBe(5n)
  })
})

describe('wmuldiv', () => {
  it.each(['u128', 'u256'])('%s in double width, rounded either way', (typeName) => {
    const { bits } = typeOf(typeName)
    const count = bits / 64
    fc.assert(
      fc.property(number, number, number, fc.boolean(), fc.boolean(), (x, y, z, up, close) => {
        const [b, c] = [wrap(x, bits), wrap(y, bits)]
        // Quotients near the largest number of the type are where rounding up overflows.
        const d = wrap(close && b > 0n && c > 0n ? (b * c) / ((1n << BigInt(bits)) - 1n) + (z % 2n) : z, bits)
        const memory = { ...slots(16, b, count), ...slots(20, c, count), ...slots(24, d, count) }
        const quotient =
          d === 0n ? 'DivideByZero' : fit((b * c + (up ? d - 1n : 0n)) / d, { bits, signed: false })
        expect(quick(`wmuldiv [40] [16] [20] [24] ${typeName}${up ? ' up' : ''}`, memory, 40, count)).toBe(
          quotient,
        )
      }),
      { numRuns: 2000 },
    )
  })
  it('names type and rounding in its immediate', () => {
    const { state } = oneStep('wmuldiv [40] [16] [20] [24] u256 up', { 24: 1n })
    expect(state.code[1]).toBe(24 | FLAG_BIT | WIDE_FLAG_BIT)
  })
})
