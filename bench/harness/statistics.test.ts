import { expect, test } from 'vitest'
import { converted, geometricMean, quantile, summarise } from './statistics.ts'

test('the median of an even number of samples lies between the middle two', () => {
  expect(summarise([4, 1, 3, 2])).toEqual({ median: 2.5, low: 1.75, high: 3.25, samples: 4 })
})

test('one sample is its own spread', () => {
  expect(summarise([7])).toEqual({ median: 7, low: 7, high: 7, samples: 1 })
})

test('an outlier moves neither the median nor the quartiles much', () => {
  expect(summarise([1, 2, 3, 4, 1000]).median).toBe(3)
  expect(summarise([1, 2, 3, 4, 1000]).high).toBe(4)
})

test('quantiles reach from the least to the greatest', () => {
  expect([0, 0.5, 1].map((part) => quantile([10, 20, 30], part))).toEqual([10, 20, 30])
  expect(() => quantile([], 0.5)).toThrow('no samples')
})

test('the geometric mean of a number and its inverse is 1', () => {
  expect(geometricMean([8, 1 / 8])).toBeCloseTo(1)
  expect(geometricMean([1, 4, 16])).toBeCloseTo(4)
})

test('times turned into rates keep low below high', () => {
  const rate = converted({ median: 2, low: 1, high: 4, samples: 3 }, (time) => 1 / time)
  expect(rate).toEqual({ median: 0.5, low: 0.25, high: 1, samples: 3 })
})
