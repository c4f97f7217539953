// Compiled code with a fault in the machines of honest managers: they say so, and act on the interpreter (41, E66).
import { expect, it } from 'vitest'
import type { ManagerOptions } from '../../devnet/manager/index.ts'
import { STRATEGIES } from '../../devnet/manager/index.ts'
import { wrongEngine } from '../../devnet/manager/testing/wrong-engine.ts'
import { drawScenario } from './draw.ts'
import { simulate } from './scenario.ts'

const faulty = (
  isSampled: NonNullable<ManagerOptions['isSampled']>,
): Pick<ManagerOptions, 'strategy' | 'isSampled'> => ({
  strategy: { ...STRATEGIES.honest, engine: () => wrongEngine() },
  isSampled,
})

const alarms = (log: readonly string[]): number =>
  log.filter((line) => line.includes(' alarm differs')).length

it('found by samples, nothing else happens', async () => {
  const { problems, log } = await simulate({
    ...drawScenario('falseState', 'faulty'),
    honest: faulty(() => true),
  })
  expect(problems).toEqual([])
  expect(alarms(log)).toBeGreaterThan(0)
})

it('found in disputes only: stakes may be lost, but nothing wrong becomes final and the user is paid', async () => {
  const { problems, log } = await simulate({
    ...drawScenario('falseState', 'faulty'),
    honestManagers: 2,
    honest: faulty(() => false),
  })
  expect(alarms(log)).toBeGreaterThan(0)
  expect(problems.filter((problem) => !problem.startsWith('honest managers hold'))).toEqual([])
})
