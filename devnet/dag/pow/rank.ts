// Whether a square matrix of small integers has full rank over the rationals, without rounding. Full rank modulo a prime proves
// it; where the prime says no, which happens to one regular matrix in thousands, the exact determinant decides.

/** Row by row, `size` x `size` entries. */
export interface SquareMatrix {
  readonly size: number
  /** Each from 0 to 15. */
  readonly entries: Uint8Array
}

/** So small that 64 products of remainders fit into 31 bits together. */
const SMALL_PRIME = 4093

export function hasFullRank(matrix: SquareMatrix): boolean {
  return hasFullRankModulo(matrix, SMALL_PRIME) || determinant(matrix) !== 0n
}

/** Gauss's elimination row by row: each row is cleared by those before it, and needs something left as its pivot. */
export function hasFullRankModulo({ size, entries }: SquareMatrix, prime: number): boolean {
  const rows = new Int32Array(size * size)
  const pivotColumns = new Int32Array(size)
  const current = new Int32Array(size)
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) current[k] = (entries[i * size + k] ?? 0) % prime
    // Two rows at a time, which halves the reading and writing of the current one. Their pivots are one, so that this much of
    // each clears its column. Remainders are taken at the end alone.
    for (let j = 0; j < i; j += 2) {
      const [baseA, baseB] = [j * size, (j + 1) * size]
      const [columnA, columnB] = [pivotColumns[j] ?? 0, pivotColumns[j + 1] ?? 0]
      const factorA = prime - ((current[columnA] ?? 0) % prime)
      if (j + 1 === i) {
        for (let k = columnA; k < size; k++) current[k] = (current[k] ?? 0) + factorA * (rows[baseA + k] ?? 0)
        break
      }
      const leadB = (current[columnB] ?? 0) + factorA * (rows[baseA + columnB] ?? 0)
      const factorB = prime - (leadB % prime)
      for (let k = Math.min(columnA, columnB); k < size; k++) {
        // Sums stay below 2^31, and `| 0` tells the engine so.
        const cleared = Math.imul(factorA, rows[baseA + k] ?? 0) + Math.imul(factorB, rows[baseB + k] ?? 0)
        current[k] = ((current[k] ?? 0) + cleared) | 0
      }
    }
    let pivot = 0
    while (pivot < size && (current[pivot] ?? 0) % prime === 0) pivot++
    if (pivot === size) return false
    pivotColumns[i] = pivot
    const inverse = inverseModulo((current[pivot] ?? 0) % prime, prime)
    for (let k = pivot; k < size; k++) rows[i * size + k] = (((current[k] ?? 0) % prime) * inverse) % prime
  }
  return true
}

/** By Bareiss's elimination, whose divisions leave no remainder. */
export function determinant({ size, entries }: SquareMatrix): bigint {
  const rows = Array.from({ length: size }, (_, i) =>
    Array.from(entries.subarray(i * size, (i + 1) * size), BigInt),
  )
  let sign = 1n
  let divisor = 1n
  for (let step = 0; step < size; step++) {
    const from = rows.findIndex((row, i) => i >= step && row[step] !== 0n)
    const top = rows[from]
    if (top === undefined) return 0n
    if (from !== step) {
      rows[from] = rows[step] ?? top
      rows[step] = top
      sign = -sign
    }
    const pivot = top[step] ?? 0n
    for (const row of rows.slice(step + 1)) {
      const lead = row[step] ?? 0n
      for (let k = step + 1; k < size; k++)
        row[k] = ((row[k] ?? 0n) * pivot - lead * (top[k] ?? 0n)) / divisor
    }
    divisor = pivot
  }
  return sign * divisor
}

/** By Fermat: the power of the prime less two. */
function inverseModulo(value: number, prime: number): number {
  let result = 1
  let square = value
  for (let exponent = prime - 2; exponent > 0; exponent >>= 1) {
    if ((exponent & 1) === 1) result = (result * square) % prime
    square = (square * square) % prime
  }
  return result
}
