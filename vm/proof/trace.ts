// A machine's trace, seekable: what a manager answers a dispute from, and what debugging stands on. One pass keeps checkpoints; any later
// question restores the nearest one and runs on from there.
import { equalBytes } from '../words.ts'
import { levelPoints } from './history.ts'
import { keepStates } from './kept-states.ts'
import type { Kept, KeptMachine } from './kept-states.ts'
import { lastChangeWithin } from './watch.ts'
import type { Watch, WatchTarget } from './watch.ts'

/**
 * How to run a machine whose states have the type S and its checkpoints the type C. An altered one makes the trace of a machine that computes
 * something else.
 */
export interface TraceMachine<S, C> extends KeptMachine<S, C> {
  /** A new state at step 0. */
  start(): S
  /** Makes a state of this machine what another one was when it was saved. */
  restore(state: S, saved: C): void
  /** Steps forward until so many steps are taken since the start, or the machine halts. */
  runTo(state: S, steps: bigint): void
  halted(state: S): boolean
  hash(state: S): Uint8Array
  /** What `hash` would tell now, when it is asked for: where some of it can be done while the machine runs on. */
  hashLater?(state: S): () => Uint8Array
  /** One step. It must be that of `runTo`. */
  step(state: S): void
  /** A watch over a place. Throws a RangeError where there is no such place. */
  watch(target: WatchTarget): Watch<S, C>
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
  /** What `look` finds in the state after t steps. The state is on loan: it must be neither changed nor kept. */
  at<T>(t: bigint, look: (state: S) => T): T
  hashAt(t: bigint): Uint8Array
  /** Machine hashes at the points of the level over [lo, hi) (41, E18), computed in one pass. */
  levelHashes(lo: bigint, hi: bigint): Uint8Array[]
  /** The proof of the step from t to t + 1. */
  proofAt(t: bigint): Uint8Array
  /** The witness that the machine has halted at the end. */
  haltedWitness(): Uint8Array
  /**
   * The last step before t that changed a place: s such that it differs in the states after s and s + 1 steps, s < t. Of RAM since the message
   * began, with all of it zero. Undefined when it has not changed. The steps of a message that is rolled back count, and so does rolling back.
   */
  lastChange(target: WatchTarget, t: bigint): bigint | undefined
  /** Where checkpoints are, ascending from 0: spans between them are quick to run again. */
  checkpoints(): readonly bigint[]
  /** Bytes of memory that checkpoints hold. */
  checkpointBytes(): number
}

export interface TraceOptions {
  /** States kept over the whole trace, evenly by work: at most so many, and when the trace is long, about half of that at least. */
  readonly checkpoints?: number
  /** Bytes of RAM that these may hold together; fewer are kept where they would hold more. */
  readonly memory?: number
  /** States kept from the latest questions. */
  readonly recent?: number
  /** Steps after which a machine that hasn't halted is a mistake of the caller: gas bounds every trace (docs/machine.md, *Bounds*). */
  readonly limit?: bigint
  /** The length, where it is known from an earlier run: the hashes of the level over all of the trace are then taken on the way. */
  readonly expectedLength?: bigint
}

const DEFAULT_CHECKPOINTS = 64
const DEFAULT_MEMORY = 64 << 20
const DEFAULT_RECENT = 8
const DEFAULT_LIMIT = 1n << 62n
/** Runs shorter than this are not worth a checkpoint at their end. */
const WORTH_KEEPING = 1n << 12n
/** Work between checkpoints of short traces. */
const LEAST_SPACING = 1n << 16n

/** A step is at least one unit of work: with the length known, few checkpoints are taken only to be thinned out again. */
function firstSpacing(expectedLength: bigint | undefined, checkpoints: number): bigint {
  const even = (expectedLength ?? 0n) / BigInt(Math.max(1, checkpoints))
  return even > LEAST_SPACING ? even : LEAST_SPACING
}

/** Runs the machine to its end and keeps states on the way. Throws when it doesn't halt within the limit. */
export function createTrace<S, C>(machine: TraceMachine<S, C>, options: TraceOptions = {}): Trace<S> {
  const { limit = DEFAULT_LIMIT } = options
  // The one state that does everything: it goes forward by running and anywhere else by a checkpoint.
  const state = machine.start()
  const checkpoints = options.checkpoints ?? DEFAULT_CHECKPOINTS
  const spacing = firstSpacing(options.expectedLength, checkpoints)
  const kept = keepStates(machine, state, {
    checkpoints,
    memory: options.memory ?? DEFAULT_MEMORY,
    recent: options.recent ?? DEFAULT_RECENT,
    spacing,
  })
  const hashLater = machine.hashLater ?? ((now: S) => hashNow(machine.hash(now)))
  const whole = options.expectedLength === undefined ? [] : levelPoints(0n, options.expectedLength)
  const wholeLater: (() => Uint8Array)[] = []
  const advance = (target: bigint): void => {
    for (const t of whole.slice(wholeLater.length)) {
      if (t > target) break
      machine.runTo(state, t)
      wholeLater.push(hashLater(state))
    }
    machine.runTo(state, target)
  }
  const runToEnd = (): void => {
    for (let stride = spacing; ; stride = kept.offer(state)) {
      const target = machine.steps(state) + stride
      advance(target < limit ? target : limit)
      if (machine.halted(state)) return
      if (machine.steps(state) >= limit) throw new Error(`the machine has not halted after ${limit} steps`)
    }
  }
  const wholeHashes = toldAfter(wholeLater, runToEnd)
  const length = machine.steps(state)
  const final: Kept<C> = { t: length, work: machine.work(state), saved: machine.save(state) }

  const moveTo = (t: bigint): S => {
    if (t < 0n) throw new RangeError('a trace starts at step 0')
    const target = t < length ? t : length
    const nearest = target === length ? final : kept.nearest(target)
    const here = machine.steps(state)
    if (here > target || here < nearest.t) machine.restore(state, nearest.saved)
    const from = machine.steps(state)
    machine.runTo(state, target)
    if (target - from >= WORTH_KEEPING) kept.remember(state)
    return state
  }
  return {
    length,
    stateAt(t) {
      const saved = machine.save(moveTo(t))
      const copy = machine.start()
      machine.restore(copy, saved)
      return copy
    },
    at: (t, look) => look(moveTo(t)),
    hashAt: (t) => machine.hash(moveTo(t)),
    levelHashes(lo, hi) {
      if (lo === 0n && hi === length && length === options.expectedLength)
        return wholeHashes.map((hash) => hash.slice())
      moveTo(lo)
      const later: (() => Uint8Array)[] = []
      return toldAfter(later, () => {
        for (const t of levelPoints(lo, hi)) {
          machine.runTo(state, t)
          later.push(hashLater(state))
        }
      })
    },
    proofAt: (t) => machine.prove(moveTo(t)),
    haltedWitness: () => machine.proveHalted(moveTo(length)),
    lastChange(target, t) {
      const watch = machine.watch(target)
      let later = { t: t < length ? t : length, saved: machine.save(moveTo(t)) }
      const since = watch.since(state)
      const run = {
        restore(saved: C): S {
          machine.restore(state, saved)
          return state
        },
        runTo: machine.runTo,
        step: machine.step,
        save: machine.save,
      }
      const spans = kept.spread().filter((one) => one.t < later.t)
      for (const earlier of spans.toReversed()) {
        if (watch.mayDiffer(earlier.saved, later.saved)) {
          const found = lastChangeWithin(run, watch, earlier.saved, earlier.t, later.t)
          if (found !== undefined) return found >= since ? found : undefined
        }
        if (earlier.t <= since) return undefined
        later = earlier
      }
      return undefined
    },
    checkpoints: () => kept.spread().map((one) => one.t),
    checkpointBytes: () => kept.bytes(),
  }
}

function hashNow(hash: Uint8Array): () => Uint8Array {
  return () => hash
}

/** The hashes that some work has begun. Those begun are taken even when the work fails, so that whoever hashes them gets rid of them. */
function toldAfter(later: readonly (() => Uint8Array)[], work: () => void): Uint8Array[] {
  try {
    work()
  } catch (error) {
    later.at(-1)?.()
    throw error
  }
  return later.map((hash) => hash())
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
