// A run is a function of its seed.
import { expect, it } from 'vitest'
import { drawScenario } from './draw.ts'
import { simulate } from './scenario.ts'

it('replays exactly', async () => {
  const scenario = drawScenario('falseState', 'replayed')
  const first = await simulate(scenario)
  const second = await simulate(scenario)
  expect(second.log).toEqual(first.log)
  expect(second.disputes).toEqual(first.disputes)
  expect(first.log.length).toBeGreaterThan(10)
  const other = await simulate({ ...scenario, seed: 'another' })
  expect(other.log).not.toEqual(first.log)
})
