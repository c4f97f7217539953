// Wide instructions, compiled and interpreted, over numbers of all lengths and near powers of two above all.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFrame, inspect } from '../../machine/inspect.ts'
import { run, step } from '../../machine/run.ts'
import { WIDE_TYPES } from '../../spec/opcode.ts'
import { OPCODE_LIST } from '../../spec/opcodes.ts'
import type { Opcode } from '../../spec/opcodes.ts'
import { WIDE_ROWS } from '../../spec/wide-opcodes.ts'
import { testMachine, testProgram } from '../../testing.ts'
import { equalBytes } from '../../words.ts'
import { createJit } from '../engine.ts'
import { frameAndRegisters, rewind } from '../testing.ts'

const WORD = (1n << 64n) - 1n
const number = fc.oneof(
  fc.constantFrom(
    0n,
    1n,
    2n,
    -1n,
    -2n,
    1n << 127n,
    -1n << 127n,
    1n << 255n,
    (1n << 127n) - 1n,
    (1n << 255n) - 1n,
  ),
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

const group = (first: number, value: bigint): [number, bigint][] =>
  [0, 1, 2, 3].map((i) => [8 * (first + i), (value >> BigInt(64 * i)) & WORD])

/** The instruction with its operands in different groups, and all in one. */
function textsOf({ name, a, b, c, imm, immMax = 0, flag }: Opcode): string[] {
  const immediates =
    imm === 'wide'
      ? WIDE_TYPES.slice(0, immMax + 1)
      : imm === 'none'
        ? ['']
        : ['u128', 'u256'].flatMap((type) => [`[28] ${type}`, `[28] ${type} ${flag}`])
  const slot = (use: string, number: number): string => (use === 'none' ? '' : `[${number}]`)
  return immediates.flatMap((immediate) => [
    `${name} ${slot(a, 16)} ${slot(b, 20)} ${slot(c, 24)} ${immediate}`,
    `${name} ${slot(a, 20)} ${slot(b, 20)} ${slot(c, 24)} ${immediate}`,
    `${name} ${slot(a, 20)} ${slot(b, 20)} ${slot(c, 20)} ${immediate}`,
  ])
}

const TESTED = [...WIDE_ROWS, ...OPCODE_LIST.filter(({ name }) => name === 'spanl' || name === 'blendl')]

function agree(text: string, runs: number): void {
  const program = testProgram(`${text}\nend {8}`)
  const jit = createJit(program)
  const [compiled, specified] = [testMachine(program), testMachine(program)]
  for (const state of [compiled, specified]) step(state)
  fc.assert(
    fc.property(number, number, number, fc.boolean(), (x, y, z, related) => {
      const c = related ? x + (y % 3n) : y
      const slots = Object.fromEntries([...group(16, 77n), ...group(20, x), ...group(24, c), ...group(28, z)])
      for (const state of [compiled, specified]) rewind(state, slots, 1000)
      jit.run(compiled, { untilStep: 1n })
      run(specified, { untilStep: 1n })
      if (equalBytes(frameAndRegisters(compiled), frameAndRegisters(specified))) return
      expect({ text, frame: readFrame(compiled), view: inspect(compiled) }).toEqual({
        text,
        frame: readFrame(specified),
        view: inspect(specified),
      })
    }),
    { numRuns: runs },
  )
}

describe('a compiled wide instruction does what the interpreter does', () => {
  it.each(TESTED.map((op) => [op.name, op] as const))('%s', (_, op) => {
    expect.hasAssertions()
    if (op.name.endsWith('l') && !op.name.startsWith('w')) {
      for (const c of [16, 24])
        for (const a of [8, 16, 24])
          for (const n of [20, 25]) agree(`${op.name} {${a}} {16} {${c}} [${n}]`, 100)
    } else for (const text of textsOf(op)) agree(text, 300)
    expect(op.code).toBeGreaterThan(0)
  })

  it('products and quotients of numbers that divide', () => {
    // x * y / y and its neighbours, in double width: quotient digits at their bounds.
    const program = testProgram(
      'wmul [16] [20] [24] u256\nwdiv [16] [16] [24] u256\nwrem [12] [20] [24] i256\nend {8}',
    )
    const jit = createJit(program)
    const [compiled, specified] = [testMachine(program), testMachine(program)]
    for (const state of [compiled, specified]) step(state)
    fc.assert(
      fc.property(number, number, (x, y) => {
        const slots = Object.fromEntries([
          ...group(20, x & ((1n << 128n) - 1n)),
          ...group(24, y & ((1n << 128n) - 1n)),
        ])
        for (const state of [compiled, specified]) rewind(state, slots, 1000)
        jit.run(compiled, { untilStep: 3n })
        run(specified, { untilStep: 3n })
        expect(readFrame(compiled)).toEqual(readFrame(specified))
      }),
      { numRuns: 1000 },
    )
  })
})
