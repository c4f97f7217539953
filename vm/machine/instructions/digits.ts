// Multiplication and division of numbers of many digits of 16 bits, least significant first: every product of two digits and two carries
// stays below 2^32. Digits are 16-bit views of 32-bit limbs (vm/words.ts insists on a little-endian host).

const BASE = 0x1_0000

/** out (2 * count digits) := x * y (count digits each). `out` is none of the others. */
export function multiplyDigits(out: Uint16Array, x: Uint16Array, y: Uint16Array, count: number): void {
  out.fill(0, 0, 2 * count)
  for (let i = 0; i < count; i++) {
    const digit = x[i] ?? 0
    if (digit === 0) continue
    let carry = 0
    for (let j = 0; j < count; j++) {
      const sum = digit * (y[j] ?? 0) + (out[i + j] ?? 0) + carry
      out[i + j] = sum
      carry = sum >>> 16
    }
    out[i + count] = carry
  }
}

function lengthOf(x: Uint16Array, most: number): number {
  let length = most
  while (length > 0 && x[length - 1] === 0) length--
  return length
}

const MOST_DIGITS = 34
const normalNumerator = new Uint16Array(MOST_DIGITS)
const normalDivisor = new Uint16Array(MOST_DIGITS)

/**
 * Quotient and remainder of `numerator` (`digits` of them) by `divisor` (`divisorDigits`), which is not zero. Schoolbook division with quotient
 * digits guessed from the leading two (Knuth, The Art of Computer Programming 2, 4.3.1 D). `quotient` gets `digits` digits, `remainder`
 * `divisorDigits`; both are none of the arguments.
 */
export function divideDigits(
  quotient: Uint16Array,
  remainder: Uint16Array,
  numerator: Uint16Array,
  digits: number,
  divisor: Uint16Array,
  divisorDigits: number,
): void {
  const m = lengthOf(numerator, digits)
  const n = lengthOf(divisor, divisorDigits)
  quotient.fill(0, 0, digits)
  remainder.fill(0, 0, divisorDigits)
  if (m < n) {
    for (let i = 0; i < m; i++) remainder[i] = numerator[i] ?? 0
    return
  }
  if (n === 1) return divideByDigit(quotient, remainder, numerator, m, divisor[0] ?? 1)
  const shift = Math.clz32(divisor[n - 1] ?? 0) - 16
  shiftDigits(normalNumerator, numerator, m, shift)
  shiftDigits(normalDivisor, divisor, n, shift)
  const top = normalDivisor[n - 1] ?? 1
  const second = normalDivisor[n - 2] ?? 0
  for (let j = m - n; j >= 0; j--) {
    const leading = (normalNumerator[j + n] ?? 0) * BASE + (normalNumerator[j + n - 1] ?? 0)
    let guess = Math.floor(leading / top)
    let rest = leading - guess * top
    while (guess >= BASE || guess * second > rest * BASE + (normalNumerator[j + n - 2] ?? 0)) {
      guess--
      rest += top
      if (rest >= BASE) break
    }
    if (subtractMultiple(j, n, guess)) {
      guess--
      addBack(j, n)
    }
    quotient[j] = guess
  }
  for (let i = 0; i < n; i++) {
    const low = (normalNumerator[i] ?? 0) >>> shift
    remainder[i] = low | ((normalNumerator[i + 1] ?? 0) << (16 - shift))
  }
}

function divideByDigit(
  quotient: Uint16Array,
  remainder: Uint16Array,
  numerator: Uint16Array,
  length: number,
  divisor: number,
): void {
  let rest = 0
  for (let i = length - 1; i >= 0; i--) {
    const part = rest * BASE + (numerator[i] ?? 0)
    const digit = Math.floor(part / divisor)
    quotient[i] = digit
    rest = part - digit * divisor
  }
  remainder[0] = rest
}

/** out (one digit longer) := x << shift, less than a digit. */
function shiftDigits(out: Uint16Array, x: Uint16Array, length: number, shift: number): void {
  let carry = 0
  for (let i = 0; i < length; i++) {
    const digit = ((x[i] ?? 0) << shift) | carry
    out[i] = digit
    carry = digit >>> 16
  }
  out[length] = carry
}

/** The numerator from digit j on, less the divisor times a digit; whether that went below zero. */
function subtractMultiple(j: number, n: number, digit: number): boolean {
  let carry = 0
  let borrow = 0
  for (let i = 0; i < n; i++) {
    const product = digit * (normalDivisor[i] ?? 0) + carry
    carry = product >>> 16
    const difference = (normalNumerator[j + i] ?? 0) - (product & 0xffff) - borrow
    normalNumerator[j + i] = difference
    borrow = difference < 0 ? 1 : 0
  }
  const last = (normalNumerator[j + n] ?? 0) - carry - borrow
  normalNumerator[j + n] = last
  return last < 0
}

function addBack(j: number, n: number): void {
  let carry = 0
  for (let i = 0; i < n; i++) {
    const sum = (normalNumerator[j + i] ?? 0) + (normalDivisor[i] ?? 0) + carry
    normalNumerator[j + i] = sum
    carry = sum >>> 16
  }
  normalNumerator[j + n] = (normalNumerator[j + n] ?? 0) + carry
}
