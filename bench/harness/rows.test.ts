import { expect, test } from 'vitest'
import {
  atLeast,
  atMost,
  atMostTimes,
  headroom,
  isReached,
  judgedValue,
  single,
  timesFaster,
  timesMore,
} from './rows.ts'
import type { Goal, Row } from './rows.ts'

const row: Row = {
  name: 'fib',
  unit: 'ms',
  sides: [single('silo', 10), single('evm', 500)],
  goals: [],
}

const cases: readonly [string, Goal, number | undefined, boolean | undefined, number | undefined][] = [
  ['own at most', atMost(20), 10, true, 2],
  ['own at most, missed', atMost(5), 10, false, 0.5],
  ['own exactly at the bound', atMost(10), 10, true, 1],
  ['own at least', atLeast(40), 10, false, 0.25],
  ['times of a peer', atMostTimes(2, 'evm'), 0.02, true, 100],
  ['times faster', timesFaster(100, 'evm'), 50, false, 0.5],
  ['rates', timesMore(0.01, 'evm'), 0.02, true, 2],
  ['a peer that is not there', timesFaster(100, 'anvil'), undefined, undefined, undefined],
]

test.each(cases)('%s', (_, goal, value, reached, room) => {
  expect(judgedValue(row, goal)).toBe(value)
  expect(isReached(row, goal)).toBe(reached)
  expect(headroom(row, goal)).toBe(room)
})
