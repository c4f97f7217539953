// How long each register is needed: the hull of its live ranges, in the order of the code.
import { visitLiveness } from '../mir/liveness.ts'
import { KEEP, scanOperands } from '../mir/scan.ts'
import type { Scan } from '../mir/scan.ts'
import { Scratch } from '../mir/table.ts'
import type { MirBlock, MirFunction, Reg } from '../mir/types.ts'

export const PARAM_POSITION = 1
/** Behind all positions; small enough for a small integer. */
export const NEVER = 0x3fff_ffff

/** Tables by register, which hold until they are made for the next function; they are longer than it has registers. */
export interface Hulls {
  /** Position of the first write of each register; see `positionOf`. `NEVER` for those that the code doesn't mention. */
  readonly starts: Int32Array
  /** Position of the last read or write; -1 for registers that the code doesn't mention. */
  readonly ends: Int32Array
  /** The last position of the code. */
  readonly last: number
}

const startRoom = new Scratch()
const endRoom = new Scratch()

/**
 * The instruction with running number n (terminators count too) reads at 2n + 2 and writes at 2n + 3.
 * Parameters are written at 1.
 */
export function positionOf(running: number): number {
  return 2 * running + 2
}

/** Where each register is first written and last needed. `keeps` says whether `keep` marks count as reads. */
export function hulls(fn: MirFunction, keeps: boolean): Hulls {
  const starts = startRoom.table(fn.registers, NEVER)
  const ends = endRoom.table(fn.registers, -1)
  for (const reg of fn.params) {
    starts[reg] = PARAM_POSITION
    ends[reg] = PARAM_POSITION
  }
  const scan = scanOperands(fn.blocks)
  const { firsts, reads, writes, runs, sorts } = scan
  const end = firsts[fn.blocks.length] ?? 0
  // Positions are visited in their order.
  for (let n = 0; n < end; n++) {
    const written = writes[n] ?? 0
    for (let at = reads[n] ?? 0; at < (reads[n + 1] ?? 0); at += 2) {
      if (at < written && sorts[n] === KEEP && !keeps) continue
      const position = positionOf(n) + (at < written ? 0 : 1)
      for (let reg = runs[at] ?? 0; reg < (runs[at + 1] ?? 0); reg++) {
        if (starts[reg] === NEVER) starts[reg] = position
        ends[reg] = position
      }
    }
  }
  if (goesBack(fn.blocks)) stretchOverLoops(fn, scan, keeps, starts, ends)
  return { starts, ends, last: positionOf(end) - 1 }
}

/**
 * Whether a block leads to itself or one before it. Where none does, a register is live only between its first write and its last
 * read, as these stand in the code.
 */
function goesBack(blocks: readonly MirBlock[]): boolean {
  return blocks.some(({ terminator }, index) => {
    if (terminator.kind === 'jump') return terminator.to <= index
    return terminator.kind === 'branch' && (terminator.then <= index || terminator.otherwise <= index)
  })
}

/** What a loop reads in its next round is live up to its end, and what is live where a loop begins, from there on. */
function stretchOverLoops(
  { blocks, registers }: MirFunction,
  scan: Scan,
  keeps: boolean,
  starts: Int32Array,
  ends: Int32Array,
): void {
  const touch = (reg: Reg, position: number): void => {
    if (position < (starts[reg] ?? 0)) starts[reg] = position
    if (position > (ends[reg] ?? 0)) ends[reg] = position
  }
  const { firsts } = scan
  visitLiveness(blocks, scan, registers, keeps, {
    begins: (block, reg) => touch(reg, positionOf(firsts[block] ?? 0)),
    // Behind the terminator, which is the last number before the next block's.
    ends: (block, reg) => touch(reg, positionOf((firsts[block + 1] ?? 0) - 1) + 1),
  })
}
