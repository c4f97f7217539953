import { blake3 } from '@noble/hashes/blake3.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as domains from './domains.ts'
import { ZERO_HASH_ROOTS, ZERO_ROOTS } from './zero-roots.ts'

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const reference = (domain: domains.HashDomain, input: Uint8Array): Uint8Array =>
  blake3(input, { key: domains.domainKey(domain) })

const INTO: Record<domains.HashDomain, domains.ByteHasher> = {
  leaf: domains.hashLeafInto,
  node: domains.hashNodeInto,
  storageKey: domains.hashStorageKeyInto,
  storageLeaf: domains.hashStorageLeafInto,
  storageNode: domains.hashStorageNodeInto,
  contract: domains.hashContractInto,
  state: domains.hashStateInto,
}
const WORDS: Record<domains.HashDomain, domains.WordHasher> = {
  leaf: domains.hashLeafWords,
  node: domains.hashNodeWords,
  storageKey: domains.hashStorageKeyWords,
  storageLeaf: domains.hashStorageLeafWords,
  storageNode: domains.hashStorageNodeWords,
  contract: domains.hashContractWords,
  state: domains.hashStateWords,
}

describe('keyed BLAKE3 of one block', () => {
  it.each(domains.HASH_DOMAINS)('agrees with the reference in every form: %s', (domain) => {
    fc.assert(
      fc.property(bytes(64), fc.nat(7), fc.nat(7), (input, inputOffset, outOffset) => {
        const expected = reference(domain, input)
        const source = new Uint8Array(80)
        source.set(input, inputOffset)
        const out = new Uint8Array(40)
        INTO[domain](out, outOffset, source, inputOffset)
        expect(out.slice(outOffset, outOffset + 32)).toEqual(expected)

        const flat = new Uint32Array(32)
        new Uint8Array(flat.buffer).set(input, 32)
        WORDS[domain](flat, 6, flat, 8)
        expect(new Uint8Array(flat.buffer).slice(24, 56)).toEqual(expected)
      }),
    )
  })

  it('builds each named input as documented', () => {
    fc.assert(
      fc.property(bytes(64), fc.bigInt(0n, (1n << 64n) - 1n), (input, instance) => {
        const left = input.slice(0, 32)
        const right = input.slice(32)
        expect(domains.hashLeaf(input)).toEqual(reference('leaf', input))
        expect(domains.hashContract(input)).toEqual(reference('contract', input))
        expect(domains.hashNode(left, right)).toEqual(reference('node', input))
        expect(domains.hashStorageLeaf(left, right)).toEqual(reference('storageLeaf', input))
        expect(domains.hashStorageNode(left, right)).toEqual(reference('storageNode', input))
        expect(domains.hashState(left, right)).toEqual(reference('state', input))
        const key = input.slice(8)
        const block = input.slice()
        new DataView(block.buffer).setBigUint64(0, instance, true)
        expect(domains.hashStorageKey(instance, key)).toEqual(reference('storageKey', block))
      }),
    )
  })

  it('refuses inputs of any other length', () => {
    expect(() => domains.hashLeaf(new Uint8Array(63))).toThrow(RangeError)
    expect(() => domains.hashNode(new Uint8Array(32), new Uint8Array(33))).toThrow(RangeError)
    expect(() => domains.hashLeafInto(new Uint8Array(31), 0, new Uint8Array(64), 0)).toThrow(RangeError)
  })
})

describe('zero roots', () => {
  it('fold upwards from the zero leaf and from the absent hash', () => {
    expect(ZERO_ROOTS[0]).toEqual(reference('leaf', new Uint8Array(64)))
    expect(ZERO_HASH_ROOTS[0]).toEqual(new Uint8Array(32))
    for (const roots of [ZERO_ROOTS, ZERO_HASH_ROOTS]) {
      expect(roots).toHaveLength(33)
      for (let d = 1; d < roots.length; d++)
        expect(roots[d]).toEqual(reference('node', Uint8Array.from([...roots[d - 1]!, ...roots[d - 1]!])))
    }
  })
})
