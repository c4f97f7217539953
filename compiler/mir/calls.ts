// Who calls whom.
import type { FunctionKey, MirBlock, MirFunction } from './types.ts'

/** The functions that blocks call, in the order of the calls. */
export function calleesIn(blocks: readonly MirBlock[]): FunctionKey[] {
  const found: FunctionKey[] = []
  for (const { instructions } of blocks)
    for (const instruction of instructions) if (instruction.kind === 'call') found.push(instruction.callee)
  return found
}

/** All functions that some of these call. */
export function calledIn(functions: readonly MirFunction[]): ReadonlySet<FunctionKey> {
  const called = new Set<FunctionKey>()
  for (const { calls } of functions) for (const key of calls) called.add(key)
  return called
}
