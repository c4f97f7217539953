// Honest managers that keep a single reference block whole: disputes about older ones are played from blocks run again.
import { expect, it } from 'vitest'
import { STRATEGIES } from '../../devnet/manager/index.ts'
import { drawScenario } from './draw.ts'
import { simulate } from './scenario.ts'

it.each(['falseState', 'falseChallenge'] as const)('play on against %s', async (adversary) => {
  const { problems, disputes } = await simulate({
    ...drawScenario(adversary, 'forgetful'),
    honest: { strategy: STRATEGIES.honest, keep: 1 },
  })
  expect(problems).toEqual([])
  expect(disputes.length).toBeGreaterThan(0)
})
