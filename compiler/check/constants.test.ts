import { assert, bigInt, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyse } from '../frontend.ts'
import { memoryHost } from '../load.ts'
import { valueText } from '../typed/value-text.ts'

/** The value of a constant as written, or the code of its mistake. */
function constant(type: string, text: string): string {
  const source = `const TWO: u64 = 2\npub struct P { x: u64 }\npub const A: ${type} = ${text}\npub fn use(): u64 => TWO`
  const { diagnostics, program } = analyse(memoryHost({ 'a.silo': source }), ['a.silo'])
  const [problem] = diagnostics
  if (problem !== undefined) return problem.code
  const found = program.constants.find((c) => c.name === 'A')
  return found === undefined ? 'none' : valueText(found.value, found.type)
}

describe('constants are evaluated as the machine would', () => {
  test.each([
    ['u64', '1 + TWO * 3 - 4 / TWO % 3', '5'],
    ['u8', '255', '255'],
    ['u8', '255 + 1', 'E0520'],
    ['u64', '1 - 2', 'E0520'],
    ['u64', 'TWO / 0', 'E0520'],
    ['u8', 'u8(TWO * 128)', 'E0520'],
    ['u8', 'u8(TWO) << 7', '0'],
    ['u8', 'u8(TWO) << 8', 'E0520'],
    ['u64', '0xff & 0x0f | 1 << 8 ^ 3', '271'],
    ['u64', '0.wrapping_sub(1)', '18446744073709551615'],
    ['i64', 'i64(TWO).saturating_sub(-9_223_372_036_854_775_807).saturating_add(5)', '9223372036854775807'],
    ['i64', '-9_223_372_036_854_775_808', '-9223372036854775808'],
    ['i64', '-7 / 2', '-3'],
    ['i64', '-7 % 2', '-1'],
    ['sompi', '0.2 kas * TWO + 1 sompi', '40000001 sompi'],
    ['sompi', '0.5 kas + 1 kas', '1.5 kas'],
    ['u64', '(1 kas).count', '100000000'],
    ['u64', 'mul_div(10, 10, 3, round: down)', '33'],
    ['u64', 'mul_div(10, 10, 3, round: up)', '34'],
    ['bool', 'TWO > 1 and not (1 == 2)', 'true'],
    ['bool', 'false and 1 / 0 == 1', 'false'],
    ['u64', 'if TWO == 2 { 5 } else { 6 }', '5'],
    ['u64', 'P { x: 7 }.x', '7'],
    ['address', `0x${'0a'.repeat(32)}`, `0x${'0a'.repeat(32)}`],
    ['hash', `hash(address(0x${'0a'.repeat(32)}))`, `0x${'0a'.repeat(32)}`],
  ])('%s = %s', (type, text, value) => {
    expect(constant(type, text)).toBe(value)
  })

  test('wrapping and saturating keep the laws of 64-bit words', () => {
    const word = bigInt({ min: 0n, max: (1n << 64n) - 1n })
    assert(
      property(word, word, (a, b) => {
        expect(constant('u64', `(${a}).wrapping_add(${b})`)).toBe(String(BigInt.asUintN(64, a + b)))
        expect(constant('u64', `(${a}).wrapping_mul(${b})`)).toBe(String(BigInt.asUintN(64, a * b)))
        expect(constant('u64', `(${a}).saturating_sub(${b})`)).toBe(String(a > b ? a - b : 0n))
      }),
      { numRuns: 50 },
    )
  })
})
