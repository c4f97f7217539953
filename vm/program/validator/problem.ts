// What the validator finds wrong with a program.

export interface ProgramProblem {
  /** Word index of the offending instruction. */
  readonly word: number
  readonly message: string
}

/** Collects problems up to a limit, so that hostile images cost little. */
export interface Problems {
  readonly list: readonly ProgramProblem[]
  add(word: number, message: string): void
}

const MOST_PROBLEMS = 100

export function collectProblems(): Problems {
  const list: ProgramProblem[] = []
  return {
    list,
    add(word, message) {
      if (list.length < MOST_PROBLEMS) list.push({ word, message })
    },
  }
}
