// Which outbox entries of a node are paid: one bit per index, 32 a word, only as long as the last bit needs (41, E44).

export function isPaid(paid: readonly number[], index: number): boolean {
  return (((paid[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1
}

export function withPaid(paid: readonly number[], indices: readonly number[]): number[] {
  const words = [...paid]
  for (const index of indices) {
    while (words.length <= index >>> 5) words.push(0)
    words[index >>> 5] = ((words[index >>> 5] ?? 0) | (1 << (index & 31))) >>> 0
  }
  return words
}

/** The paid indices, ascending. */
export function paidIndices(paid: readonly number[]): number[] {
  return Array.from({ length: paid.length * 32 }, (_, index) => index).filter((index) => isPaid(paid, index))
}
