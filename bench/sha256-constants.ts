// The constants of SHA-256 (FIPS 180-4) from their definition: fractional parts of square and cube roots of the first primes.
const PRIMES: readonly bigint[] = (() => {
  const found: bigint[] = []
  for (let n = 2n; found.length < 64; n++) if (found.every((prime) => n % prime !== 0n)) found.push(n)
  return found
})()

/** The first 32 bits after the point of the root of n. */
function fraction(n: bigint, degree: bigint): number {
  // floor(root(n * 2^(32 * degree))) by bisection.
  const scaled = n << (32n * degree)
  let [low, high] = [0n, 1n << 40n]
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (middle ** degree <= scaled) low = middle
    else high = middle
  }
  return Number(low & 0xffff_ffffn)
}

export const INITIAL_STATE: readonly number[] = PRIMES.slice(0, 8).map((prime) => fraction(prime, 2n))
export const ROUND_CONSTANTS: readonly number[] = PRIMES.map((prime) => fraction(prime, 3n))
