import { expect, test } from 'vitest'
import { select } from './bench.ts'
import type { Bench } from './bench.ts'
import { goalsChart, peersChart } from './chart.ts'
import { benchmarksPage } from './page.ts'
import { merged, thisComputer } from './results.ts'
import type { BenchResult } from './results.ts'
import { atMost, single, timesFaster } from './rows.ts'

function result(name: string, value: number): BenchResult {
  return {
    name,
    group: 'vm',
    title: `Title of ${name}`,
    about: 'How it is done.',
    day: '2026-01-01',
    computer: thisComputer(),
    rows: [
      {
        name: `${name} row`,
        unit: 'ms',
        sides: [single('silo', value), single('evm', 1000)],
        goals: [atMost(50), timesFaster(100, 'evm')],
        shortfall: { why: 'a reason', next: 'a remedy' },
      },
    ],
    tables: [{ title: 'More', columns: ['x'], lines: [['a|b']] }],
  }
}

test('the page counts goals and explains only the missed ones', () => {
  const page = benchmarksPage([result('quick', 5), result('slow', 20)])
  expect(page).toContain('**3 of 4 goals are reached.**')
  expect(page).toContain(
    '- **slow row** (≥ 100x faster than evm; measured 50x). Why: a reason. What would get there: a remedy.',
  )
  expect(page).not.toContain('- **quick row**')
  expect(page).toContain('a\\|b')
})

test('a partial run keeps the other results, in the order of the list', () => {
  const old = [result('b', 1), result('a', 1), result('gone', 1)]
  const all = merged(old, [result('a', 2)], ['a', 'b', 'new'])
  expect(all.map(({ name, rows }) => [name, rows[0]!.sides[0]!.median])).toEqual([
    ['a', 2],
    ['b', 1],
  ])
})

test('charts hold every goal and every side', () => {
  const benches = [result('quick', 5), result('slow', 20)]
  expect(goalsChart(benches)['data']).toMatchObject({
    values: [
      { factor: 10, goal: 'reached' },
      { factor: 2, goal: 'reached' },
      { factor: 2.5, goal: 'reached' },
      { factor: 0.5, goal: 'missed' },
    ],
  })
  expect(peersChart(benches)['data']).toMatchObject({
    values: [
      { side: 'silo', times: 1 },
      { side: 'evm', times: 200 },
      { side: 'silo', times: 1 },
      { side: 'evm', times: 50 },
    ],
  })
})

const bench = (name: string, group: 'vm' | 'devnet'): Bench => ({
  name,
  group,
  title: '',
  about: '',
  run: () => Promise.resolve({ rows: [] }),
})

test('benchmarks are selected by group or name', () => {
  const all = [bench('jit', 'vm'), bench('seek', 'vm'), bench('headers', 'devnet')]
  const names = (...words: string[]): unknown => {
    const selected = select(all, words)
    return selected.ok ? selected.benches.map(({ name }) => name) : selected.error
  }
  expect(names()).toEqual(['jit', 'seek', 'headers'])
  expect(names('vm')).toEqual(['jit', 'seek'])
  expect(names('headers', 'jit')).toEqual(['jit', 'headers'])
  expect(names('jti')).toBe('there is no benchmark jti; there are vm, devnet, jit, seek, headers')
})
