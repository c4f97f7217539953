// Scenarios drawn from seeds: the same seed always gives the same network, the same stakes and the same run.
import { createRandom } from '../../devnet/index.ts'
import type { ManagerStrategy } from '../../client/rpc/methods.ts'
import type { Scenario } from './scenario.ts'

export type Adversary = Exclude<ManagerStrategy, 'honest'>

export const ADVERSARIES: readonly Adversary[] = [
  'falseState',
  'falseChallenge',
  'silentProver',
  'silentChallenger',
]

const LIMIT_MS = 240_000n
const SLOWEST_MS = 450

export function drawScenario(adversary: Adversary, seed: string): Scenario {
  const random = createRandom(`${adversary} ${seed}`)
  return {
    seed,
    adversary,
    adversaryStakes: 1 + random.below(2),
    honestManagers: 1 + random.below(2),
    honestStakes: 3,
    miners: 1 + random.below(3),
    blocksPerSecond: 2,
    latencyMs: 20 + random.below(SLOWEST_MS),
    visits: random.below(4),
    limitMs: LIMIT_MS,
  }
}

/** The same in bad weather, with honest managers that crash every so often. */
export function drawRoughScenario(adversary: Adversary, seed: string): Scenario {
  const random = createRandom(`rough ${adversary} ${seed}`)
  return {
    ...drawScenario(adversary, seed),
    seed: `rough ${seed}`,
    miners: 2 + random.below(2),
    meanUptimeMs: 3_000 + random.below(10_000),
    stormy: true,
  }
}
