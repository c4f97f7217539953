// Functions whose values don't fit in a frame: what they compute is held against the same computed here, whatever the passes and
// in both engines.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { call, checkText, siloOf } from '../testing/from-text.ts'
import { memoryHost, test } from '../index.ts'
import { TestSilo } from '../testing/test-silo.ts'
import { ALL_PASSES } from '../optimise/optimise.ts'
import { keyOf } from '../lower/scope.ts'

const MASK = (1n << 64n) - 1n
const SETTINGS = [ALL_PASSES, []] as const

/** The value of a call, the same with all settings and engines. */
function valueOf(text: string, name: string, args: readonly bigint[]): unknown {
  const checked = checkText(text)
  const outcomes = SETTINGS.flatMap((passes) => {
    const { silo } = siloOf(checked, passes)
    return (['interpreter', 'compiled'] as const).map((engine) => {
      const target = new TestSilo(silo, engine)
      const { value, trap, result } = call(target, name, args)
      const bound = silo.stepsOf(keyOf(silo.plan.root.functions.find((fn) => fn.name === name)!))
      expect(!bound.ok || result.steps < bound.steps + 1000n, 'the bound of steps holds').toBe(true)
      return trap ?? value
    })
  })
  for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0])
  return outcomes[0]
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

describe('values in memory', () => {
  it('compute what values in slots do, however many there are', () => {
    const counts = fc.integer({ min: 150, max: 600 })
    fc.assert(
      fc.property(counts, fc.bigInt({ min: 0n, max: MASK }), fc.nat(), (count, x, seed) => {
        const factor = (i: number): bigint => BigInt(2 * ((seed + 7 * i) % 1000) + 1)
        const lets = range(count).map(
          (i) => `let a${i} = x.wrapping_mul(${factor(i)}) ^ ${i === 0 ? 'x' : `a${i >> 1}`}`,
        )
        const order = range(count).map((i) => (i * 7919 + seed) % count)
        const uses = order.map((i) => `sum = sum.wrapping_mul(31) ^ a${i}`)
        const text = `contract C { pub view fn f(x: u64): u64 {
          ${lets.join('\n')}
          let mut sum: u64 = 0
          for i in 0..3 { sum = sum.wrapping_add(a${seed % count}) ^ i }
          ${uses.join('\n')}
          sum } }`
        const values: bigint[] = []
        for (const i of range(count))
          values.push(((x * factor(i)) & MASK) ^ (i === 0 ? x : (values[i >> 1] ?? 0n)))
        let sum = 0n
        for (const i of range(3)) sum = ((sum + values[seed % count]!) & MASK) ^ BigInt(i)
        for (const i of order) sum = ((sum * 31n) & MASK) ^ values[i]!
        expect(valueOf(text, 'f', [x])).toBe(sum)
      }),
      { numRuns: 6 },
    )
  }, 240_000)

  it("are each call's own in functions that call themselves", () => {
    const count = 300
    const body = range(count).map((i) => `let a${i} = n.wrapping_mul(${2 * i + 3}) ^ ${i}`)
    const text = `
      fn f(n: u64): u64 max 20 {
        ${body.join('\n')}
        let below = if n == 0 { 1 } else { g(n - 1) }
        let mut sum: u64 = below
        ${range(count)
          .map((i) => `sum = sum.wrapping_mul(31) ^ a${i}`)
          .join('\n')}
        sum
      }
      fn g(n: u64): u64 { if n % 3 == 1 { f(n) ^ 5 } else { f(n) ^ f(n / 2) } }
      contract C { pub view fn run(n: u64): u64 => f(n) ^ f(n / 2) }`
    const f = (n: bigint): bigint => {
      let sum = n === 0n ? 1n : g(n - 1n)
      for (const i of range(count))
        sum = ((sum * 31n) & MASK) ^ (((n * BigInt(2 * i + 3)) & MASK) ^ BigInt(i))
      return sum
    }
    const g = (n: bigint): bigint => (n % 3n === 1n ? f(n) ^ 5n : f(n) ^ f(n / 2n))
    expect(valueOf(text, 'run', [7n])).toBe(f(7n) ^ f(3n))
    expect(valueOf(text, 'run', [40n])).toBe('RecursionBound')
  })

  it('are passed and given back where there are more than slots hold', () => {
    const count = 130
    const fields = (value: (i: number) => string): string =>
      range(count)
        .map((i) => `f${i}: ${value(i)}`)
        .join(', ')
    const zero = `0x${'00'.repeat(32)}`
    const wrong = wrongAnywhere(`
struct Big { ${fields(() => 'u64')}, who: address, wide: u256 }
enum Held { Nothing, All(Big), Some3 { a: Big, b: u64, c: Option<Big> } }
fn made(x: u64): Big => Big { ${fields((i) => `x.wrapping_mul(${i + 1})`)}, who: ${zero}, wide: u256(x) * u256(x) }
fn swapped(a: Big, b: Big, depth: u64): (Big, Big) max 5 {
  if depth == 0 { return (b, a) }
  let (c, d) = swapped(b, a, depth: depth - 1)
  (Big { ${fields((i) => `c.f${(i + 1) % count} ^ a.f${i}`)}, who: c.who, wide: d.wide.wrapping_add(a.wide) }, d)
}
fn sum_of(big: Big): u64 {
  let mut sum: u64 = 0
  ${range(count)
    .map((i) => `sum = sum.wrapping_mul(31) ^ big.f${i}`)
    .join('\n  ')}
  sum
}
fn whole(held: Held): u64 => match held {
  Nothing => 1,
  All(big) => sum_of(big),
  Some3 { a, b, c: Some(d) } => sum_of(a) ^ b ^ sum_of(d),
  Some3 { a, b, .. } => sum_of(a) ^ b,
}
fn pure(x: u64): u64 {
  let (a, b) = swapped(made(x), made(x ^ 77), depth: 3)
  sum_of(a).wrapping_add(sum_of(b)) ^ whole(Held.Some3 { a, b: 5, c: Some(b) })
}
interface Store { fn take(big: Big, x: u64): Big }
contract Inner implements Store {
  storage { kept: Big = Big { ${fields(() => '7')}, who: ${zero}, wide: 9 }, seen: u64 = 0, held: Held = Held.Nothing }
  pub fn take(big: Big, x: u64): Big by anyone {
    let before = kept
    seen = big.f129 ^ x
    kept = big
    held = Held.Some3 { a: big, b: x, c: Some(before) }
    before
  }
  pub view fn summed(): u64 => whole(held) ^ sum_of(kept)
}
contract Outer {
  storage { inner: Store, other: Inner }
  init() { inner = deploy Inner(); other = deploy Inner() }
  pub fn run(x: u64): u64 by anyone {
    let (a, b) = swapped(made(x), made(x ^ 77), depth: 3)
    discard inner.take(a, x: 5)
    discard other.take(a, x: 5)
    discard other.take(b, x: 6)
    let c = inner.take(b, x: 6)
    require other.summed() == whole(Held.Some3 { a: b, b: 6, c: Some(a) }) ^ sum_of(b)
    sum_of(c).wrapping_add(sum_of(b)) ^ whole(Held.Some3 { a, b: 5, c: Some(b) })
  }
}
test "memory" (x: u64) {
  let o = deploy Outer()
  expect o.run(x) == pure(x)
}`)
    expect(wrong).toEqual([])
  }, 240_000)

  it('leave arrays, payments, sums and what messages carry as they are', () => {
    const wrong = wrongAnywhere(`
error Much { data: [u64; ..240], n: u64 }
event Seen { data: [u64; ..260], n: u64 }
fn total(list: [u64]): u64 {
  let mut sum: u64 = 0
  for n in list { sum = sum.wrapping_mul(31) ^ n }
  sum
}
fn mixed(x: u64): u64 {
  ${range(260)
    .map((i) => `let a${i}: [u64] = [x ^ ${i}, ${i}]`)
    .join('\n  ')}
  let mut sum: u64 = 0
  ${range(260)
    .map((i) => `sum = sum.wrapping_mul(31) ^ total(a${(i * 7) % 260}) ^ a${i}[1]`)
    .join('\n  ')}
  sum
}
contract Wide {
  storage { list: [u64; ..260] = [], text: Option<bytes<600>> = None, held: map<u64, u64 = 0>, pot: coin = coin.zero() }
  invariant sum(held) <= 1_000_000
  pub payable fn put(items: [u64; ..260], text: bytes<600>, funds: coin): u64 by anyone {
    list = items
    self.text = Some(text)
    held[items.len] += 1
    pot.join(funds)
    let mixture = mixed(items.len)
    emit Seen { data: items, n: mixture }
    discard pay(caller.address, pot.take(1 kas))
    mixture ^ total(list)
  }
  pub view fn items(): [u64; ..230] => list.slice(0, 230)
  pub view fn texts(): bytes<500> => match text { Some(t) => t.slice(0, 500), None => "" }
  pub view fn fail(n: u64): u64 { require list.len < n else Much { data: list.slice(0, 240), n }; 1 }
}
test "memory" (x: u64, y: u64) {
  let w = deploy Wide()
  let mut list: [u64] = []
  let mut text: bytes = ""
  for i in 0..260 { list.push(x.wrapping_mul(i) ^ y) }
  for i in 0..300 { text = text.concat("ab") }
  expect w.put(list, text, coin(3 kas)) == mixed(260) ^ total(list)
  expect w.items() == list.slice(0, 230)
  expect w.texts() == text.slice(0, 500)
  expect trap Much { w.fail(3) }
  expect w.fail(261) == 1
  expect paid_to(alice) == 1 kas
}`)
    expect(wrong).toEqual([])
  }, 240_000)
})

/** Runs the tests of a text with all settings and in both engines: values that it compares come from machine code and from the tree. */
/** What went wrong in the tests of a file, with all settings and engines. */
function wrongAnywhere(text: string): string[] {
  return SETTINGS.flatMap((passes) =>
    (['interpreter', 'compiled'] as const).flatMap((engine) => {
      const options = { passes, engine, runs: 2, seed: 'memory' }
      const { tests, diagnostics } = test(memoryHost({ 'a.silo': text }), ['a.silo'], options)
      const errors = diagnostics.filter(({ severity }) => severity === 'error')
      return [
        ...errors.map(({ code, message }) => `${code} ${message}`),
        ...tests.flatMap(({ name, failure }) => (failure === null ? [] : [`${name}: ${failure.message}`])),
        ...(tests.length === 0 ? ['no test ran'] : []),
      ]
    }),
  )
}
