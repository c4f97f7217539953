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
import { calledIn } from '../mir/calls.ts'
import type { FunctionKey, MirFunction } from '../mir/types.ts'
import { optimise } from '../optimise/optimise.ts'
import type { PassName } from '../optimise/optimise.ts'
import { recursionGroups } from '../typed/recursion.ts'
import type { TypedFunction, TypedProgram } from '../typed/tree.ts'
import type { Circle } from './areas.ts'
import { leavesAt } from './recursion.ts'

/** Passes that make values live longer. */
const KEEPS_AT_HAND: ReadonlySet<PassName> = new Set(['storage-loads', 'copies', 'common', 'loops'])

export interface SiloCode {
  /** Of all functions, but perhaps for those that were inlined wherever they were called: the program doesn't hold them. */
  readonly codes: ReadonlyMap<FunctionKey, FunctionCode>
  /** Of those too, whose code is made when it is asked for: somebody wants to know how many steps they take. */
  readonly codeOf: (key: FunctionKey) => FunctionCode | undefined
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
  const generated = inFrames(plain, optimised)
  // What the optimiser keeps at hand may not fit in the frame where plainer code does.
  const plainer = (lowered: MirFunction): FunctionCode | undefined =>
    generate(optimise(lowered, frugal)) ?? generate(lowered)
  if (generated.fit) {
    const { codes, later } = generated
    const spilled = (lowered: MirFunction): FunctionCode =>
      generateSpilled(optimise(lowered, frugal), settingOf(circles))
    const codeOf = (key: FunctionKey): FunctionCode | undefined => {
      const other = later.get(key)
      if (other === undefined) return codes.get(key)
      return generate(other.fn) ?? plainer(other.lowered) ?? spilled(other.lowered)
    }
    return { codes, codeOf, circles, inMemory: false }
  }
  const inSlots = plain.map((lowered, index) => generate(optimised[index] ?? lowered) ?? plainer(lowered))
  const inMemory = inSlots.includes(undefined)
  const setting = settingOf(circles)
  const codes = new Map<FunctionKey, FunctionCode>()
  for (const [index, lowered] of plain.entries()) {
    const code = inSlots[index]
    const stays = code !== undefined && !(inMemory && (lowered.key === ENTRY || passesInMemory(code.source)))
    codes.set(lowered.key, stays ? code : generateSpilled(code?.source ?? optimise(lowered, frugal), setting))
  }
  return { codes, codeOf: (key) => codes.get(key), circles, inMemory }
}

function settingOf(circles: ReadonlyMap<FunctionKey, Circle>): SpillSetting {
  return {
    recursive: new Map([...circles].map(([key, { calls }]) => [key, leavesAt(calls)])),
    reserve: { key: ENTRY, address: BLOCK_BYTES },
  }
}

/** A function as lowered and after the passes. */
interface Passed {
  readonly lowered: MirFunction
  readonly fn: MirFunction
}

/** The code of all functions but those that nothing calls any more (`later`), if all of them fit in their frames as they are. */
function inFrames(
  plain: readonly MirFunction[],
  optimised: readonly MirFunction[],
):
  | {
      readonly fit: true
      readonly codes: ReadonlyMap<FunctionKey, FunctionCode>
      readonly later: ReadonlyMap<FunctionKey, Passed>
    }
  | { readonly fit: false } {
  const [before, after] = [calledIn(plain), calledIn(optimised)]
  const codes = new Map<FunctionKey, FunctionCode>()
  const later = new Map<FunctionKey, Passed>()
  for (const [index, lowered] of plain.entries()) {
    const { key } = lowered
    const fn = optimised[index] ?? lowered
    if (before.has(key) && !after.has(key)) {
      later.set(key, { lowered, fn })
      continue
    }
    const code = generate(fn)
    if (code === undefined) return { fit: false }
    codes.set(key, code)
  }
  return { fit: true, codes, later }
}

/** Circles of functions by their keys for calls from within. */
function circlesOf(program: TypedProgram): ReadonlyMap<FunctionKey, Circle> {
  const members = new Map<number, TypedFunction[]>()
  for (const [id, number] of recursionGroups(program)) {
    const fn = functionOf(program, id)
    const others = members.get(number)
    if (others === undefined) members.set(number, [fn])
    else others.push(fn)
  }
  const found = new Map<FunctionKey, Circle>()
  for (const [number, circle] of members) {
    // Each way round passes a function that says how deep it may be called: in one call more it refuses.
    const deepest = Math.max(...circle.map(({ maxDepth }) => maxDepth ?? 0))
    const about: Circle = { number, calls: deepest + circle.length + 1 }
    for (const fn of circle) found.set(innerKey(fn), about)
  }
  return found
}
