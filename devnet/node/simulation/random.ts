// A seeded source of randomness for simulations: 32-bit integer arithmetic only, so that a seed gives the same run on
// every machine. Sources split by name, so that drawing more from one part of a run never changes another part.

export interface Random {
  /** Uniform over 0 .. 2^32 - 1. */
  readonly u32: () => number
  /** Uniform over 0 .. bound - 1, without bias. `bound` is an integer from 1 to 2^32. */
  readonly below: (bound: number) => number
  /** Uniform over both ends included. */
  readonly between: (low: number, high: number) => number
  /** `count` uniform bytes. */
  readonly bytes: (count: number) => Uint8Array
  /** Exponentially distributed with this mean: the waiting time of a Poisson process, rounded down. */
  readonly exponential: (mean: number) => number
  /** A source of its own, which depends on this one's seed and the name only, not on what was drawn so far. */
  readonly split: (name: string) => Random
}

const TWO_32 = 0x1_0000_0000

/** The source of a seed: any text, or an integer. */
export function createRandom(seed: string | number | bigint): Random {
  const text = String(seed)
  const next = sfc32(text)

  const u32 = (): number => next()
  const below = (bound: number): number => {
    if (!Number.isInteger(bound) || bound < 1 || bound > TWO_32) throw new Error(`no range: ${bound}`)
    const limit = TWO_32 - (TWO_32 % bound)
    for (;;) {
      const drawn = next()
      if (drawn < limit) return drawn % bound
    }
  }

  return {
    u32,
    below,
    between: (low, high) => low + below(high - low + 1),
    bytes: (count) => Uint8Array.from({ length: count }, () => next() >>> 24),
    exponential: (mean) => {
      const { whole, fraction } = exponentialVariate(next)
      return whole * mean + Number((BigInt(fraction) * BigInt(mean)) >> 32n)
    },
    split: (name) => createRandom(`${text}/${name}`),
  }
}

/**
 * Von Neumann's way to draw an exponential variate of mean 1 by comparing uniform integers: the run u1 > u2 > ... has
 * odd length with the probability e^-u1, and each failure adds 1. The value is whole + fraction / 2^32.
 */
function exponentialVariate(next: () => number): { whole: number; fraction: number } {
  for (let whole = 0; ; whole++) {
    const first = next()
    let last = first
    let length = 1
    for (;;) {
      const drawn = next()
      if (drawn >= last) break
      last = drawn
      length++
    }
    if (length % 2 === 1) return { whole, fraction: first }
  }
}

/** The generator known as sfc32, seeded from text by FNV-1a in four lanes and warmed up. */
function sfc32(seed: string): () => number {
  let a = hashText(seed, 0x811c_9dc5)
  let b = hashText(seed, 0x9e37_79b9)
  let c = hashText(seed, 0x85eb_ca6b)
  let counter = 1
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let i = 0; i < 15; i++) next()
  return next
}

function hashText(text: string, basis: number): number {
  let state = basis
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x0100_0193)
  return state | 0
}
