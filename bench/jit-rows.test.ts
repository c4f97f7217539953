// Every program of the comparison computes what its hand-written peer does.
import { expect, it } from 'vitest'
import { JIT_CASES, jitSides } from './jit-rows.ts'

it.each(JIT_CASES.map((one) => [one.name, one] as const))('%s: all sides agree', (_name, one) => {
  const { interpreted, compiled, byHand } = jitSides(one, true)
  const results = [interpreted, compiled, byHand].map((side) => side().result)
  expect(new Set(results).size).toBe(1)
  expect(results[0]).not.toBe('0')
})
