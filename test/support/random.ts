// Random numbers from a seed for tests: the same everywhere, forever, so that a printed seed replays a failure.

export interface Random {
  /** An integer in 0 .. bound-1. */
  below(bound: number): number
  pick<T>(items: readonly T[]): T
  /** A 64-bit word: often small, often near a power of two or the ends, else anything. */
  word(): bigint
  bytes(length: number): Uint8Array
}

/** SplitMix32: small, and good enough to vary programs. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) >>> 0
  }
  const below = (bound: number): number => next() % bound
  const any = (): bigint => (BigInt(next()) << 32n) | BigInt(next())
  return {
    below,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
    word: () => {
      const kind = below(4)
      if (kind === 0) return BigInt(below(20))
      if (kind === 1) return BigInt.asUintN(64, (1n << BigInt(below(64))) + BigInt(below(3)) - 1n)
      if (kind === 2) return BigInt.asUintN(64, -BigInt(below(20)))
      return any()
    },
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
  }
}
