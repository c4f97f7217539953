// BLAKE3 of bytes of any length is what another implementation says.
import { blake3 } from '@noble/hashes/blake3.js'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { blake3Bytes } from './blake3-bytes.ts'

const bytesOf = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) % 251)

it.each([
  0, 1, 3, 63, 64, 65, 127, 128, 1023, 1024, 1025, 2047, 2048, 2049, 3072, 3073, 4096, 5120, 7168, 8192, 8193,
  16_384, 31_744, 102_400,
])('of %i bytes', (length) => {
  expect(blake3Bytes(bytesOf(length))).toEqual(blake3(bytesOf(length)))
})

it('of any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 6000 }), (bytes) => {
      expect(blake3Bytes(bytes)).toEqual(blake3(bytes))
    }),
  )
})
