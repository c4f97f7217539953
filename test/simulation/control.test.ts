// The simulation must be able to fail: without anybody honest the lie becomes final, and the run says so. And it must
// replay: a run is a function of its seed.
import { expect, it } from 'vitest'
import { brokenBooks } from './books.ts'
import { drawRoughScenario, drawScenario } from './draw.ts'
import { simulate } from './scenario.ts'

it('tells when a wrong commitment becomes final', async () => {
  const scenario = { ...drawScenario('falseState', 'control'), honestManagers: 0, limitMs: 90_000n }
  const { problems } = await simulate(scenario)
  expect(problems.some((problem) => problem.startsWith('a wrong commitment is final'))).toBe(true)
  expect(problems.some((problem) => problem.startsWith('not within'))).toBe(true)
})

it('tells when the books are broken', () => {
  const sink = { hash: 'sink', index: 1, daaScore: 1n, blueScore: 1n, timestamp: 1n } as never
  const silo = {
    siloId: 'silo' as never,
    staked: 0n,
    held: 9n,
    pegged: 10n,
    fees: 0n,
    published: 0n,
    feesPaid: 0n,
    owed: 0n,
  }
  const books = { sink, emitted: 100n, burned: 1n, utxos: 98n, feesDue: 1n, silos: [] }
  expect(brokenBooks(books)).toEqual([])
  expect(brokenBooks({ ...books, utxos: 97n })).toHaveLength(1)
  expect(brokenBooks({ ...books, silos: [silo] })).toHaveLength(1)
  expect(brokenBooks({ ...books, silos: [{ ...silo, held: 10n, owed: 11n }] })).toHaveLength(1)
  expect(brokenBooks({ ...books, silos: [{ ...silo, pegged: 5n, published: 6n }] })).toHaveLength(1)
})

it('replays exactly, in bad weather too', async () => {
  const scenario = drawRoughScenario('falseState', 'replayed')
  const first = await simulate(scenario)
  const second = await simulate(scenario)
  expect(second.log).toEqual(first.log)
  expect(second.disputes).toEqual(first.disputes)
  expect(first.log.length).toBeGreaterThan(10)
  const other = await simulate({ ...scenario, seed: 'another' })
  expect(other.log).not.toEqual(first.log)
})
