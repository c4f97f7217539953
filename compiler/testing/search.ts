// Looks for a case that fails: kept ones first, then by chance; what fails is shrunk to the smallest that fails in the same way.
import { sameFailure } from './case.ts'
import { randomChoices, replayedChoices, type Choices } from './choices.ts'
import type { FailingExample, SentMessage, TestFailure } from './report.ts'
import { shrink } from './shrink.ts'

export type CaseResult =
  | { readonly kind: 'passed'; readonly messages: readonly SentMessage[]; readonly labels: readonly string[] }
  /** The choices make no input that satisfies the conditions, or that is taken. */
  | { readonly kind: 'unfit'; readonly refusals: readonly string[] }
  | {
      readonly kind: 'failed'
      readonly failure: TestFailure
      readonly messages: readonly SentMessage[]
      readonly example: FailingExample
    }

export interface SearchOptions {
  /** Cases by chance. */
  readonly runs: number
  readonly seed: string
  /** Unfit cases for every one that is wanted, before the search gives up. */
  readonly unfitPerRun: number
  /** Choices of cases that failed before. */
  readonly kept: readonly (readonly bigint[])[]
}

export interface SearchResult {
  /** Cases that were run, those of shrinking not among them. */
  readonly runs: number
  /** How often each label came up. */
  readonly labels: ReadonlyMap<string, number>
  readonly messages: readonly SentMessage[]
  readonly failed: (Extract<CaseResult, { kind: 'failed' }> & { readonly choices: readonly bigint[] }) | null
  /** Too few inputs by chance satisfy the conditions: what refused those of unfit cases, and how often. */
  readonly starved: ReadonlyMap<string, number> | null
}

const MOST_SHRINKS = 2_000

export function search(run: (choices: Choices) => CaseResult, options: SearchOptions): SearchResult {
  const labels = new Map<string, number>()
  const refusals = new Map<string, number>()
  const messages: SentMessage[] = []
  let runs = 0
  const result = (failed: SearchResult['failed'], starved: SearchResult['starved'] = null): SearchResult => ({
    runs,
    labels,
    messages,
    failed,
    starved,
  })

  /** The failure at its smallest, if the case fails. */
  const tryCase = (choices: Choices): 'unfit' | 'passed' | NonNullable<SearchResult['failed']> => {
    const outcome = run(choices)
    if (outcome.kind === 'unfit') {
      for (const reason of outcome.refusals) refusals.set(reason, (refusals.get(reason) ?? 0) + 1)
      return 'unfit'
    }
    runs++
    messages.push(...outcome.messages)
    if (outcome.kind === 'failed') return smallest(run, outcome, choices)
    for (const label of outcome.labels) labels.set(label, (labels.get(label) ?? 0) + 1)
    return 'passed'
  }

  for (const values of options.kept) {
    const outcome = tryCase(replayedChoices(values))
    if (typeof outcome === 'object') return result(outcome)
  }
  let unfit = 0
  for (let i = 0; runs - options.kept.length < options.runs; i++) {
    const outcome = tryCase(randomChoices(`${options.seed} ${i}`))
    if (typeof outcome === 'object') return result(outcome)
    if (outcome === 'unfit' && ++unfit > options.unfitPerRun * options.runs) return result(null, refusals)
  }
  return result(null)
}

function smallest(
  run: (choices: Choices) => CaseResult,
  first: Extract<CaseResult, { kind: 'failed' }>,
  choices: Choices,
): NonNullable<SearchResult['failed']> {
  let found = first
  const { drawn } = shrink(choices.drawn(), {
    most: MOST_SHRINKS,
    fails(values) {
      const replayed = replayedChoices(values)
      const outcome = run(replayed)
      if (outcome.kind !== 'failed' || !sameFailure(outcome.failure, first.failure)) return undefined
      return replayed.drawn()
    },
  })
  const again = run(replayedChoices(drawn.values))
  if (again.kind === 'failed') found = again
  return { ...found, choices: drawn.values }
}
