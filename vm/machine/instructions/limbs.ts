// Unsigned integers of a fixed number of 32-bit limbs, least significant first: what wide instructions compute in. No BigInt, nothing allocated.

const TWO_32 = 0x1_0000_0000

/** out := x + y over `count` limbs; returns the carry. Arguments may be the same array. */
export function addLimbs(out: Uint32Array, x: Uint32Array, y: Uint32Array, count: number): 0 | 1 {
  let carry: 0 | 1 = 0
  for (let i = 0; i < count; i++) {
    const sum: number = (x[i] ?? 0) + (y[i] ?? 0) + carry
    out[i] = sum
    carry = sum >= TWO_32 ? 1 : 0
  }
  return carry
}

/** out := x - y over `count` limbs; returns the borrow. Arguments may be the same array. */
export function subtractLimbs(out: Uint32Array, x: Uint32Array, y: Uint32Array, count: number): 0 | 1 {
  let borrow: 0 | 1 = 0
  for (let i = 0; i < count; i++) {
    const difference: number = (x[i] ?? 0) - (y[i] ?? 0) - borrow
    out[i] = difference
    borrow = difference < 0 ? 1 : 0
  }
  return borrow
}

/** x := -x modulo 2^(32 count). */
export function negateLimbs(x: Uint32Array, count: number): void {
  let carry = 1
  for (let i = 0; i < count; i++) {
    const sum = (~(x[i] ?? 0) >>> 0) + carry
    x[i] = sum
    carry = sum >= TWO_32 ? 1 : 0
  }
}

/** Whether the number of `count` limbs is negative when read as signed. */
export function isNegative(x: Uint32Array, count: number): boolean {
  return (x[count - 1] ?? 0) >>> 31 === 1
}

/** Whether limbs `from` to `to` - 1 all have this value. */
export function areLimbs(x: Uint32Array, from: number, to: number, value: number): boolean {
  for (let i = from; i < to; i++) if (x[i] !== value) return false
  return true
}

/** out := x shifted left by less than its bits. */
export function shiftLimbsLeft(out: Uint32Array, x: Uint32Array, count: number, by: number): void {
  const limbs = by >>> 5
  const bits = by & 31
  for (let i = count - 1; i >= 0; i--) {
    const high = x[i - limbs] ?? 0
    const low = x[i - limbs - 1] ?? 0
    out[i] = bits === 0 ? high : (high << bits) | (low >>> (32 - bits))
  }
}

/** out := x shifted right by less than its bits; `fill` is the limb that comes in from above. Not in place. */
export function shiftLimbsRight(
  out: Uint32Array,
  x: Uint32Array,
  count: number,
  by: number,
  fill: number,
): void {
  const limbs = by >>> 5
  const bits = by & 31
  for (let i = 0; i < count; i++) {
    const low = i + limbs < count ? (x[i + limbs] ?? 0) : fill
    const high = i + limbs + 1 < count ? (x[i + limbs + 1] ?? 0) : fill
    out[i] = bits === 0 ? low : (low >>> bits) | (high << (32 - bits))
  }
}
