// Results of a check at another place of the file: what was found in a declaration whose text is the same, but stands elsewhere now.
import type { Span } from '../source.ts'

/** A copy with every span inside `from` as many characters further on as `to` is; both are places of the same text in the same file. */
export function moved<T>(value: T, from: Span, to: Span): T {
  if (from.start === to.start) return value
  const by = to.start - from.start
  return placed(value, (span) =>
    span.file === from.file && from.start <= span.start && span.end <= from.end
      ? { file: span.file, start: span.start + by, end: span.end + by }
      : span,
  )
}

/** A copy with every span replaced. */
export function placed<T>(value: T, place: (span: Span) => Span): T {
  const copy = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part
    if (Array.isArray(part)) return part.map(copy)
    if (isSpan(part)) return place(part)
    // Types speak of no place.
    return Object.fromEntries(
      Object.entries(part).map(([key, inner]) => [key, key === 'type' ? (inner as unknown) : copy(inner)]),
    )
  }
  // The copy has the shape of the original: only numbers in spans differ.
  return copy(value) as T
}

/** Every span in a value. */
export function spansIn(value: unknown): Span[] {
  if (typeof value !== 'object' || value === null) return []
  if (isSpan(value)) return [value]
  return Object.values(value).flatMap(spansIn)
}

function isSpan(value: object): value is Span {
  return 'file' in value && 'start' in value && 'end' in value && typeof value.start === 'number'
}
