import { expect, test } from 'vitest'
import { atMost, single, timesFaster } from './rows.ts'
import { alignedTable, numberText, rowCells } from './text.ts'

test.each([
  [0, '0'],
  [0.012345, '0.0123'],
  [1.2345, '1.23'],
  [12.345, '12.3'],
  [123.45, '123'],
  [1_234_567, '1,230,000'],
  [Infinity, 'Infinity'],
])('%d is written %s', (value, text) => {
  expect(numberText(value)).toBe(text)
})

test('a row shows every side, goal and verdict', () => {
  const cells = rowCells({
    name: 'fib',
    unit: 'ms',
    sides: [{ name: 'silo', median: 10, low: 9, high: 11, samples: 5 }, single('evm', 500)],
    goals: [timesFaster(100, 'evm'), atMost(20), timesFaster(1, 'anvil')],
  })
  expect(cells).toEqual([
    'fib',
    'ms',
    '10 ±10%',
    'evm 500',
    '≥ 100x faster than evm: 50x; ≤ 20 ms: 10; faster than anvil: not measured',
    'NO; yes; ?',
  ])
})

test('columns of a table stand below each other', () => {
  expect(alignedTable(['a', 'long title'], [['wide cell', '1']])).toBe(
    ['a          long title', '---------  ----------', 'wide cell  1'].join('\n'),
  )
})
