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
    for (let j = 0; j < i; j++) {
      const column = pivotColumns[j] ?? 0
      const lead = (current[column] ?? 0) % prime
      if (lead === 0) continue
      // Pivots are one, so that this much of row j clears the column. Remainders are taken at the end alone.
      const factor = prime - lead
      const base = j * size
      for (let k = column; k < size; k++) current[k] = (current[k] ?? 0) + factor * (rows[base + k] ?? 0)
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
