// Which registers are live at the borders of each block. Most registers are written and read within one block; each of the others
// is followed from the blocks that read it back to those that write it. What is found is told and not kept: where hundreds of values
// live through thousands of blocks, sets of them would be millions of entries, and nobody needs more than a few of each register.
import { Lists } from './lists.ts'
import { KEEP, type Scan } from './scan.ts'
import { Scratch } from './table.ts'
import type { MirBlock, Reg } from './types.ts'

export interface LivenessVisitor {
  /** The register is live where the block begins. Each pair is told once. */
  begins(block: number, reg: Reg): void
  /** The register is live where the block ends, behind its terminator; `written` says whether the block writes it. */
  ends(block: number, reg: Reg, written: boolean): void
}

/** By block: those that lead there; one that does on two ways stands twice. */
const before = new Lists()
/** By register: blocks that read it from before them. */
const readIn = new Lists()
/** By register: the blocks that write it, but for the last. */
const writtenBefore = new Lists()
/** By register: the last block that writes it, plus 1. */
const lastWriters = new Scratch()
/** By register: the last block that was found to read it from before the block, plus 1. */
const lastReaders = new Scratch()
const beginRoom = new Scratch()
const endRoom = new Scratch()
const writeRoom = new Scratch()

/** Works out liveness in blocks that were scanned. `keeps` says whether `keep` marks count as reads. */
export function visitLiveness(
  blocks: readonly MirBlock[],
  scan: Scan,
  registers: number,
  keeps: boolean,
  visitor: LivenessVisitor,
): void {
  const writers = lastWriters.table(registers)
  const crossing = findCrossing(blocks.length, scan, registers, keeps, writers)
  if (crossing.length === 0) return
  listBefore(blocks)
  /** By block, for which register this was last said of it: live where it begins, live where it ends, written in it. */
  const begins = beginRoom.table(blocks.length, -1)
  const ends = endRoom.table(blocks.length, -1)
  const writes = writeRoom.table(blocks.length, -1)
  const pending: number[] = []
  for (let id = 0; id < crossing.length; id++) {
    const reg = crossing[id] ?? 0
    const writer = writers[reg] ?? 0
    if (writer > 0) writes[writer - 1] = id
    for (let at = writtenBefore.newest(reg); at >= 0; at = writtenBefore.older(at))
      writes[writtenBefore.valueAt(at)] = id
    for (let at = readIn.newest(reg); at >= 0; at = readIn.older(at)) pending.push(readIn.valueAt(at))
    for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
      if (begins[block] === id) continue
      begins[block] = id
      visitor.begins(block, reg)
      for (let at = before.newest(block); at >= 0; at = before.older(at)) {
        const from = before.valueAt(at)
        if (ends[from] === id) continue
        ends[from] = id
        const written = writes[from] === id
        visitor.ends(from, reg, written)
        if (!written) pending.push(from)
      }
    }
  }
}

/** Registers that some block reads from before it. Lists the blocks that read and write them so. */
function findCrossing(
  blocks: number,
  { firsts, reads, writes, runs, sorts }: Scan,
  registers: number,
  keeps: boolean,
  writers: Int32Array,
): readonly Reg[] {
  const crossing: Reg[] = []
  const readers = lastReaders.table(registers)
  readIn.clear(registers)
  writtenBefore.clear(registers)
  for (let block = 0; block < blocks; block++) {
    const end = firsts[block + 1] ?? 0
    for (let n = firsts[block] ?? 0; n < end; n++) {
      const written = writes[n] ?? 0
      if (keeps || sorts[n] !== KEEP)
        for (let at = reads[n] ?? 0; at < written; at += 2)
          for (let reg = runs[at] ?? 0; reg < (runs[at + 1] ?? 0); reg++) {
            if (writers[reg] === block + 1 || readers[reg] === block + 1) continue
            readers[reg] = block + 1
            if (readIn.newest(reg) < 0) crossing.push(reg)
            readIn.add(reg, block)
          }
      for (let at = written; at < (reads[n + 1] ?? 0); at += 2)
        for (let reg = runs[at] ?? 0; reg < (runs[at + 1] ?? 0); reg++) {
          const writer = writers[reg] ?? 0
          if (writer === block + 1) continue
          if (writer > 0) writtenBefore.add(reg, writer - 1)
          writers[reg] = block + 1
        }
    }
  }
  return crossing
}

function listBefore(blocks: readonly MirBlock[]): void {
  before.clear(blocks.length)
  let block = 0
  for (const { terminator } of blocks) {
    if (terminator.kind === 'jump') before.add(terminator.to, block)
    else if (terminator.kind === 'branch') {
      before.add(terminator.then, block)
      before.add(terminator.otherwise, block)
    }
    block++
  }
}
