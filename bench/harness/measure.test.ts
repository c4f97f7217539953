import { expect, test } from 'vitest'
import { ResultsDiffer, inTurns } from './measure.ts'
import type { Contender } from './measure.ts'

/** A contender that takes the times told, one after another, and always computes `result`. */
function told(name: string, times: readonly number[], result: string, order: string[] = []): Contender {
  let next = 0
  return {
    name,
    execute: () => {
      order.push(name)
      return { milliseconds: times[next++ % times.length]!, result }
    },
  }
}

test('warm-up does not count, and every contender has its own samples', async () => {
  const a = told('a', [1000, 1, 2, 3], '42')
  const b = told('b', [2000, 10, 20, 30], '42')
  const [first, second] = await inTurns([a, b], { warmUp: 1, rounds: 3 })
  expect(first).toMatchObject({ name: 'a', median: 2, samples: 3 })
  expect(second).toMatchObject({ name: 'b', median: 20, samples: 3 })
})

test('contenders run in turns, and take turns at being first', async () => {
  const order: string[] = []
  await inTurns([told('a', [1], 'x', order), told('b', [1], 'x', order)], { warmUp: 0, rounds: 4 })
  expect(order.join('')).toBe('abbaabba')
})

test('sides that computed different things are not compared', async () => {
  const contenders = [told('silo', [1], '42'), told('peer', [1], '43')]
  const refused = inTurns(contenders, { warmUp: 0, rounds: 3 })
  await expect(refused).rejects.toThrow(ResultsDiffer)
  await expect(refused).rejects.toThrow('not compared: silo computed 42, peer 43')
})

test('a side that changes its mind is not compared either', async () => {
  let calls = 0
  const fickle: Contender = { name: 'fickle', execute: () => ({ milliseconds: 1, result: String(calls++) }) }
  await expect(inTurns([fickle], { warmUp: 0, rounds: 3 })).rejects.toThrow(ResultsDiffer)
})

test('a used-up time still gives three rounds', async () => {
  const [measured] = await inTurns([told('a', [1, 2, 3, 4], 'x')], { warmUp: 0, rounds: 50, milliseconds: 0 })
  expect(measured).toMatchObject({ samples: 3, median: 2 })
})

test('who is quick executes more often before it counts, so that each has run as long', async () => {
  const order: string[] = []
  const sides = [told('a', [1], 'x', order), told('b', [20], 'x', order)]
  await inTurns(sides, { warmUp: 1, warmUpMilliseconds: 5, rounds: 3 })
  expect(order.join('')).toBe(`ab${'a'.repeat(4)}abbaab`)
})
