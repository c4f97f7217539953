// How many steps a function takes at most, for whoever points at it: only its compiled code says that.
import { findRoot } from '../link/root.ts'
import { buildSilo, type Silo } from '../link/build-silo.ts'
import { keyOf } from '../lower/scope.ts'
import { ALL_PASSES } from '../optimise/optimise.ts'
import { boundText, stepBound } from '../steps/function-steps.ts'
import type { FrontendResult } from '../frontend.ts'
import type { FileId } from '../source.ts'
import { isForContracts } from '../typed/type-facts.ts'
import type { SymbolId, TypedContract, TypedFunction, TypedProgram } from '../typed/tree.ts'

/** Silos that were built to answer, by the root contract; null where building fails. They last as long as the program. */
const builtOf = new WeakMap<TypedProgram, Map<SymbolId, Silo | null>>()

/** The bound of a contract's function that can be called from outside, or why there is none; null where nothing can be built. */
export function stepsNote({ ok, program }: FrontendResult, fn: TypedFunction): string | null {
  if (!ok || fn.role === 'private' || fn.role === 'free') return null
  const owner = program.contracts.find(({ init, functions }) => init === fn || functions.includes(fn))
  if (owner === undefined) return null
  const silo = siloWith(program, owner)
  return silo === null ? null : boundText(stepBound(silo.stepsOf(keyOf(fn)), program.files))
}

/** The functions of a file that messages call, in the order of lines; none while the program has errors. */
export function functionsWithSteps({ ok, program }: FrontendResult, file: FileId): TypedFunction[] {
  if (!ok) return []
  const found = new Map<number, TypedFunction>()
  for (const { init, functions } of program.contracts)
    for (const fn of [...(init === null ? [] : [init]), ...functions])
      // A component's functions are there once for each use.
      if (fn.file === file && fn.role !== 'private' && !isForContracts(fn) && !found.has(fn.nameSpan.start))
        found.set(fn.nameSpan.start, fn)
  return [...found.values()].toSorted((a, b) => a.nameSpan.start - b.nameSpan.start)
}

/** The silo that a build would make if the contract is in it, or else one with the contract as its root. */
function siloWith(program: TypedProgram, contract: TypedContract): Silo | null {
  const [entry] = program.files
  const found = entry === undefined ? undefined : findRoot(program, entry, undefined)
  const whole = found?.ok === true ? builtSilo(program, found.root) : null
  return whole?.plan.contracts.includes(contract) === true ? whole : builtSilo(program, contract)
}

function builtSilo(program: TypedProgram, root: TypedContract): Silo | null {
  const known = builtOf.get(program) ?? new Map<SymbolId, Silo | null>()
  builtOf.set(program, known)
  const before = known.get(root.id)
  if (before !== undefined) return before
  const built = buildSilo(program, root, ALL_PASSES)
  const silo = built.ok ? built.silo : null
  known.set(root.id, silo)
  return silo
}
