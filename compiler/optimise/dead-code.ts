// Removes computations that nothing reads. What may trap or has an effect stays.
import { Lists } from '../mir/lists.ts'
import { visitLiveness } from '../mir/liveness.ts'
import { IDLE, PURE, scanOperands } from '../mir/scan.ts'
import type { Scan } from '../mir/scan.ts'
import { Scratch, truncate } from '../mir/table.ts'
import type { MirInstruction } from '../mir/types.ts'
import type { Draft } from './draft.ts'

/** By block: what it writes that is read behind it. What else is live there, nothing in the block asks about. */
const readLater = new Lists()
/** By register: the block in which it is live at the point looked at, plus 1. */
const liveRoom = new Scratch()

export function removeDeadCode(draft: Draft): void {
  const { blocks, fn } = draft
  const scan = scanOperands(blocks)
  readLater.clear(blocks.length)
  // A block that is all there is leads nowhere.
  if (blocks.length > 1) listReadLater(draft, scan)
  const live = liveRoom.table(fn.registers)
  let changed = false
  for (const [index, { instructions }] of blocks.entries()) {
    for (let at = readLater.newest(index); at >= 0; at = readLater.older(at))
      live[readLater.valueAt(at)] = index + 1
    if (removeIn(instructions, scan, scan.firsts[index] ?? 0, live, index + 1)) changed = true
  }
  if (changed) draft.uses = undefined
}

function listReadLater({ blocks, fn }: Draft, scan: Scan): void {
  visitLiveness(blocks, scan, fn.registers, true, {
    begins: () => undefined,
    ends: (block, reg, written) => {
      if (written) readLater.add(block, reg)
    },
  })
}

/** Removes what is dead in a block at whose end registers with this mark are live; says whether there was any. */
function removeIn(
  instructions: MirInstruction[],
  { reads, writes, runs, sorts }: Scan,
  firstNumber: number,
  live: Int32Array,
  mark: number,
): boolean {
  const { length } = instructions
  // What stays moves towards the end, since the walk goes backwards.
  let first = length
  for (let i = length; i >= 0; i--) {
    const number = firstNumber + i
    const written = writes[number] ?? 0
    const end = reads[number + 1] ?? 0
    const sort = sorts[number]
    if (sort === IDLE || (sort === PURE && !isMarked(runs, written, end, live, mark))) continue
    setMarks(runs, written, end, live, 0)
    setMarks(runs, reads[number] ?? 0, written, live, mark)
    const instruction = instructions[i]
    // The last number is the terminator's.
    if (instruction === undefined) continue
    first--
    if (first !== i) instructions[first] = instruction
  }
  if (first === 0) return false
  for (let i = first; i < length; i++) {
    const instruction = instructions[i]
    if (instruction !== undefined) instructions[i - first] = instruction
  }
  truncate(instructions, length - first)
  return true
}

/** Whether a register of the runs has the mark. */
function isMarked(
  runs: readonly number[],
  from: number,
  to: number,
  marks: Int32Array,
  mark: number,
): boolean {
  for (let at = from; at < to; at += 2)
    for (let reg = runs[at] ?? 0; reg < (runs[at + 1] ?? 0); reg++) if (marks[reg] === mark) return true
  return false
}

function setMarks(runs: readonly number[], from: number, to: number, marks: Int32Array, mark: number): void {
  for (let at = from; at < to; at += 2)
    for (let reg = runs[at] ?? 0; reg < (runs[at + 1] ?? 0); reg++) marks[reg] = mark
}
