// Storage: defaults, structs over several leaves, nested maps with folded keys, and what stands where
// (docs/storage-layout.md).
import { describe, expect, it } from 'vitest'
import { hashContract } from '../../vm/hash/domains.ts'
import { bytesToWords } from '../abi/decode.ts'
import { hexWords } from './layout.ts'
import { wordsToBytes } from '../abi/encode.ts'
import { OPTIMISATIONS } from '../optimise/settings.test-data.ts'
import { call, siloFromText } from '../testing/from-text.ts'
import type { TestSilo } from '../testing/test-silo.ts'
import { storageLayout } from './storage-layout.ts'

const A = 'a1'.repeat(32)
const B = 'b2'.repeat(32)

const TEXT = `
contract Store {
  struct Wide { first: address, second: address, third: u64 }
  storage {
    level: i64 = -1
    wide: map<u64, Wide = Wide { first: 0x${A}, second: 0x${B}, third: 5 }>
    allowed: map<address, map<address, u64 = 0>>
    deep: map<address, map<address, map<u64, u64 = 9>>>
  }
  pub view fn get_level(): i64 => level
  pub fn set_level(v: i64) by anyone { level = v }
  pub view fn get_wide(k: u64): Wide => wide[k]
  pub fn set_third(k: u64, v: u64) by anyone { wide[k].third = v }
  pub fn set_second(k: u64, v: address) by anyone { wide[k].second = v }
  pub fn set_wide(k: u64, v: Wide) by anyone { wide[k] = v }
  pub fn allow(who: address, other: address, v: u64) by anyone { allowed[who][other] = v }
  pub view fn get_allowed(who: address, other: address): u64 => allowed[who][other]
  pub fn set_deep(p: address, q: address, k: u64, v: u64) by anyone { deep[p][q][k] = v }
  pub view fn get_deep(p: address, q: address, k: u64): u64 => deep[p][q][k]
}
`

function leafAt(silo: TestSilo, key: readonly bigint[]): readonly bigint[] {
  const words = Array.from({ length: 7 }, (_, i) => key[i] ?? 0n)
  return bytesToWords(silo.state.get(0n, wordsToBytes(words)))
}

describe.each(OPTIMISATIONS)('storage, optimiser %s', (_, passes) => {
  it('reads defaults, and a default that is written leaves no leaf', () => {
    const silo = siloFromText(TEXT, passes)
    const empty = silo.state.root()
    expect(call(silo, 'get_level').value).toBe(-1n)
    call(silo, 'set_level', [7n])
    expect(call(silo, 'get_level').value).toBe(7n)
    expect(leafAt(silo, [0n])[0]).toBe(7n ^ ((1n << 64n) - 1n))
    call(silo, 'set_level', [-1n])
    expect(silo.state.root()).toEqual(empty)
  })

  it('keeps structs of more than eight words in parts', () => {
    const silo = siloFromText(TEXT, passes)
    expect(call(silo, 'get_wide', [4n]).value).toEqual({ first: A, second: B, third: 5n })
    call(silo, 'set_third', [4n, 6n])
    expect(leafAt(silo, [1n, 4n])).toEqual(Array.from({ length: 8 }, () => 0n))
    expect(leafAt(silo, [1n | (1n << 32n), 4n])[0]).toBe(5n ^ 6n)
    call(silo, 'set_second', [4n, A])
    expect(call(silo, 'get_wide', [4n]).value).toEqual({ first: A, second: A, third: 6n })
    call(silo, 'set_wide', [4n, { first: B, second: B, third: 1n }])
    expect(call(silo, 'get_wide', [4n]).value).toEqual({ first: B, second: B, third: 1n })
    expect(call(silo, 'get_wide', [5n]).value).toEqual({ first: A, second: B, third: 5n })
  })

  it('folds keys of more than six words', () => {
    const silo = siloFromText(TEXT, passes)
    call(silo, 'allow', [A, B, 3n])
    expect(call(silo, 'get_allowed', [A, B]).value).toBe(3n)
    expect(call(silo, 'get_allowed', [B, A]).value).toBe(0n)
    const folded = bytesToWords(hashContract(wordsToBytes([...hexWords(A), ...hexWords(B)])))
    expect(leafAt(silo, [2n, ...folded])[0]).toBe(3n)
    call(silo, 'set_deep', [A, B, 1n, 4n])
    expect(call(silo, 'get_deep', [A, B, 1n]).value).toBe(4n)
    expect(call(silo, 'get_deep', [A, B, 2n]).value).toBe(9n)
    const twice = bytesToWords(hashContract(wordsToBytes([...folded, 1n, 0n, 0n, 0n])))
    expect(leafAt(silo, [3n, ...twice])[0]).toBe(4n ^ 9n)
  })

  it('tells its layout', () => {
    const [layout] = storageLayout(siloFromText(TEXT, passes).silo.plan)
    expect(layout?.fields.map(({ name, id, words }) => [name, id, words])).toEqual([
      ['level', 0, 1],
      ['wide', 1, 9],
      ['allowed', 2, 1],
      ['deep', 3, 1],
    ])
    expect(layout?.fields[3]?.keys.map(({ kind }) => kind)).toEqual(['address', 'address', 'u64'])
    expect(layout?.fields[0]?.initial).toEqual([((1n << 64n) - 1n).toString()])
  })
})
