// What the library does, compiled and interpreted: wide numbers of all lengths and near powers of two above all; hashes of any bytes.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFrame } from '../../machine/inspect.ts'
import { run, step } from '../../machine/run.ts'
import { WIDE_TYPES } from '../../spec/opcode.ts'
import type { Opcode } from '../../spec/opcodes.ts'
import { WIDE_ROWS } from '../../spec/wide-opcodes.ts'
import { testMachine, testProgram } from '../../testing.ts'
import { equalBytes } from '../../words.ts'
import { createJit } from '../engine.ts'
import { frameAndRegisters, rewind } from '../testing.ts'

const WORD = (1n << 64n) - 1n
const number = fc.oneof(
  fc.constantFrom(0n, 1n, 2n, -1n, -2n, 1n << 127n, -1n << 127n, 1n << 255n, (1n << 127n) - 1n),
  fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.bigInt(-3n, 3n), fc.boolean())
    .map(([n, d, negative]) => ((1n << BigInt(n)) + d) * (negative ? -1n : 1n)),
  // Long runs of equal digits: where guessed digits of quotients go wrong.
  fc
    .array(fc.constantFrom(0n, 0xffff_ffffn, 0xffff_fffen, 0x8000_0000n, 0x7fff_ffffn, 1n), {
      minLength: 1,
      maxLength: 8,
    })
    .map((digits) => digits.reduce((all: bigint, digit) => (all << 32n) | digit, 0n)),
  fc
    .tuple(fc.bigInt(0n, (1n << 256n) - 1n), fc.integer({ min: 0, max: 255 }))
    .map(([x, by]) => x >> BigInt(by)),
)

type Memory = Readonly<Record<number, bigint>>

/** The four slots of a group. */
function group(first: number, value: bigint): Memory {
  return Object.fromEntries([0, 1, 2, 3].map((i) => [8 * (first + i), (value >> BigInt(64 * i)) & WORD]))
}

const GROUPS = fc.tuple(number, number, number, fc.boolean()).map(([x, y, z, related]) => ({
  ...group(16, 77n),
  ...group(20, x),
  ...group(24, related ? x + (y % 3n) : y),
  ...group(28, z),
}))

/** Whether both engines make the same of a program's first instructions, whatever the slots hold; throws with what they were where not. */
function agree(text: string, steps: bigint, slots: fc.Arbitrary<Memory>, runs: number): boolean {
  const program = testProgram(`${text}\nend {8}`)
  const jit = createJit(program)
  const [compiled, specified] = [testMachine(program), testMachine(program)]
  for (const state of [compiled, specified]) step(state)
  fc.assert(
    fc.property(slots, (values) => {
      for (const state of [compiled, specified]) rewind(state, values, 10_000)
      jit.run(compiled, { untilStep: steps })
      run(specified, { untilStep: steps })
      if (equalBytes(frameAndRegisters(compiled), frameAndRegisters(specified))) return
      expect({ text, frame: readFrame(compiled) }).toEqual({ text, frame: readFrame(specified) })
      expect.unreachable('registers differ')
    }),
    { numRuns: runs },
  )
  return true
}

/** The instruction with its operands in different groups, with the result in one of them, and all in one. */
function textsOf({ name, a, b, c, imm, immMax = 0, flag }: Opcode): string[] {
  const immediates =
    imm === 'wide'
      ? WIDE_TYPES.slice(0, immMax + 1)
      : imm === 'none'
        ? ['']
        : ['u128', 'u256'].flatMap((type) => [`[28] ${type}`, `[28] ${type} ${flag}`])
  const slot = (use: string, at: number): string => (use === 'none' ? '' : `[${at}]`)
  return immediates.flatMap((immediate) =>
    [
      [16, 20, 24],
      [20, 20, 24],
      [20, 20, 20],
    ].map(([to = 0, x = 0, y = 0]) => `${name} ${slot(a, to)} ${slot(b, x)} ${slot(c, y)} ${immediate}`),
  )
}

describe('wide integers', () => {
  it.each(WIDE_ROWS.map((op) => [op.name, op] as const))('%s', (_, op) => {
    for (const text of textsOf(op)) expect(agree(text, 1n, GROUPS, 300)).toBe(true)
  })

  it('products, and quotients that have no remainder', () => {
    const small = fc
      .tuple(number, number)
      .map(([x, y]) => ({ ...group(20, BigInt.asUintN(128, x)), ...group(24, BigInt.asUintN(128, y)) }))
    const text = 'wmul [16] [20] [24] u256\nwdiv [16] [16] [24] u256\nwrem [12] [20] [24] i256'
    expect(agree(text, 3n, small, 1000)).toBe(true)
  })

  it.each(['', ' up'])('muldiv with wide products%s', (up) => {
    const word = fc.oneof(
      fc.bigInt(0n, WORD),
      number.map((x) => x & WORD),
      fc.constantFrom(WORD, WORD - 1n),
    )
    const slots = fc.tuple(word, word, word).map(([x, y, z]) => ({ 128: x, 160: y, 192: z }))
    expect(agree(`muldiv [8] [16] [20] [24]${up}`, 1n, slots, 2000)).toBe(true)
  })
})

describe('leaves of bytes', () => {
  it.each(['spanl', 'blendl'])('%s', (name) => {
    for (const c of [16, 24])
      for (const a of [8, 16, 24])
        for (const n of [20, 25])
          expect(agree(`${name} {${a}} {16} {${c}} [${n}]`, 1n, GROUPS, 100)).toBe(true)
    const count = fc.tuple(GROUPS, fc.bigInt(0n, 66n)).map(([slots, n]) => ({ ...slots, 320: n }))
    expect(agree(`${name} {8} {16} {24} [40]`, 1n, count, 300)).toBe(true)
  })
})

describe('hashes', () => {
  const bytes = fc
    .array(fc.bigInt(0n, WORD), { minLength: 40, maxLength: 40 })
    .map((words) => Object.fromEntries(words.map((word, i) => [8 * (8 + i), word])))
  it.each([
    'sha256 [44] {16} [12]',
    'sha256 [12] {16} [12]',
    'sha256 [16] {16} [20]',
    'blake2b {8} {16} {24} [40]',
    'blake2b {8} {16} {24} [40] last',
    'blake2b {8} {8} {8} [8]',
    'blake3 [44] {16} {8}',
    'blake3 [8] {8} {8}',
    'blake3 [20] {16} {24}',
  ])('%s', (text) => {
    expect(agree(text, 1n, bytes, 200)).toBe(true)
  })
})
