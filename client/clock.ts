// Time as a value that is passed in: the real clock for users, a virtual one for tests and simulations. Nothing else
// in the project reads time or sets a timer.

/** Withdraws a scheduled task; does nothing once the task has started. */
export type Cancel = () => void

export interface Clock {
  /** Milliseconds since 1970 (real), or since the start of the simulation plus its offset (virtual). */
  now(): bigint
  /**
   * Runs the task once, `delayMs` milliseconds from now (0: as soon as what runs now has ended). Tasks due at the same
   * time run in the order in which they were scheduled. What an async task rejects with goes to the clock's owner.
   */
  schedule(delayMs: bigint, task: () => void | Promise<void>): Cancel
}

/** Resolves after `delayMs` milliseconds of the clock. */
export function wait(clock: Clock, delayMs: bigint): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(delayMs, () => resolve())
  })
}

/**
 * The computer's own clock. `onFailure` hears what a task threw or rejected with; without it the failure is thrown
 * again outside of any task, so that it can't get lost.
 */
export function realClock(onFailure: (failure: unknown) => void = throwLater): Clock {
  return {
    now: () => BigInt(Date.now()),
    schedule(delayMs, task) {
      const timer = setTimeout(() => {
        run(task, onFailure)
      }, Number(delayMs))
      return () => clearTimeout(timer)
    },
  }
}

/** A clock that can be moved: timers run as on the one below. */
export interface MovableClock extends Clock {
  /** Milliseconds, not negative. */
  moveForward(byMs: bigint): void
  /** How far it was moved, in milliseconds. */
  ahead(): bigint
  /** Puts it as far ahead of the one below as it was at some time before. */
  setAhead(ms: bigint): void
}

export function movableClock(below: Clock): MovableClock {
  let ahead = 0n
  return {
    now: () => below.now() + ahead,
    schedule: (delayMs, task) => below.schedule(delayMs, task),
    moveForward(byMs) {
      if (byMs < 0n) throw new RangeError('time only moves forward')
      ahead += byMs
    },
    ahead: () => ahead,
    setAhead(ms) {
      if (ms < 0n) throw new RangeError('never behind the clock below')
      ahead = ms
    },
  }
}

function run(task: () => void | Promise<void>, onFailure: (failure: unknown) => void): void {
  Promise.resolve().then(task).catch(onFailure)
}

function throwLater(failure: unknown): void {
  queueMicrotask(() => {
    throw failure
  })
}
