// Simulated time. Nothing happens by itself: whoever owns the clock advances it, and events run one after the other in
// a defined order. After each event all promises that can go on without the clock are carried through before the next
// event starts, so that asynchronous code in one process behaves the same in every run.
import type { Clock } from '../../../client/clock.ts'
import { createEventQueue } from './event-queue.ts'

export interface VirtualClock extends Clock {
  /** Runs everything that is due within the next `ms` milliseconds; afterwards `now()` is that much later. */
  advance(ms: bigint): Promise<void>
  /** Runs events until `done()` holds after one of them, or `limitMs` have passed, or none are left. Says whether it holds. */
  runUntil(done: () => boolean, limitMs: bigint): Promise<boolean>
  /** Runs events until the promise is settled and hands on its outcome; rejects after `limitMs` of simulated time. */
  finish<T>(promise: Promise<T>, limitMs: bigint): Promise<T>
}

/**
 * A clock that starts at `start` (milliseconds). What a task throws or rejects with comes out of the call that was
 * advancing the clock. Tasks may wait for promises and for this clock, and for nothing else (no sockets, no threads):
 * what a run depends on would no longer be its seed alone.
 */
export function createVirtualClock(start = 0n): VirtualClock {
  const queue = createEventQueue()
  const failures: unknown[] = []
  let now = start

  const runNext = async (until: bigint): Promise<boolean> => {
    const event = queue.take(until)
    if (event?.task === undefined) return false
    if (event.at > now) now = event.at
    const task = event.task
    event.task = undefined
    try {
      const outcome = task()
      if (outcome instanceof Promise) outcome.catch((failure: unknown) => failures.push(failure))
    } catch (failure) {
      failures.push(failure)
    }
    await settle()
    if (failures.length > 0) throw failures.shift()
    return true
  }

  const runUntil = async (done: () => boolean, limitMs: bigint): Promise<boolean> => {
    const end = now + limitMs
    await settle()
    while (!done()) {
      if (!(await runNext(end))) return false
    }
    return true
  }

  return {
    now: () => now,
    schedule(delayMs, task) {
      const event = queue.push(now + (delayMs > 0n ? delayMs : 0n), task)
      return () => {
        event.task = undefined
      }
    },
    async advance(ms) {
      const end = now + ms
      await settle()
      while (await runNext(end));
      now = end
    },
    runUntil,
    async finish(promise, limitMs) {
      let settled = false
      const mark = (): void => {
        settled = true
      }
      promise.then(mark, mark)
      if (!(await runUntil(() => settled, limitMs))) {
        throw new Error(`not finished after ${limitMs} ms of simulated time`)
      }
      return promise
    },
  }
}

/** Resolves when no promise in the process can go on by itself. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
