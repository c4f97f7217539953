// The most steps of a silo's functions as people are told of them: a number, or why there is none and where.
import type { Silo } from '../link/build-silo.ts'
import { keyOf } from '../lower/scope.ts'
import { positionAt, type SourceFile } from '../source.ts'
import { isForContracts } from '../typed/type-facts.ts'
import type { WorstCase } from './worst-path.ts'

export interface FunctionSteps {
  readonly contract: string
  readonly function: string
  readonly bound: StepBound
}

export type StepBound =
  | { readonly bounded: true; readonly steps: bigint }
  | { readonly bounded: false; readonly why: string; readonly path: string; readonly line: number }

/** The bounds of all functions that messages reach, constructors included, in the order of contracts and lines. */
export function functionSteps(silo: Silo): FunctionSteps[] {
  const { contracts, program } = silo.plan
  return contracts.flatMap(({ name, init, functions }) =>
    [
      ...(init === null ? [] : [init]),
      ...functions.filter((fn) => fn.role !== 'private' && !isForContracts(fn)),
    ].map((fn) => ({
      contract: name,
      function: fn.name,
      bound: stepBound(silo.stepsOf(keyOf(fn)), program.files),
    })),
  )
}

export function stepBound(worst: WorstCase, files: readonly SourceFile[]): StepBound {
  if (worst.ok) return { bounded: true, steps: worst.steps }
  const { span, why } = worst
  const file = files[span.file]
  const line = file === undefined ? 1 : positionAt(file, span.start).line + 1
  return { bounded: false, why, path: file?.path ?? '', line }
}

/** `at most 412 steps`, or `not bounded: ...`. */
export function boundText(bound: StepBound): string {
  if (bound.bounded) return `at most ${bound.steps} ${bound.steps === 1n ? 'step' : 'steps'}`
  return `not bounded: ${bound.why} (${bound.path}:${bound.line})`
}
