// How long a function is.
import type { MirFunction } from './types.ts'

/** Instructions and block ends. */
export function sizeOf(fn: MirFunction): number {
  return fn.blocks.reduce((sum, block) => sum + block.instructions.length + 1, 0)
}
