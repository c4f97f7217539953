// What a run of in-language tests reports: values of both sides, traps with their place, steps and gas.
import { describe, expect, it } from 'vitest'
import { memoryHost, test } from '../index.ts'
import type { TestReport } from './report.ts'

const CONTRACT = `
error Odd { n: u64 }
const LEAST: u64 = 3
fn checked(n: u64): u64 { require n > LEAST else Odd { n }; n }
fn twice(n: u64): u64 { let m = n; m + n }
contract Box {
  storage { held: coin, by_key: map<u64, u64 = 0> }
  init() { held = coin.zero() }
  pub payable fn put(funds: coin) by anyone { held.join(funds) }
  pub fn take(n: sompi): OutboxId by anyone { pay(caller.address, held.take(n)) }
  pub fn both(n: sompi): OutboxId by anyone {
    pay(caller.address, held.take(n))
    pay(caller.address, held.take(n * 2)) }
  pub fn to_self(n: sompi): OutboxId by anyone { pay(self.address, held.take(n)) }
  pub fn refuse(n: u64) by anyone {
    by_key[n] = n
    require n % 2 == 0 else Odd { n } }
  pub fn divide(n: u64): u64 by anyone { 100 / n }
  pub view fn at(n: u64): u64 => by_key[n]
}
`

let lastText = ''

function run(body: string): TestReport {
  const text = `${CONTRACT}\ntest "it" {\n${body}\n}`
  lastText = text
  const { tests, diagnostics } = test(memoryHost({ 'a.silo': text }), ['a.silo'])
  const [report] = tests
  if (report === undefined) throw new Error(diagnostics.map((d) => `${d.code} ${d.message}`).join('\n'))
  return report
}

describe('in-language tests', () => {
  it('pass, and tell what each message cost', () => {
    const report = run('let b = deploy Box()\nas bob { b.refuse(4) }\nexpect b.at(4) == 4')
    expect(report.failure).toBeNull()
    expect(report.messages.map(({ name, actor, trap }) => [name, actor, trap])).toEqual([
      ['Box.init', 'alice', null],
      ['Box.refuse', 'bob', null],
      ['Box.at', 'alice', null],
    ])
    expect(report.steps).toBe(report.messages.reduce((sum, { steps }) => sum + steps, 0n))
    expect(report.gasUsed).toBeGreaterThan(0n)
  })

  it.each([
    ['b.at(4) == 5', ['b.at(4) is 4']],
    [
      'b.at(n) + n * 2 == twice(n)',
      ['n is 4', 'b.at(n) is 4', 'n * 2 is 8', 'b.at(n) + n * 2 is 12', 'twice(n) is 8'],
    ],
    [
      'n == 4 and not (n > LEAST or n == 0)',
      [
        'n is 4',
        'n == 4 is true',
        'LEAST is 3',
        'n > LEAST is true',
        'n > LEAST or n == 0 is true',
        'not (n > LEAST or n == 0) is false',
      ],
    ],
    [
      '(if n == 4 { n + 1 } else { 0 }) == 4',
      ['n is 4', 'n == 4 is true', 'if n == 4 { n + 1 } else { 0 } is 5'],
    ],
    ['who == bob', ['who is alice']],
    ['paid_to(alice) > 1 kas * n', ['paid_to(alice) is 0', 'n is 4', '1 kas * n is 400000000']],
  ])('tell every part of what does not hold: %s', (condition, parts) => {
    const setup = 'let n: u64 = 4\nlet who = alice\nlet b = deploy Box()\nb.refuse(n)\n'
    const { failure } = run(`${setup}expect b.at(n) == n and who == alice\nexpect ${condition}`)
    const told = failure?.values.map(({ span, value, actor }) => {
      return `${lastText.slice(span.start, span.end)} is ${actor ?? String(value)}`
    })
    expect(told).toEqual(parts)
  })

  it('tell the parts of a requirement of a function that they call', () => {
    const { failure } = run('expect checked(2) == 2')
    expect(failure?.message).toBe('the requirement does not hold: Odd')
    expect(failure?.values.map(({ value }) => value)).toEqual([2n, 3n])
  })

  it('show the trap of a message, decoded, with its line', () => {
    const { failure } = run('let b = deploy Box()\nb.refuse(3)')
    expect(failure?.trap?.error).toBe('Odd')
    expect(failure?.trap?.args).toEqual({ n: 3n })
    const text = `${CONTRACT}`
    expect(text.slice(failure?.trap?.span?.start, failure?.trap?.span?.end)).toBe(
      'require n % 2 == 0 else Odd { n }',
    )
    expect(run('let b = deploy Box()\nb.divide(0)').failure?.trap?.trap).toBe('DivideByZero')
  })

  it('roll a trapped message back', () => {
    const body = 'let b = deploy Box()\nexpect trap Odd { b.refuse(3) }\nexpect b.at(3) == 0'
    expect(run(body).failure).toBeNull()
  })

  it('fail where the expected trap is missing or another one', () => {
    const missing = run('let b = deploy Box()\nexpect trap Odd { b.refuse(4) }')
    expect(missing.failure?.message).toBe('expected Odd, but nothing trapped')
    const other = run('let b = deploy Box()\nexpect trap Odd { b.divide(0) }')
    expect(other.failure?.message).toBe('expected Odd, but the message trapped with DivideByZero')
  })

  it('follow payments by their ids', () => {
    const setup = 'let b = deploy Box()\nb.put(coin(9 kas))\n'
    const body = 'let first = b.take(1 kas)\nlet last = b.both(2 kas)\n'
    expect(
      run(
        `${setup}${body}expect paid(first) == 1 kas\nexpect paid(last) == 4 kas\nexpect paid_to(alice) == 7 kas`,
      ).failure,
    ).toBeNull()
    expect(run(`${setup}b.take(10 kas)`).failure?.trap?.error).toBe('InsufficientCoin')
    expect(run(`${setup}b.to_self(1 kas)`).failure?.trap?.error).toBe('PaymentToContract')
    expect(run(`${setup}b.take(1 sompi)`).failure?.trap?.trap).toBe('Dust')
  })

  it('fail on what the test itself computes wrongly', () => {
    const { failure } = run('let mut n: u8 = 255\nn += 1\nexpect n == 0')
    expect(failure?.message).toBe("the test's own arithmetic fails: Overflow")
  })
})
