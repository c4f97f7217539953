// The settings of the optimiser that tests compare: nothing, everything, and each pass alone.
import { ALL_PASSES } from './optimise.ts'
import type { PassName } from './optimise.ts'

/** Name and passes. */
export const OPTIMISATIONS: readonly (readonly [string, readonly PassName[]])[] = [
  ['off', []],
  ['on', ALL_PASSES],
]

/** Each pass by itself. */
export const SINGLE_PASSES: readonly (readonly [string, readonly PassName[]])[] = ALL_PASSES.map((pass) => [
  pass,
  [pass],
])
