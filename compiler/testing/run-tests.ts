// Runs the tests that stand in silo sources. A test sees the same bytecode that is deployed: each contract that it deploys
// is built as the root of a silo of its own.
import { contractOf } from '../lower/plan.ts'
import { ALL_PASSES } from '../optimise/optimise.ts'
import type { PassName } from '../optimise/optimise.ts'
import type { Declaration, TypedCampaign, TypedProgram, TypedTest } from '../typed/tree.ts'
import { runCampaign } from './campaign.ts'
import { failureOf, newEnvironment, siloBuilder, type Workshop } from './case.ts'
import type { Choices } from './choices.ts'
import { runProperty } from './property.ts'
import type { SentMessage, TestFailure, TestReport } from './report.ts'
import { search, type CaseResult } from './search.ts'
import { runBlock } from './statements.ts'
import type { TestEngine } from './test-silo.ts'

export interface TestOptions {
  /** Passes of the optimiser; all of them if left out. */
  readonly passes?: readonly PassName[]
  /** What runs the messages; the interpreter if left out. */
  readonly engine?: TestEngine
  /** Only tests for whose name this holds. */
  readonly select?: (name: string) => boolean
  /** Cases of a test over made-up inputs, 100 if left out; a campaign makes a fifth as many runs. */
  readonly runs?: number
  /** Of all that is made up; the same seed makes the same up. */
  readonly seed?: string
  /** Choices of cases that failed before, by the test's name: they are run first. */
  readonly kept?: (test: string) => readonly (readonly bigint[])[]
}

const DEFAULT_RUNS = 100
const RUNS_PER_CAMPAIGN = 5
/** Cases whose inputs don't satisfy the test's conditions are cheap. */
const UNFIT_PER_TEST = 50
/** In each of these many constructor arguments were refused. */
const UNFIT_PER_CAMPAIGN = 1

/** Runs the tests of a program without errors, in the order of its files and lines, and then its campaigns. */
export function runTests(program: TypedProgram, options: TestOptions = {}): readonly TestReport[] {
  const workshop: Workshop = {
    program,
    build: siloBuilder(program, options.passes ?? ALL_PASSES),
    engine: options.engine ?? 'interpreter',
  }
  const selected = ({ name }: Declaration): boolean => options.select?.(name) ?? true
  return [
    ...program.tests.filter(selected).map((test) => runTest(workshop, test, options)),
    ...program.campaigns.filter(selected).map((campaign) => reportOfCampaign(workshop, campaign, options)),
  ]
}

function runTest(workshop: Workshop, test: TypedTest, options: TestOptions): TestReport {
  if (test.params.length > 0) {
    return reportOfSearch(test, options, {
      runs: options.runs ?? DEFAULT_RUNS,
      unfitPerRun: UNFIT_PER_TEST,
      run: (choices) => runProperty(workshop, test, choices),
      starvation: () =>
        'next to no inputs satisfy the conditions: compare inputs with constants or with each other, or give them ranges',
    })
  }
  const env = newEnvironment(workshop)
  const failure = failureOf(() => runBlock(env, test.body))
  return { ...head(test), ...sums(env.messages), cases: null, failure }
}

function reportOfCampaign(workshop: Workshop, campaign: TypedCampaign, options: TestOptions): TestReport {
  const runs = Math.max(1, Math.floor((options.runs ?? DEFAULT_RUNS) / RUNS_PER_CAMPAIGN))
  return reportOfSearch(campaign, options, {
    runs,
    unfitPerRun: UNFIT_PER_CAMPAIGN,
    run: (choices) => runCampaign(workshop, campaign, choices),
    starvation: (refusals) => pickyConstructor(contractOf(workshop.program, campaign.over).name, refusals),
  })
}

/** How cases are made and run, and what to say when next to none fit. */
interface CaseMaker {
  readonly runs: number
  readonly unfitPerRun: number
  readonly run: (choices: Choices) => CaseResult
  readonly starvation: (refusals: ReadonlyMap<string, number>) => string
}

function reportOfSearch(
  test: Declaration,
  options: TestOptions,
  { run, runs: wanted, unfitPerRun, starvation }: CaseMaker,
): TestReport {
  const seed = options.seed ?? '1'
  const kept = options.kept?.(test.name) ?? []
  const { failed, runs, labels, messages, starved } = search(run, {
    runs: wanted,
    unfitPerRun,
    seed: `${seed} ${test.name}`,
    kept,
  })
  const counts = [...labels].map(([text, count]) => ({ text, count }))
  return {
    ...head(test),
    ...sums(failed?.messages ?? messages),
    failure: failed?.failure ?? (starved === null ? null : failureAt(test, starvation(starved))),
    cases: {
      seed,
      runs,
      choices: failed?.choices ?? null,
      example: failed?.example ?? null,
      labels: counts.toSorted((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1)),
    },
  }
}

function pickyConstructor(contract: string, refusals: ReadonlyMap<string, number>): string {
  const [commonest, times] = [...refusals].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0])
  const all = [...refusals.values()].reduce((sum, count) => sum + count, 0)
  return `the constructor of ${contract} refused ${all} made-up argument lists, most often with ${commonest} (${times} times): run the campaign over a contract whose constructor takes nearly any arguments, such as one for tests that uses ${contract} with fixed ones`
}

function failureAt({ nameSpan }: Declaration, message: string): TestFailure {
  return { span: nameSpan, message, values: [], trap: null }
}

function head({ name, nameSpan }: Declaration): Pick<TestReport, 'name' | 'span'> {
  return { name, span: nameSpan }
}

function sums(messages: readonly SentMessage[]): Pick<TestReport, 'messages' | 'steps' | 'gasUsed'> {
  return {
    messages,
    steps: messages.reduce((sum, message) => sum + message.steps, 0n),
    gasUsed: messages.reduce((sum, message) => sum + message.gasUsed, 0n),
  }
}
