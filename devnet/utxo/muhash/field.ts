// Arithmetic modulo the prime 2^3072 - 1103717, in which Kaspa's set hash lives (31, 2.4). Elements are bigints from
// 0 to the prime less one.
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
  const bytes = new Uint8Array(FIELD_BYTES)
  for (let i = 0; i < FIELD_BYTES; i++) {
    const end = hex.length - 2 * i
    bytes[i] = Number.parseInt(hex.slice(end - 2, end), 16)
  }
  return bytes
}

/** From words of 32 bits, the lowest first; what is at or above the prime wraps around. */
export function fromWords(words: Uint32Array): bigint {
  let hex = '0x'
  for (let i = words.length - 1; i >= 0; i--) hex += (words[i] ?? 0).toString(16).padStart(8, '0')
  return reduce(BigInt(hex))
}
