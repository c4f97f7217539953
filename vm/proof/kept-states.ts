// The checkpoints of one trace: spread evenly over the work that the run took, thinned out as the trace grows, so that their number and memory
// stay bounded; and a few more where questions were asked lately.

/** What keeping needs to know of a machine whose states have the type S and whose checkpoints have the type C. */
export interface KeptMachine<S, C> {
  /** A checkpoint of the state, which may go on. */
  save(state: S): C
  /** Steps since the start. */
  steps(state: S): bigint
  /** What the run took until here, in units that follow time; never less than for an earlier state. */
  work(state: S): bigint
  /** Bytes that a checkpoint took beyond what it shares with the one before, and what several hold together. */
  savedBytes(saved: C): number
  heldBytes(saved: readonly C[]): number
}

export interface Kept<C> {
  readonly t: bigint
  readonly work: bigint
  readonly saved: C
}

export interface KeptStates<S, C> {
  /** Offers a state further on than all before it; says after how many more steps to come again. */
  offer(state: S): bigint
  /** Keeps a state that was asked for, for a while. */
  remember(state: S): void
  /** The last one at or before t. */
  nearest(t: bigint): Kept<C>
  /** Those of the even spread, ascending. */
  spread(): readonly Kept<C>[]
  /** Bytes that all hold together. */
  bytes(): number
}

export interface KeptBounds {
  /** States of the even spread, at most. */
  readonly checkpoints: number
  /** Bytes that these hold together. */
  readonly memory: number
  readonly recent: number
  /** Work between the first of them; the first run of all is as many steps. */
  readonly spacing: bigint
}

/** Memory is kept to by thinning out, but not below this many. */
const FEWEST = 8

export function keepStates<S, C>(machine: KeptMachine<S, C>, start: S, bounds: KeptBounds): KeptStates<S, C> {
  const first: Kept<C> = { t: machine.steps(start), work: machine.work(start), saved: machine.save(start) }
  let kept = [first]
  let spacing = bounds.spacing
  // At least what is held: pages that a checkpoint shares are counted again when it is the only one left of them.
  let held = machine.savedBytes(first.saved)
  const recent: Kept<C>[] = []

  const keptNow = (state: S): Kept<C> => ({
    t: machine.steps(state),
    work: machine.work(state),
    saved: machine.save(state),
  })
  const isTooMuch = (): boolean => {
    if (kept.length > bounds.checkpoints) return true
    if (held <= bounds.memory || kept.length <= FEWEST) return false
    held = machine.heldBytes(kept.map((one) => one.saved))
    return held > bounds.memory
  }
  return {
    offer(state) {
      const last = kept.at(-1) ?? first
      const now = keptNow(state)
      kept.push(now)
      held += machine.savedBytes(now.saved)
      while (isTooMuch()) {
        spacing *= 2n
        kept = thinned(kept, spacing)
      }
      const work = now.work - last.work
      const steps = work > 0n ? (spacing * (now.t - last.t)) / work : spacing
      return steps > 1n ? steps : 1n
    },
    remember(state) {
      const now = keptNow(state)
      recent.push(now)
      if (recent.length > bounds.recent) recent.shift()
    },
    nearest(t) {
      let best = kept[lastAtOrBefore(kept, t)] ?? first
      for (const candidate of recent) if (candidate.t <= t && candidate.t > best.t) best = candidate
      return best
    },
    spread: () => kept,
    bytes: () => machine.heldBytes([...kept, ...recent].map((one) => one.saved)),
  }
}

/** The first, and of the others those that are far enough from the one kept before them; a quarter less than the spacing is far enough. */
function thinned<C>(kept: readonly Kept<C>[], spacing: bigint): Kept<C>[] {
  const rest: Kept<C>[] = []
  for (const one of kept) {
    const last = rest.at(-1)
    if (last === undefined || (one.work - last.work) * 4n >= spacing * 3n) rest.push(one)
  }
  return rest
}

/** Index of the last that is at t or before; -1 when all are later. */
function lastAtOrBefore(kept: readonly Kept<unknown>[], t: bigint): number {
  let [low, high] = [0, kept.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((kept[middle]?.t ?? 0n) <= t) low = middle + 1
    else high = middle
  }
  return low - 1
}
