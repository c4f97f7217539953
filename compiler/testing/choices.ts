// Where made-up inputs come from: a list of choices, each a number below a bound. Drawn at random first; to shrink an input, the list is made smaller and
// the input made again from it, so that whatever is made up shrinks without knowing how.

/** A source of choices that keeps what was drawn. */
export interface Choices {
  /** A number from 0 to `bound` - 1. Smaller numbers make simpler inputs. */
  readonly draw: (bound: bigint) => bigint
  /** The same for numbers that inputs hold: small ones, those near the bound and all magnitudes come up more often, since that is where mistakes are. */
  readonly drawNearEnds: (bound: bigint) => bigint
  /** Marks that a part begins which may be left out as a whole: a message of a campaign. */
  readonly mark: () => void
  /** Whether a list that is replayed is at its end: from here on all choices are the simplest. */
  readonly isOver: () => boolean
  readonly drawn: () => Drawn
}

export interface Drawn {
  readonly values: readonly bigint[]
  /** Places in `values` where parts begin, ascending. */
  readonly marks: readonly number[]
}

/** More choices than a case may draw; further ones are all 0. */
const MOST_CHOICES = 100_000
/** Numbers that count as near an end. */
const FEW = 16n

/** Choices by chance: the same for the same seed. */
export function randomChoices(seed: string): Choices {
  const next = generator(seed)
  const evenly = (bound: bigint): bigint => {
    // One more word than the bound has leaves next to no bias.
    let value = 0n
    for (let range = bound; range > 0n; range >>= 32n) value = (value << 32n) | BigInt(next())
    return ((value << 32n) | BigInt(next())) % bound
  }
  const nearEnds = (bound: bigint): bigint => {
    const few = bound < FEW ? bound : FEW
    switch (next() % 4) {
      case 0:
        return evenly(few)
      case 1:
        return bound - 1n - evenly(few)
      case 2:
        return evenly(1n << evenly(BigInt(bound.toString(2).length) + 1n)) % bound
      default:
        return evenly(bound)
    }
  }
  return recorded(evenly, nearEnds, () => false)
}

/** The choices of a list; where it ends, or asks for more than there is, the simplest. */
export function replayedChoices(values: readonly bigint[]): Choices {
  let at = 0
  const next = (bound: bigint): bigint => {
    const value = values[at++] ?? 0n
    return value < bound ? value : bound - 1n
  }
  return recorded(next, next, () => at >= values.length)
}

type Choose = (bound: bigint) => bigint

function recorded(choose: Choose, chooseNearEnds: Choose, isOver: () => boolean): Choices {
  const values: bigint[] = []
  const marks: number[] = []
  const drawBy =
    (by: Choose): Choose =>
    (bound) => {
      if (bound <= 0n) throw new RangeError('nothing to choose from')
      const value = values.length >= MOST_CHOICES ? 0n : by(bound)
      values.push(value)
      return value
    }
  return {
    draw: drawBy(choose),
    drawNearEnds: drawBy(chooseNearEnds),
    mark: () => void marks.push(values.length),
    isOver,
    drawn: () => ({ values, marks }),
  }
}

/** Numbers of 32 bits from a text: xoshiro128** (Blackman and Vigna), seeded by FNV-1a and a finaliser. */
function generator(seed: string): () => number {
  let hash = 0x811c9dc5
  for (const char of seed) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  const word = (): number => {
    hash = (hash + 0x9e3779b9) | 0
    let mixed = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return mixed ^ (mixed >>> 15)
  }
  let [a, b, c, d] = [word(), word(), word(), word() | 1]
  const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by))
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9)
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = rotate(d, 11)
    return result >>> 0
  }
}
