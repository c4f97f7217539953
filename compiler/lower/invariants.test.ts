// What invariants cost and tell: aggregates in one leaf of storage, checks only where something was written, and a trap with
// both sides.
import { describe, expect, it } from 'vitest'
import { bytesToWords } from '../abi/decode.ts'
import { wordsToBytes } from '../abi/encode.ts'
import { OPTIMISATIONS } from '../optimise/settings.test-data.ts'
import { call, construct, siloFromText } from '../testing/from-text.ts'
import type { TestSilo } from '../testing/test-silo.ts'
import { AGGREGATES_FIELD } from './storage-key.ts'

const TEXT = `
contract Book {
  storage { held: map<u64, u64 = 0>, supply: u64 = 0, other: u64 = 0, limit: u64 = 10 }
  invariant sum(held) == supply
  invariant supply < 100 and count(held) <= limit
  pub fn add(k: u64, v: u64) by anyone { held[k] += v; supply += v }
  pub fn twice(k: u64, v: u64) by anyone { held[k] += v; held[k + 1] += v; supply += v; supply += v }
  pub fn spoil(k: u64, v: u64) by anyone { held[k] = v }
  pub fn elsewhere(v: u64) by anyone { other = v }
  pub fn set_limit(v: u64) by anyone { limit = v }
  pub view fn total(): u64 => sum(held)
}
`

const CHAIN = `
contract Top {
  storage { left: Pot, right: Pot, allowed: u64 = 5 }
  invariant left.total() + right.total() <= allowed
  init() { left = deploy Pot(); right = deploy Pot() }
  pub fn put(k: u64, v: u64) by anyone { left.put(k, v); right.put(k, v) }
}
contract Pot {
  storage { m: map<u64, u64 = 0> }
  pub fn put(k: u64, v: u64) by anyone { m[k] = v }
  pub view fn total(): u64 => sum(m)
}
`

function aggregates(silo: TestSilo, instance = 0n): readonly bigint[] {
  const key = wordsToBytes([BigInt(AGGREGATES_FIELD), 0n, 0n, 0n, 0n, 0n, 0n])
  return bytesToWords(silo.state.get(instance, key))
}

describe.each(OPTIMISATIONS)('invariants, optimiser %s', (_, passes) => {
  it('keeps sums and counts in one leaf', () => {
    const silo = siloFromText(TEXT, passes)
    call(silo, 'add', [1n, 5n])
    call(silo, 'twice', [1n, 7n])
    expect(aggregates(silo).slice(0, 3)).toEqual([19n, 2n, 0n])
    expect(call(silo, 'total').value).toBe(19n)
  })

  it('traps with both sides, and rolls back', () => {
    const silo = siloFromText(TEXT, passes)
    call(silo, 'add', [1n, 5n])
    const broken = call(silo, 'spoil', [2n, 3n])
    expect(broken.trap).toBe('Broken')
    expect(bytesToWords(broken.result.output).slice(0, 3)).toEqual([0n, 8n, 5n])
    const beyond = call(silo, 'add', [1n, 95n])
    expect(bytesToWords(beyond.result.output).slice(0, 3)).toEqual([1n, 100n, 100n])
    expect(call(silo, 'set_limit', [0n]).trap).toBe('Broken')
    expect(aggregates(silo).slice(0, 2)).toEqual([5n, 1n])
  })

  it('checks nothing where nothing that it reads was written', () => {
    const silo = siloFromText(TEXT, passes)
    call(silo, 'add', [1n, 5n])
    const free = siloFromText(TEXT.replaceAll(/invariant.*/g, ''), passes)
    const [with_, without] = [silo, free].map((s) => call(s, 'elsewhere', [1n]).result.gasUsed)
    expect(with_).toBe(without)
  })

  it('sees what other contracts of the silo hold, each instance by itself', () => {
    const silo = siloFromText(CHAIN, passes)
    expect(construct(silo).trap).toBeUndefined()
    expect(call(silo, 'put', [1n, 2n]).trap).toBeUndefined()
    expect(call(silo, 'put', [2n, 1n]).trap).toBe('Broken')
    expect(call(silo, 'put', [7n, 2n], { instance: 1 }).trap).toBe('Broken')
    expect(call(silo, 'put', [7n, 1n], { instance: 2 }).trap).toBeUndefined()
    expect(aggregates(silo, 1n)[0]).toBe(2n)
    expect(aggregates(silo, 2n)[0]).toBe(3n)
    expect(call(silo, 'total', [], { instance: 2 }).value).toBe(3n)
  })
})
