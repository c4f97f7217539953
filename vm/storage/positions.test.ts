import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashStorageKeyWords } from '../hash/domains.ts'
import { positionOfKey } from './positions.ts'

function hashed(key: Uint32Array, keyWord: number): Uint32Array {
  const out = new Uint32Array(8)
  hashStorageKeyWords(out, 0, key, keyWord)
  return out
}

test('a position is the hash of its key, whatever was asked before', () => {
  // Few different words, so that keys come again and meet others in their entry.
  const word = fc.constantFrom(0, 1, 2, 0xffff_ffff)
  fc.assert(
    fc.property(fc.array(fc.array(word, { minLength: 16, maxLength: 16 }), { maxLength: 50 }), (keys) => {
      const out = new Uint32Array(8)
      for (const words of keys) {
        const key = Uint32Array.from([7, ...words])
        positionOfKey(out, key, 1)
        expect(out).toEqual(hashed(key, 1))
      }
    }),
  )
})

test('thousands of keys drive each other out without harm', () => {
  const key = new Uint32Array(16)
  const out = new Uint32Array(8)
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 3000; i++) {
      key[3] = i
      positionOfKey(out, key, 0)
      expect(out).toEqual(hashed(key, 0))
    }
  }
})

test('the zero key has its hash too', () => {
  const out = new Uint32Array(8)
  positionOfKey(out, new Uint32Array(16), 0)
  expect(out).toEqual(hashed(new Uint32Array(16), 0))
})
