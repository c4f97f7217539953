// Inverses modulo a number, by Euclid's algorithm in Lehmer's form: as long as the leading digits of both numbers alone tell the
// quotients, whole runs of steps are done on those and then applied to the long numbers at once. Exact throughout.

/** Bits of the leading digits, so that sums of two stay exact integers of a double. */
const LEADING_BITS = 50

/** The number below the modulus that gives one when multiplied. They have no common factor; 0 < value < modulus. */
export function inverseModulo(value: bigint, modulus: bigint): bigint {
  let a = modulus
  let b = value
  // Each is its factor times the value, modulo the modulus.
  let factorA = 0n
  let factorB = 1n
  let shift = bitLength(modulus) - LEADING_BITS
  while (b !== 0n) {
    shift = Math.max(0, shift - missingBits(Number(a >> BigInt(shift))))
    const run = leadingRun(Number(a >> BigInt(shift)), Number(b >> BigInt(shift)))
    if (run === undefined) {
      const quotient = a / b
      ;[a, b] = [b, a - quotient * b]
      ;[factorA, factorB] = [factorB, factorA - quotient * factorB]
      continue
    }
    const [p, q, r, s] = run
    ;[a, b] = [p * a + q * b, r * a + s * b]
    ;[factorA, factorB] = [p * factorA + q * factorB, r * factorA + s * factorB]
  }
  return factorA < 0n ? factorA + modulus : factorA
}

/**
 * The steps that numbers with these leading digits are sure to take, as a matrix row by row; undefined when not even one is
 * sure. The quotient is sure when it is the same at both ends of what the digits left off could make of it.
 */
function leadingRun(
  leadingA: number,
  leadingB: number,
): readonly [bigint, bigint, bigint, bigint] | undefined {
  let [a, b] = [leadingA, leadingB]
  let [p, q, r, s] = [1, 0, 0, 1]
  while (b + r !== 0 && b + s !== 0) {
    const quotient = Math.floor((a + p) / (b + r))
    if (quotient !== Math.floor((a + q) / (b + s))) break
    const [nextR, nextS, nextB] = [p - quotient * r, q - quotient * s, a - quotient * b]
    p = r
    q = s
    a = b
    r = nextR
    s = nextS
    b = nextB
  }
  return q === 0 ? undefined : [BigInt(p), BigInt(q), BigInt(r), BigInt(s)]
}

/** How many bits the leading digits have too few. */
function missingBits(leading: number): number {
  return LEADING_BITS - (leading === 0 ? 0 : leading.toString(2).length)
}

function bitLength(value: bigint): number {
  return value.toString(2).length
}
