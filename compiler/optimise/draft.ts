// A function under optimisation. Passes edit the lists of instructions in place, which spares making the function anew in each
// of them; instructions themselves never change. What several passes want to know is worked out once, until code changes; it
// lies in tables that the next draft uses again, so that one is open at a time.
import { dominators } from '../mir/dominators.ts'
import type { Dominators } from '../mir/dominators.ts'
import { calleesIn } from '../mir/calls.ts'
import { LEAF } from '../mir/operands.ts'
import { scanOperands } from '../mir/scan.ts'
import { Scratch } from '../mir/table.ts'
import type { MirFunction, MirInstruction, Reg, Terminator } from '../mir/types.ts'

export interface DraftBlock {
  instructions: MirInstruction[]
  terminator: Terminator
}

/** Counts of writes and reads of each register, and which registers are words of leaves. */
export interface Uses {
  readonly registers: number
  /** Writes by register; being a parameter counts as one. */
  readonly writes: Int32Array
  /** As they were when they were counted. */
  readonly reads: Int32Array
  /** 1 for words of leaves. */
  readonly inLeaf: Int32Array
}

export interface Draft {
  /** The function as it was; its blocks are out of date. */
  readonly fn: MirFunction
  blocks: DraftBlock[]
  /** Undefined where writes have changed since. */
  uses: Uses | undefined
  /** Undefined where the flow between blocks has changed since. */
  tree: Dominators | undefined
}

const writeRoom = new Scratch()
const readRoom = new Scratch()
const leafRoom = new Scratch()

export function openDraft(fn: MirFunction): Draft {
  const blocks = fn.blocks.map(({ instructions, terminator }) => ({
    instructions: instructions.slice(),
    terminator,
  }))
  return { fn, blocks, uses: undefined, tree: undefined }
}

export function closeDraft({ fn, blocks }: Draft): MirFunction {
  return { ...fn, blocks, calls: fn.calls.length === 0 ? fn.calls : calleesIn(blocks) }
}

/** Counts of uses, of which writes are as the code is now. */
export function usesOf(draft: Draft): Uses {
  draft.uses ??= countUses(draft)
  return draft.uses
}

/** The dominator tree of the flow as it is now. */
export function treeOf(draft: Draft): Dominators {
  draft.tree ??= dominators(draft.blocks)
  return draft.tree
}

/** Counts of uses as the code is now. */
export function countUses({ fn, blocks }: Draft): Uses {
  const { registers } = fn
  const writes = writeRoom.table(registers)
  const reads = readRoom.table(registers)
  const inLeaf = leafRoom.table(registers)
  for (const { first, leaves } of fn.groups)
    for (let reg = first; reg < first + LEAF * leaves; reg++) inLeaf[reg] = 1
  for (const reg of fn.params) writes[reg] = 1
  const scan = scanOperands(blocks)
  const end = scan.firsts[blocks.length] ?? 0
  for (let n = 0; n < end; n++) {
    const written = scan.writes[n] ?? 0
    countRuns(scan.runs, scan.reads[n] ?? 0, written, reads)
    countRuns(scan.runs, written, scan.reads[n + 1] ?? 0, writes)
  }
  return { registers, writes, reads, inLeaf }
}

function countRuns(runs: readonly number[], from: number, to: number, counts: Int32Array): void {
  for (let at = from; at < to; at += 2)
    for (let reg = runs[at] ?? 0; reg < (runs[at + 1] ?? 0); reg++) counts[reg] = (counts[reg] ?? 0) + 1
}

/** Whether the register holds one value wherever it is read: a word of its own, written once. */
export function isSingle({ writes, inLeaf }: Uses, reg: Reg): boolean {
  return writes[reg] === 1 && inLeaf[reg] === 0
}
