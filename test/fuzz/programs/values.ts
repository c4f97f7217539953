// The words that are worth computing with: the ends of every width, the ends of the heap, small numbers, anything.
import { RAM_BYTES, STACK_BYTES } from '../../../vm/spec/constants.ts'
import type { Random } from '../../support/random.ts'

const MOST = (1n << 64n) - 1n
const WIDTHS = [1n, 7n, 8n, 16n, 31n, 32n, 63n]

/** Words at which arithmetic, comparison, shifts and addresses change their ways. */
const EDGES: readonly bigint[] = [
  0n,
  1n,
  2n,
  MOST,
  MOST - 1n,
  ...WIDTHS.flatMap((width) => [(1n << width) - 1n, 1n << width, (1n << width) + 1n]),
  ...WIDTHS.map((width) => BigInt.asUintN(64, -(1n << width))),
  64n,
  3_037_000_500n,
  4_294_967_295n,
  BigInt(STACK_BYTES),
  BigInt(STACK_BYTES - 1),
  BigInt(RAM_BYTES),
  BigInt(RAM_BYTES - 8),
]

/** Mostly an edge. */
export function edgeWord(random: Random): bigint {
  return random.below(4) === 0 ? random.word() : random.pick(EDGES)
}

export function leafWords(random: Random): bigint[] {
  const used = random.pick([0, 1, 2, 4, 8, 8])
  return Array.from({ length: 8 }, (_, i) => (i < used ? edgeWord(random) : 0n))
}
