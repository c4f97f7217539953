// Which registers are live at the borders of each block: backward data flow. Most registers are written and read within one
// block, so the sets hold only those that some block reads from before it.
import { forEachRead, forEachTerminatorRead, forEachWrite, successors } from './operands.ts'
import { table } from './table.ts'
import type { MirBlock, Reg } from './types.ts'

export interface Liveness {
  /** Visits the registers that are live where the block begins. */
  forEachIn(block: number, visit: (reg: Reg) => void): void
  /** Visits the registers that are live where the block ends, behind its terminator. */
  forEachOut(block: number, visit: (reg: Reg) => void): void
}

/** As many as V8 keeps in a small integer. */
const BITS = 30

const NOWHERE: Liveness = { forEachIn: () => undefined, forEachOut: () => undefined }

/** Works out liveness. `keeps` says whether `keep` marks count as reads. */
export function liveness(blocks: readonly MirBlock[], registers: number, keeps: boolean): Liveness {
  const { crossing, exposed } = exposures(blocks, registers, keeps)
  if (crossing.length === 0) return NOWHERE
  const words = Math.ceil(crossing.length / BITS)
  const into = table(blocks.length * words)
  const out = table(blocks.length * words)
  for (let i = 0; i < exposed.length; i += 2) addBit(into, (exposed[i] ?? 0) * words, exposed[i + 1] ?? 0)
  flow(blocks, words, into, out, killed(blocks, registers, words, crossing))
  const visitor =
    (sets: readonly number[]) =>
    (block: number, visit: (reg: Reg) => void): void => {
      for (let word = 0; word < words; word++) {
        for (let bits = sets[block * words + word] ?? 0; bits !== 0; bits &= bits - 1)
          visit(crossing[word * BITS + 31 - Math.clz32(bits & -bits)] ?? 0)
      }
    }
  return { forEachIn: visitor(into), forEachOut: visitor(out) }
}

function addBit(sets: number[], base: number, bit: number): void {
  const word = base + Math.floor(bit / BITS)
  sets[word] = (sets[word] ?? 0) | (1 << (bit % BITS))
}

interface Exposures {
  /** Registers that any block reads from before it. */
  readonly crossing: readonly Reg[]
  /** Pairs of a block and the index in `crossing` of a register that it reads from before it. */
  readonly exposed: readonly number[]
}

function exposures(blocks: readonly MirBlock[], registers: number, keeps: boolean): Exposures {
  const crossing: Reg[] = []
  const exposed: number[] = []
  const ids = table(registers, -1)
  /** The block in which a register was last written or found to be exposed, plus 1. */
  const settled = table(registers)
  let block = 0
  const read = (reg: Reg): void => {
    if (settled[reg] === block + 1) return
    settled[reg] = block + 1
    let id = ids[reg] ?? -1
    if (id < 0) {
      id = crossing.length
      ids[reg] = id
      crossing.push(reg)
    }
    exposed.push(block, id)
  }
  const write = (reg: Reg): void => {
    settled[reg] = block + 1
  }
  for (; block < blocks.length; block++) {
    const { instructions, terminator } = blocks[block] ?? NO_BLOCK
    for (const instruction of instructions) {
      if (keeps || instruction.kind !== 'keep') forEachRead(instruction, read)
      forEachWrite(instruction, write)
    }
    forEachTerminatorRead(terminator, read)
  }
  return { crossing, exposed }
}

const NO_BLOCK: MirBlock = { instructions: [], terminator: { kind: 'return', values: [], origin: 0 } }

/** Registers that cross borders and that a block writes, as sets by block. */
function killed(
  blocks: readonly MirBlock[],
  registers: number,
  words: number,
  crossing: readonly Reg[],
): number[] {
  const sets = table(blocks.length * words)
  const ids = table(registers, -1)
  for (const [id, reg] of crossing.entries()) ids[reg] = id
  let base = 0
  const write = (reg: Reg): void => {
    const id = ids[reg] ?? -1
    if (id >= 0) addBit(sets, base, id)
  }
  for (const { instructions } of blocks) {
    for (const instruction of instructions) forEachWrite(instruction, write)
    base += words
  }
  return sets
}

function flow(
  blocks: readonly MirBlock[],
  words: number,
  into: number[],
  out: number[],
  without: readonly number[],
): void {
  for (let changed = true; changed;) {
    changed = false
    for (let block = blocks.length - 1; block >= 0; block--) {
      const base = block * words
      for (const next of successors((blocks[block] ?? NO_BLOCK).terminator)) {
        for (let word = 0; word < words; word++) {
          const bits = into[next * words + word] ?? 0
          if ((bits & ~(out[base + word] ?? 0)) === 0) continue
          out[base + word] = (out[base + word] ?? 0) | bits
          into[base + word] = (into[base + word] ?? 0) | (bits & ~(without[base + word] ?? 0))
          changed = true
        }
      }
    }
  }
}
