// Which registers are live at the borders of each block. Most registers are written and read within one block; each of the others
// is followed from the blocks that read it back to those that write it. What is found is told and not kept: where hundreds of values
// live through thousands of blocks, sets of them would be millions of entries, and nobody needs more than a few of each register.
import { addTo, emptyLists, forEachOf, newestOf } from './lists.ts'
import type { Lists } from './lists.ts'
import { forEachRead, forEachTerminatorRead, forEachWrite } from './operands.ts'
import { table } from './table.ts'
import type { MirBlock, Reg } from './types.ts'

export interface LivenessVisitor {
  /** The register is live where the block begins. Each pair is told once. */
  begins(block: number, reg: Reg): void
  /** The register is live where the block ends, behind its terminator; `written` says whether the block writes it. */
  ends(block: number, reg: Reg, written: boolean): void
}

/** Works out liveness. `keeps` says whether `keep` marks count as reads. */
export function visitLiveness(
  blocks: readonly MirBlock[],
  registers: number,
  keeps: boolean,
  visitor: LivenessVisitor,
): void {
  const [only] = blocks
  if (only !== undefined && blocks.length === 1) {
    visitAlone(only, registers, keeps, visitor)
    return
  }
  const { regs, readIn, writtenIn } = crossings(blocks, registers, keeps)
  if (regs.length === 0) return
  const before = predecessors(blocks)
  /** By block, for which register this was last said of it: live where it begins, live where it ends, written in it. */
  const begins = table(blocks.length, -1)
  const ends = table(blocks.length, -1)
  const writes = table(blocks.length, -1)
  const pending: number[] = []
  let id = 0
  let reg = 0
  const isWritten = (block: number): void => {
    writes[block] = id
  }
  const isRead = (block: number): void => {
    pending.push(block)
  }
  const leadsOn = (from: number): void => {
    if (ends[from] === id) return
    ends[from] = id
    const written = writes[from] === id
    visitor.ends(from, reg, written)
    if (!written) pending.push(from)
  }
  for (; id < regs.length; id++) {
    reg = regs[id] ?? 0
    forEachOf(writtenIn, id, isWritten)
    forEachOf(readIn, id, isRead)
    for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
      if (begins[block] === id) continue
      begins[block] = id
      visitor.begins(block, reg)
      forEachOf(before, block, leadsOn)
    }
  }
}

/** Of a function that is one block: what it reads before it writes it, its parameters, is live where it begins. */
function visitAlone(
  { instructions, terminator }: MirBlock,
  registers: number,
  keeps: boolean,
  visitor: LivenessVisitor,
): void {
  const settled = table(registers)
  const read = (reg: Reg): void => {
    if (settled[reg] === 0) visitor.begins(0, reg)
    settled[reg] = 1
  }
  const settle = (reg: Reg): void => {
    settled[reg] = 1
  }
  for (const instruction of instructions) {
    if (keeps || instruction.kind !== 'keep') forEachRead(instruction, read)
    forEachWrite(instruction, settle)
  }
  forEachTerminatorRead(terminator, read)
}

/** Registers that some block reads from before it. */
interface Crossings {
  readonly regs: readonly Reg[]
  /** By index in `regs`: blocks that read it from before them. */
  readonly readIn: Lists
  readonly writtenIn: Lists
}

function crossings(blocks: readonly MirBlock[], registers: number, keeps: boolean): Crossings {
  const regs: Reg[] = []
  const readIn = emptyLists(0)
  const writtenIn = emptyLists(0)
  /** By register: its index in `regs`, plus 1; 0 for the others. */
  const places = table(registers)
  /** The block in which a register was last written or found to be read from before it, plus 1. */
  const settled = table(registers)
  let block = 0
  const read = (reg: Reg): void => {
    if (settled[reg] === block + 1) return
    settled[reg] = block + 1
    if (places[reg] === 0) places[reg] = regs.push(reg)
    addTo(readIn, (places[reg] ?? 0) - 1, block)
  }
  const settle = (reg: Reg): void => {
    settled[reg] = block + 1
  }
  for (const { instructions, terminator } of blocks) {
    for (const instruction of instructions) {
      if (keeps || instruction.kind !== 'keep') forEachRead(instruction, read)
      forEachWrite(instruction, settle)
    }
    forEachTerminatorRead(terminator, read)
    block++
  }
  if (regs.length === 0) return { regs, readIn, writtenIn }
  const write = (reg: Reg): void => {
    const id = (places[reg] ?? 0) - 1
    if (id >= 0 && newestOf(writtenIn, id) !== block) addTo(writtenIn, id, block)
  }
  block = 0
  for (const { instructions } of blocks) {
    for (const instruction of instructions) forEachWrite(instruction, write)
    block++
  }
  return { regs, readIn, writtenIn }
}

/** The blocks that lead to each block; one that leads there on two ways stands twice. */
function predecessors(blocks: readonly MirBlock[]): Lists {
  const before = emptyLists(blocks.length)
  let block = 0
  for (const { terminator } of blocks) {
    if (terminator.kind === 'jump') addTo(before, terminator.to, block)
    else if (terminator.kind === 'branch') {
      addTo(before, terminator.then, block)
      addTo(before, terminator.otherwise, block)
    }
    block++
  }
  return before
}
