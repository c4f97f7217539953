// Interfaces: what counts as fulfilled, what handles fit, and circles that only linking can see.
import { describe, expect, test } from 'vitest'
import { compile, memoryHost } from '../index.ts'

function codes(text: string, contract?: string): string[] {
  const { diagnostics } = compile(
    memoryHost({ 'a.silo': text }),
    'a.silo',
    contract === undefined ? {} : { contract },
  )
  return diagnostics.map((d) => d.code)
}

const INTERFACE = `interface I {
  view fn look(n: u64): u64
  fn change(to: address)
  payable fn give(funds: coin)
}
`

function contract(members: string): string {
  return `${INTERFACE}contract C implements I { storage { p: coin = coin.zero(), n: u64 = 0 } pub view fn n_now(): u64 => n ${members} }`
}
const LOOK = 'pub view fn look(n: u64): u64 => n '
const CHANGE = 'pub fn change(to: address) by anyone { require to == caller.address; n = 1 } '
const GIVE = 'pub payable fn give(funds: coin) by anyone { p.join(funds) } '

describe('a contract that implements an interface', () => {
  test.each<[string, string[]]>([
    [LOOK + CHANGE + GIVE, []],
    [LOOK + GIVE, ['E1101']],
    [`${LOOK.replace('pub ', '')}${CHANGE}${GIVE}`, ['E1101']],
    [LOOK.replace('n: u64', 'n: u32').replace('=> n', '=> 1') + CHANGE + GIVE, ['E1101']],
    [LOOK.replace(': u64 =>', ': u32 =>').replace('=> n', '=> 1') + CHANGE + GIVE, ['E1101']],
    [`pub fn look(n: u64): u64 by anyone { self.n = n; n } ${CHANGE}${GIVE}`, ['E1101']],
    [`${LOOK}pub view fn change(to: address) { require to == caller.address } ${GIVE}`, []],
    [`${LOOK}${CHANGE}pub fn give() by anyone { n = 2 }`, ['E1101']],
  ])('%s', (members, expected) => {
    expect(codes(contract(members)).toSorted()).toEqual(expected)
  })
})

describe('names and handles', () => {
  test.each<[string, string[]]>([
    ['contract C implements Nothing { }', ['E0301']],
    ['struct S { a: u64 }\ncontract C implements S { }', ['E0304']],
    ['interface I { fn f()\n fn f() }\ncontract C { }', ['E0302']],
    ['interface I { fn f(a: Nowhere) }\ncontract C { }', ['E0303']],
    [
      'interface I { view fn f(): u64 }\ncontract A { pub view fn f(): u64 => 1 }\ncontract C { storage { i: I }\n init() { i = deploy A() } }',
      ['E0501'],
    ],
    ['interface I { fn f() }\ncontract C { storage { i: I }\n init() { i = deploy I() } }', ['E0304']],
    [
      'interface I { fn f() }\ncontract A implements I { storage { n: u64 = 0 }\n pub fn f() by anyone { n += 1 } }\ncontract C { storage { i: I }\n init() { i = deploy A() }\n pub view fn g() { i.f() } }',
      ['E0404'],
    ],
  ])('%s', (text, expected) => {
    expect(codes(text, 'C')).toEqual(expected)
  })
})

describe('remote functions of an interface', () => {
  const asked = 'interface I { remote fn told(n: u64) }\n'
  const told = 'fn told(n: u64) { self.n += n } pub view fn now(): u64 => n }'
  test.each<[string, string[]]>([
    [
      `${asked}contract C implements I { storage { n: u64 = 0 } remote ${told.replace(') {', ') by origin Final { .. } {')}`,
      [],
    ],
    [
      `${asked}contract C implements I { storage { n: u64 = 0 } pub ${told.replace(') {', ') by anyone {')}`,
      ['E1101'],
    ],
    ['interface I { remote fn told(n: u64): u64 }\ncontract C { }', ['E1204']],
    ['interface I { remote view fn told(n: u64) }\ncontract C { }', ['E0412']],
    [`${asked}contract C { pub fn f(to: hash) by anyone { send I(to).told(1) } }`, []],
    [`${asked}contract C { pub fn f(to: hash) by anyone { send I(to).heard(1) } }`, ['E0309']],
    [
      `interface I { fn told(n: u64) }\ncontract C { pub fn f(to: hash) by anyone { send I(to).told(1) } }`,
      ['E1202'],
    ],
  ])('%s', (text, expected) => {
    expect(codes(text, 'C').toSorted()).toEqual(expected)
  })
})

describe('reentrant functions', () => {
  const pair = (init: string, told: string, back: string): string => `contract Ping {
  storage { pong: Pong, n: u64 = 0 }
  init() { pong = deploy Pong(self) }
  pub fn hit() by anyone { pong.back() }
  pub reentrant fn told() by pong { n += 1 ${told} }
  pub view fn now(): u64 => n
}
contract Pong {
  storage { ping: Ping }
  init(ping: Ping) { self.ping = ping ${init} }
  pub fn back() by ping { ${back} }
  pub fn again() by ping { ping.told() }
}`
  test.each<[string, string, string, string[]]>([
    ['', '', 'ping.told()', []],
    ['', '; pong.back()', 'ping.told()', ['E0418']],
    ['', '; pong.again()', '', ['E0418']],
    ['; ping.told()', '', '', ['E0418']],
    ['; self.back()', '', 'ping.told()', ['E0418']],
  ])('init { %s } told { %s } back { %s }', (init, told, back, expected) => {
    expect(codes(pair(init, told, back), 'Ping')).toEqual(expected)
  })
  test('are public, and the permission is theirs', () => {
    expect(codes('contract C { reentrant fn f() { } pub fn g() by anyone { f() } }')).toContain('E0412')
    expect(codes(pair('', '', 'ping.told()').replace('reentrant ', ''), 'Ping')).toContain('E0410')
  })
  test('are asked by no invariant', () => {
    const asked = pair('', '', 'ping.told()').replace('pub view', 'pub reentrant view')
    const text = asked.replace('contract Pong {', 'contract Pong {\n  invariant ping.now() < 9')
    expect(codes(text, 'Ping')).toContain('E0418')
  })
})

test('a circle through an interface is found when the silo is linked', () => {
  const text = `interface Listener { fn told(n: u64) }
contract Source {
  storage { to: Listener, n: u64 = 0 }
  init(to: Listener) { self.to = to }
  pub fn tell(n: u64) by anyone { self.n += n; to.told(n) }
}
contract Root implements Listener {
  storage { source: Source, n: u64 = 0 }
  init() { source = deploy Source(self) }
  pub fn told(n: u64) by source { self.n += n }
  pub fn start() by anyone { source.tell(1) }
}`
  const { diagnostics } = compile(memoryHost({ 'a.silo': text }), 'a.silo')
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
    'E0410 these contracts call each other in a circle: Root -> Source -> Root',
  ])
})
