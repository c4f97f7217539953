// Which registers are live at the borders of each block: backward data flow over sets of bits.
import { forEachRead, forEachTerminatorRead, forEachWrite, successors } from './operands.ts'
import type { MirFunction, Reg } from './types.ts'

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
  const liveIn = fn.blocks.map(() => RegSet.empty(fn.registers))
  const liveOut = fn.blocks.map(() => RegSet.empty(fn.registers))
  let changed = true
  while (changed) {
    changed = false
    for (let index = fn.blocks.length - 1; index >= 0; index--) {
      const block = fn.blocks[index]
      const out = liveOut[index]
      const into = liveIn[index]
      if (block === undefined || out === undefined || into === undefined) continue
      for (const next of successors(block.terminator)) {
        const nextIn = liveIn[next]
        if (nextIn !== undefined) out.addAll(nextIn)
      }
      const live = out.copy()
      forEachTerminatorRead(block.terminator, (reg) => live.add(reg))
      for (let i = block.instructions.length - 1; i >= 0; i--) {
        const instruction = block.instructions[i]
        if (instruction === undefined || (instruction.kind === 'keep' && !keeps)) continue
        forEachWrite(instruction, (reg) => live.delete(reg))
        forEachRead(instruction, (reg) => live.add(reg))
      }
      if (into.addAll(live)) changed = true
    }
  }
  return { liveIn, liveOut }
}
