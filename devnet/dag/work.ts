// Compact difficulty targets and the work that they stand for (31, 2.2).

const TWO_256 = 1n << 256n
const TWO_192 = 1n << 192n

/** The target of a compact form: three bytes of mantissa and one of exponent, as in Bitcoin. Total on all u32. */
export function targetOfBits(bits: number): bigint {
  const exponent = bits >>> 24
  const digits = bits & 0xff_ffff
  const mantissa = exponent <= 3 ? digits >>> (8 * (3 - exponent)) : digits
  // The mantissa has a sign bit, and a negative target is none.
  if (mantissa > 0x7f_ffff) return 0n
  return (BigInt(mantissa) << BigInt(8 * Math.max(0, exponent - 3))) % TWO_256
}

/** The compact form of a target, rounded down to three bytes. */
export function bitsOfTarget(target: bigint): number {
  if (target === 0n) return 0
  let size = Math.ceil(target.toString(2).length / 8)
  let mantissa = Number(size <= 3 ? target << BigInt(8 * (3 - size)) : target >> BigInt(8 * (size - 3)))
  if ((mantissa & 0x80_0000) !== 0) {
    mantissa >>>= 8
    size += 1
  }
  return ((size << 24) | mantissa) >>> 0
}

/** Expected hashes for a block of this difficulty: 2^256 / (target + 1), of 192 bits at most. */
export function workOfBits(bits: number): bigint {
  const target = targetOfBits(bits)
  return ((TWO_256 - 1n - target) / (target + 1n) + 1n) % TWO_192
}
