// A function under optimisation. Passes edit the lists of instructions in place, which spares making the function anew in each
// of them; instructions themselves never change. What several passes want to know is worked out once, until code changes.
import { dominators } from '../mir/dominators.ts'
import type { Dominators } from '../mir/dominators.ts'
import { forEachRead, forEachTerminatorRead, forEachWrite } from '../mir/operands.ts'
import { table } from '../mir/table.ts'
import type { MirFunction, MirInstruction, Reg, Terminator } from '../mir/types.ts'

export interface DraftBlock {
  instructions: MirInstruction[]
  terminator: Terminator
}

/** Counts of writes and reads of each register, and which registers are words of leaves. */
export interface Uses {
  /** Writes by register; being a parameter counts as one. */
  readonly writes: number[]
  readonly reads: number[]
  /** 1 for words of leaves. */
  readonly inLeaf: readonly number[]
}

export interface Draft {
  /** The function as it was; its blocks are out of date. */
  readonly fn: MirFunction
  blocks: DraftBlock[]
  /** 1 for words of leaves. */
  readonly inLeaf: readonly number[]
  /** Undefined where code has changed since. */
  uses: Uses | undefined
  /** Undefined where the flow between blocks has changed since. */
  tree: Dominators | undefined
}

export function openDraft(fn: MirFunction): Draft {
  const blocks = fn.blocks.map(({ instructions, terminator }) => ({
    instructions: [...instructions],
    terminator,
  }))
  const inLeaf = table(fn.registers)
  for (const [reg, leaves] of fn.groups) inLeaf.fill(1, reg, reg + 8 * leaves)
  return { fn, blocks, inLeaf, uses: undefined, tree: undefined }
}

export function closeDraft({ fn, blocks }: Draft): MirFunction {
  return { ...fn, blocks }
}

/** Counts of uses as the code is now. */
export function usesOf(draft: Draft): Uses {
  draft.uses ??= countUses(draft)
  return draft.uses
}

/** The dominator tree of the flow as it is now. */
export function treeOf(draft: Draft): Dominators {
  draft.tree ??= dominators(draft.blocks)
  return draft.tree
}

function countUses({ fn, blocks, inLeaf }: Draft): Uses {
  const writes = table(fn.registers)
  const reads = table(fn.registers)
  const countWrite = (reg: Reg): void => {
    writes[reg] = (writes[reg] ?? 0) + 1
  }
  const countRead = (reg: Reg): void => {
    reads[reg] = (reads[reg] ?? 0) + 1
  }
  for (const reg of fn.params) countWrite(reg)
  for (const { instructions, terminator } of blocks) {
    for (const instruction of instructions) {
      forEachWrite(instruction, countWrite)
      forEachRead(instruction, countRead)
    }
    forEachTerminatorRead(terminator, countRead)
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
