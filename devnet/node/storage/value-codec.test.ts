import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeValue, encodeValue } from './value-codec.ts'

const hashes = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex'))
const { value: values } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(undefined, true, false, 0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
    fc.bigInt({ min: 0n, max: 1n << 3100n }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    hashes,
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .array(fc.tuple(fc.oneof(hashes, fc.integer()), tie('value')), { maxLength: 5 })
      .map((items) => new Map(items)),
    fc.array(hashes, { maxLength: 5 }).map((items) => new Set(items)),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
}))

describe('stored values', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(decodeValue(encodeValue(value))).toEqual({ ok: true, value })
      }),
    )
    const many = Array.from({ length: 1000 }, (_, i) => i)
    expect(decodeValue(encodeValue(many))).toEqual({ ok: true, value: many })
  })

  it('are read from any bytes without a throw, and from whole ones only', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void decodeValue(bytes)))
    // An integer that no writer writes, since a number doesn't hold it.
    expect(decodeValue(Uint8Array.of(3, 1, 0, 0, 0, 0, 0, 0, 0x40)).ok).toBe(false)
    const bytes = encodeValue({ name: [1, new Map([['a', 2n]])] })
    for (let length = 0; length < bytes.length; length++)
      expect(decodeValue(bytes.slice(0, length)).ok).toBe(false)
    expect(decodeValue(Uint8Array.of(...bytes, 0)).ok).toBe(false)
    expect(decodeValue(new Uint8Array(100_000).fill(8)).ok).toBe(false)
  })

  it('are nothing else', () => {
    for (const value of [0.5, -1n, null, () => 1, Number.NaN])
      expect(() => encodeValue({ value })).toThrow('bug')
  })
})
