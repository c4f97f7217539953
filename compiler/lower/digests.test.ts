// Digests of compiled code against a library, for lengths around blocks and chunks.
import { blake2b } from '@noble/hashes/blake2.js'
import { blake3 } from '@noble/hashes/blake3.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OPTIMISATIONS } from '../optimise/settings.test-data.ts'
import { call, siloFromText } from '../testing/from-text.ts'

/** Long texts are made in the machine: a message holds 16 KiB. */
const TEXT = `
fn cut(text: bytes<64>, size: u64): bytes {
  let mut long: bytes = text
  while long.len < size max 20 { long = long.concat(long) }
  long.slice(0, size)
}
contract C {
  pub view fn sha256_of(text: bytes<64>, size: u64): hash => sha256(cut(text, size))
  pub view fn blake2b_of(text: bytes<64>, size: u64): hash => blake2b(cut(text, size))
  pub view fn blake3_of(text: bytes<64>, size: u64): hash => blake3(cut(text, size))
}
`
const LIBRARY = {
  sha256_of: (data: Uint8Array) => sha256(data),
  blake2b_of: (data: Uint8Array) => blake2b(data, { dkLen: 32 }),
  blake3_of: (data: Uint8Array) => blake3(data),
}
const HEX_PAIR = fc.integer({ min: 0, max: 255 }).map((byte) => byte.toString(16).padStart(2, '0'))

const aroundBlocks = fc
  .tuple(fc.integer({ min: 0, max: 20 }), fc.constantFrom(64, 128), fc.integer({ min: -9, max: 9 }))
  .map(([blocks, size, more]) => Math.max(0, blocks * size + more))
const aroundChunks = fc
  .tuple(fc.integer({ min: 0, max: 33 }), fc.constantFrom(-65, -64, -1, 0, 1, 64, 65))
  .map(([chunks, more]) => Math.max(0, chunks * 1024 + more))

describe.each(OPTIMISATIONS)('digests, optimiser %s', (_name, passes) => {
  const silo = siloFromText(TEXT, passes)

  it.each(['sha256_of', 'blake2b_of', 'blake3_of'] as const)('%s gives what a library gives', (name) => {
    const texts = fc.array(HEX_PAIR, { minLength: 1, maxLength: 64 }).map((pairs) => pairs.join(''))
    fc.assert(
      fc.property(texts, fc.oneof(aroundBlocks, aroundChunks), (text, size) => {
        const bytes = Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
        const data = Uint8Array.from({ length: size }, (_, i) => bytes[i % bytes.length] ?? 0)
        expect(call(silo, name, [text, BigInt(size)]).value).toBe(bytesToHex(LIBRARY[name](data)))
      }),
      { numRuns: 60 },
    )
  })
})
