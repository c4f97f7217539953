// How origins stand in encoded source maps: their kinds in the order of their numbers, and what each origin has.
import type { OriginKind } from './types.ts'

export const ORIGIN_KINDS: readonly OriginKind[] = ['statement', 'expression', 'prologue', 'dispatch']

/** File, start, length, kind, statement, function, site. */
export const NUMBERS_PER_ORIGIN = 7
