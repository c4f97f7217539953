// What a question about the past can be asked of: a stretch of RAM or a storage key, and when it changed last. Goes back span by span between
// checkpoints, skips those that didn't touch it, and steps only where it may have changed.

/** A place in a machine's state. */
export type WatchTarget =
  /** Bytes of RAM; slot s of the frame at fp is the eight bytes at fp + 8s. */
  | { readonly kind: 'ram'; readonly address: number; readonly length: number }
  /** The value of a storage key: 56 bytes of key words. */
  | { readonly kind: 'storage'; readonly instance: bigint; readonly key: Uint8Array }

/** One watched place, over states of the type S and checkpoints of the type C. */
export interface Watch<S, C> {
  /** False only if the place was the same all the way between two checkpoints of one run. */
  mayDiffer(earlier: C, later: C): boolean
  /** The same of a state, and the checkpoint that was saved or restored last on its way there. */
  mayHaveChanged(since: C, state: S): boolean
  /** The step from which on changes are looked for, seen from a state: what was before has no bearing on what the place is in it. */
  since(state: S): bigint
  /** From now on, changes are told from what the place is in this state. */
  begin(state: S): void
  /** Whether the place has changed since the last call of this or `begin`. */
  hasChanged(state: S): boolean
}

/** A run that the search moves about in. */
export interface SearchedRun<S, C> {
  /** Brings the run to a checkpoint. */
  restore(saved: C): S
  runTo(state: S, t: bigint): void
  step(state: S): void
  save(state: S): C
}

interface Part<C> {
  readonly from: bigint
  readonly to: bigint
  readonly saved: C
}

/** Spans up to this many steps are stepped through; longer ones are cut in parts first. */
const WINDOW = 1n << 12n
const PARTS = 32n

/**
 * The last step within [lo, hi) that changed the watched place: t such that it differs in the states after t and t + 1 steps. `saved` is the
 * state at lo. Undefined when none did.
 */
export function lastChangeWithin<S, C>(
  run: SearchedRun<S, C>,
  watch: Watch<S, C>,
  saved: C,
  lo: bigint,
  hi: bigint,
): bigint | undefined {
  if (hi - lo <= WINDOW) return lastChangeByStep(run, watch, saved, lo, hi)
  const length = (hi - lo + PARTS - 1n) / PARTS
  const state = run.restore(saved)
  const parts: Part<C>[] = []
  for (let from = lo, before = saved; from < hi; from += length) {
    const to = from + length < hi ? from + length : hi
    run.runTo(state, to)
    if (watch.mayHaveChanged(before, state)) parts.push({ from, to, saved: before })
    before = run.save(state)
  }
  for (const part of parts.toReversed()) {
    const found = lastChangeWithin(run, watch, part.saved, part.from, part.to)
    if (found !== undefined) return found
  }
  return undefined
}

function lastChangeByStep<S, C>(
  run: SearchedRun<S, C>,
  watch: Watch<S, C>,
  saved: C,
  lo: bigint,
  hi: bigint,
): bigint | undefined {
  const state = run.restore(saved)
  watch.begin(state)
  let last = -1
  const steps = Number(hi - lo)
  for (let i = 0; i < steps; i++) {
    run.step(state)
    if (watch.hasChanged(state)) last = i
  }
  return last < 0 ? undefined : lo + BigInt(last)
}
