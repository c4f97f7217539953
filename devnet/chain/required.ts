// For what must be there: where it isn't, the program is wrong.

/** `bug` says what would be wrong. */
export function required<T>(value: T | undefined, bug: string): T {
  if (value === undefined) throw new Error(`bug: ${bug}`)
  return value
}
