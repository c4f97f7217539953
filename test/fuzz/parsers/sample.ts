// One value of a fast-check generator, decided by a seeded stream.
import * as fc from 'fast-check'
import type { Random } from '../../support/random.ts'

export function sampleOf<T>(values: fc.Arbitrary<T>, random: Random): T {
  const [value] = fc.sample(values, { seed: random.below(0x7fff_ffff), numRuns: 1 })
  return value as T
}
