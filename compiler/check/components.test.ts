// Components: names, first values, and mistakes that are told once however often a component is used.
import { describe, expect, test } from 'vitest'
import { compile, memoryHost } from '../index.ts'

function codes(text: string): string[] {
  const { diagnostics } = compile(memoryHost({ 'a.silo': text }), 'a.silo', { contract: 'C' })
  return diagnostics.map((d) => d.code)
}

const OWNED = `component Owned {
  storage { owner: address, n: u64 = 0 }
  init(owner: address) { self.owner = owner }
  pub fn hand(to: address) by owner { owner = to }
  fn raise() { n += 1 }
  view fn next(): u64 => n + 1
}
`

describe('a contract that uses a component', () => {
  test.each<[string, string[]]>([
    ['use Owned as a\n init() { a.init(caller.address) }', []],
    ['use Owned as a\n use Owned as b\n init() { a.init(caller.address); b.init(a.owner) }', []],
    ['use Owned as a', ['E0602']],
    ['use Owned as a\n init() { }', ['E0601']],
    ['use Owned as a\n init(x: bool) { if x { a.init(caller.address) } }', ['E0601']],
    ['use Owned as a\n init() { a.init(a.owner) }', ['E0605']],
    ['use Owned as a\n init() { a.raise(); a.init(caller.address) }', ['E0606']],
    ['use Owned as a\n init() { a.init(caller.address); a.init(caller.address) }', ['E1103']],
    [
      'use Owned as a\n init() { a.init(caller.address); for _ in 0..2 { a.init(caller.address) } }',
      ['E1103'],
    ],
    ['use Owned as a\n use Owned as a\n init() { a.init(caller.address) }', ['E0302']],
    ['use Nothing as a\n init() { a.init(caller.address) }', ['E0301']],
    ['use C as a\n init() { }', ['E0304']],
    ['use Owned as a\n init() { a.init(caller.address) }\n pub view fn f(): u64 => a.nothing', ['E0308']],
    ['use Owned as a\n init() { a.init(caller.address) }\n pub view fn f(): u64 => a.nothing()', ['E0309']],
    ['use Owned as a\n init() { a.init(caller.address) }\n pub view fn f() { a.raise() }', ['E0404']],
    ['use Owned as a\n init() { a.init(caller.address) }\n pub view fn f(): u64 => a', ['E0304']],
    [
      'use Owned as a\n init() { a.init(caller.address) }\n pub view fn f(): u64 => self.a.next() + a.n\n test "t" { let c = deploy C(); c.a.hand(bob); expect c.f() == 1 }',
      [],
    ],
    [
      'use Owned as a\n init() { a.init(caller.address) }\n test "t" { let c = deploy C(); c.a.raise() }',
      ['E0406'],
    ],
  ])('%s', (members, expected) => {
    expect(codes(`${OWNED}contract C { ${members} }`)).toEqual(expected)
  })
})

test('a mistake in a component is told once, whether it is used twice or not at all', () => {
  const wrong = 'component W { storage { n: u64 = 0 }\n view fn f(): bool => n }\n'
  expect(codes(`${wrong}contract C { use W as a\n use W as b }`)).toEqual(['E0501'])
  expect(codes(`${wrong}contract C { }`)).toEqual(['E0501'])
})

test('coins of a component are its own', () => {
  const purse = `component Purse { storage { pool: coin }
  init() { pool = coin.zero() }
  fn keep(c: coin) { pool.join(c) } }
contract C { use Purse as a\n init() { a.init() }\n pub payable fn put(c: coin) by anyone { a.keep(c) } }`
  expect(codes(purse)).toEqual([])
  expect(codes(purse.replace('a.keep(c)', 'let d = a.pool; a.keep(c); a.keep(d)'))).toEqual(['E0203'])
})
