// Batches of seeded runs as tests. A failing one names how to play it again and be told what happened.
import { expect, it } from 'vitest'
import type { Adversary } from './draw.ts'
import { drawRoughScenario, drawScenario } from './draw.ts'
import type { Scenario } from './scenario.ts'
import { simulate } from './scenario.ts'

/** Runs for each adversary; together a hundred. */
const RUNS = 25
const ROUGH_RUNS = 8

const TITLE = 'seed %s: the honest branch is final, the cheater slashed, the user paid'

export function testRunsAgainst(adversary: Adversary): void {
  it.each(seeds(RUNS))(`${adversary}, ${TITLE}`, async (seed) => {
    const replay = `npm run simulate -- ${adversary} ${seed}`
    expect(await verdict(drawScenario(adversary, seed), replay)).toEqual(allWell(replay))
  })
}

export function testRoughRunsAgainst(adversary: Adversary): void {
  it.each(seeds(ROUGH_RUNS))(`${adversary} in bad weather, ${TITLE}`, async (seed) => {
    const replay = `npm run simulate -- ${adversary} ${seed} rough`
    expect(await verdict(drawRoughScenario(adversary, seed), replay)).toEqual(allWell(replay))
  })
}

interface Verdict {
  readonly replay: string
  readonly disputed: boolean
  readonly problems: readonly string[]
}

async function verdict(scenario: Scenario, replay: string): Promise<Verdict> {
  const { disputes, problems } = await simulate(scenario)
  return { replay, disputed: disputes.length > 0, problems }
}

function allWell(replay: string): Verdict {
  return { replay, disputed: true, problems: [] }
}

function seeds(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${i + 1}`)
}
