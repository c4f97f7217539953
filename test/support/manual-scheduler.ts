// Time by hand for the language server: tasks run when a test says that so much time has passed.
import type { Scheduler } from '../../lsp/scheduler.ts'

export interface ManualScheduler extends Scheduler {
  /** Lets time pass and runs what falls due, in order, together with what that puts on the list meanwhile. */
  readonly advance: (milliseconds: number) => void
  /** How many tasks wait. */
  readonly waiting: () => number
}

export function manualScheduler(): ManualScheduler {
  let now = 0
  let tasks: readonly { readonly due: number; readonly run: () => void }[] = []
  return {
    after: (milliseconds, run) => {
      const task = { due: now + milliseconds, run }
      tasks = [...tasks, task]
      return () => {
        tasks = tasks.filter((other) => other !== task)
      }
    },
    advance: (milliseconds) => {
      const end = now + milliseconds
      for (;;) {
        const due = Math.min(...tasks.map((task) => task.due))
        const next = tasks.find((task) => task.due === due)
        if (next === undefined || due > end) break
        now = due
        tasks = tasks.filter((task) => task !== next)
        next.run()
      }
      now = end
    },
    waiting: () => tasks.length,
  }
}
