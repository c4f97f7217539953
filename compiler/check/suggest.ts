// "Did you mean ...?": the nearest of the names that would have been right.
import type { Details } from '../diagnostics/table.ts'
import type { Span } from '../source.ts'

/** The candidate nearest to `wrong`, if near enough to be a slip; the first among equals. */
export function nearest(wrong: string, candidates: Iterable<string>): string | null {
  const limit = wrong.length <= 3 ? 1 : wrong.length <= 6 ? 2 : 3
  let best: string | null = null
  let bestDistance = limit + 1
  for (const candidate of candidates) {
    const distance =
      candidate.toLowerCase() === wrong.toLowerCase() ? 0 : editDistance(wrong, candidate, limit)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** Help and fix for a wrong name; a text of its own where no name is near. */
export function didYouMean(
  wrong: string,
  span: Span,
  candidates: Iterable<string>,
  otherwise: string | null = null,
): Details {
  const right = nearest(wrong, candidates)
  if (right === null) return { help: otherwise }
  return {
    help: `did you mean \`${right}\`?`,
    fix: { title: `write \`${right}\``, edits: [{ span, newText: right }] },
  }
}

/** Insertions, deletions, replacements and swaps of neighbours between two words; anything above `limit` is equal. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let best = Math.min(replace, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (before[j - 2] ?? 0) + 1)
      }
      row.push(best)
    }
    before = previous
    previous = row
  }
  return previous[b.length] ?? 0
}
