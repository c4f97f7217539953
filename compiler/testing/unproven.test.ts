// Calls from other silos before they are final: which functions take them, what they see of where a call comes from, and what is refused before any code of theirs runs.
import { describe, expect, it } from 'vitest'
import { analyse, compile, memoryHost, test } from '../index.ts'

const ZERO = `hash(0x${'00'.repeat(32)})`
const CONTRACTS = `
contract Far {
  storage {
    feed: hash = ${ZERO}
    final: u64 = 0, hint: u64 = 0, hints: u64 = 0, strict: u64 = 0, early: u64 = 0, first: u64 = 0
    final_call: u64 = 0, hint_call: u64 = 0, from: hash = ${ZERO}, by: u32 = 99
  }
  pub fn trust(silo: hash) by anyone { feed = silo }
  remote fn note(n: u64) by origin Final { .. } or Unproven { .. } {
    match origin {
      Final { silo, instance, call } => { final = n; final_call = call; from = silo; by = instance }
      Unproven { call, .. } => { hint = n; hints += 1; hint_call = call }
    }
  }
  // allow W0901
  remote fn plain(n: u64) { strict = n }
  remote fn proven(n: u64) by origin Final { silo: feed, .. } { strict = n; from = origin.silo; final_call = origin.call }
  remote fn soon(n: u64) by origin Unproven { silo: feed, .. } { early = n }
  remote fn some(n: u64) by origin Final { silo: feed, instance: 0, .. } or Unproven { instance: 7, .. } { first = n }
  pub view fn seen(): [u64; 6] => [final, hint, hints, strict, early, first]
  pub view fn calls(): (u64, u64) => (final_call, hint_call)
  pub view fn came_from(): hash => from
  pub view fn came_by(): u32 => by
}
contract Near {
  storage { pool: coin = coin.zero() }
  pub payable fn put(funds: coin) by anyone { pool.join(funds) }
  pub fn note(to: hash, n: u64) by anyone { send Far(to).note(n) }
  pub fn plain(to: hash, n: u64) by anyone { send Far(to).plain(n) }
  pub fn proven(to: hash, n: u64) by anyone { send Far(to).proven(n) }
  pub fn soon(to: hash, n: u64) by anyone { send Far(to).soon(n) }
  pub fn some(to: hash, n: u64) by anyone { send Far(to).some(n) }
}
`

function failures(body: string, engine: 'interpreter' | 'compiled'): readonly (string | undefined)[] {
  const text = `${CONTRACTS}\ntest "t" { let near = deploy Near(); let far = deploy Far(); let to = silo_id(far)\n ${body} }`
  const { diagnostics, tests } = test(memoryHost({ 'main.silo': text }), ['main.silo'], { engine })
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([])
  return tests.flatMap(({ failure }) => (failure === null ? [] : [failure.message]))
}

describe.each(['interpreter', 'compiled'] as const)('calls before finality, %s', (engine) => {
  it('reach who says that it takes them, and come again when they are final, with the same number', () => {
    expect(
      failures(
        `near.note(to, 4)
        deliver_unproven()
        expect far.seen() == [0, 4, 1, 0, 0, 0] and far.came_from() != silo_id(near)
        deliver_unproven()
        expect far.seen() == [0, 4, 1, 0, 0, 0]
        finalize()
        let (final, hint) = far.calls()
        expect far.seen() == [4, 4, 1, 0, 0, 0] and far.came_from() == silo_id(near) and far.came_by() == 0 and final == hint
        deliver_unproven()
        expect far.seen() == [4, 4, 1, 0, 0, 0]`,
        engine,
      ),
    ).toEqual([])
  })

  it('reach nobody else', () => {
    expect(
      failures(
        `far.trust(silo_id(near))
        near.plain(to, 5); near.proven(to, 6)
        deliver_unproven()
        expect far.seen() == [0, 0, 0, 0, 0, 0]
        expect trap NotFinal { unproven(silo_id(near), far.plain(5)) }
        expect trap NotFinal { unproven(silo_id(near), far.proven(5)) }
        finalize()
        expect far.seen() == [0, 0, 0, 6, 0, 0]
        let (number, _) = far.calls()
        expect number > 4294967295`,
        engine,
      ),
    ).toEqual([])
  })

  it('must come from where the clause says', () => {
    expect(
      failures(
        `expect trap WrongOrigin { unproven(silo_id(near), far.soon(1)) }
        near.proven(to, 1); finalize()
        expect far.seen() == [0, 0, 0, 0, 0, 0]
        far.trust(silo_id(near))
        unproven(silo_id(near), far.soon(1))
        expect far.seen() == [0, 0, 0, 0, 1, 0]
        near.soon(to, 2); finalize()
        expect far.seen() == [0, 0, 0, 0, 1, 0]
        near.soon(to, 2); deliver_unproven()
        expect far.seen() == [0, 0, 0, 0, 2, 0]`,
        engine,
      ),
    ).toEqual([])
  })

  it('must fit one of the alternatives as a whole', () => {
    expect(
      failures(
        `far.trust(silo_id(near))
        expect trap WrongOrigin { unproven(silo_id(near), far.some(1)) }
        near.some(to, 2); deliver_unproven()
        expect far.seen() == [0, 0, 0, 0, 0, 0]
        finalize()
        expect far.seen() == [0, 0, 0, 0, 0, 2]
        far.trust(${ZERO})
        near.some(to, 3); finalize()
        expect far.seen() == [0, 0, 0, 0, 0, 2]`,
        engine,
      ),
    ).toEqual([])
  })

  it('are undone by a reorg, and can come again', () => {
    expect(
      failures(
        `near.note(to, 4); deliver_unproven()
        reorg(depth: 1)
        expect far.seen() == [0, 0, 0, 0, 0, 0]
        deliver_unproven()
        expect far.seen() == [0, 4, 1, 0, 0, 0]
        reorg(depth: 4)                 // with the two questions
        finalize(); deliver_unproven()
        expect far.seen() == [0, 0, 0, 0, 0, 0]`,
        engine,
      ),
    ).toEqual([])
  })
})

it('the ABI says which calls a remote function takes', () => {
  const host = memoryHost({ 'main.silo': CONTRACTS })
  const { artifact } = compile(host, 'main.silo', { contract: 'Far' })
  const [contract] = artifact?.abi.contracts ?? []
  expect(contract?.remote.map(({ name, access, origins }) => [name, access, origins])).toEqual([
    ['note', ['origin Final { .. }', 'Unproven { .. }'], ['Final', 'Unproven']],
    ['plain', ['anyone'], ['Final']],
    ['proven', ['origin Final { silo: feed, .. }'], ['Final']],
    ['soon', ['origin Unproven { silo: feed, .. }'], ['Unproven']],
    [
      'some',
      ['origin Final { silo: feed, instance: 0, .. }', 'Unproven { instance: 7, .. }'],
      ['Final', 'Unproven'],
    ],
  ])
  expect(contract?.functions.every(({ origins }) => origins.length === 0)).toBe(true)
})

describe('misuse is refused', () => {
  const codes = (members: string, rest = ''): readonly string[] => {
    const text = `contract C { storage { n: u64 = 0, feed: hash = ${ZERO}, owner: address = address(0x${'01'.repeat(32)}) }\n ${members} }\n${rest}`
    const { diagnostics } = analyse(memoryHost({ 'main.silo': text }), ['main.silo'])
    return diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)
  }
  const both = 'by origin Final { .. } or Unproven { .. }'

  it.each([
    ['a caller instead of an origin', 'remote fn f() by owner { n += 1 }', ['E0402']],
    ['anyone', 'remote fn f() by anyone { n += 1 }', ['E0402']],
    ['an origin where users call', 'pub fn f() by origin Final { .. } { n += 1 }', ['E0402']],
    ['an origin of a view', 'pub view fn f(): u64 by origin Final { .. } => n', ['E0402']],
    ['no variant of it', 'remote fn f() by origin Silo { .. } { n += 1 }', ['E1205']],
    ['fields left out without a word', 'remote fn f() by origin Final { silo: feed } { n += 1 }', ['E1205']],
    ['a field twice', 'remote fn f() by origin Final { silo: feed, silo: feed, .. } { n += 1 }', ['E1205']],
    ['a field that nobody can know', 'remote fn f() by origin Final { call: 4, .. } { n += 1 }', ['E1205']],
    [
      'something else than a place',
      'remote fn f() by origin Final { silo: (feed, n), .. } { n += 1 }',
      ['E1205'],
    ],
    ['another type', 'remote fn f() by origin Final { silo: owner, .. } { n += 1 }', ['E0501']],
    ['an unknown name', 'remote fn f() by origin Final { silo: fed, .. } { n += 1 }', ['E0301']],
    [
      'coins that are not proven',
      'remote payable fn f(c: coin) by origin Unproven { .. } { pay(owner, c) }',
      ['E1205'],
    ],
    ['a silo without a look at finality', `remote fn f() ${both} { feed = origin.silo }`, ['E1206']],
    ['a contract likewise', `remote fn f() ${both} { n = u64(origin.instance) }`, ['E1206']],
    [
      'a match that forgets',
      `remote fn f() ${both} { match origin { Final { silo, .. } => { feed = silo } } }`,
      ['E0514'],
    ],
    ['an origin where there is none', 'pub fn f() by anyone { match origin { _ => { n += 1 } } }', ['E1203']],
    ['one outside of contracts', '', ['E0405']],
  ])('%s', (name, members, expected) => {
    const rest = name === 'one outside of contracts' ? 'fn g(): bool => match origin { _ => true }' : ''
    expect(codes(members, rest)).toEqual(expected)
  })

  it.each([
    ['one kind of call', 'remote fn f() by origin Unproven { .. } { feed = origin.silo; n = origin.call }'],
    ['a constant', 'const FROM: u32 = 3\n remote fn f() by origin Final { instance: FROM, .. } { n += 1 }'],
    [
      'all fields but none asked for',
      'remote fn f() by origin Final { silo: feed, instance: 0, .. } { n += 1 }',
    ],
    [
      'an origin handed on',
      `remote fn f() ${both} { note(origin) }\n fn note(from: Origin) { match from { Final { .. } => { n += 1 }, Unproven { .. } => { n += 2 } } }`,
    ],
  ])('right is: %s', (_, members) => {
    expect(codes(members)).toEqual([])
  })

  it('nobody else is called Origin', () => {
    expect(codes('', 'enum Origin { Here, There }')).toEqual(['E0310'])
  })

  it('a field of storage may be called origin', () => {
    const text =
      'contract D { storage { origin: address, n: u64 = 0 } init(a: address) { origin = a } pub fn f() by origin { n += 1 } }'
    expect(codes('', text)).toEqual([])
  })

  it('a contract takes the calls that its interface says, no others', () => {
    const wanted = 'interface Notes { remote fn f(m: u64) by origin Final { .. } or Unproven { .. } }'
    const strict = 'interface Notes { remote fn f(m: u64) }'
    const open = `contract D implements Notes { storage { n: u64 = 0 } remote fn f(m: u64) ${both} { n = m } }`
    const closed = 'contract D implements Notes { storage { n: u64 = 0 } remote fn f(m: u64) { n = m } }'
    expect(codes('', `${wanted}\n${open}`)).toEqual([])
    expect(codes('', `${strict}\n${closed}`)).toEqual([])
    expect(codes('', `${wanted}\n${closed}`)).toEqual(['E1101'])
    expect(codes('', `${strict}\n${open}`)).toEqual(['E1101'])
    expect(codes('', 'interface Notes { remote fn f() by origin Final { silo: x, .. } }')).toEqual(['E1205'])
    expect(codes('', 'interface Notes { fn f() by anyone }')).toEqual(['E0402'])
  })

  it('who changes something says from where it may be called, or looks itself', () => {
    const lints = (fn: string): readonly string[] => {
      const text = `contract C { storage { n: u64 = 0, feed: hash = ${ZERO} }\n ${fn}\n pub view fn now(): (u64, hash) => (n, feed) }`
      return analyse(memoryHost({ 'main.silo': text }), ['main.silo']).diagnostics.map(
        ({ code, fix }) => `${code} ${fix?.title}`,
      )
    }
    expect(lints('remote fn f() { n += 1 }')).toEqual(['W0901 add `by origin Final { .. }`'])
    expect(lints('remote fn f() by origin Final { .. } { n += 1 }')).toEqual([])
    expect(lints('remote fn f() { require origin.silo == feed; n += 1 }')).toEqual([])
    expect(
      lints(
        'remote fn f() { match origin { Final { silo, .. } => { feed = silo }, Unproven { .. } => {} } }',
      ),
    ).toEqual([])
  })

  it('tests make up no coins, and call nothing else so', () => {
    const far =
      'remote payable fn take(c: coin) { pay(owner, c) }\n pub fn add() by anyone { n += 1 }\n remote fn f() { n += 1 }'
    const inTest = (body: string): readonly string[] => codes(far, `test "t" { let c = deploy C(); ${body} }`)
    expect(inTest('unproven(silo_id(c), c.take(coin(1 kas)))')).toEqual(['E1509'])
    expect(inTest('unproven(silo_id(c), c.add())')).toEqual(['E1509'])
    expect(inTest('unproven(silo_id(c), 4)')).toEqual(['E1509'])
    expect(inTest('unproven(silo_id(c))')).toEqual(['E1509'])
    expect(inTest('unproven(silo_id(c), c.f())')).toEqual([])
    expect(codes('pub fn g() by anyone { deliver_unproven() }')).toEqual(['E0408'])
    expect(codes(`pub fn g() by anyone { unproven(feed, 4) }`)).toEqual(['E0408'])
  })
})
