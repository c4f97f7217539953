// Misuse of data types that one example in the table of diagnostics doesn't cover: each case is a file and the codes that it gives.
import { describe, expect, test } from 'vitest'
import { analyse } from '../frontend.ts'
import { memoryHost } from '../load.ts'

function codes(text: string): string[] {
  return analyse(memoryHost({ 'a.silo': text }), ['a.silo'])
    .diagnostics.filter((d) => d.severity === 'error')
    .map((d) => d.code)
}

const NEEDS = 'enum Way { Left, Far(u64) }\nstruct Box<T> { inner: T }\ncontract D { }\n'

describe('data types', () => {
  test.each<[string, string[]]>([
    // Coins and handles are in no value that could be copied or dropped.
    ['contract C { storage { c: Option<coin> } }', ['E0516']],
    ['fn f(c: coin): coin { let _t = (c, 1)\n c }', ['E0201', 'E0202']],
    ['fn f(c: coin): u64 { let _o = Some(c)\n 1 }', ['E0516']],
    ['fn f(c: coin): u64 { let _b = Box { inner: c }\n 1 }', ['E0516']],
    ['fn id<T>(a: T): T => a\nfn f(c: coin): coin => id(c)', ['E0516']],
    ['enum Purse { Full(coin) }', ['E0516']],
    ['struct S { d: [D; 2] }', ['E0516']],
    // Results are used, and return what the function gives.
    ['fn g(): Result<u64, bool> => Ok(1)\nfn f() { g() }', ['E0512']],
    ['fn g(): Result<u64, bool> => Ok(1)\nfn f(): Result<u64, u64> => Ok(g()?)', ['E0539']],
    ['fn f(a: Result<u64, bool>): Option<u64> => Some(a?)', ['E0539']],
    // Bare numbers stand for any type only where every one of them holds them; only bytes are made of bytes.
    ['fn f<T: Number>(a: T): T => a + 128', ['E0504']],
    ['fn f<T: Ordered>(a: T): T => 1', ['E0501']],
    ['fn f(a: [u64]): bytes => bytes(a)', ['E0528']],
    ['fn f(a: string): hash => hash(a)', ['E0528']],
    ['fn f(a: [u8]): hash => hash(a)', ['E0528']],
    ['const H: hash = hash(bytes([1, 2, 3]))\nfn f(): hash => H', ['E0520']],
    // Patterns fit what they take apart.
    ['fn f(a: (u64, bool)): u64 { let (x, y, z) = a\n 1 }', ['E0501']],
    ['fn f(a: Way): u64 => match a { Left(n) => n, Far(n) => n }', ['E0540']],
    ['fn f(a: Way): u64 => match a { Left => 1, Far { n } => n }', ['E0540']],
    ['fn f(a: Way): u64 => match a { Option.None => 1, _ => 2 }', ['E0501']],
    ['fn f(a: Way): u64 { let Way.Far(n) = a else { let b = 1 }\n n }', ['E0544']],
    // Types are what they are.
    ['fn f(a: Way, b: Option<Way>): bool => a == b', ['E0503']],
    ['fn f(a: Way): bool => a < Way.Left', ['E0502']],
    ['fn f(a: Box<u8>): Box<u64> => a', ['E0501']],
    ['struct Loop { next: Option<Loop> }', ['E0526']],
    ['enum List { Nil, Cons((u64, List)) }', ['E0526']],
    ['struct Grow<T> { more: Option<Grow<Box<T>>> }\nfn f(g: Grow<u64>): u64 => 1', ['E0526']],
    ['fn f(a: i8): i16 => a', ['E0501']],
    ['fn f(a: u128, b: u256): bool => a < b', ['E0503']],
    ['fn f(): i128 => 170141183460469231731687303715884105728', ['E0504']],
    // Arrays and texts.
    ['pub fn f(): string<2> => "abc"', ['E0501']],
    ['contract C { storage { s: string } }', ['E0516']],
    ['contract C { pub view fn f(a: [u64]): u64 => 1 }', ['E0516']],
    ['fn f(a: [u64; 2]): [u64; 3] => a', ['E0501']],
    ['fn f(a: [u64; ..4]) { a.push(1) }', ['E0522']],
    ['fn f(): u64 { let mut a = [1, 2]\n a.push(3)\n 1 }', ['E0308']],
    ['fn f(a: string<4>, b: bytes<4>): bool => a == b', ['E0503']],
    ['fn f(a: u64): u64 { for x in a { }\n 1 }', ['E0501']],
    ['contract C { storage { l: [u64; ..4] = [] }\n pub view fn f() { l.push(1) } }', ['E0404']],
    // Generic functions say what they need.
    ['fn f<T>(a: T, b: T): bool => a == b', ['E0502']],
    ['fn f<T: Equal>(a: T, b: T): bool => a < b', ['E0502']],
    ['fn g<T: Number>(a: T): T => a + a\nfn f(): bool => g(true)', ['E0534']],
    ['fn g<T>(a: T): Option<T> => Some(a)\nfn f(): Option<u8> => g(300)', ['E0504']],
    ['fn g<T>(n: u64): Option<T> => None\nfn f(): bool { let a = g(1)\n true }', ['E0535']],
    ['contract C { storage { s: set<address> }\n pub view fn f(): bool => s[1] }', ['E0527']],
  ])('%s', (text, expected) => {
    expect(codes(NEEDS + text)).toEqual(expected)
  })
})
