// Which registers are live at the borders of each block. Most registers are written and read within one block; each of the others
// is followed from the blocks that read it back to those that write it, so that the work is as large as the answer.
import { addTo, emptyLists, forEachOf, newestOf } from './lists.ts'
import type { Lists } from './lists.ts'
import { forEachRead, forEachTerminatorRead, forEachWrite } from './operands.ts'
import { table } from './table.ts'
import type { MirBlock, Reg } from './types.ts'

export interface Liveness {
  /** Visits the registers that are live where the block begins. */
  forEachIn(block: number, visit: (reg: Reg) => void): void
  /** Visits the registers that are live where the block ends, behind its terminator. */
  forEachOut(block: number, visit: (reg: Reg) => void): void
}

const NOWHERE: Liveness = { forEachIn: () => undefined, forEachOut: () => undefined }

/** Works out liveness. `keeps` says whether `keep` marks count as reads. */
export function liveness(blocks: readonly MirBlock[], registers: number, keeps: boolean): Liveness {
  const [only] = blocks
  if (only !== undefined && blocks.length === 1) return livenessAlone(only, registers, keeps)
  const { regs, readIn, writtenIn } = crossings(blocks, registers, keeps)
  if (regs.length === 0) return NOWHERE
  const before = predecessors(blocks)
  const into = emptyLists(blocks.length)
  const out = emptyLists(blocks.length)
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
    addTo(out, from, reg)
    if (writes[from] !== id) pending.push(from)
  }
  for (; id < regs.length; id++) {
    reg = regs[id] ?? 0
    forEachOf(writtenIn, id, isWritten)
    forEachOf(readIn, id, isRead)
    for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
      if (begins[block] === id) continue
      begins[block] = id
      addTo(into, block, reg)
      forEachOf(before, block, leadsOn)
    }
  }
  return {
    forEachIn: (block, visit) => forEachOf(into, block, visit),
    forEachOut: (block, visit) => forEachOf(out, block, visit),
  }
}

/** Of a function that is one block: what it reads before it writes it, its parameters, is live where it begins. */
function livenessAlone({ instructions, terminator }: MirBlock, registers: number, keeps: boolean): Liveness {
  const regs: Reg[] = []
  const settled = table(registers)
  const read = (reg: Reg): void => {
    if (settled[reg] === 0) regs.push(reg)
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
  return { forEachIn: (_block, visit) => regs.forEach((reg) => visit(reg)), forEachOut: () => undefined }
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
