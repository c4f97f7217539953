// The kinds of origins in the order of their numbers in encoded source maps.
import type { OriginKind } from './types.ts'

export const ORIGIN_KINDS: readonly OriginKind[] = ['statement', 'expression', 'prologue', 'dispatch']
