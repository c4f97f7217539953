// All functions that a silo may need, in mid-level code. The linker takes those that the entry reaches.
import type { FunctionKey, MirFunction } from '../mir/types.ts'
import { lowerDigests } from './digests.ts'
import { ENTRANCE_ROLES, entrances, lowerEntry, lowerTrampoline } from './entry.ts'
import { lowerFunction, lowerOutermost } from './function.ts'
import { lowerChecks } from './invariants.ts'
import { lowerMemory } from './memory.ts'
import { instancesOf } from './plan.ts'
import type { SiloPlan } from './plan.ts'

/** Lowers a silo: the entry first, then functions in the order of their contracts, then free ones. */
export function lowerSilo(plan: SiloPlan): readonly MirFunction[] {
  const own = plan.contracts.flatMap((contract) =>
    [...(contract.init === null ? [] : [contract.init]), ...contract.functions].flatMap((fn) => [
      lowerFunction(plan, contract, fn),
      ...lowerOutermost(plan, contract, fn),
    ]),
  )
  const trampolines = plan.contracts
    .filter((contract) => instancesOf(plan, contract.id).some((number) => number > 0))
    .flatMap((contract) => ENTRANCE_ROLES.flatMap((role) => entrances(plan, contract, role)))
    .map(({ fn }) => lowerTrampoline(plan, fn))
  const free = plan.program.functions
    .filter((fn) => fn.generic !== 'template')
    .flatMap((fn) => [lowerFunction(plan, null, fn), ...lowerOutermost(plan, null, fn)])
  const checks = plan.contracts.flatMap((contract) => lowerChecks(plan, contract))
  const written = [lowerEntry(plan), ...own, ...checks, ...trampolines, ...free]
  return [...written, ...lowerMemory(plan), ...lowerDigests(plan, calledBy(written))]
}

function calledBy(functions: readonly MirFunction[]): ReadonlySet<FunctionKey> {
  const called = new Set<FunctionKey>()
  for (const { blocks } of functions)
    for (const { instructions } of blocks)
      for (const instruction of instructions) if (instruction.kind === 'call') called.add(instruction.callee)
  return called
}
