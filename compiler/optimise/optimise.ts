// The optimiser: passes over mid-level code, each of which can be left out. A program means the same with any of them: results,
// traps with their arguments, storage, outbox and events. Only gas and steps differ.
import type { FunctionKey, MirCall, MirFunction } from '../mir/types.ts'
import { callGraph } from './call-graph.ts'
import { coalesce } from './coalesce.ts'
import { removeDeadCode } from './dead-code.ts'
import { closeDraft, openDraft } from './draft.ts'
import { simplifyFlow } from './flow.ts'
import { inlineCalls, isInlinable } from './inline.ts'
import { hoistInvariants } from './loops.ts'
import { VALUE_RULES, ValueWalk } from './values.ts'

/** All passes, in the order in which they run. */
export const ALL_PASSES = ['inline', 'coalesce', ...VALUE_RULES, 'loops', 'dead-code', 'flow'] as const
export type PassName = (typeof ALL_PASSES)[number]

/**
 * Optimises the functions of a silo, callees first, so that what is inlined is as short as it gets. Nothing is inlined into
 * the entry, which stays a list of what can be called, nor into functions that call themselves, whose frames should stay small.
 */
export function optimiseAll(
  functions: readonly MirFunction[],
  entry: FunctionKey,
  passes: readonly PassName[],
): MirFunction[] {
  const setting = settingOf(passes)
  if (!passes.includes('inline')) return functions.map((fn) => run(fn, setting))
  const { order, recursive, calls } = callGraph(functions)
  const done = new Map<FunctionKey, MirFunction>()
  const calleeOf = ({ callee }: MirCall): MirFunction | undefined => {
    const fn = recursive.has(callee) ? undefined : done.get(callee)
    return fn !== undefined && isInlinable(fn, calls.get(callee) ?? 0) ? fn : undefined
  }
  for (const fn of order) {
    const closed = fn.key === entry || recursive.has(fn.key)
    done.set(fn.key, run(closed ? fn : inlineCalls(fn, calleeOf), setting))
  }
  return functions.map((fn) => done.get(fn.key) ?? fn)
}

/** Runs the passes over one function, and once more where branches turned out to go one way only: that makes room for more. */
export function optimise(fn: MirFunction, passes: readonly PassName[]): MirFunction {
  return run(fn, settingOf(passes))
}

/** Which passes are on, and the values' walk with the rules that are on; undefined if none is. */
interface Setting {
  readonly on: ReadonlySet<PassName>
  readonly values: ValueWalk | undefined
}

function settingOf(passes: readonly PassName[]): Setting {
  const on = new Set(passes)
  const rules = new Set(VALUE_RULES.filter((rule) => on.has(rule)))
  return { on, values: rules.size === 0 ? undefined : new ValueWalk(rules) }
}

function run(fn: MirFunction, { on, values }: Setting): MirFunction {
  if (on.size === 0) return fn
  const draft = openDraft(fn)
  // Inlined code and its caller share blocks from the start.
  if (on.has('inline') && on.has('flow')) simplifyFlow(draft)
  for (let round = 0; round < 2; round++) {
    if (on.has('coalesce')) coalesce(draft)
    const decided = values?.rewrite(draft) === true
    if (on.has('loops')) hoistInvariants(draft)
    if (on.has('dead-code')) removeDeadCode(draft)
    if (on.has('flow')) simplifyFlow(draft)
    if (!decided) break
  }
  return closeDraft(draft)
}
