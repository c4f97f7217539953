// Which registers are live at the borders of each block: backward data flow over sets of bits.
import { forEachRead, forEachTerminatorRead, forEachWrite, successors } from './operands.ts'
import type { MirBlock, MirFunction, Reg } from './types.ts'

/** A set of registers. */
export class RegSet {
  readonly words: Uint32Array

  private constructor(words: Uint32Array) {
    this.words = words
  }

  /** The empty set, for registers below `size`. */
  static empty(size: number): RegSet {
    return new RegSet(new Uint32Array((size + 31) >>> 5))
  }

  has(reg: Reg): boolean {
    return (((this.words[reg >>> 5] ?? 0) >>> (reg & 31)) & 1) === 1
  }

  add(reg: Reg): void {
    this.words[reg >>> 5] = (this.words[reg >>> 5] ?? 0) | (1 << (reg & 31))
  }

  delete(reg: Reg): void {
    this.words[reg >>> 5] = (this.words[reg >>> 5] ?? 0) & ~(1 << (reg & 31))
  }

  /** Adds all of another set; says whether anything was new. */
  addAll(other: RegSet): boolean {
    let changed = false
    for (let i = 0; i < this.words.length; i++) {
      const before = this.words[i] ?? 0
      const after = (before | (other.words[i] ?? 0)) >>> 0
      if (after !== before) {
        this.words[i] = after
        changed = true
      }
    }
    return changed
  }

  /** Adds what is in another set and not in a third; says whether anything was new. */
  addAllBut(other: RegSet, without: RegSet): boolean {
    let changed = false
    for (let i = 0; i < this.words.length; i++) {
      const before = this.words[i] ?? 0
      const after = (before | ((other.words[i] ?? 0) & ~(without.words[i] ?? 0))) >>> 0
      if (after !== before) {
        this.words[i] = after
        changed = true
      }
    }
    return changed
  }

  copy(): RegSet {
    return new RegSet(this.words.slice())
  }

  forEach(visit: (reg: Reg) => void): void {
    for (let i = 0; i < this.words.length; i++) {
      let word = this.words[i] ?? 0
      while (word !== 0) {
        const bit = 31 - Math.clz32(word & -word)
        visit(i * 32 + bit)
        word &= word - 1
      }
    }
  }
}

export interface Liveness {
  /** Registers that are live where the block begins, by block. */
  readonly liveIn: readonly RegSet[]
  /** Registers that are live where the block ends. */
  readonly liveOut: readonly RegSet[]
}

/** Works out liveness. `keeps` says whether `keep` marks count as reads. */
export function liveness(fn: MirFunction, keeps: boolean): Liveness {
  const liveIn = fn.blocks.map((block) => readBeforeWritten(fn, block, keeps))
  const liveOut = fn.blocks.map(() => RegSet.empty(fn.registers))
  const written = fn.blocks.map((block) => writtenIn(fn, block))
  let changed = true
  while (changed) {
    changed = false
    for (let index = fn.blocks.length - 1; index >= 0; index--) {
      const block = fn.blocks[index]
      const out = liveOut[index]
      const into = liveIn[index]
      const killed = written[index]
      if (block === undefined || out === undefined || into === undefined || killed === undefined) continue
      let grown = false
      for (const next of successors(block.terminator)) {
        const nextIn = liveIn[next]
        if (nextIn !== undefined && out.addAll(nextIn)) grown = true
      }
      if (grown && into.addAllBut(out, killed)) changed = true
    }
  }
  return { liveIn, liveOut }
}

/** What the block reads from before it. */
function readBeforeWritten(fn: MirFunction, { instructions, terminator }: MirBlock, keeps: boolean): RegSet {
  const live = RegSet.empty(fn.registers)
  const read = (reg: Reg): void => live.add(reg)
  const write = (reg: Reg): void => live.delete(reg)
  forEachTerminatorRead(terminator, read)
  for (let i = instructions.length - 1; i >= 0; i--) {
    const instruction = instructions[i]
    if (instruction === undefined || (instruction.kind === 'keep' && !keeps)) continue
    forEachWrite(instruction, write)
    forEachRead(instruction, read)
  }
  return live
}

function writtenIn(fn: MirFunction, { instructions }: MirBlock): RegSet {
  const written = RegSet.empty(fn.registers)
  const write = (reg: Reg): void => written.add(reg)
  for (const instruction of instructions) forEachWrite(instruction, write)
  return written
}
