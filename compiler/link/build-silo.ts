// From a checked program and its root contract to the linked code of a silo: plan, lower, optimise, generate, link.
import type { Program } from '../../vm/program/image.ts'
import { describeAbi } from '../abi/describe.ts'
import type { Abi } from '../abi/types.ts'
import { checkContractCycles } from '../check/passes/cycles.ts'
import { checkReentrance } from '../check/passes/reentrance.ts'
import { report } from '../diagnostics/table.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import { ENTRY } from '../lower/entry.ts'
import { planSilo } from '../lower/plan.ts'
import type { SiloPlan } from '../lower/plan.ts'
import { lowerSilo } from '../lower/silo.ts'
import type { FunctionKey, MirFunction } from '../mir/types.ts'
import { optimiseAll } from '../optimise/optimise.ts'
import type { PassName } from '../optimise/optimise.ts'
import { decodeSourceMap } from '../sourcemap/decode.ts'
import { encodeSourceMap } from '../sourcemap/encode.ts'
import type { EncodedSourceMap, SourceMap } from '../sourcemap/types.ts'
import type { TypedContract, TypedProgram } from '../typed/tree.ts'
import { brokenPromises } from '../steps/promises.ts'
import { stepBounds } from '../steps/silo-steps.ts'
import type { WorstCase } from '../steps/worst-path.ts'
import { NO_AREAS, placeAreas } from './areas.ts'
import { collisions } from './collisions.ts'
import { generateSilo } from './generate-silo.ts'
import { largeAreas, largeMessages, largeRecords } from './limits.ts'
import { link } from './link.ts'
import { deepRecursions } from './recursion.ts'

/** A silo ready to run. */
export interface Silo {
  readonly plan: SiloPlan
  readonly abi: Abi
  readonly program: Program
  readonly encodedMap: EncodedSourceMap
  /** The source map; decoded when first asked for. */
  readonly sourceMap: () => SourceMap
  /** Mid-level code after the passes, for dumps. */
  readonly functions: readonly MirFunction[]
  /** The most steps of a function; worked out when first asked for. */
  readonly stepsOf: (key: FunctionKey) => WorstCase
}

export type SiloResult =
  | { readonly ok: true; readonly silo: Silo }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

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
  const abi = describeAbi(plan)
  const large = largeMessages(plan)
  const problems = [
    ...large,
    ...collisions(plan, abi),
    ...checkContractCycles(contracts, contracts),
    ...checkReentrance(contracts, contracts),
  ]
  // Nothing is gained by code for thousands of words that no message carries.
  if (large.length > 0) return { ok: false, diagnostics: problems }
  const tooLong = (): SiloResult => ({ ok: false, diagnostics: [report('E0808', root.nameSpan, {})] })
  const plain = lowerSilo(plan)
  if (plain === undefined) return problems.length > 0 ? { ok: false, diagnostics: problems } : tooLong()
  problems.push(...plain.flatMap(largeRecords))
  if (problems.length > 0) return { ok: false, diagnostics: problems }
  const functions = optimiseAll(plain, ENTRY, passes)
  const { codes, codeOf, circles, inMemory } = generateSilo(plan, plain, functions, passes)
  problems.push(...deepRecursions(program, codes))
  // Only code that is whole has a number of steps.
  const stepsOf = stepBounds(program, codeOf)
  if (problems.length === 0) {
    const keys = new Set(plain.map(({ key }) => key))
    problems.push(...brokenPromises(program, keys, stepsOf))
  }
  const areas = inMemory ? placeAreas(codes, circles, ENTRY, plan.heap.free) : NO_AREAS
  problems.push(...largeAreas(codes, areas))
  if (problems.length > 0) return { ok: false, diagnostics: problems }
  const linked = link(codes, ENTRY, areas)
  if (!linked.ok) return tooLong()
  const encodedMap = encodeSourceMap(linked.functions, program.files)
  const sourceMap = decodedOnce(encodedMap)
  return {
    ok: true,
    silo: { plan, abi, program: linked.program, encodedMap, sourceMap, functions, stepsOf },
  }
}

function decodedOnce(encoded: EncodedSourceMap): () => SourceMap {
  let decoded: SourceMap | undefined
  return () => {
    decoded ??= decodeSourceMap(encoded)
    if (decoded === undefined) throw new Error('the compiler made a source map that nobody can read')
    return decoded
  }
}
