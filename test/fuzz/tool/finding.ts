// What a fuzzer finds: two that should agree and don't, or an exception where there must be none.

/** Thrown by checks. `sort` tells one finding from another while a case is minimised: the same bug gives the same sort. */
export class Finding extends Error {
  readonly sort: string

  constructor(sort: string, message: string) {
    super(`${sort}: ${message}`)
    this.sort = sort
  }
}

/** The finding that a check ends with: its own, or one about an exception that escaped; undefined when it ends well. */
export function findingOf(check: () => void): Finding | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    return asFinding(error)
  }
}

export function asFinding(error: unknown): Finding {
  if (error instanceof Finding) return error
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const [first = ''] = text.split('\n')
  return new Finding(`exception ${first.replaceAll(/\d+/g, 'n').slice(0, 80)}`, text)
}

/** Throws a finding unless two values are the same. */
export function agree(sort: string, where: string, expected: string, actual: string): void {
  if (expected !== actual) throw new Finding(sort, `${where}\n  expected ${expected}\n  actual   ${actual}`)
}
