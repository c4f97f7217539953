// The optimiser: a list of passes over one function's mid-level code, each of which can be left out. A program means the
// same with any of them: results, traps with their arguments, storage, outbox and events. Only gas and steps differ.
import type { MirFunction } from '../mir/types.ts'
import { coalesce } from './coalesce.ts'
import { removeDeadCode } from './dead-code.ts'
import { foldConstants } from './fold-constants.ts'
import { propagateCopies } from './copies.ts'
import { simplifyFlow } from './flow.ts'
import { reuseStorageLoads } from './storage-loads.ts'

const PASSES = {
  copies: propagateCopies,
  constants: foldConstants,
  coalesce,
  'dead-code': removeDeadCode,
  flow: simplifyFlow,
  'storage-loads': reuseStorageLoads,
} as const satisfies Readonly<Record<string, (fn: MirFunction) => MirFunction>>

export type PassName = keyof typeof PASSES

/** All passes, in the order in which they run. */
export const ALL_PASSES: readonly PassName[] = [
  'storage-loads',
  'coalesce',
  'copies',
  'constants',
  'dead-code',
  'flow',
]

/** Runs the passes in turn, twice: what one finds often makes room for another. */
export function optimise(fn: MirFunction, passes: readonly PassName[]): MirFunction {
  let result = fn
  for (const pass of [...passes, ...passes]) result = PASSES[pass](result)
  return result
}
