// The optimiser: passes over one function's mid-level code, each of which can be left out. A program means the same with any of
// them: results, traps with their arguments, storage, outbox and events. Only gas and steps differ.
import type { MirFunction } from '../mir/types.ts'
import { coalesce } from './coalesce.ts'
import { removeDeadCode } from './dead-code.ts'
import { closeDraft, openDraft } from './draft.ts'
import { simplifyFlow } from './flow.ts'
import { VALUE_RULES, rewriteValues } from './values.ts'

/** All passes, in the order in which they run. */
export const ALL_PASSES = ['coalesce', ...VALUE_RULES, 'dead-code', 'flow'] as const
export type PassName = (typeof ALL_PASSES)[number]

/** Runs the passes in turn, and once more where branches turned out to go one way only: that makes room for more. */
export function optimise(fn: MirFunction, passes: readonly PassName[]): MirFunction {
  if (passes.length === 0) return fn
  const on = new Set(passes)
  const rules = new Set(VALUE_RULES.filter((rule) => on.has(rule)))
  const draft = openDraft(fn)
  for (let round = 0; round < 2; round++) {
    if (on.has('coalesce')) coalesce(draft)
    const decided = rewriteValues(draft, rules)
    if (on.has('dead-code')) removeDeadCode(draft)
    if (on.has('flow')) simplifyFlow(draft)
    if (!decided) break
  }
  return closeDraft(draft)
}
