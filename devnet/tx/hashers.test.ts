// The hash functions in WebAssembly against those in JavaScript, for every domain.
import { blake2b } from '@noble/hashes/blake2.js'
import { blake3 } from '@noble/hashes/blake3.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLAKE2B_DOMAINS, BLAKE3_DOMAINS, HASHERS, blake2b256 } from './hashers.ts'

const ascii = (text: string) => new TextEncoder().encode(text)
/** More than a block of either function, and more than one chunk of BLAKE3. */
const parts = fc.array(fc.uint8Array({ maxLength: 1500 }), { maxLength: 4 })

describe('the hash functions', () => {
  it('say what the same ones in JavaScript say, however the bytes are cut', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const whole = Uint8Array.from(given.flatMap((part) => [...part]))
        for (const domain of BLAKE2B_DOMAINS)
          expect(HASHERS[domain](...given)).toEqual(blake2b(whole, { dkLen: 32, key: ascii(domain) }))
        for (const domain of BLAKE3_DOMAINS) {
          const key = new Uint8Array(32)
          key.set(ascii(domain))
          expect(HASHERS[domain](...given)).toEqual(blake3(whole, { key }))
        }
        expect(blake2b256(...given)).toEqual(blake2b(whole, { dkLen: 32 }))
      }),
    )
  })

  it('give bytes of their own, which later calls leave alone', () => {
    const first = HASHERS.TransactionID(ascii('a'))
    const copy = first.slice()
    HASHERS.TransactionID(ascii('b'))
    expect(first).toEqual(copy)
  })
})
