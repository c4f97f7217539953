// Bytes that are not UTF-8 are found where they stand, and never taken for a text.
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeSource } from './source-text.ts'

it.each<[number[], number, number, number]>([
  [[0xe9], 0xe9, 1, 1],
  [[0x61, 0x0a, 0x62, 0xff, 0x63], 0xff, 2, 2],
  [[0x61, 0x0d, 0x0a, 0xc3, 0xbc, 0x80], 0x80, 2, 2],
  // Half of a pair of surrogates, an overlong form, beyond the last character.
  [[0xed, 0xa0, 0x80], 0xed, 1, 1],
  [[0xc0, 0xaf], 0xc0, 1, 1],
  [[0xf4, 0x90, 0x80, 0x80], 0xf4, 1, 1],
  // Cut off.
  [[0x61, 0xef, 0xbf], 0xef, 1, 2],
  [[0x61, 0xef, 0xbf, 0x62], 0xef, 1, 2],
])('%j', (bytes, byte, line, column) => {
  expect(decodeSource(Buffer.from(bytes))).toEqual({ ok: false, byte, line, column })
})

it('a byte order mark and a replacement character that somebody wrote are text', () => {
  expect(decodeSource(Buffer.from('\uFEFFa\uFFFD'))).toEqual({ ok: true, text: '\uFEFFa\uFFFD' })
})

it('gives back every text, and no text for anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
      const source = decodeSource(Buffer.from(bytes))
      return source.ok ? Buffer.from(source.text).equals(bytes) : bytes.includes(source.byte)
    }),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(decodeSource(Buffer.from(text))).toEqual({ ok: true, text })
    }),
  )
})
