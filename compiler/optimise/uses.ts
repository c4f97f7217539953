// Counts of writes and reads of each register, and which registers are words of leaves.
import { forEachRead, forEachTerminatorRead, forEachWrite } from '../mir/operands.ts'
import type { MirFunction, MirInstruction, Reg } from '../mir/types.ts'

export interface Uses {
  /** Writes by register; being a parameter counts as one. */
  readonly writes: Int32Array
  readonly reads: Int32Array
  readonly inLeaf: Uint8Array
}

export function usesOf(fn: MirFunction): Uses {
  const writes = new Int32Array(fn.registers)
  const reads = new Int32Array(fn.registers)
  const inLeaf = new Uint8Array(fn.registers)
  const count = (array: Int32Array) => (reg: Reg) => {
    array[reg] = (array[reg] ?? 0) + 1
  }
  fn.params.forEach(count(writes))
  for (const [reg, leaves] of fn.groups) inLeaf.fill(1, reg, reg + 8 * leaves)
  for (const block of fn.blocks) {
    for (const instruction of block.instructions) {
      forEachWrite(instruction, count(writes))
      forEachRead(instruction, count(reads))
    }
    forEachTerminatorRead(block.terminator, count(reads))
  }
  return { writes, reads, inLeaf }
}

/** Whether the register holds one value wherever it is read: a word of its own, written once. */
export function isSingle(uses: Uses, reg: Reg): boolean {
  return uses.writes[reg] === 1 && uses.inLeaf[reg] === 0
}

/** Whether the instruction reads or writes the register. */
export function mentions(instruction: MirInstruction, reg: Reg): boolean {
  let found = false
  const look = (other: Reg): void => {
    if (other === reg) found = true
  }
  forEachRead(instruction, look)
  forEachWrite(instruction, look)
  return found
}
