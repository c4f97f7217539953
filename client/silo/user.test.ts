// What a user is told about commitments that the chain has forgotten.
import { expect, it } from 'vitest'
import { isForgotten } from './user.ts'

const at = (height: number, status: 'pending' | 'final') => ({ height, status })

it.each([
  ['nothing is there yet', [], false],
  ['only what is above and not final', [at(6, 'pending')], false],
  ['it waits to become final', [at(5, 'pending')], false],
  ['another of its height became final', [at(5, 'final'), at(6, 'pending')], false],
  ['all that is left is above, and final', [at(105, 'final'), at(106, 'pending')], true],
])('of height 5: %s', (_what, nodes, forgotten) => {
  expect(isForgotten(nodes, 5)).toBe(forgotten)
})
