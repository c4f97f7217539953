// Tests over made-up inputs, campaigns, and the base layer of tests, as users write them; in both engines.
import { describe, expect, it } from 'vitest'
import { memoryHost, test } from '../index.ts'
import type { TestOptions } from './run-tests.ts'
import type { TestReport } from './report.ts'

function run(text: string, options: TestOptions = {}): readonly TestReport[] {
  const { tests, diagnostics } = test(memoryHost({ 'a.silo': text }), ['a.silo'], options)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return tests
}

function only(text: string, options: TestOptions = {}): TestReport {
  const [report] = run(text, options)
  if (report === undefined) throw new Error('no test')
  return report
}

/** The smallest failing inputs, `a = 1`. */
function inputs({ cases }: TestReport): string[] {
  return cases?.example?.kind === 'inputs'
    ? cases.example.inputs.map(({ name, text }) => `${name} = ${text}`)
    : []
}

function calls({ cases }: TestReport): string[] {
  return cases?.example?.kind === 'calls'
    ? cases.example.calls.map(
        ({ actor, text, refused }) => `${actor} ${text}${refused === null ? '' : ` ${refused}`}`,
      )
    : []
}

describe('a test with inputs', () => {
  it('passes over as many cases as are asked for, and counts labels', () => {
    const report = only('test "t" (n: u64 in 0..10) { label(n < 5); expect n < 10 }', { runs: 200 })
    expect(report.failure).toBeNull()
    expect(report.cases?.runs).toBe(200)
    const { labels } = report.cases!
    expect(labels.map(({ text }) => text).toSorted()).toEqual(['false', 'true'])
    expect(labels.reduce((sum, { count }) => sum + count, 0)).toBe(200)
  })

  it('tells the smallest inputs that fail, with the values of all parts', () => {
    const report = only('test "t" (a: u64, b: u64 in 0..1_000) { expect a + b < 1_234 or b < 10 }')
    expect(report.failure?.message).toContain('to be true')
    const [a, b] = inputs(report).map((input) => Number(input.split(' = ')[1]))
    expect(a! + b!).toBe(1_234)
    expect(report.failure?.values.length).toBeGreaterThan(2)
    expect(inputs(only('test "t" (n: i64) { expect n > -5 }'))).toEqual(['n = -5'])
    expect(inputs(only('test "t" (n: i64) { expect n < 5 }'))).toEqual(['n = 5'])
    expect(
      inputs(only('test "t" (s: sompi in 1 kas..9 kas, who: address) { expect s < 2 kas or who != bob }')),
    ).toEqual(['s = 2 kas', 'who = bob'])
    expect(
      inputs(only('struct P { x: u8, on: bool }\ntest "t" (p: P, h: hash) { expect p.x < 200 or not p.on }')),
    ).toEqual(['p = P { x: 200, on: true }', `h = ${'0'.repeat(64)}`])
  })

  it('makes up enums and tuples', () => {
    const text = `enum Shape { Dot, Line { length: u64 }, Box { width: u8, height: u8 } }
fn size(s: Shape): u64 {
  match s { Shape.Dot => 0, Shape.Line { length } => length, Shape.Box { width, height } => u64(width) * u64(height) }
}
test "t" (s: Shape, pair: (u64, bool), some: Option<u64>) {
  let (n, on) = pair
  let m = match some { Some(v) => v, None => 0 }
  label(size(s) == 0)
  expect size(s) < 1_000 or n < 7 or not on or m < 3
}`
    const report = only(text, { runs: 500 })
    const [shape, ...rest] = inputs(report)
    expect(shape).toMatch(/^s = (Line|Box) \{/)
    expect(rest).toEqual(['pair = (7, true)', 'some = Some(3)'])
  })

  it('makes inputs that satisfy its conditions, not many that do not', () => {
    const ordered = `test "t" (low: u64, high: u64, n: u64) where low <= high and n >= low and high > n {
      expect low <= n and n < high
    }`
    expect(only(ordered)).toMatchObject({ failure: null, cases: { runs: 100 } })
    const narrow =
      'test "t" (a: u64, b: u64) where b == a and a < 1_000_000 { expect a == b and b < 1_000_000 }'
    expect(only(narrow)).toMatchObject({ failure: null, cases: { runs: 100 } })
    const dependent = 'test "t" (n: u64 in 1..100, below: u64 in 0..n) { expect below < n }'
    expect(only(dependent)).toMatchObject({ failure: null, cases: { runs: 100 } })
    const none = only('test "t" (a: u64) where a % 1_000_003 == 7 { expect true }')
    expect(none.failure?.message).toContain('next to no inputs')
    expect(only('test "t" (a: u64 in 5..5) { expect true }').failure?.message).toContain('next to no inputs')
  })

  it('makes up the same for a seed, other things for another, and what failed before first', () => {
    const text = 'test "t" (n: u64) { label(n) }'
    const labels = (seed: string) => only(text, { seed, runs: 20 }).cases?.labels
    expect(labels('a')).toEqual(labels('a'))
    expect(labels('b')).not.toEqual(labels('a'))
    const rare = 'test "t" (n: u64) { expect n != 123_456_789 }'
    expect(only(rare).failure).toBeNull()
    const kept = only(rare, { kept: (name) => (name === 't' ? [[123_456_789n]] : []) })
    expect(inputs(kept)).toEqual(['n = 123456789'])
    expect(kept.cases).toMatchObject({ runs: 1, choices: [123_456_789n] })
  })

  it('keeps to one mistake while it shrinks', () => {
    const report = only(
      `error Small {}
error Large {}
contract C { storage { n: u64 = 0 }
  pub fn set(v: u64) by anyone {
    if v > 1_000_000 { trap Large {} }
    if v == 3 { trap Small {} }
    n = v
  }
}
test "t" (v: u64) where v > 3 or v == 3 { let c = deploy C(); c.set(v) }`,
      { seed: '3' },
    )
    const trap = report.failure?.trap?.error
    expect(inputs(report)).toEqual([trap === 'Small' ? 'v = 3' : 'v = 1000001'])
  })
})

const POT = `contract Pot {
  storage { pool: coin = coin.zero(), owed: map<address, sompi = 0 sompi>, steps: u64 = 0 }
  INVARIANT
  pub payable fn put(funds: coin) by anyone {
    owed[caller.address] += funds.amount
    pool.join(funds)
  }
  pub fn out(n: sompi): OutboxId by anyone {
    require owed[caller.address] >= n
    owed[caller.address] -= n
    pay(caller.address, pool.take(n))
  }
  pub fn step() by anyone { steps += 1 }
  pub view fn at(): u64 => steps
  campaign { actors: 2, steps: 60 }
}`

describe('a campaign', () => {
  it.each(['interpreter', 'compiled'] as const)(
    'passes over a contract that keeps its invariants (%s)',
    (engine) => {
      const report = only(POT.replace('INVARIANT', 'invariant sum(owed) == pool.amount'), { engine })
      expect(report).toMatchObject({ name: 'campaign over Pot', failure: null, cases: { runs: 20 } })
      const names = new Set(report.messages.map(({ name }) => name))
      expect([...names].toSorted()).toEqual(['Pot.out', 'Pot.put', 'Pot.step'])
      expect(new Set(report.messages.map(({ actor }) => actor))).toEqual(new Set(['alice', 'bob']))
    },
  )

  it('finds the shortest way to break one', () => {
    const chained = only(POT.replace('INVARIANT', 'invariant steps < 3'))
    expect(calls(chained)).toEqual(['alice Pot.step()', 'alice Pot.step()', 'alice Pot.step() Broken'])
    expect(chained.failure?.trap?.span).not.toBeNull()
    const tested = only(POT.replace('INVARIANT', 'invariant in test pool.amount < 5 kas or steps == 0'))
    const way = calls(tested)
    expect(way).toHaveLength(2)
    expect(way).toContain('alice Pot.step()')
    expect(way).toContain('alice Pot.put(coin(5 kas))')
  })

  it('makes constructor arguments up until they are taken, and says when none are', () => {
    const picky = (
      least: number,
    ) => `contract C { storage { n: u64 } init(n: u64) { require n > ${least}; self.n = n }
  pub fn add() by anyone { n += 1 }
  campaign { steps: 5 } }`
    expect(only(picky(1000)).failure).toBeNull()
    const never = `contract C { storage { n: u64 } init(n: u64) { require n != n; self.n = n }
  pub fn add() by anyone { n += 1 }
  campaign { steps: 5 } }`
    const refused = only(never, { runs: 25 })
    expect(refused.failure?.message).toMatch(
      /^the constructor of C refused 300 made-up argument lists, most often with RequirementFailed \(300 times\)/,
    )
    expect(refused.cases).toMatchObject({ runs: 0, choices: null })
    expect(only('contract C { pub view fn f(): u64 => 1 campaign { } }').failure?.message).toContain(
      'no public function',
    )
  })

  it('goes on with few of many constructor arguments, and shows only those that were taken', () => {
    const text = `contract C { storage { n: u64 } init(keys: [u64; ..8]) { require keys.len == 2 and keys[0] < keys[1]; n = 0 }
  pub fn add() by anyone { n += 1 }
  invariant n < 2
  campaign { steps: 5 } }`
    expect(calls(only(text))).toEqual(['alice C.init(keys: [0, 1])', 'alice C.add()', 'alice C.add() Broken'])
  })
})

const SIGNED = `struct Terms { owner: address, limit: u64 }
contract Signed {
  storage { terms: Terms, twice: address, done: u64 = 0, both: u64 = 0, given: map<address, u64 = 0>, pool: coin = coin.zero() }
  INVARIANT
  init(owner: address, twice: address) { terms = Terms { owner, limit: 9 }; self.twice = twice }
  pub fn step(list: [u64; ..3], signature: bytes<64>) by sig(terms.owner) { done += 1 }
  pub fn agree(first: bytes<64>, second: bytes<64>) by sig(terms.owner, twice) { both += 1 }
  pub payable fn put(who: address, signature: bytes<64>, funds: coin) by sig(who) { given[who] += 1; pool.join(funds) }
  campaign { actors: 3, steps: 12 }
}`

describe('a campaign over functions that signatures allow', () => {
  it.each(['interpreter', 'compiled'] as const)('brings mostly good signatures (%s)', (engine) => {
    const { failure, messages } = only(SIGNED.replace('INVARIANT', 'invariant sum(given) >= count(given)'), {
      engine,
      runs: 40,
    })
    expect(failure).toBeNull()
    for (const name of ['step', 'agree', 'put']) {
      const sent = messages.filter((message) => message.name === `Signed.${name}`)
      const refused = sent.filter(({ trap }) => trap !== null)
      expect(refused.every(({ trap }) => trap?.error === 'NotSigned')).toBe(true)
      expect(refused.length).toBeGreaterThan(0)
      expect(refused.length).toBeLessThan(sent.length / 2)
    }
  })

  it.each([
    ['done < 2', ['step(list: [], signed by alice)', 'step(list: [], signed by alice) Broken']],
    ['both < 1', ['agree(signed by alice, signed by alice) Broken']],
    ['sum(given) < 1', ['put(who: alice, signed by alice, coin(0.00000001 kas)) Broken']],
  ])('finds what breaks %s', (invariant, expected) => {
    const found = calls(only(SIGNED.replace('INVARIANT', `invariant ${invariant}`)))
    expect(found).toEqual([
      'alice Signed.init(owner: alice, twice: alice)',
      ...expected.map((call) => `alice Signed.${call}`),
    ])
  })
})

const BRANCH = `contract Branch {
  storage { pool: coin = coin.zero(), owed: map<address, sompi = 0 sompi>, came: u64 = 0, back: u64 = 0 }
  invariant sum(owed) <= pool.amount
  LIMIT
  pub payable fn put(funds: coin) by anyone { owed[caller.address] += funds.amount; pool.join(funds) }
  pub fn move_to(to: hash, amount: sompi): OutboxId by anyone {
    let who = caller.address
    require owed[who] >= amount
    owed[who] -= amount
    send Branch(to).receive(who) with pool.take(amount) on refund returned(who)
  }
  remote payable fn receive(who: address, funds: coin) by origin Final { .. } {
    require came == 0
    came += 1
    owed[who] += CREDIT
    pool.join(funds)
  }
  on refund returned(funds: coin, who: address) { back += 1; owed[who] += funds.amount; pool.join(funds) }
  pub view fn seen(): (u64, u64) => (came, back)
}
campaign over Branch { silos: 2, actors: 2, steps: 40 }
`

describe('a campaign over several silos', () => {
  const branch = (credit: string, limit = ''): string =>
    BRANCH.replace('CREDIT', credit).replace('LIMIT', limit)
  it.each(['interpreter', 'compiled'] as const)('conserves coins over all of them (%s)', (engine) => {
    const report = only(branch('funds.amount'), { engine, runs: 300 })
    expect(report.failure).toBeNull()
    const names = new Set(report.messages.map(({ name }) => name))
    expect(names).toContain('a call from another silo')
  })

  it('finds what goes wrong in a message from another silo', () => {
    const report = only(branch('funds.amount + funds.amount'), { runs: 300 })
    expect(report.failure?.message).toContain('a call from another silo trapped with Broken')
    const way = calls(report)
    expect(way.at(-1)).toBe('alice finalize()')
    expect(way[0]).toMatch(/^(?:alice|bob) Branch\.put\(coin\(.*\)\) in silo [01]$/)
  })

  it('finds what needs a message to arrive, and one to come back', () => {
    const arrived = only(branch('funds.amount', 'invariant in test came == 0'), { runs: 300 })
    expect(calls(arrived).at(-1)).toBe('alice finalize()')
    const back = only(branch('funds.amount', 'invariant in test back == 0'), { runs: 600 })
    expect(calls(back).filter((call) => call === 'alice finalize()').length).toBeGreaterThanOrEqual(2)
  })
})

describe('the base layer of a test', () => {
  const text = (body: string) => `${POT.replace('INVARIANT', '').replace(/ {2}campaign.*\n/, '')}
test "t" { let pot = deploy Pot()
  pot.put(coin(5 kas))
  ${body} }`
  const failure = (body: string) => only(text(body)).failure?.message ?? null

  it('reorganises messages away, with what they paid', () => {
    expect(
      failure(`let id = pot.out(2 kas)
  expect paid(id) == 2 kas and paid_to(alice) == 2 kas
  reorg(depth: 1)
  expect paid(id) == 0 sompi and paid_to(alice) == 0 sompi
  let again = pot.out(5 kas)
  expect paid(again) == 5 kas and paid(id) == 0 sompi`),
    ).toBeNull()
    expect(failure('reorg(2); expect true')).toContain('goes too deep: 1 are not final')
  })

  it('makes messages final, which no reorg undoes', () => {
    expect(
      failure(`let id = pot.out(2 kas)
  expect not is_final(id)
  finalize()
  expect is_final(id)
  pot.step()
  reorg(depth: 1)
  expect pot.at() == 0 and is_final(id)`),
    ).toBeNull()
    expect(failure('finalize(); reorg(depth: 1)')).toContain('0 are not final')
  })
})
