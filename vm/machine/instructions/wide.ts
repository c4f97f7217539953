// 64- and 128-bit multiplication and division in 32-bit halves, without BigInt. Results are left in module-level variables'
// buffers rather than returned, so that nothing is allocated; each is read before the next call.

/** The 128-bit product of the last `multiply`, least significant word of 32 bits first. */
export const product = new Uint32Array(4)

/** Quotient (low, high) and remainder (low, high) of the last `divide`. */
export const division = new Uint32Array(4)

/** The high word of a product of two unsigned 32-bit numbers. */
function highProduct(x: number, y: number): number {
  const x0 = x & 0xffff
  const x1 = x >>> 16
  const y0 = y & 0xffff
  const y1 = y >>> 16
  const middle = x1 * y0 + ((x0 * y0) >>> 16)
  const other = x0 * y1 + (middle & 0xffff)
  return x1 * y1 + (middle >>> 16) + (other >>> 16)
}

/** Unsigned 64 by 64 bits. Arguments are read modulo 2^32. */
export function multiply(xLow: number, xHigh: number, yLow: number, yHigh: number): void {
  const x0 = xLow >>> 0
  const x1 = xHigh >>> 0
  const y0 = yLow >>> 0
  const y1 = yHigh >>> 0
  product[0] = Math.imul(x0, y0)
  const first = highProduct(x0, y0) + (Math.imul(x0, y1) >>> 0) + (Math.imul(x1, y0) >>> 0)
  product[1] = first
  const carry = first >= 0x2_0000_0000 ? 2 : first >= 0x1_0000_0000 ? 1 : 0
  const second = highProduct(x0, y1) + highProduct(x1, y0) + (Math.imul(x1, y1) >>> 0) + carry
  product[2] = second
  product[3] = highProduct(x1, y1) + Math.floor(second / 0x1_0000_0000)
}

/**
 * Divides the 128-bit number top:n by d, where top < d, so that the quotient has 64 bits. Arguments are pairs of halves,
 * read modulo 2^32; d is not zero.
 */
export function divide(
  topLow: number,
  topHigh: number,
  nLow: number,
  nHigh: number,
  dLow: number,
  dHigh: number,
): void {
  if (dHigh !== 0) divideByLong(topLow, topHigh, nLow, nHigh, dLow, dHigh)
  else if (topLow === 0 && nHigh === 0) {
    const n = nLow >>> 0
    const d = dLow >>> 0
    const quotient = Math.floor(n / d)
    division[0] = quotient
    division[1] = 0
    division[2] = n - quotient * d
    division[3] = 0
  } else divideByShort(topLow, nLow, nHigh, dLow >>> 0)
}

/** By a divisor of 32 bits, in four digits of 16: every intermediate stays below 2^48, exact in a double. */
function divideByShort(topLow: number, nLow: number, nHigh: number, d: number): void {
  const first = (topLow >>> 0) * 0x10000 + (nHigh >>> 16)
  const q3 = Math.floor(first / d)
  const second = (first - q3 * d) * 0x10000 + (nHigh & 0xffff)
  const q2 = Math.floor(second / d)
  const third = (second - q2 * d) * 0x10000 + (nLow >>> 16)
  const q1 = Math.floor(third / d)
  const fourth = (third - q1 * d) * 0x10000 + (nLow & 0xffff)
  const q0 = Math.floor(fourth / d)
  division[0] = q1 * 0x10000 + q0
  division[1] = q3 * 0x10000 + q2
  division[2] = fourth - q0 * d
  division[3] = 0
}

/** By a divisor of more than 32 bits, bit by bit; leading zeros of a 64-bit numerator are skipped. */
function divideByLong(
  topLow: number,
  topHigh: number,
  nLow: number,
  nHigh: number,
  dLow: number,
  dHigh: number,
): void {
  const low = dLow >>> 0
  const high = dHigh >>> 0
  let restLow = topLow >>> 0
  let restHigh = topHigh >>> 0
  let quotientLow = 0
  let quotientHigh = 0
  let bit = 63
  if ((restLow | restHigh) === 0) {
    // The divisor has more than 32 bits: the upper half of n alone never reaches it.
    restLow = nHigh >>> 0
    bit = 31
  }
  for (; bit >= 0; bit--) {
    const carry = restHigh >>> 31
    const next = bit > 31 ? (nHigh >>> (bit - 32)) & 1 : (nLow >>> bit) & 1
    restHigh = ((restHigh << 1) | (restLow >>> 31)) >>> 0
    restLow = ((restLow << 1) | next) >>> 0
    if (carry === 0 && (restHigh < high || (restHigh === high && restLow < low))) continue
    restHigh = (restHigh - high - (restLow < low ? 1 : 0)) >>> 0
    restLow = (restLow - low) >>> 0
    if (bit > 31) quotientHigh |= 1 << (bit - 32)
    else quotientLow |= 1 << bit
  }
  division[0] = quotientLow
  division[1] = quotientHigh
  division[2] = restLow
  division[3] = restHigh
}
