// How words of arguments and results travel in silos that keep values in memory: the first in slots as everywhere, those
// behind them in the callee's area of memory, arguments first. A silo whose functions all fit in slots passes all in slots.
import type { MirFunction } from '../mir/types.ts'

/** Words of arguments, and of results, that go in slots. */
export const SLOT_WORDS = 64

const WORD = 8

/** Words of `count` that go in memory. */
function beyond(count: number): number {
  return Math.max(0, count - SLOT_WORDS)
}

/** Where in the callee's area an argument is that goes in memory. */
export function argumentOffset(index: number): number {
  return WORD * (index - SLOT_WORDS)
}

/** Where in the callee's area a result is that goes in memory; there are `args` words of arguments. */
export function resultOffset(args: number, index: number): number {
  return WORD * (beyond(args) + index - SLOT_WORDS)
}

/** Words at the beginning of a function's area that arguments and results take. */
export function passedInMemory(args: number, results: number): number {
  return beyond(args) + beyond(results)
}

/** Whether a function takes, gives or passes words in memory. */
export function passesInMemory(fn: MirFunction): boolean {
  if (passedInMemory(fn.params.length, fn.resultWords) > 0) return true
  return fn.blocks.some(({ instructions }) =>
    instructions.some(
      (instruction) =>
        instruction.kind === 'call' &&
        passedInMemory(instruction.args.length, instruction.results.length) > 0,
    ),
  )
}

/** The most words of arguments or results in slots of the calls that a function makes; null if it makes none. */
export function widestCall({ blocks }: MirFunction): number | null {
  let widest: number | null = null
  for (const { instructions } of blocks)
    for (const instruction of instructions)
      if (instruction.kind === 'call')
        widest = Math.max(widest ?? 0, instruction.args.length, instruction.results.length)
  return widest === null ? null : Math.min(widest, SLOT_WORDS)
}
