// Makes a failing list of choices smaller while it fails in the same way: parts are left out, then single choices, then choices lowered.
import type { Drawn } from './choices.ts'

export interface ShrinkOptions {
  /** What a case with these choices drew, if it fails in the very way that is looked into; undefined otherwise. */
  readonly fails: (values: readonly bigint[]) => Drawn | undefined
  /** Cases tried at most. */
  readonly most: number
}

/** The smallest list that was found, with the number of cases that it took. */
export function shrink(
  first: Drawn,
  { fails, most }: ShrinkOptions,
): { readonly drawn: Drawn; readonly tried: number } {
  let best = first
  let tried = 0

  const attempt = (values: readonly bigint[]): boolean => {
    if (tried >= most) return false
    tried++
    const drawn = fails(values)
    if (drawn === undefined || !simpler(drawn.values, best.values)) return false
    best = drawn
    return true
  }

  let improved = true
  while (improved) {
    const before = best
    leaveOutParts(() => best, attempt)
    leaveOutChoices(() => best, attempt)
    lowerChoices(() => best, attempt)
    improved = best !== before && tried < most
  }
  return { drawn: best, tried }
}

/** Lower values of one choice that are tried together with leaving out what follows. */
const MOST_VARIANTS = 8n

/** Shorter, or of one length and lower where they first differ. */
function simpler(a: readonly bigint[], b: readonly bigint[]): boolean {
  if (a.length !== b.length) return a.length < b.length
  const at = a.findIndex((value, i) => value !== b[i])
  return at >= 0 && (a[at] ?? 0n) < (b[at] ?? 0n)
}

/** Many parts at once first, then fewer, from the end. */
function leaveOutParts(best: () => Drawn, attempt: (values: readonly bigint[]) => boolean): void {
  for (let size = best().marks.length; size >= 1; size = Math.floor(size / 2)) {
    for (let i = best().marks.length - size; i >= 0; i--) {
      const { values, marks } = best()
      const [from, to] = [marks[i], marks[i + size] ?? values.length]
      if (from !== undefined) attempt([...values.slice(0, from), ...values.slice(to)])
    }
  }
}

/** Single choices, also those that a lower choice before them makes needless: another variant of an enum has fewer fields. */
function leaveOutChoices(best: () => Drawn, attempt: (values: readonly bigint[]) => boolean): void {
  for (let i = best().values.length - 1; i >= 0; i--) {
    if (attempt(best().values.toSpliced(i, 1))) continue
    const value = best().values[i] ?? 0n
    for (let lower = 0n; lower < value && lower < MOST_VARIANTS; lower++) {
      const changed = best().values.with(i, lower)
      if ([1, 2].some((count) => attempt(changed.toSpliced(i + 1, count)))) break
    }
  }
}

/** Each choice as low as it goes: 0 first, then by halves. */
function lowerChoices(best: () => Drawn, attempt: (values: readonly bigint[]) => boolean): void {
  for (let i = 0; i < best().values.length; i++) {
    const withValue = (value: bigint): readonly bigint[] => best().values.with(i, value)
    const value = best().values[i] ?? 0n
    if (value === 0n || attempt(withValue(0n))) continue
    let [low, high] = [0n, value]
    while (high - low > 1n) {
      const middle = (low + high) / 2n
      if (attempt(withValue(middle)) && best().values[i] === middle) high = middle
      else low = middle
    }
  }
}
