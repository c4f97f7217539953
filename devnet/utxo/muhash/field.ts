// Arithmetic modulo the prime 2^3072 - 1103717, in which Kaspa's set hash lives (31, 2.4). Elements are bigints from
// 0 to the prime less one.
import { bytesToHex, hexToBytes } from '../../tx/hash.ts'
import { inverseModulo } from './inverse.ts'

export const FIELD_BITS = 3072
export const FIELD_BYTES = FIELD_BITS / 8
const PRIME_DISTANCE = 1_103_717n
export const PRIME = (1n << BigInt(FIELD_BITS)) - PRIME_DISTANCE

const SHIFT = BigInt(FIELD_BITS)

/** Any non-negative number below 2^6144 as an element. */
export function reduce(value: bigint): bigint {
  // 2^3072 is as much as the prime's distance from it, so that the upper half folds onto the lower one.
  let rest = value
  for (let high = rest >> SHIFT; high !== 0n; high = rest >> SHIFT) {
    rest = BigInt.asUintN(FIELD_BITS, rest) + high * PRIME_DISTANCE
  }
  return rest >= PRIME ? rest - PRIME : rest
}

export function multiply(a: bigint, b: bigint): bigint {
  if (a === 1n) return b
  return b === 1n ? a : reduce(a * b)
}

/** The element that gives one when multiplied; 0 for 0. */
export function invert(value: bigint): bigint {
  return value <= 1n ? value : inverseModulo(value, PRIME)
}

/** 384 bytes, the lowest first. */
export function toBytes(element: bigint): Uint8Array {
  const hex = element.toString(16).padStart(2 * FIELD_BYTES, '0')
  const bytes = hexToBytes(hex)
  if (bytes === undefined) throw new Error('unreachable: digits in base 16 are hex')
  return bytes.reverse()
}

/** From words of 32 bits, the lowest first; what is at or above the prime wraps around. */
export function fromWords(words: Uint32Array): bigint {
  const view = new DataView(new ArrayBuffer(4 * words.length))
  for (const [i, word] of words.entries()) view.setUint32(4 * (words.length - 1 - i), word)
  return reduce(BigInt(`0x${bytesToHex(new Uint8Array(view.buffer))}`))
}
