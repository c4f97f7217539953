// From a checked program and its root contract to the linked code of a silo: plan, lower, optimise, generate, link.
import type { Program } from '../../vm/program/image.ts'
import { checkContractCycles } from '../check/passes/cycles.ts'
import { checkReentrance } from '../check/passes/reentrance.ts'
import { generate } from '../codegen/generate.ts'
import type { FunctionCode } from '../codegen/types.ts'
import { report } from '../diagnostics/table.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import { ENTRANCE_ROLES, entrances, ENTRY } from '../lower/entry.ts'
import { flatCount } from '../lower/flat-layout.ts'
import { planSilo } from '../lower/plan.ts'
import type { SiloPlan } from '../lower/plan.ts'
import { lowerSilo } from '../lower/silo.ts'
import type { FunctionKey, MirFunction } from '../mir/types.ts'
import { optimise, optimiseAll } from '../optimise/optimise.ts'
import type { PassName } from '../optimise/optimise.ts'
import { buildSourceMap } from '../sourcemap/build.ts'
import type { SourceMap } from '../sourcemap/types.ts'
import type { Span } from '../source.ts'
import type { TypedContract, TypedFunction, TypedProgram } from '../typed/tree.ts'
import { brokenPromises } from '../steps/promises.ts'
import { stepBounds } from '../steps/silo-steps.ts'
import type { WorstCase } from '../steps/worst-path.ts'
import { collisions } from './collisions.ts'
import { link } from './link.ts'
import { deepRecursions } from './recursion.ts'

/** A silo ready to run. */
export interface Silo {
  readonly plan: SiloPlan
  readonly program: Program
  readonly sourceMap: SourceMap
  /** Mid-level code after the passes, for dumps. */
  readonly functions: readonly MirFunction[]
  /** The most steps of a function; worked out when first asked for. */
  readonly stepsOf: (key: FunctionKey) => WorstCase
}

export type SiloResult =
  | { readonly ok: true; readonly silo: Silo }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** Passes that make values live longer. */
const KEEPS_AT_HAND: ReadonlySet<PassName> = new Set(['storage-loads', 'copies', 'common', 'loops'])

/** Builds the silo whose root contract is `root`. `passes` are the optimiser's, in order. */
export function buildSilo(
  program: TypedProgram,
  root: TypedContract,
  passes: readonly PassName[],
): SiloResult {
  const planned = planSilo(program, root)
  if (!planned.ok) {
    return { ok: false, diagnostics: [report('E0804', planned.contract.nameSpan, {})] }
  }
  const { plan } = planned
  const { contracts } = plan
  const problems = [
    ...collisions(plan),
    ...checkContractCycles(contracts, contracts),
    ...checkReentrance(contracts, contracts),
  ]
  const codes = new Map<FunctionKey, FunctionCode>()
  const plain = lowerSilo(plan)
  const functions = optimiseAll(plain, ENTRY, passes)
  const frugal = passes.filter((pass) => !KEEPS_AT_HAND.has(pass))
  for (const [index, lowered] of plain.entries()) {
    const optimised = functions[index] ?? lowered
    // What the optimiser keeps at hand may not fit in the frame where plainer code does.
    const code = generate(optimised) ?? generate(optimise(lowered, frugal)) ?? generate(lowered)
    if (code === undefined) problems.push(report('E0801', ...crowded(plan, lowered)))
    else codes.set(lowered.key, code)
  }
  problems.push(...deepRecursions(program, codes))
  // Only code that is whole has a number of steps.
  const stepsOf = stepBounds(program, codes)
  if (problems.length === 0) problems.push(...brokenPromises(program, codes, stepsOf))
  if (problems.length > 0) return { ok: false, diagnostics: problems }
  const linked = link(codes, ENTRY)
  if (!linked.ok) return { ok: false, diagnostics: [report('E0808', root.nameSpan, {})] }
  const sourceMap = buildSourceMap(linked.functions, program.files)
  return { ok: true, silo: { plan, program: linked.program, sourceMap, functions, stepsOf } }
}

/** The function that holds too much: of the entry, which nobody wrote, the one with the largest arguments or result. */
function crowded(plan: SiloPlan, lowered: MirFunction): [Span, { readonly name: string }] {
  if (lowered.key !== ENTRY) return [lowered.span, { name: lowered.name }]
  const { program, root } = plan
  const reached = plan.contracts.flatMap((contract) =>
    ENTRANCE_ROLES.flatMap((role) => entrances(plan, contract, role).map(({ fn }) => fn)),
  )
  const largest = [...(root.init === null ? [] : [root.init]), ...reached]
    .map((fn) => {
      const sizes = [...fn.params.map(({ type }) => type), fn.result].map((type) => flatCount(program, type))
      return { fn, words: Math.max(...sizes) }
    })
    .reduce<{ fn: TypedFunction; words: number } | undefined>(
      (most, one) => (most === undefined || one.words > most.words ? one : most),
      undefined,
    )
  return largest === undefined
    ? [lowered.span, { name: lowered.name }]
    : [largest.fn.nameSpan, { name: largest.fn.name }]
}
