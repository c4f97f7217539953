// Batches of seeded runs as tests. A failing one names how to play it again and be told what happened.
import { expect, it } from 'vitest'
import type { Adversary } from './draw.ts'
import { drawRoughScenario, drawScenario } from './draw.ts'
import type { Report } from './scenario.ts'
import { simulate } from './scenario.ts'

/** Runs for each adversary; together a hundred. */
const RUNS = 25
const ROUGH_RUNS = 8

const TITLE = 'seed %s: the honest branch is final, the cheater slashed, the user paid'

export function testRunsAgainst(adversary: Adversary): void {
  it.each(seeds(RUNS))(`${adversary}, ${TITLE}`, async (seed) => {
    const replay = `npm run simulate -- ${adversary} ${seed}`
    expect(verdictOf(await simulate(drawScenario(adversary, seed)), replay)).toEqual(allWell(replay))
  })
}

export function testRoughRunsAgainst(adversary: Adversary): void {
  const takenBack = new Set<string>()
  it.each(seeds(ROUGH_RUNS))(`${adversary} in bad weather, ${TITLE}`, async (seed) => {
    const replay = `npm run simulate -- ${adversary} ${seed} rough`
    const report = await simulate(drawRoughScenario(adversary, seed))
    for (const kind of report.takenBack.keys()) takenBack.add(kind)
    expect(verdictOf(report, replay)).toEqual(allWell(replay))
  })

  it(`${adversary} in bad weather: reorgs did take back commitments and moves of disputes`, () => {
    expect(takenBack).toContain('commit')
    expect(['challenge', 'assert', 'reveal', 'pick', 'prove'].some((kind) => takenBack.has(kind))).toBe(true)
  })
}

interface Verdict {
  readonly replay: string
  readonly disputed: boolean
  readonly problems: readonly string[]
}

function verdictOf({ disputes, problems }: Report, replay: string): Verdict {
  return { replay, disputed: disputes.length > 0, problems }
}

function allWell(replay: string): Verdict {
  return { replay, disputed: true, problems: [] }
}

function seeds(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${i + 1}`)
}
