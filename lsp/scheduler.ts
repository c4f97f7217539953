// The server's only notion of time: "do this later, unless I say otherwise". Tests drive it by hand, so they never wait.

/** Runs `task` once after so many milliseconds; the function that comes back takes it off the list again. */
export interface Scheduler {
  readonly after: (milliseconds: number, task: () => void) => () => void
}

/** Real time. */
export const systemScheduler: Scheduler = {
  after: (milliseconds, task) => {
    const timer = setTimeout(task, milliseconds)
    return () => clearTimeout(timer)
  },
}
