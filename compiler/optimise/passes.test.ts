// What single passes do, seen in the code of small functions; that they change no meaning is tested in optimise.test.ts.
import { describe, expect, it } from 'vitest'
import { formatInstruction } from '../../vm/program/disassembler.ts'
import { instructionAt } from '../../vm/program/image.ts'
import { call, siloFromText } from '../testing/from-text.ts'
import { ALL_PASSES } from './optimise.ts'
import type { PassName } from './optimise.ts'

/** The instructions of the function `f`, by name. */
function codeOf(text: string, passes: readonly PassName[] = ALL_PASSES): string[] {
  const { program, sourceMap } =
    siloFromText(text).silo === undefined ? bug() : siloFromText(text, passes).silo
  const fn = sourceMap().functions.find(({ name }) => name === 'f') ?? bug()
  return Array.from({ length: fn.end - fn.start }, (_, i) =>
    formatInstruction(instructionAt(program, fn.start + i)),
  )
}

function bug(): never {
  throw new Error('no such function')
}

const names = (code: readonly string[]): string[] => code.map((line) => line.split(' ')[0] ?? '')
const count = (code: readonly string[], name: string): number =>
  names(code).filter((op) => op === name).length
const without = (pass: PassName): PassName[] => ALL_PASSES.filter((other) => other !== pass)
const contract = (body: string, more = ''): string => `contract C {
  storage { total: u64 = 0, counts: map<u64, u64 = 0> }
  ${more}
  pub fn f(a: u64, b: u64): u64 by anyone { ${body} }
}`

describe('common subexpressions', () => {
  it('are computed once, also across branches, traps included', () => {
    const text = contract('let x = a / b \n if x > 7 { return a / b + 1 } \n a / b')
    expect(count(codeOf(text), 'divu')).toBe(1)
    expect(count(codeOf(text, without('common')), 'divu')).toBe(3)
    expect(call(siloFromText(text), 'f', [1n, 0n]).trap).toBe('DivideByZero')
  })

  it('are not shared between branches of which only one runs', () => {
    const text = contract('let mut x = 1 \n if a > 7 { x = a / b } else { x = b } \n x + a / b')
    expect(count(codeOf(text), 'divu')).toBe(2)
    expect(call(siloFromText(text), 'f', [1n, 0n]).trap).toBe('DivideByZero')
  })
})

describe('ranges', () => {
  it('leave out checks that can not fail', () => {
    const text = contract('let mut x = a % 1000 \n for i in 0..8 { x = (x * 31 + b % 97) % 10_007 } \n x + 5')
    expect(count(codeOf(text), 'addu') + count(codeOf(text), 'addui')).toBe(0)
    expect(count(codeOf(text, without('ranges')), 'addu')).toBe(1)
  })

  it('leave out the check of a difference behind a comparison', () => {
    const text = contract('require a >= b \n a - b')
    expect(count(codeOf(text), 'subu')).toBe(0)
    expect(call(siloFromText(text), 'f', [1n, 2n]).trap).toBe('RequirementFailed')
    const unsure = contract('require a >= b or b > 100 \n a - b')
    expect(count(codeOf(unsure), 'subu')).toBe(1)
    expect(call(siloFromText(unsure), 'f', [1n, 200n]).trap).toBe('Overflow')
  })

  it('keep checks of words that a loop lets grow', () => {
    const text = contract('let mut x = 1 \n for i in 0..100 { x = x + x } \n x + a + b')
    expect(count(codeOf(text), 'addu')).toBeGreaterThanOrEqual(1)
    expect(call(siloFromText(text), 'f', [0n, 0n]).trap).toBe('Overflow')
  })
})

describe('loop-invariant code', () => {
  it('is computed before the loop', () => {
    const text = contract('let mut x = a \n for i in 0..8 { x = x ^ (b % 97) ^ i } \n x')
    const code = names(codeOf(text))
    expect(code.indexOf('remu')).toBeLessThan(code.indexOf('xor'))
    const loop = (ops: readonly string[]): number => ops.lastIndexOf('jltu') - ops.indexOf('xor')
    expect(loop(code)).toBeLessThan(loop(names(codeOf(text, without('loops')))) + 2)
  })

  it('that may trap stays where it is', () => {
    const text = contract('let mut x = a \n for i in 0..(a % 3) max 3 { x = x ^ (7 / b) } \n x')
    expect(call(siloFromText(text), 'f', [3n, 0n]).value).toBe(3n)
    expect(call(siloFromText(text), 'f', [4n, 0n]).trap).toBe('DivideByZero')
  })
})

describe('inlining', () => {
  const inner = 'fn g(x: u64): u64 { if x > 100 { return x - 100 } \n counts[x] += 1 \n counts[x] + total }'

  it('leaves no call of a function that is called once', () => {
    const text = contract('g(a) + g2(b)', `${inner} \n fn g2(x: u64): u64 { x / 2 }`)
    expect(count(codeOf(text), 'call')).toBe(0)
    expect(count(codeOf(text, without('inline')), 'call')).toBe(2)
    for (const passes of [[], ['inline'], ALL_PASSES] as const) {
      const silo = siloFromText(text, passes)
      expect([call(silo, 'f', [5n, 9n]).value, call(silo, 'f', [5n, 9n]).value]).toEqual([5n, 6n])
      expect(call(silo, 'f', [130n, 9n]).value).toBe(34n)
    }
  })

  it('leaves functions that call themselves alone', () => {
    const text = contract(
      'down(a % 10)',
      'fn down(x: u64): u64 max 16 { if x == 0 { return 0 } \n down(x - 1) + 1 }',
    )
    expect(count(codeOf(text), 'call')).toBe(1)
    expect(call(siloFromText(text), 'f', [7n, 0n]).value).toBe(7n)
  })
})
