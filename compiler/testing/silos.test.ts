// Calls between silos in tests: what arrives, what comes back, who may call what, and what a call is made of.
import { describe, expect, it } from 'vitest'
import { memoryHost, test } from '../index.ts'

const CONTRACTS = `
contract Far {
  storage { pool: coin = coin.zero(), notes: map<u64, hash = hash(0x${'00'.repeat(32)})>, from: u32 = 0, inner: Inner }
  init() { inner = deploy Inner() }
  remote fn note(n: u64) { notes[n] = origin.silo; from = origin.instance; require n != 9 }
  remote payable fn keep(name: string<80>, list: [u64; 3], funds: coin) by origin Final { .. } {
    require name.len == 75 and list[0] + list[1] + list[2] == 60
    pool.join(funds) }
  remote fn who() by origin Final { .. } { discard asked() }
  fn asked(): address => caller.address
  pub view fn noted(n: u64): hash => notes[n]
  pub view fn noted_from(): u32 => from
  pub view fn held(): sompi => pool.amount
  pub view fn inner_total(): u64 => inner.total()
}
contract Inner {
  storage { sum: u64 = 0 }
  remote fn add(n: u64) by origin Final { .. } { sum += n }
  pub view fn total(): u64 => sum
}
contract Near {
  storage { pool: coin = coin.zero(), back: sompi = 0 sompi, tag: u64 = 0, stubborn: bool = false }
  pub payable fn put(funds: coin) by anyone { pool.join(funds) }
  pub fn be_stubborn(on: bool) by anyone { stubborn = on }
  pub fn note(to: hash, n: u64): OutboxId by anyone { send Far(to).note(n) }
  pub fn who(to: hash) by anyone { send Far(to).who() }
  pub fn add(to: hash, n: u64) by anyone { send Inner(to, 1).add(n) gas 200_000 }
  pub fn keep(to: hash, amount: sompi, a: u64): OutboxId by anyone {
    send Far(to).keep("${'x'.repeat(75)}", [a, 20, 30]) with pool.take(amount) fee 0.1 kas gas 300_000 on refund returned(a, true)
  }
  on refund returned(funds: coin, n: u64, yes: bool) {
    require yes and not stubborn
    back += funds.amount
    tag = n
    pool.join(funds)
  }
  pub view fn came_back(): sompi => back
  pub view fn tagged(): u64 => tag
  pub view fn held(): sompi => pool.amount
}
`

function failures(body: string): readonly (string | undefined)[] {
  const text = `${CONTRACTS}\ntest "t" { let near = deploy Near(); let far = deploy Far(); let to = silo_id(far)\n near.put(coin(10 kas))\n ${body} }`
  const { diagnostics, tests } = test(memoryHost({ 'main.silo': text }), ['main.silo'])
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([])
  return tests.flatMap(({ failure }) => (failure === null ? [] : [failure.message]))
}

describe('calls between silos', () => {
  it('arrive when they are final, with their origin', () => {
    expect(
      failures(`let id = near.note(to, 4)
        expect far.noted(4) != silo_id(near)
        finalize()
        expect far.noted(4) == silo_id(near) and far.noted_from() == 0 and is_final(id) and paid(id) == 0 sompi
        near.note(to, 9); finalize()
        expect far.noted(9) != silo_id(near)`),
    ).toEqual([])
  })

  it('bring arguments of any length and coins, less the fee', () => {
    expect(
      failures(`let id = near.keep(to, 2 kas, 10)
        expect paid(id) == 2 kas
        finalize()
        expect far.held() == 1.9 kas and near.held() == 8 kas and near.came_back() == 0 sompi`),
    ).toEqual([])
  })

  it('come back with what they were sent with, to the handler', () => {
    expect(
      failures(`near.keep(to, 2 kas, 11); finalize(); finalize()
        expect far.held() == 0 sompi and near.came_back() == 1.8 kas and near.tagged() == 11 and near.held() == 9.8 kas`),
    ).toEqual([])
  })

  it('come back again while the handler does not take them', () => {
    expect(
      failures(`near.keep(to, 2 kas, 11); near.be_stubborn(true); finalize(); finalize(); finalize()
        expect near.came_back() == 0 sompi
        near.be_stubborn(false); finalize()
        expect near.came_back() == 1.8 kas`),
    ).toEqual([])
  })

  it('come straight back from a silo that is not there', () => {
    expect(
      failures(`near.keep(hash(0x${'ab'.repeat(32)}), 2 kas, 10); finalize()
        expect near.came_back() == 1.9 kas and to != silo_id(near)`),
    ).toEqual([])
  })

  it('reach contracts that are not the root', () => {
    expect(failures('near.add(to, 7); finalize(); expect far.inner_total() == 7')).toEqual([])
  })

  it('have no caller, whoever asks', () => {
    expect(failures('near.who(to); finalize(); expect far.noted_from() == 0')).toEqual([])
  })

  it('are no dust, and no more than there is', () => {
    expect(
      failures(`expect trap Dust { near.keep(to, 0.39 kas, 10) }
        near.keep(to, 0.4 kas, 10)
        expect trap InsufficientCoin { near.keep(to, 0.05 kas, 10) }`),
    ).toEqual([])
  })

  it('are undone by a reorg before they are final', () => {
    expect(
      failures('near.keep(to, 2 kas, 10); reorg(depth: 1); finalize(); expect far.held() == 0 sompi'),
    ).toEqual([])
  })
})

it('remote functions and refund handlers are no public functions', () => {
  const text = `${CONTRACTS}\ntest "t" { let far = deploy Far(); far.note(1) }`
  const { diagnostics } = test(memoryHost({ 'main.silo': text }), ['main.silo'])
  expect(diagnostics.map(({ code }) => code)).toEqual(['E0406'])
})
