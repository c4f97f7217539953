// Whole hashes made of compression steps, against @noble/hashes; signatures good, bad and malformed.
import { schnorr } from '@noble/curves/secp256k1.js'
import { blake2b } from '@noble/hashes/blake2.js'
import { blake3 } from '@noble/hashes/blake3.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { describe, expect, it } from 'vitest'
import { bytesOfWords, concatBytes, wordsOfBytes } from '../../words.ts'
import { testEntry } from '../../testing.ts'
import { oneStep } from './one-step.ts'
import type { Memory } from './one-step.ts'

/** A message that can pay for a signature check. */
const RICH = { inbox: [testEntry({ gas: 10_000_000n })] }
const LENGTHS = [0, 1, 3, 55, 56, 63, 64, 65, 119, 127, 128, 129, 200, 256, 1000]
const messageOf = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 255)
const at = (slot: number, bytes: Uint8Array): Memory =>
  Object.fromEntries(wordsOfBytes(bytes).map((word, i) => [slot + i, word]))
const padded = (bytes: Uint8Array, block: number): Uint8Array =>
  concatBytes([bytes], Math.max(block, Math.ceil(bytes.length / block) * block))
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'))
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

const SHA256_INITIAL: Uint8Array = hex('6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19')
const BLAKE2B_INITIAL = bytesOfWords([
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
])
const BLAKE3_INITIAL: Uint8Array = new Uint8Array(
  Uint32Array.of(
    0x6a09e667,
    0xbb67ae85,
    0x3c6ef372,
    0xa54ff53a,
    0x510e527f,
    0x9b05688c,
    0x1f83d9ab,
    0x5be0cd19,
  ).buffer,
)

function sha256BySteps(message: Uint8Array): Uint8Array {
  const length = new Uint8Array(8)
  new DataView(length.buffer).setBigUint64(0, BigInt(message.length) * 8n)
  const zeros = new Uint8Array((119 - (message.length % 64)) % 64)
  const blocks = concatBytes([message, Uint8Array.of(0x80), zeros, length])
  let state: Uint8Array = SHA256_INITIAL
  for (let from = 0; from < blocks.length; from += 64) {
    const step = oneStep('sha256 [12] {16} [12]', {
      ...at(12, state),
      ...at(16, blocks.slice(from, from + 64)),
    })
    state = bytesOfWords([12, 13, 14, 15].map((slot) => step.slot(slot)))
  }
  return state
}

function blake2bBySteps(message: Uint8Array, key: Uint8Array = new Uint8Array(0), length = 32): Uint8Array {
  const input = key.length > 0 ? concatBytes([padded(key, 128), message]) : message
  let state: Uint8Array = BLAKE2B_INITIAL.slice()
  state[0]! ^= length
  state[1]! ^= key.length
  state[2]! ^= 1
  state[3]! ^= 1
  const blocks = padded(input, 128)
  for (let from = 0; from < blocks.length; from += 128) {
    const isLast = from + 128 === blocks.length
    const memory = {
      ...at(8, state),
      ...at(16, blocks.slice(from, from + 128)),
      40: BigInt(isLast ? input.length : from + 128),
    }
    state = bytesOfWords(oneStep(`blake2b {8} {16} {24} [40]${isLast ? ' last' : ''}`, memory).leaf(8))
  }
  return state.slice(0, length)
}

/** Of one chunk: up to 1,024 bytes. */
function blake3BySteps(message: Uint8Array, key?: Uint8Array): Uint8Array {
  let chaining: Uint8Array = key ?? BLAKE3_INITIAL
  const blocks = padded(message, 64)
  for (let from = 0; from < blocks.length; from += 64) {
    const isLast = from + 64 === blocks.length
    const flags = (key === undefined ? 0 : 16) | (from === 0 ? 1 : 0) | (isLast ? 2 | 8 : 0)
    const size = isLast ? message.length - from : 64
    const memory = {
      ...at(8, chaining),
      12: 0n,
      13: BigInt(size) | (BigInt(flags) << 32n),
      ...at(16, blocks.slice(from, from + 64)),
    }
    chaining = bytesOfWords(oneStep('blake3 [8] {16} {8}', memory).leaf(8).slice(0, 4))
  }
  return chaining
}

describe('hashes by steps', () => {
  it.each(LENGTHS)('of %i bytes', (length) => {
    const message = messageOf(length)
    expect(sha256BySteps(message)).toEqual(sha256(message))
    expect(blake2bBySteps(message)).toEqual(blake2b(message, { dkLen: 32 }))
    expect(blake2bBySteps(message, undefined, 64)).toEqual(blake2b(message, { dkLen: 64 }))
    expect(blake3BySteps(message)).toEqual(blake3(message))
  })

  it('keyed, as Kaspa keys its hashes by domain', () => {
    for (const domain of ['TransactionHash', 'BlockHash', 'TransactionSigningHash']) {
      const key = utf8(domain)
      const message = messageOf(300)
      expect(blake2bBySteps(message, key)).toEqual(blake2b(message, { dkLen: 32, key }))
      const longKey = concatBytes([key], 32)
      expect(blake3BySteps(message, longKey)).toEqual(blake3(message, { key: longKey }))
    }
  })

  it('BLAKE3 of two chunks, by their chaining values and a parent', () => {
    const message = messageOf(1100)
    const chunk = (from: number, to: number, counter: bigint): Uint8Array => {
      let chaining: Uint8Array = BLAKE3_INITIAL
      for (let at0 = from; at0 < to; at0 += 64) {
        const size = Math.min(64, to - at0)
        const flags = (at0 === from ? 1 : 0) | (at0 + 64 >= to ? 2 : 0)
        const memory = {
          ...at(8, chaining),
          12: counter,
          13: BigInt(size) | (BigInt(flags) << 32n),
          ...at(16, padded(message.slice(at0, at0 + size), 64)),
        }
        chaining = bytesOfWords(oneStep('blake3 [8] {16} {8}', memory).leaf(8).slice(0, 4))
      }
      return chaining
    }
    const parent = concatBytes([chunk(0, 1024, 0n), chunk(1024, 1100, 1n)])
    const memory = { ...at(8, BLAKE3_INITIAL), 12: 0n, 13: 64n | (12n << 32n), ...at(16, parent) }
    expect(bytesOfWords(oneStep('blake3 [24] {16} {8}', memory).leaf(24).slice(0, 4))).toEqual(
      blake3(message),
    )
  })

  it('counters of 64 bits reach every word of the state', () => {
    const counter = (1n << 63n) + (5n << 32n) + 9n
    const one = oneStep('blake3 [40] {16} {8}', { 12: counter, 13: 64n }).leaf(40)
    const other = oneStep('blake3 [40] {16} {8}', { 12: counter ^ (1n << 40n), 13: 64n }).leaf(40)
    expect(one.slice(0, 4).every((word, i) => word !== other[i])).toBe(true)
    const state = (t: bigint) => oneStep('blake2b {8} {16} {24} [40]', { 40: t }).leaf(8)
    expect(state(counter).every((word, i) => word !== state(counter ^ (1n << 40n))[i])).toBe(true)
  })
})

describe('schnorr', () => {
  const secret = new Uint8Array(32).fill(3)
  const publicKey = schnorr.getPublicKey(secret)
  const message = sha256(utf8('a message'))
  const signature = schnorr.sign(message, secret, new Uint8Array(32))
  const check = (s: Uint8Array, m: Uint8Array, k: Uint8Array): bigint => {
    const { view, slot } = oneStep(
      'schnorr [9] {16} [24] [28]',
      { ...at(16, s), ...at(24, m), ...at(28, k), 9: 7n },
      RICH,
    )
    expect(view.trap).toBe('None')
    return slot(9)
  }

  it('accepts a signature and refuses it with any part changed', () => {
    expect(check(signature, message, publicKey)).toBe(1n)
    for (const bit of [0, 7, 100, 255]) {
      const turned = (bytes: Uint8Array, where = bit): Uint8Array =>
        bytes.map((byte, i) => (i === where >>> 3 ? byte ^ (1 << (where & 7)) : byte))
      expect(check(turned(signature), message, publicKey)).toBe(0n)
      expect(check(turned(signature, bit + 256), message, publicKey)).toBe(0n)
      expect(check(signature, turned(message), publicKey)).toBe(0n)
      expect(check(signature, message, turned(publicKey))).toBe(0n)
    }
  })

  it('the first of the vectors of BIP340', () => {
    const key = hex('f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9')
    const signed = hex(
      'e907831f80848d1069a5371b402410364bdf1c5f8307b0084c55f1ce2dca821525f66a4a85ea8b71e482a74f382d2ce5ebeee8fdb2172f477df4900d310536c0',
    )
    expect(check(signed, new Uint8Array(32), key)).toBe(1n)
  })

  it('answers 0 to keys that are no point and to numbers out of range', () => {
    const field = hex('fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f')
    const order = hex('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141')
    const notOnCurve = hex('eefdea4cdb677750a420fee807eacf21eb9898ae79b9768766e4faa04a2d4a34')
    const zeros = new Uint8Array(32)
    for (const key of [notOnCurve, field, zeros, new Uint8Array(32).fill(255)])
      expect(check(signature, message, key)).toBe(0n)
    const [r, s] = [signature.slice(0, 32), signature.slice(32)]
    for (const forged of [
      [field, s],
      [r, order],
      [r, zeros],
      [zeros, s],
      [zeros, zeros],
      [new Uint8Array(32).fill(255), s],
    ])
      expect(check(concatBytes(forged), message, publicKey)).toBe(0n)
  })
})
