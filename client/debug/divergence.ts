// Where two traces of one reference block part, in words: found as a dispute finds it, by machine hashes at ever closer steps.
import type { MachineState } from '../../vm/index.ts'
import { firstDivergence } from '../../vm/proof/trace.ts'
import type { Trace } from '../../vm/proof/trace.ts'
import { nextStep, type SourceLookup, type StepInWords } from './step-words.ts'

/** One of the two sides, after the step in which they part. */
export interface DivergedSide {
  readonly hash: Uint8Array
  /** What it does next. */
  readonly next: StepInWords
}

export type Divergence =
  | { readonly kind: 'same' }
  /** They began with different states: their inputs are not the same. */
  | { readonly kind: 'startsDiffer' }
  | {
      readonly kind: 'parts'
      /** Both agree after so many steps; the one after that leads them to different states. */
      readonly step: bigint
      /** The machine hash that both agree on. */
      readonly before: Uint8Array
      /** The step itself: the same instruction in both, since they agree on everything before it. */
      readonly does: StepInWords
      readonly first: DivergedSide
      readonly second: DivergedSide
    }

/** Asks each trace for a few hundred hashes a level, with about log_256 of the length levels. */
export function divergence(
  first: Trace<MachineState>,
  second: Trace<MachineState>,
  sources: SourceLookup | undefined,
): Divergence {
  const parted = firstDivergence(first, second)
  if (parted === undefined) return { kind: 'same' }
  if (parted === 0n) return { kind: 'startsDiffer' }
  const step = parted - 1n
  const sideOf = (trace: Trace<MachineState>): DivergedSide => ({
    hash: trace.hashAt(parted),
    next: trace.at(parted, (state) => nextStep(state, sources)),
  })
  return {
    kind: 'parts',
    step,
    before: first.hashAt(step),
    does: first.at(step, (state) => nextStep(state, sources)),
    first: sideOf(first),
    second: sideOf(second),
  }
}
