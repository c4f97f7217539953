// The most steps that a function can take: no run takes more, and where the dearest way is run, it takes just these.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ENTRY } from '../lower/entry.ts'
import { keyOf } from '../lower/scope.ts'
import { OPTIMISATIONS } from '../optimise/settings.test-data.ts'
import { call, siloFromText } from '../testing/from-text.ts'
import type { TestSilo } from '../testing/test-silo.ts'

/** A message is made ready and closed by a step each. */
const AROUND = 2n

const TEXT = `
fn deep(n: u64): u64 max 20 => if n == 0 { 0 } else { n + deep(n - 1) }
fn twice(n: u64): u64 max 5 => if n == 0 { 1 } else { twice(n - 1) + twice(n - 1) }
contract C {
  storage { total: u64 = 0, list: [u64; ..6] = [], entries: map<u64, u64 = 0> }
  pub fn loops(n: u64, odd: bool) by anyone {
    for i in 0..n max 20 {
      if i > 5 and odd { continue }
      if i > 15 { break }
      for j in 0..3 { total += i * j }
      let mut left = i
      while left > 0 max 9 { left /= 2 }
    }
  }
  pub fn fill(items: [u64; ..6]) by anyone {
    for item in items { total += item }
    if items.len > 0 { entries[items[0]] += 1 }
  }
  pub view fn summed(): u64 {
    let mut sum = 0
    for item in list { sum += item }
    sum
  }
  pub view fn deeply(n: u64): u64 => deep(n)
  pub view fn branching(n: u64): u64 => twice(n)
  pub view fn straight(n: u64): u64 => n * 3 + 1
  pub view fn repeated(n: u64): u64 { let items = [(n, n + 1); 40]; let (a, b) = items[39]; a + b }
  pub view fn either(n: u64): u64 => if n > 3 { n / 2 + n * n } else { n }
}
`

function mostOf(silo: TestSilo, name: string): bigint | string {
  const fn = silo.silo.plan.root.functions.find((own) => own.name === name)
  if (fn === undefined) throw new Error(`no function is called ${name}`)
  const most = silo.silo.stepsOf(keyOf(fn))
  return most.ok ? most.steps : most.why
}

describe.each(OPTIMISATIONS)('the most steps, optimiser %s', (_name, passes) => {
  const silo = siloFromText(TEXT, passes)

  it('is never passed by a message', () => {
    const text = TEXT.replace(/pub fn fill[^]*?\n {2}}\n/, '')
    const plain = siloFromText(text, passes)
    const whole = plain.silo.stepsOf(ENTRY)
    if (!whole.ok) throw new Error(whole.why)
    const calls = fc.oneof(
      fc.tuple(fc.constant('loops'), fc.tuple(fc.bigInt(0n, 30n), fc.boolean())),
      fc.tuple(
        fc.constantFrom('deeply', 'branching', 'straight', 'either', 'repeated'),
        fc.tuple(fc.bigInt(0n, 30n)),
      ),
    )
    fc.assert(
      fc.property(calls, ([name, args]) => {
        expect(call(plain, name, args).result.steps - AROUND).toBeLessThanOrEqual(whole.steps)
      }),
      { numRuns: 60 },
    )
  })

  it('grows by what a way more takes', () => {
    // What is around a function is the same for two calls of it.
    const around = call(silo, 'straight', [1n]).result.steps - number(mostOf(silo, 'straight'))
    expect(around).toBeGreaterThan(0n)
    const dear = call(silo, 'either', [9n]).result.steps
    const cheap = call(silo, 'either', [1n]).result.steps
    expect(dear).toBeGreaterThan(cheap)
  })

  it('counts rounds, nested calls and both branches', () => {
    const [loops, deeply, branching] = ['loops', 'deeply', 'branching'].map((name) =>
      number(mostOf(silo, name)),
    )
    expect(loops).toBeGreaterThan(20n * (3n + 9n))
    // 20 calls nested, and 2^5 of those that branch.
    expect(deeply).toBeGreaterThan(20n * 3n)
    expect(deeply).toBeLessThan(20n * 60n)
    expect(branching).toBeGreaterThan(32n * 3n)
  })

  it('knows how long arrays in storage and parameters are', () => {
    expect(typeof mostOf(silo, 'fill')).toBe('bigint')
  })

  it('knows how many items a repeated one fills', () => {
    const around = call(silo, 'straight', [1n]).result.steps - number(mostOf(silo, 'straight'))
    const most = number(mostOf(silo, 'repeated'))
    expect(most).toBeGreaterThan(40n * 4n)
    // All of it is run, but for ways within the heap that are not taken.
    const taken = call(silo, 'repeated', [7n])
    expect(taken.value).toBe(15n)
    expect(taken.result.steps - around).toBeLessThanOrEqual(most)
    expect(taken.result.steps - around).toBeGreaterThan(most - 40n)
  })

  it('says why there is none', () => {
    const other = siloFromText('contract C { pub view fn f(b: bytes<99>): hash => sha256(b) }', passes)
    expect(mostOf(other, 'f')).toContain('length')
  })
})

function number(value: bigint | string): bigint {
  if (typeof value === 'bigint') return value
  throw new Error(value)
}
