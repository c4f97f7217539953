// The set hash against values of Kaspa's own tests (rusty-kaspa 593399eb, crypto/muhash), and its laws.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesToHex } from '../../tx/hash.ts'
import { chacha20Words } from './chacha20.ts'
import { inverseModulo } from './inverse.ts'
import { invert, multiply, PRIME, reduce, toBytes } from './field.ts'
import { changeSet, elementOf, EMPTY_MUHASH, EMPTY_MUHASH_HASH, hashOfSet, normalize } from './muhash.ts'

/** Kaspa's test data: the byte, then zeros. */
const element = (byte: number) => elementOf(Uint8Array.of(byte, ...new Uint8Array(31)))

describe('the set hash', () => {
  it('has the known values', () => {
    expect(hashOfSet(EMPTY_MUHASH)).toBe(EMPTY_MUHASH_HASH)
    expect(hashOfSet(changeSet(EMPTY_MUHASH, [element(0), element(1)], [element(2)]))).toBe(
      'b557f7cfc13cf9abc31374832715e7bff2cf5859897523337a0ead9dde012974',
    )
    const bytes = toBytes(normalize(changeSet(EMPTY_MUHASH, [element(1), element(2)], [])).numerator)
    expect(bytesToHex(bytes.slice(0, 16))).toBe(
      bytesToHex(Uint8Array.of(50, 5, 73, 166, 198, 210, 31, 202, 37, 64, 219, 222, 57, 158, 121, 89)),
    )
    expect(bytes.slice(-6)).toEqual(Uint8Array.of(202, 215, 191, 50, 241, 244))
  })

  it('depends on the set alone', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(255), { minLength: 1, maxLength: 8 }),
        fc.nat(255),
        (bytes, passing) => {
          const forwards = changeSet(EMPTY_MUHASH, bytes.map(element), [])
          const there = normalize(changeSet(forwards, [element(passing)], []))
          const back = changeSet(there, [], [element(passing)])
          expect(hashOfSet(back)).toBe(hashOfSet(forwards))
          expect(normalize(back)).toEqual(normalize(forwards))
          expect(hashOfSet(changeSet(EMPTY_MUHASH, bytes.toReversed().map(element), []))).toBe(
            hashOfSet(forwards),
          )
          expect(hashOfSet(changeSet(forwards, [], bytes.map(element)))).toBe(EMPTY_MUHASH_HASH)
        },
      ),
      { numRuns: 30 },
    )
  })
})

describe('the field', () => {
  const elements = fc.oneof(
    fc.bigInt({ min: 0n, max: PRIME - 1n }),
    fc.constantFrom(0n, 1n, 2n, PRIME - 1n, PRIME - 2n),
  )

  it('multiplies and inverts as the definition says', () => {
    fc.assert(
      fc.property(elements, elements, (a, b) => {
        expect(multiply(a, b)).toBe((a * b) % PRIME)
        expect(multiply(a, invert(a))).toBe(a === 0n ? 0n : 1n)
      }),
      { numRuns: 50 },
    )
    for (const over of [PRIME, PRIME + 1n, PRIME * PRIME - 1n, (1n << 3072n) - 1n]) {
      expect(reduce(over)).toBe(over % PRIME)
    }
  })
})

describe('inverses', () => {
  it('are right for moduli of any size', () => {
    const prime = (bits: bigint, below: bigint) => (1n << bits) - below
    // Mersenne primes and neighbours of powers of two, from a few bits to thousands.
    for (const modulus of [5n, prime(13n, 1n), prime(61n, 1n), prime(89n, 1n), prime(255n, 19n), PRIME]) {
      fc.assert(
        fc.property(fc.bigInt({ min: 1n, max: modulus - 1n }), (value) => {
          const inverse = inverseModulo(value, modulus)
          expect((value * inverse) % modulus).toBe(1n)
          expect(inverse >= 0n && inverse < modulus).toBe(true)
        }),
        { numRuns: 60 },
      )
      for (const value of [1n, 2n, modulus / 2n, modulus - 1n])
        expect((value * inverseModulo(value, modulus)) % modulus).toBe(1n)
    }
  })
})

describe('the key stream', () => {
  it('is that of ChaCha20 for a key of zeros (RFC 8439, A.1)', () => {
    const words = chacha20Words(new Uint8Array(32), 32)
    expect([words[0], words[1], words[15]]).toEqual([0xade0b876, 0x903df1a0, 0x8665eeb2])
    expect([words[16], words[17]]).toEqual([0xbee7079f, 0x7a385155])
  })
})
