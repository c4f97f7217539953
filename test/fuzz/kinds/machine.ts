// Generated programs through interpreter, compiled engine and step verifier, steered until every instruction has had every outcome in each.
import { randomFrom } from '../../support/random.ts'
import { ENGINES, checkScenario } from '../agree/check.ts'
import { generateTree } from '../programs/generate.ts'
import { FLOODS, GOALS, PSEUDO_STEPS, goalName, goalOf, seedFor } from '../programs/goals.ts'
import type { Goal } from '../programs/goals.ts'
import { render } from '../programs/render.ts'
import { generateScenario } from '../programs/scenario.ts'
import { smallerScenarios } from '../programs/shrink.ts'
import type { TreeScenario } from '../programs/shrink.ts'
import { caseOfScenario, scenarioOfCase } from '../programs/text.ts'
import { field } from '../tool/corpus.ts'
import { Coverage } from '../tool/coverage.ts'
import { anySeed } from '../tool/kind.ts'
import type { Kind } from '../tool/kind.ts'
import { minimise } from '../tool/minimise.ts'

/** Stops of a check are random: a smaller case is tried with several. */
const CHECK_SEEDS = 3
/** A case that fills a list takes as long as a hundred others. */
const FLOOD_RARITY = 200

export const machine: Kind = {
  name: 'machine',
  nextSeed: (random, coverage) => {
    const seed = anySeed(random)
    const missing = GOALS.filter((goal) => isMissing(goal, coverage))
    if (missing.length > 0 && random.below(3) > 0) return seedFor(random.pick(missing), seed)
    return FLOODS.has(goalOf(seed).outcome) && random.below(FLOOD_RARITY) > 0
      ? seedFor(GOALS[0] ?? goalOf(seed), seed)
      : seed
  },
  run: (seed, coverage) => {
    const { tree, ...rest } = treeScenario(seed)
    checkScenario({ ...rest, program: render(tree) }, randomFrom(checkSeed(seed)), { coverage })
  },
  minimised: (seed, sort) => {
    const check = ({ tree, ...rest }: TreeScenario): void => {
      const program = render(tree)
      for (let i = 0; i < CHECK_SEEDS; i++)
        checkScenario({ ...rest, program }, randomFrom(checkSeed(seed) + i), { coverage: new Coverage() })
    }
    const { tree, ...rest } = minimise(treeScenario(seed), {
      smaller: smallerScenarios,
      check,
      sort,
    })
    return caseOfScenario('machine', { ...rest, program: render(tree) }, [['check', `${checkSeed(seed)}`]])
  },
  replay: (file) => {
    const scenario = scenarioOfCase(file)
    const first = Number(field(file, 'check'))
    for (let i = 0; i < CHECK_SEEDS; i++)
      checkScenario(scenario, randomFrom(first + i), { coverage: new Coverage() })
  },
  report: (coverage) => ENGINES.flatMap((engine) => reportOf(engine, coverage)),
}

function treeScenario(seed: number): TreeScenario {
  const random = randomFrom(seed)
  const goal = goalOf(seed)
  const tree = generateTree(random, goal)
  const { storage, blocks } = generateScenario(random, render(tree), goal)
  return { tree, storage, blocks }
}

function checkSeed(seed: number): number {
  return (seed ^ 0x5eed_5eed) >>> 0
}

function isMissing(goal: Goal, coverage: Coverage): boolean {
  return ENGINES.some((engine) => coverage.count(engine, goalName(goal)) === 0)
}

function reportOf(engine: string, coverage: Coverage): string[] {
  // Only the verifier can be asked about a machine that has halted.
  const goals = [...GOALS, ...PSEUDO_STEPS].filter(({ step }) => step !== 'Halted' || engine === 'verifier')
  const missing = goals.filter((goal) => coverage.count(engine, goalName(goal)) === 0)
  const reached = `${engine.padEnd(12)} ${goals.length - missing.length} of ${goals.length} steps with their outcomes`
  const some = missing.slice(0, 20).map(goalName).join(', ')
  const rest = missing.length > 20 ? ` and ${missing.length - 20} more` : ''
  return missing.length === 0 ? [reached] : [reached, `  never: ${some}${rest}`]
}
