// All functions that a silo may need, in mid-level code. The linker takes those that the entry reaches.
import { MOST_INSTRUCTIONS, TooMuchCode } from '../mir/builder.ts'
import { calledIn } from '../mir/calls.ts'
import type { MirFunction } from '../mir/types.ts'
import { sizeOf } from '../mir/size.ts'
import { lowerDigests } from './digests.ts'
import { ENTRANCE_ROLES, entrances, lowerEntry, lowerTrampoline } from './entry.ts'
import { lowerFunction, lowerOutermost } from './function.ts'
import { lowerChecks } from './invariants.ts'
import { lowerMemory } from './memory.ts'
import { instancesOf } from './plan.ts'
import type { SiloPlan } from './plan.ts'

/** Lowers a silo: the entry first, then functions in the order of their contracts, then free ones; undefined where the code could never fit. */
export function lowerSilo(plan: SiloPlan): readonly MirFunction[] | undefined {
  try {
    return lowerAll(plan)
  } catch (error) {
    if (error instanceof TooMuchCode) return undefined
    throw error
  }
}

function lowerAll(plan: SiloPlan): readonly MirFunction[] {
  const written: MirFunction[] = []
  let size = 0
  const add = (...functions: readonly MirFunction[]): void => {
    for (const fn of functions) {
      written.push(fn)
      size += sizeOf(fn)
    }
    if (size > MOST_INSTRUCTIONS) throw new TooMuchCode()
  }
  add(lowerEntry(plan))
  for (const contract of plan.contracts)
    for (const fn of contract.init === null ? contract.functions : [contract.init, ...contract.functions])
      add(lowerFunction(plan, contract, fn), ...lowerOutermost(plan, contract, fn))
  for (const contract of plan.contracts) add(...lowerChecks(plan, contract))
  for (const contract of plan.contracts) {
    if (instancesOf(plan, contract.id).every((number) => number === 0)) continue
    for (const role of ENTRANCE_ROLES)
      for (const { fn } of entrances(plan, contract, role)) add(lowerTrampoline(plan, fn))
  }
  for (const fn of plan.program.functions)
    if (fn.generic !== 'template') add(lowerFunction(plan, null, fn), ...lowerOutermost(plan, null, fn))
  return [...written, ...lowerMemory(plan), ...lowerDigests(plan, calledIn(written))]
}
