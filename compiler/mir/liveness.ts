// Which registers are live at the borders of each block. Most registers are written and read within one block; each of the others
// is followed from the blocks that read it back to those that write it, so that the work is as large as the answer.
import { forEachRead, forEachTerminatorRead, forEachWrite, successors } from './operands.ts'
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
  const crossing = crossings(blocks, registers, keeps)
  if (crossing.length === 0) return NOWHERE
  const before = predecessors(blocks)
  const into: Reg[][] = blocks.map(() => [])
  const out: Reg[][] = blocks.map(() => [])
  /** By block, for which crossing this was last said of it: live where it begins, live where it ends, written in it. */
  const [begins, ends, writes] = [
    table(blocks.length, -1),
    table(blocks.length, -1),
    table(blocks.length, -1),
  ]
  crossing.forEach(({ reg, readIn, writtenIn }, id) => {
    for (const block of writtenIn) writes[block] = id
    const pending = [...readIn]
    for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
      if (begins[block] === id) continue
      begins[block] = id
      into[block]?.push(reg)
      for (const from of before[block] ?? []) {
        if (ends[from] === id) continue
        ends[from] = id
        out[from]?.push(reg)
        if (writes[from] !== id) pending.push(from)
      }
    }
  })
  const visitor =
    (lists: readonly (readonly Reg[])[]) =>
    (block: number, visit: (reg: Reg) => void): void => {
      for (const reg of lists[block] ?? []) visit(reg)
    }
  return { forEachIn: visitor(into), forEachOut: visitor(out) }
}

/** A register that some block reads from before it. */
interface Crossing {
  readonly reg: Reg
  /** Blocks that read it from before them. */
  readonly readIn: number[]
  readonly writtenIn: number[]
}

function crossings(blocks: readonly MirBlock[], registers: number, keeps: boolean): readonly Crossing[] {
  const found: Crossing[] = []
  const byRegister: (Crossing | undefined)[] = []
  /** The block in which a register was last written or found to be read from before it, plus 1. */
  const settled = table(registers)
  let block = 0
  const read = (reg: Reg): void => {
    if (settled[reg] === block + 1) return
    settled[reg] = block + 1
    let crossing = byRegister[reg]
    if (crossing === undefined) {
      crossing = { reg, readIn: [], writtenIn: [] }
      byRegister[reg] = crossing
      found.push(crossing)
    }
    crossing.readIn.push(block)
  }
  const settle = (reg: Reg): void => {
    settled[reg] = block + 1
  }
  for (; block < blocks.length; block++) {
    const { instructions, terminator } = blocks[block] ?? NO_BLOCK
    for (const instruction of instructions) {
      if (keeps || instruction.kind !== 'keep') forEachRead(instruction, read)
      forEachWrite(instruction, settle)
    }
    forEachTerminatorRead(terminator, read)
  }
  if (found.length === 0) return found
  const write = (reg: Reg): void => {
    const writtenIn = byRegister[reg]?.writtenIn
    if (writtenIn !== undefined && writtenIn.at(-1) !== block) writtenIn.push(block)
  }
  for (block = 0; block < blocks.length; block++)
    for (const instruction of (blocks[block] ?? NO_BLOCK).instructions) forEachWrite(instruction, write)
  return found
}

const NO_BLOCK: MirBlock = { instructions: [], terminator: { kind: 'return', values: [], origin: 0 } }

/** The blocks that lead to each block; one that leads there on two ways stands twice. */
function predecessors(blocks: readonly MirBlock[]): readonly (readonly number[])[] {
  const before: number[][] = blocks.map(() => [])
  blocks.forEach(({ terminator }, block) => {
    for (const next of successors(terminator)) before[next]?.push(block)
  })
  return before
}
