// The code of all functions of a silo. As a rule everything is in slots; in a silo where a function doesn't fit in its frame that
// one keeps values in memory, and so do the entry and those that pass many words, for all must agree how words are passed.
import { passesInMemory } from '../codegen/convention.ts'
import { generate } from '../codegen/generate.ts'
import { generateSpilled, type SpillSetting } from '../codegen/generate-spilled.ts'
import type { FunctionCode } from '../codegen/types.ts'
import { ENTRY } from '../lower/entry.ts'
import { BLOCK_BYTES } from '../lower/heap.ts'
import type { SiloPlan } from '../lower/plan.ts'
import { functionOf, innerKey } from '../lower/scope.ts'
import type { FunctionKey, MirFunction } from '../mir/types.ts'
import { optimise } from '../optimise/optimise.ts'
import type { PassName } from '../optimise/optimise.ts'
import { recursionGroups } from '../typed/recursion.ts'
import type { TypedProgram } from '../typed/tree.ts'
import type { Circle } from './areas.ts'
import { leavesAt } from './recursion.ts'

/** Passes that make values live longer. */
const KEEPS_AT_HAND: ReadonlySet<PassName> = new Set(['storage-loads', 'copies', 'common', 'loops'])

export interface SiloCode {
  readonly codes: ReadonlyMap<FunctionKey, FunctionCode>
  /** Functions that call each other in circles. */
  readonly circles: ReadonlyMap<FunctionKey, Circle>
  readonly inMemory: boolean
}

/** Generates code for the functions as lowered, of which `optimised` are the optimised ones. */
export function generateSilo(
  plan: SiloPlan,
  plain: readonly MirFunction[],
  optimised: readonly MirFunction[],
  passes: readonly PassName[],
): SiloCode {
  const circles = circlesOf(plan.program)
  const frugal = passes.filter((pass) => !KEEPS_AT_HAND.has(pass))
  const inSlots = plain.map(
    (lowered, index) =>
      // What the optimiser keeps at hand may not fit in the frame where plainer code does.
      generate(optimised[index] ?? lowered) ?? generate(optimise(lowered, frugal)) ?? generate(lowered),
  )
  const inMemory = inSlots.includes(undefined)
  const setting: SpillSetting = {
    recursive: new Map([...circles].map(([key, { calls }]) => [key, leavesAt(calls)])),
    reserve: { key: ENTRY, address: BLOCK_BYTES },
  }
  const codes = new Map<FunctionKey, FunctionCode>()
  for (const [index, lowered] of plain.entries()) {
    const code = inSlots[index]
    const stays = code !== undefined && !(inMemory && (lowered.key === ENTRY || passesInMemory(code.source)))
    codes.set(lowered.key, stays ? code : generateSpilled(code?.source ?? optimise(lowered, frugal), setting))
  }
  return { codes, circles, inMemory }
}

/** Circles of functions by their keys for calls from within. */
function circlesOf(program: TypedProgram): ReadonlyMap<FunctionKey, Circle> {
  const groups = recursionGroups(program)
  const found = new Map<FunctionKey, Circle>()
  for (const [id, number] of groups) {
    const circle = [...groups].flatMap(([other, group]) =>
      group === number ? [functionOf(program, other)] : [],
    )
    // Each way round passes a function that says how deep it may be called: in one call more it refuses.
    const deepest = Math.max(...circle.map(({ maxDepth }) => maxDepth ?? 0))
    found.set(innerKey(functionOf(program, id)), { number, calls: deepest + circle.length + 1 })
  }
  return found
}
