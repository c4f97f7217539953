// A batch of seeded runs as tests. A failing one names its adversary and seed, with which scripts/simulate.ts plays it
// again and tells what happened.
import { expect, it } from 'vitest'
import type { Adversary } from './draw.ts'
import { drawScenario } from './draw.ts'
import { simulate } from './scenario.ts'

/** Runs for each adversary; together a hundred. */
const RUNS = 25

export function testRunsAgainst(adversary: Adversary): void {
  const seeds = Array.from({ length: RUNS }, (_, i) => `${i + 1}`)
  it.each(seeds)(
    `${adversary}, seed %s: the honest branch is final, the cheater slashed, the user paid`,
    async (seed) => {
      const report = await simulate(drawScenario(adversary, seed))
      const disputed = report.disputes.length > 0
      const replay = `npm run simulate -- ${adversary} ${seed}`
      expect({ replay, disputed, problems: report.problems }).toEqual({
        replay,
        disputed: true,
        problems: [],
      })
    },
  )
}
