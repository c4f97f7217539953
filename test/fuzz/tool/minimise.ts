// Makes a failing case smaller while it fails alike.
import { findingOf } from './finding.ts'

export interface Minimiser<T> {
  /** Smaller cases, the boldest first. */
  readonly smaller: (item: T) => Iterable<T>
  /** Throws the finding if the case still has one. */
  readonly check: (item: T) => void
  /** The finding that must stay. */
  readonly sort: string
}

/** Minimising goes on no longer than this. */
const MOST_MS = 120_000

/**
 * The smallest case found: greedy, from one smaller failing case to the next. After a success it goes on where it was, since what was tried before
 * mostly fails to fail again; the last round tries everything.
 */
export function minimise<T>(item: T, { smaller, check, sort }: Minimiser<T>): T {
  const began = performance.now()
  let best = item
  for (let from = 0, improved = true; improved;) {
    improved = false
    let at = 0
    for (const candidate of smaller(best)) {
      if (at++ < from) continue
      if (performance.now() - began > MOST_MS) return best
      if (findingOf(() => check(candidate))?.sort !== sort) continue
      best = candidate
      from = at - 1
      improved = true
      break
    }
    if (!improved && from > 0) {
      from = 0
      improved = true
    }
  }
  return best
}
