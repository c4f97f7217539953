// `@steps(max: N)`: what a function promises is held against the most steps that its code can take.
import { report } from '../diagnostics/table.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import { keyOf } from '../lower/scope.ts'
import type { FunctionKey } from '../mir/types.ts'
import type { TypedFunction, TypedProgram } from '../typed/tree.ts'
import type { Share, WorstCase } from './worst-path.ts'

/** Statements that are marked beside a broken promise. */
const MOST_MARKED = 3

/** A complaint for each promise of the compiled functions that their code doesn't keep. */
export function brokenPromises(
  program: TypedProgram,
  compiled: ReadonlySet<FunctionKey>,
  stepsOf: (key: FunctionKey) => WorstCase,
): Diagnostic[] {
  return functionsOf(program).flatMap((fn) => {
    const most = fn.maxSteps
    return most === null || !compiled.has(keyOf(fn)) ? [] : complaint(fn, most, stepsOf(keyOf(fn)))
  })
}

function complaint(fn: TypedFunction, most: bigint, bound: WorstCase): Diagnostic[] {
  const { name, nameSpan } = fn
  if (!bound.ok) {
    const secondary = [{ span: bound.span, label: 'here' }]
    return [report('E0707', nameSpan, { name, why: bound.why }, { secondary })]
  }
  if (bound.steps <= most) return []
  const secondary = dearestShares(fn, bound.shares).map(({ span, steps }) => ({
    span,
    label: `${steps} steps`,
  }))
  return [report('E0706', nameSpan, { name, steps: String(bound.steps), most: String(most) }, { secondary })]
}

/** The statements that take most, in the order of lines. */
function dearestShares(fn: TypedFunction, shares: readonly Share[]): Share[] {
  return shares
    .filter(({ span }) => span.file === fn.file && span.start >= fn.span.start && span.end <= fn.span.end)
    .toSorted((a, b) => (a.steps === b.steps ? a.span.start - b.span.start : a.steps < b.steps ? 1 : -1))
    .slice(0, MOST_MARKED)
    .toSorted((a, b) => a.span.start - b.span.start)
}

function functionsOf(program: TypedProgram): readonly TypedFunction[] {
  const own = program.contracts.flatMap(({ init, functions }) => [
    ...(init === null ? [] : [init]),
    ...functions,
  ])
  return [...own, ...program.functions]
}
