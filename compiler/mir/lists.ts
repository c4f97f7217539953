// Short lists of numbers by a small number, all of them in three arrays: blocks and registers are many, and a list of its own for each
// would cost more than what is in it.
import { table } from './table.ts'

export interface Lists {
  /** By key: where its list begins in the other two; -1 for none. */
  readonly heads: number[]
  /** Where each list goes on; -1 at its end. */
  readonly nexts: number[]
  readonly values: number[]
}

/** Empty lists for the keys below `keys`. */
export function emptyLists(keys: number): Lists {
  return { heads: table(keys, -1), nexts: [], values: [] }
}

/** Puts a number in front of a key's list. */
export function addTo({ heads, nexts, values }: Lists, key: number, value: number): void {
  nexts.push(heads[key] ?? -1)
  heads[key] = values.push(value) - 1
}

/** The newest number of a key's list; -1 if there is none. */
export function newestOf({ heads, values }: Lists, key: number): number {
  const head = heads[key] ?? -1
  return head < 0 ? -1 : (values[head] ?? -1)
}

/** Visits the numbers of a key's list, the newest first. */
export function forEachOf(
  { heads, nexts, values }: Lists,
  key: number,
  visit: (value: number) => void,
): void {
  for (let at = heads[key] ?? -1; at >= 0; at = nexts[at] ?? -1) visit(values[at] ?? 0)
}
