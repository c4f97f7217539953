// A machine's trace, seekable: what a manager answers a dispute from. Keeps a bounded number of states and reruns from the nearest.
import { levelPoints } from './history.ts'
import { equalBytes } from '../words.ts'

/** How to run a machine whose states have the type S. An altered one makes the trace of a machine that computes something else. */
export interface TraceMachine<S> {
  /** A new state at step 0. */
  start(): S
  /** An independent copy. */
  fork(state: S): S
  /** Steps forward until so many steps are taken since the start, or the machine halts. */
  runTo(state: S, steps: bigint): void
  steps(state: S): bigint
  halted(state: S): boolean
  hash(state: S): Uint8Array
  /** The proof of the step that the state takes next. */
  prove(state: S): Uint8Array
  /** The witness that a halted state is halted. */
  proveHalted(state: S): Uint8Array
}

export interface Trace<S> {
  /** Steps until the machine halts. Any later step finds the halted machine. */
  readonly length: bigint
  /** The state after t steps, the caller's to keep and to run on. */
  stateAt(t: bigint): S
  hashAt(t: bigint): Uint8Array
  /** Machine hashes at the points of the level over [lo, hi) (41, E18), computed in one pass. */
  levelHashes(lo: bigint, hi: bigint): Uint8Array[]
  /** The proof of the step from t to t + 1. */
  proofAt(t: bigint): Uint8Array
  /** The witness that the machine has halted at the end. */
  haltedWitness(): Uint8Array
}

export interface TraceOptions {
  /** States kept at even spacing over the whole trace: between half of this and this many. */
  readonly checkpoints?: number
  /** States kept from the latest questions. */
  readonly recent?: number
  /** Steps after which a machine that hasn't halted is a mistake of the caller: gas bounds every trace (docs/machine.md, *Bounds*). */
  readonly limit?: bigint
}

interface Kept<S> {
  readonly t: bigint
  readonly state: S
}

const FIRST_SPACING = 1n << 12n
const DEFAULT_LIMIT = 1n << 62n

/** Runs the machine to its end and keeps states on the way. Throws when it doesn't halt within the limit. */
export function createTrace<S>(machine: TraceMachine<S>, options: TraceOptions = {}): Trace<S> {
  const { checkpoints = 32, recent: recentSize = 8, limit = DEFAULT_LIMIT } = options
  const { kept, final } = firstPass(machine, checkpoints, limit)
  const length = machine.steps(final)
  const recent: Kept<S>[] = []

  const nearest = (t: bigint): Kept<S> => {
    let best = kept[0] ?? { t: 0n, state: final }
    for (const candidate of [...kept, ...recent])
      if (candidate.t <= t && candidate.t > best.t) best = candidate
    return best
  }
  const remember = (t: bigint, state: S): void => {
    if (nearest(t).t === t) return
    recent.push({ t, state: machine.fork(state) })
    if (recent.length > recentSize) recent.shift()
  }
  const stateAt = (t: bigint): S => {
    if (t < 0n) throw new RangeError('a trace starts at step 0')
    if (t >= length) return machine.fork(final)
    const state = machine.fork(nearest(t).state)
    machine.runTo(state, t)
    remember(t, state)
    return state
  }
  return {
    length,
    stateAt,
    hashAt: (t) => machine.hash(stateAt(t)),
    levelHashes: (lo, hi) => {
      const state = stateAt(lo)
      return levelPoints(lo, hi).map((t) => {
        machine.runTo(state, t)
        return machine.hash(state)
      })
    },
    proofAt: (t) => machine.prove(stateAt(t)),
    haltedWitness: () => machine.proveHalted(final),
  }
}

/** States at multiples of a spacing; when they are too many, each second one goes and the spacing doubles. */
function firstPass<S>(machine: TraceMachine<S>, most: number, limit: bigint): { kept: Kept<S>[]; final: S } {
  const state = machine.start()
  let kept: Kept<S>[] = [{ t: 0n, state: machine.fork(state) }]
  let spacing = FIRST_SPACING
  for (let t = spacing; t <= limit; t = (t / spacing + 1n) * spacing) {
    machine.runTo(state, t)
    if (machine.halted(state)) return { kept, final: state }
    kept.push({ t, state: machine.fork(state) })
    if (kept.length <= most) continue
    kept = kept.filter((_, index) => index % 2 === 0)
    spacing *= 2n
  }
  machine.runTo(state, limit)
  if (machine.halted(state)) return { kept, final: state }
  throw new Error(`the machine has not halted after ${limit} steps`)
}

/**
 * The first step after which two traces differ, as the levels of a dispute find it: t such that the hashes after t steps differ and those
 * after t - 1 don't. 0 when the starts differ; undefined when the ends agree.
 */
export function firstDivergence(
  a: Pick<Trace<unknown>, 'length' | 'levelHashes'>,
  b: typeof a,
): bigint | undefined {
  let lo = 0n
  let hi = a.length > b.length ? a.length : b.length
  for (;;) {
    const points = levelPoints(lo, hi)
    const theirs = b.levelHashes(lo, hi)
    const at = a.levelHashes(lo, hi).findIndex((hash, i) => !equalBytes(hash, theirs[i] ?? new Uint8Array(0)))
    const point = points[at]
    const before = points[at - 1]
    if (point === undefined) return undefined
    if (before === undefined || point - before === 1n) return point
    ;[lo, hi] = [before, point]
  }
}
