// Types that double with each line: a few lines of source must not take time or memory without end, whatever the type is made of.
import { describe, expect, test } from 'vitest'
import { compile } from '../compile.ts'
import { memoryHost } from '../load.ts'

const LINES = 40
const EMPTY =
  'contract C { storage { t: u64 = 0 }\n pub fn f() by anyone { t = 1 - t }\n pub view fn g(): u64 => t }\n'

function errors(text: string): string[] {
  return compile(memoryHost({ 'a.silo': text }), 'a.silo')
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code, message }) => `${code} ${message}`)
}

function lines(one: (i: number) => string): string {
  return Array.from({ length: LINES }, (_, i) => one(i + 1)).join('\n')
}

/** A function that nests what it is given in what `wrap` makes of it, line after line. */
function nesting(wrap: (x: string) => string, more = ''): string {
  return `${more}${EMPTY}fn big(x0: u64): u64 {\n${lines((i) => `let x${i} = ${wrap(`x${i - 1}`)}`)}\n x0\n}`
}

describe('types that double with each line', () => {
  test.each([
    [
      'structs',
      `struct S0 { a: u64 }\n${lines((i) => `struct S${i} { a: S${i - 1}, b: S${i - 1} }`)}\n`,
      'S13',
    ],
    [
      'structs, the largest first',
      `${lines((i) => `struct S${i} { a: S${i + 1}, b: S${i + 1} }`)}\nstruct S${LINES + 1} { a: u64 }\n`,
      'S14',
    ],
    ['enums', `enum S0 { A(u64), B }\n${lines((i) => `enum S${i} { A(S${i - 1}, S${i - 1}), B }`)}\n`, 'S12'],
    [
      'structs without fields',
      `struct S0 { }\n${lines((i) => `struct S${i} { a: S${i - 1}, b: (S${i - 1}, S${i - 1}) }`)}\n`,
      'S9',
    ],
  ])('%s are refused once, where they become too large', (_, declarations, first) => {
    const [error, ...rest] = errors(declarations + EMPTY).filter((e) => e.startsWith('E0553'))
    expect(error).toContain(`\`${first}\` is too large`)
    // Whatever holds it is told of again only where it doubles as often once more.
    expect(rest.length).toBeLessThan(LINES / 8)
  })

  test.each([
    ['tuples', nesting((x) => `(${x}, ${x})`)],
    ['arrays of tuples', nesting((x) => `[(${x}, ${x}); 1]`)],
    ['options', nesting((x) => `(Some(${x}), Some(${x}))`)],
    ['generic structs', nesting((x) => `Two { a: ${x}, b: ${x} }`, 'struct Two<T> { a: T, b: T }\n')],
    ['results of generic functions', nesting((x) => `two(${x})`, 'fn two<T>(a: T): (T, T) => (a, a)\n')],
  ])('%s are refused', (_, text) => {
    expect(errors(text)[0]).toMatch(/^E0(553|526|552) /)
  })

  test('a type as large as is allowed is fine', () => {
    expect(errors(`${EMPTY}fn f(a: [[u64; 1024]; 512]): u64 => a[1][2]`)).toEqual([])
    expect(errors(`${EMPTY}fn f(a: [[u64; 1024]; 513]): u64 => a[1][2]`)).toEqual([
      'E0553 `[[u64; 1024]; 513]` is too large: 525312 words, where at most 524288 are possible',
    ])
  })
})

describe('values that a few words make large', () => {
  test.each([
    [
      'a stored array',
      'storage { a: [u64; 500000] = [0; 500000] }\n pub fn f(i: u64): u64 by anyone { a[i] }',
    ],
    [
      'a constant',
      'const A: [u64; 500000] = [7; 500000]\n storage { t: u64 = 0 }\n pub fn f(i: u64) by anyone { t = A[i] + t }',
    ],
    [
      'an event',
      'event E { a: [u64; 500000] }\n storage { t: u64 = 0 }\n pub fn f(i: u64) by anyone { t += 1\n emit E { a: [i; 500000] } }',
    ],
  ])('%s: more code than the machine holds', (_, body) => {
    expect(errors(`contract C {\n ${body}\n}`)).toEqual([
      'E0808 the silo needs more code than the machine holds (131072 words)',
    ])
  })
})
