// Every operator on every integer type, on edge values and at random, against arithmetic in BigInt.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OPTIMISATIONS } from '../optimise/settings.test-data.ts'
import {
  arithmetic,
  bits,
  bitsOf,
  convert,
  limitsOf,
  mulDiv,
  numberOf,
  wordFor,
} from '../testing/arithmetic.ts'
import type { Outcome } from '../testing/arithmetic.ts'
import { callAll, siloFromText } from '../testing/from-text.ts'
import type { TestSilo } from '../testing/test-silo.ts'
import type { ArithmeticOperator, BitOperator, CompareOperator, IntName } from '../typed/tree.ts'

const INTS: readonly IntName[] = ['u8', 'u16', 'u32', 'u64', 'i64']
const ARITHMETIC: Readonly<Record<string, ArithmeticOperator>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'remainder',
}
const METHODS: readonly [string, ArithmeticOperator, 'wrap' | 'saturate'][] = [
  ['wrapping_add', 'add', 'wrap'],
  ['wrapping_sub', 'subtract', 'wrap'],
  ['wrapping_mul', 'multiply', 'wrap'],
  ['saturating_add', 'add', 'saturate'],
  ['saturating_sub', 'subtract', 'saturate'],
  ['saturating_mul', 'multiply', 'saturate'],
]
const BITS: Readonly<Record<string, BitOperator>> = {
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'shift-left',
  '>>': 'shift-right',
}
const COMPARE: Readonly<Record<string, CompareOperator>> = {
  '==': 'equal',
  '!=': 'not-equal',
  '<': 'less',
  '<=': 'less-equal',
  '>': 'greater',
  '>=': 'greater-equal',
}

interface Operation {
  readonly name: string
  readonly code: string
  /** On words; comparisons give 0 or 1. */
  readonly expected: (x: bigint, y: bigint) => Outcome
  readonly boolean: boolean
}

function operations(int: IntName): Operation[] {
  const list: Operation[] = []
  const add = (code: string, expected: Operation['expected'], boolean = false): void => {
    list.push({ name: `op${list.length}`, code, expected, boolean })
  }
  for (const [sign, operator] of Object.entries(ARITHMETIC))
    add(`a ${sign} b`, (x, y) => arithmetic(operator, 'trap', int, x, y))
  for (const [method, operator, overflow] of METHODS)
    add(`a.${method}(b)`, (x, y) => arithmetic(operator, overflow, int, x, y))
  if (int !== 'i64')
    for (const [sign, operator] of Object.entries(BITS))
      add(`a ${sign} b`, (x, y) => bits(operator, int, x, y))
  for (const [sign, operator] of Object.entries(COMPARE)) {
    const holds = (x: bigint, y: bigint): Outcome => {
      const [p, q] = [numberOf(int, x), numberOf(int, y)]
      const results: Record<CompareOperator, boolean> = {
        equal: p === q,
        'not-equal': p !== q,
        less: p < q,
        'less-equal': p <= q,
        greater: p > q,
        'greater-equal': p >= q,
      }
      return { ok: true, value: results[operator] ? 1n : 0n }
    }
    add(`a ${sign} b`, holds, true)
    add(`if a ${sign} b { true } else { false }`, holds, true)
  }
  return list
}

function edges(int: IntName): bigint[] {
  const [least, most] = limitsOf(int)
  const near = [least, least + 1n, most, most - 1n, 0n, 1n, 2n, 3n, 7n, 8n, bitsOf(int) - 1n, bitsOf(int)]
  if (int === 'u64') near.push(1n << 32n, (1n << 32n) - 1n, 1n << 63n)
  if (int === 'i64') near.push(-1n, -2n, -(1n << 32n), 1n << 62n)
  return [...new Set(near)]
}

interface Case {
  readonly name: string
  readonly args: readonly bigint[]
  readonly expected: Outcome
  readonly show: (word: bigint) => unknown
}

/** Cases whose outcome is another than expected, with what came out. */
function mismatches(silo: TestSilo, cases: readonly Case[]): unknown[] {
  return callAll(silo, cases).flatMap(({ value, trap }, i) => {
    const { name, args, expected, show } = cases[i]!
    const wanted = expected.ok ? show(expected.value) : expected.trap
    const got = trap ?? value
    return got === wanted ? [] : [{ name, args, wanted, got }]
  })
}

describe.each(OPTIMISATIONS)('operators, optimiser %s', (_, passes) => {
  it.each(INTS)('%s', (int) => {
    const list = operations(int)
    const functions = list.map(
      ({ name, code, boolean }) =>
        `pub view fn ${name}(a: ${int}, b: ${int}): ${boolean ? 'bool' : int} { ${code} }`,
    )
    const silo = siloFromText(`contract Ops {\n${functions.join('\n')}\n}`, passes)
    const values = edges(int)
    const [least, most] = limitsOf(int)
    const number = fc.bigInt({ min: least, max: most })
    const random = fc.sample(fc.tuple(number, number), { numRuns: 10, seed: 7 })
    const pairs = [...values.flatMap((a) => values.map((b) => [a, b] as const)), ...random]
    const wrong = mismatches(
      silo,
      list.flatMap(({ name, expected, boolean }) =>
        pairs.map(([a, b]) => ({
          name,
          args: [a, b],
          expected: expected(wordFor(a), wordFor(b)),
          show: (word) => (boolean ? word === 1n : numberOf(int, word)),
        })),
      ),
    )
    expect(wrong).toEqual([])
  })

  it('conversions between all integer types', () => {
    const pairs = INTS.flatMap((from) => INTS.filter((to) => to !== from).map((to) => ({ from, to })))
    const functions = pairs.map(({ from, to }) => `pub view fn ${from}_${to}(a: ${from}): ${to} => ${to}(a)`)
    const silo = siloFromText(`contract Ops {\n${functions.join('\n')}\n}`, passes)
    const wrong = mismatches(
      silo,
      pairs.flatMap(({ from, to }) =>
        edges(from).map((value) => ({
          name: `${from}_${to}`,
          args: [value],
          expected: convert(from, to, wordFor(value)),
          show: (word) => numberOf(to, word),
        })),
      ),
    )
    expect(wrong).toEqual([])
  })

  it('constants on either side give the same as variables', () => {
    for (const int of ['u8', 'u64', 'i64'] as const) {
      const signs = [...Object.keys(ARITHMETIC), ...Object.keys(COMPARE)]
      const values = edges(int)
      const written = (value: bigint): string => (value < 0n ? `(${value})` : `${value}`)
      // The least i64 can't be written as a literal with a minus in front.
      const constants = values.filter((value) => value !== -(1n << 63n))
      const functions = signs.flatMap((sign, s) =>
        constants.flatMap((value, c) => {
          const result = s < 5 ? int : 'bool'
          return [
            `pub view fn l${s}_${c}(a: ${int}): ${result} { let k: ${int} = ${written(value)}\n k ${sign} a }`,
            `pub view fn r${s}_${c}(a: ${int}): ${result} { let k: ${int} = ${written(value)}\n a ${sign} k }`,
          ]
        }),
      )
      const silo = siloFromText(`contract Ops {\n${functions.join('\n')}\n}`, passes)
      const plain = operations(int)
      const cases: Case[] = []
      for (const [s, sign] of signs.entries()) {
        const operation = plain.find(({ code }) => code === `a ${sign} b`)!
        const show = (word: bigint): unknown => (operation.boolean ? word === 1n : numberOf(int, word))
        for (const [c, k] of constants.entries()) {
          for (const a of values.slice(0, 6)) {
            const [x, y] = [wordFor(k), wordFor(a)]
            cases.push(
              { name: `l${s}_${c}`, args: [a], expected: operation.expected(x, y), show },
              { name: `r${s}_${c}`, args: [a], expected: operation.expected(y, x), show },
            )
          }
        }
      }
      expect(mismatches(silo, cases)).toEqual([])
    }
  })

  it('mul_div rounds as written', () => {
    const silo = siloFromText(
      `contract Ops {
        pub view fn down(a: u64, b: u64, c: u64): u64 => mul_div(a, b, c, round: down)
        pub view fn up(a: u64, b: u64, c: u64): u64 => mul_div(a, b, c, round: up)
      }`,
      passes,
    )
    const number = fc.oneof(fc.constantFrom(...edges('u64')), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }))
    const triples = fc.sample(fc.tuple(number, number, number), { numRuns: 300, seed: 11 })
    const wrong = mismatches(
      silo,
      triples.flatMap(([a, b, c]) =>
        (['down', 'up'] as const).map((round) => ({
          name: round,
          args: [a, b, c],
          expected: mulDiv('u64', a, b, c, round),
          show: (word) => word,
        })),
      ),
    )
    expect(wrong).toEqual([])
  })
})
