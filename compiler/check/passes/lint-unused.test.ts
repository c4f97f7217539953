// What the lints for things of no use say, and where they say nothing.
import { describe, expect, test } from 'vitest'
import { analyse } from '../../frontend.ts'
import { memoryHost } from '../../load.ts'

function told(text: string): string[] {
  const files = {
    'a.silo': text,
    'b.silo': 'pub const ONE: u64 = 1\nconst TWO: u64 = 2\npub fn two(): u64 => TWO',
  }
  return analyse(memoryHost(files), ['a.silo']).diagnostics.map(
    ({ code, span }) => `${code} ${textOf(text, span)}`,
  )
}

function textOf(text: string, { start, end }: { readonly start: number; readonly end: number }): string {
  return text.slice(start, end)
}

describe('what nothing names', () => {
  test.each<[string, string[]]>([
    ['fn f(): u64 => 1', ['W0902 f']],
    ['fn _f(): u64 => 1', []],
    ['pub fn f(): u64 => 1', []],
    // One that only calls itself is of no use either.
    ['fn f(n: u64): u64 max 9 => if n == 0 { 0 } else { f(n - 1) }', ['W0902 f']],
    ['fn f(): u64 => 1\ntest "t" { expect f() == 1 }', []],
    ['fn f<T>(a: T): T => a\npub fn g(): u64 => f(1)', []],
    ['fn f<T>(a: T, b: u64): T => a\npub fn g(): u64 => f(1, 2)', ['W0902 b']],
    ['pub fn f(a: u64, b: u64): u64 => a', ['W0902 b']],
    ['pub fn f(a: u64, _b: u64): u64 => a', []],
    ['const A: u64 = 1\nconst B: u64 = A + 1\npub const C: u64 = B', []],
    ['const A: u64 = 1', ['W0902 A']],
    ['const N: u64 = 4\npub fn f(a: [u64; N]): u64 => a[0]', []],
    ['struct S { a: u64 }\nenum E { A }', ['W0902 S', 'W0902 E']],
    ['struct S<T> { a: T }\npub fn f(): u64 => S { a: 1 }.a', []],
    ['resource R { a: u64 }', ['W0902 R']],
    ['interface I { fn f(n: u64) }', ['W0902 I']],
    ['interface I { fn f(n: u64) }\ncontract C implements I { pub fn f(n: u64) by anyone { } }', ['W0902 n']],
    ['component P { }', ['W0902 P']],
    // A component offers functions; nobody needs them all.
    ['component P { storage { n: u64 = 0 }\n fn f() { n = 1 } }\ncontract C { use P as p }', []],
    [
      'component P { const A: u64 = 1\n fn f(n: u64) { } }\ncontract C { use P as p\n use P as q }',
      ['W0902 A', 'W0902 n'],
    ],
    ['contract C { init(n: u64) { }\n const A: u64 = 1\n fn f() { } }', ['W0902 n', 'W0902 A', 'W0902 f']],
    ['contract C { pub fn f() by anyone { self.g() }\n fn g() { } }', []],
    ['import { ONE, two } from "./b"\npub fn f(): u64 => ONE', ['W0902 two']],
    // A mistake may hide the use.
    ['const A: u64 = 1\npub fn f(a: u64): u64 => B', ['E0301 B']],
    ['// allow W0902\nconst A: u64 = 1', []],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected)
  })
})

describe('storage', () => {
  const inContract = (fields: string, body: string): string =>
    `contract C { storage { ${fields} }\n init() { }\n pub payable fn f(_k: u64, c: coin) by anyone { ${body}\n pay(caller.address, c) } }`
  test.each<[string, string, string[]]>([
    ['a: u64 = 0', '', ['W0912 a']],
    ['a: u64 = 0', 'a = 1', ['W0912 a']],
    ['a: u64 = 0', 'self.a = 1', ['W0912 a']],
    ['_a: u64 = 0', '_a = 1', []],
    ['a: u64 = 0', 'a += 1', []],
    ['a: u64 = 0', 'require a < 2\n a = 1', []],
    ['m: map<u64, u64 = 0>', 'm[_k] = 1', ['W0912 m']],
    ['m: map<u64, u64 = 0>, a: u64 = 0', 'm[a] = 1', ['W0912 m']],
    ['m: map<u64, u64 = 0>', 'm[1] = m[2]', []],
    ['m: map<u64, u64 = 0>', 'm[1] = 2\n require sum(m) < 3', []],
    ['s: (u64, u64) = (1, 2)', 's = (2, 3)', ['W0912 s']],
    ['a: [u64; ..3] = []', 'a.push(1)', []],
    // Kept for their own sake.
    ['pool: coin = coin.zero(), purses: map<u64, coin>', 'pool.join(c.take(1 sompi))', []],
  ])('%s | %s', (fields, body, expected) => {
    expect(told(inContract(fields, body))).toEqual(expected)
  })
  test('is read by `by` clauses, invariants and handles', () => {
    const text = `contract D { storage { a: u64 = 0 }\n invariant a < 9\n pub fn f() by anyone { a = 1 } }
contract C { storage { owner: address, d: D }\n init() { owner = caller.address; d = deploy D() }\n pub fn f() by owner { } }`
    expect(told(text)).toEqual([])
  })
})

describe('events and errors', () => {
  test.each<[string, string[]]>([
    ['contract C { event V { n: u64 }\n error E {} }', ['W0913 V', 'W0914 E']],
    [
      'contract C { event V {}\n error E {}\n pub fn f() by anyone { require true else E {}\n emit V {} } }',
      [],
    ],
    ['pub event V {}\npub error E {}', []],
    ['event _V {}\nerror _E {}', []],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected)
  })
})

describe('variants', () => {
  const ENUM = 'enum W { A, B(u64) }\nfn number(w: W): u64 => match w { A => 0, B(n) => n }\n'
  test.each<[string, string[]]>([
    [`${ENUM}pub fn f(): u64 => number(A)`, ['W0915 B']],
    [`${ENUM}pub fn f(): u64 => number(A) + number(W.B(2))`, []],
    [`${ENUM}const K: W = W.B(1)\npub fn f(): u64 => number(A) + number(K)`, []],
    [`${ENUM}contract C { storage { w: W = W.A }\n pub view fn f(): u64 => number(w) }`, ['W0915 B']],
    [
      `${ENUM}contract C { storage { m: map<u64, W = W.A> }\n pub view fn f(): u64 => number(m[1]) + number(B(1)) }`,
      [],
    ],
    // What comes from outside may be any.
    [`${ENUM}contract C { pub view fn f(w: W): u64 => number(w) + number(A) }`, []],
    [`${ENUM}struct S { w: Option<W> }\ncontract C { pub view fn f(_s: S): u64 => number(A) }`, []],
    [`${ENUM}test "t" (w: W) { expect number(w) == 0 or number(A) == 0 }`, []],
    [`${ENUM}test "t" { expect number(A) == 0 }`, ['W0915 B']],
    ['enum W { A, _B }\npub fn f(): bool => W.A == W.A', []],
    ['pub enum W { A, B }\npub fn f(): bool => W.A == W.A', []],
    ['enum G<T> { A(T), B }\npub fn f(): u64 => match G.A(1) { A(n) => n, B => 2 }', ['W0915 B']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected)
  })
})
