// Generated silos in the language: optimised with subsets of the passes and not at all they do the same, in both engines, and the machine's
// implementations agree on the code that the compiler makes.
import { ALL_PASSES } from '../../../compiler/optimise/optimise.ts'
import type { PassName } from '../../../compiler/optimise/optimise.ts'
import type { InboxEntry } from '../../../vm/inbox.ts'
import { randomFrom } from '../../support/random.ts'
import { checkScenario } from '../agree/check.ts'
import { behaviourOf, callsOf } from '../language/behaviour.ts'
import type { Call } from '../language/behaviour.ts'
import { callsThatWentWell, usesMemory } from '../language/call-coverage.ts'
import { randomCallSilo } from '../language/call-text.ts'
import { randomRichSilo } from '../language/rich-text.ts'
import { CALLS, RESOURCES, SORTS, seedFor } from '../language/resource-goals.ts'
import { GOAL_NAMES, missingGoals, reachedBy, RESOURCE_GOALS } from '../language/resource-coverage.ts'
import { PROMISED, randomResourceSilo } from '../language/resource-text.ts'
import { randomSilo } from '../language/silo-text.ts'
import { checkPromises, keepsToItsSteps } from '../language/step-laws.ts'
import { buildVariants, someSettings } from '../language/variants.ts'
import type { Variant } from '../language/variants.ts'
import { field } from '../tool/corpus.ts'
import { Coverage } from '../tool/coverage.ts'
import { agree } from '../tool/finding.ts'
import { anySeed } from '../tool/kind.ts'
import type { Kind } from '../tool/kind.ts'
import { minimise } from '../tool/minimise.ts'
import { describeAbi } from '../../../compiler/abi/describe.ts'

const TOPIC = 'language'
/** Subsets of passes tried beside none and all. */
const SUBSETS = 3
const MESSAGES = 24
/** Calls of the differential run with proofs, and the gas of each. */
const PROVED_CALLS = 3
const GAS = 200_000n
const ACTOR = new Uint8Array(32).fill(0x77)

/** A silo, the settings to build it with, and how many calls to make of it. */
interface Item {
  readonly lines: readonly string[]
  readonly settings: readonly (readonly PassName[])[]
  readonly seed: number
  readonly calls: number
  /** Whether the text is as it was made, and not a part of it: then its invariants hold. */
  readonly whole: boolean
}

export const language: Kind = {
  name: 'language',
  nextSeed: (random, coverage) => {
    const seed = anySeed(random)
    const missing = missingGoals(coverage)
    return missing.length > 0 && random.below(2) === 0 ? seedFor(random.pick(missing), seed) : seed
  },
  run: (seed, coverage) => check(itemOf(seed), coverage),
  minimised: (seed, sort) => {
    const item = minimise(itemOf(seed), { smaller, check: (one) => check(one, new Coverage()), sort })
    const settings = item.settings.map((passes) => ['passes', passes.join(' ')] as const)
    return {
      kind: 'language',
      fields: [
        ['seed', `${seed}`],
        ['calls', `${item.calls}`],
        ['whole', item.whole ? 'yes' : 'no'],
        ...settings,
      ],
      body: item.lines.join('\n'),
    }
  },
  replay: (file) => {
    const settings = file.fields
      .filter(([name]) => name === 'passes')
      .map(([, names]) => ALL_PASSES.filter((pass) => names.split(' ').includes(pass)))
    const item = {
      lines: file.body.split('\n'),
      settings,
      seed: Number(field(file, 'seed')),
      calls: Number(field(file, 'calls')),
      whole: field(file, 'whole') === 'yes',
    }
    check(item, new Coverage())
  },
  report: (coverage) => [
    `silos        ${coverage.count(TOPIC, 'silos')} silos, too large ${coverage.count(TOPIC, 'too large')}; messages: ${coverage
      .names(`${TOPIC} traps`)
      .map((name) => `${name} ${coverage.count(`${TOPIC} traps`, name)}`)
      .join(', ')}`,
    `calls        ${coverage
      .names(`${TOPIC} calls`)
      .map((name) => `${name} ${coverage.count(`${TOPIC} calls`, name)}`)
      .join(', ')}; values in memory in ${coverage.count(TOPIC, 'in memory')} variants`,
    `resources    ${goalsText(coverage)}; steps bounded in ${coverage.count(TOPIC, 'bounded')} variants, ${coverage.count(TOPIC, 'promises')} promises`,
  ],
}

function itemOf(seed: number): Item {
  const settings = someSettings(randomFrom(seed), SUBSETS)
  return { lines: textOf(seed).split('\n'), settings, seed, calls: MESSAGES, whole: true }
}

function textOf(seed: number): string {
  if (seed % SORTS === RESOURCES) return randomResourceSilo(seed)
  if (seed % SORTS === CALLS) return randomCallSilo(seed)
  return seed % SORTS === 0 ? randomSilo(seed) : randomRichSilo(seed)
}

function goalsText(coverage: Coverage): string {
  const never = GOAL_NAMES.filter((name) => coverage.count(RESOURCE_GOALS, name) === 0)
  const reached = `${GOAL_NAMES.length - never.length} of ${GOAL_NAMES.length} operations and errors`
  return never.length === 0 ? reached : `${reached} (never: ${never.join(', ')})`
}

function check({ lines, settings, seed, calls: count, whole }: Item, coverage: Coverage): void {
  const text = lines.join('\n')
  const variants = buildVariants(text, settings)
  const [plain, ...optimised] = variants ?? []
  if (plain === undefined) return coverage.add(TOPIC, 'too large')
  coverage.add(TOPIC, 'silos')
  const calls = callsOf(describeAbi(plain.silo.plan), seed, count)
  const expected = behaviourOf(plain.silo, calls, 'interpreter')
  for (const one of expected.meaning.slice(0, -1)) coverage.add(`${TOPIC} traps`, String(JSON.parse(one)[1]))
  for (const sort of callsThatWentWell(calls, expected.meaning)) coverage.add(`${TOPIC} calls`, sort)
  if (whole && seed % SORTS === RESOURCES)
    for (const goal of reachedBy(expected.meaning)) coverage.add(RESOURCE_GOALS, goal)
  if (keepsToItsSteps(plain, expected.steps)) coverage.add(TOPIC, 'bounded')
  for (const variant of optimised) {
    const told = behaviourOf(variant.silo, calls, 'interpreter')
    expected.meaning.forEach((one, i) =>
      agree(
        'the optimiser changes what a silo does',
        `message ${i} with passes ${variant.passes.join(' ')}`,
        one,
        told.meaning[i] ?? '',
      ),
    )
    if (keepsToItsSteps(variant, told.steps)) coverage.add(TOPIC, 'bounded')
  }
  for (const { silo } of [plain, ...optimised]) if (usesMemory(silo)) coverage.add(TOPIC, 'in memory')
  const chosen = variants?.[1 + (seed % optimised.length)] ?? plain
  coverage.add(TOPIC, 'promises', checkPromises(text, chosen, PROMISED))
  for (const variant of [plain, chosen]) checkEngines(variant, calls, seed)
}

function checkEngines({ silo, passes }: Variant, calls: readonly Call[], seed: number): void {
  const where = `with passes ${passes.join(' ')}`
  const interpreted = behaviourOf(silo, calls, 'interpreter')
  const compiled = behaviourOf(silo, calls, 'compiled')
  agree('compiled code disagrees with the interpreter on a silo', where, interpreted.exact, compiled.exact)
  const inbox = calls.slice(0, 1 + PROVED_CALLS).map(({ message }): InboxEntry => ({
    ...message,
    admitted: true,
    transactionId: ACTOR,
    gas: GAS,
    refusal: 0,
  }))
  const scenario = { program: silo.program, storage: [], blocks: [inbox] }
  checkScenario(scenario, randomFrom(seed), { coverage: new Coverage() })
}

/** Fewer calls and settings; then pieces of the text left out, most of which leave no silo: those end with a finding of another sort. */
function* smaller(item: Item): Generator<Item> {
  for (const calls of [item.calls >> 1, item.calls - 1])
    if (calls >= 0 && calls < item.calls) yield { ...item, calls }
  for (let i = 1; i < item.settings.length; i++)
    if (item.settings.length > 2) yield { ...item, settings: item.settings.filter((_, j) => j !== i) }
  for (const [i, passes] of item.settings.entries())
    for (const pass of passes)
      yield {
        ...item,
        settings: item.settings.map((one, j) => (i === j ? one.filter((name) => name !== pass) : one)),
      }
  for (let size = item.lines.length >> 1; size >= 1; size >>= 1)
    for (let from = 0; from + size <= item.lines.length; from += size)
      yield {
        ...item,
        lines: [...item.lines.slice(0, from), ...item.lines.slice(from + size)],
        whole: false,
      }
}
