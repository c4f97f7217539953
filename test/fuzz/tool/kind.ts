// What a kind of fuzzing is: cases by seed, checks that throw findings, and cases as text for the corpus.
import type { Random } from '../../support/random.ts'
import type { CorpusCase } from './corpus.ts'
import type { Coverage } from './coverage.ts'

export interface Kind {
  readonly name: string
  /** A seed for the next case: any, or one that leads to what was not reached yet. */
  nextSeed(random: Random, coverage: Coverage): number
  /** Makes the case of a seed and checks it. Throws a finding. */
  run(seed: number, coverage: Coverage): void
  /** The case of a seed whose finding has this sort, made small. */
  minimised(seed: number, sort: string): CorpusCase
  /** Checks a case of the corpus. Throws a finding. */
  replay(file: CorpusCase): void
  /** What the run has reached, and what not, as lines. */
  report(coverage: Coverage): string[]
}

export function anySeed(random: Random): number {
  return random.below(0x1_0000_0000)
}
