// Which leaves of its frame a function may write: they are flagged at once.
import { MEMORY_LAYOUT } from '../../machine/registers.ts'
import { LEAF_WRITTEN } from '../../merkle/memory-tree.ts'
import { instructionAt } from '../../program/image.ts'
import type { Program } from '../../program/image.ts'
import { FRAME_BYTES, LEAF_BYTES } from '../../spec/constants.ts'
import { writesField } from '../../spec/opcode.ts'
import { OPCODES } from '../../spec/opcodes.ts'
import type { FlowBlock } from '../flow.ts'
import { OP } from '../wasm/opcodes.ts'
import type { FunctionContext } from './context.ts'

/** Flags of all leaves that the function may write, at every entry: then single writes of slots need no flag. */
export function markWrittenLeaves(f: FunctionContext, program: Program, blocks: readonly FlowBlock[]): void {
  const leaves = new Set<number>()
  for (const { start, end } of blocks) {
    for (let word = start; word < end; word++) {
      const { opcode, a } = instructionAt(program, word)
      const use = OPCODES[opcode]?.a
      if (use !== undefined && writesField(use)) leaves.add(a >>> 3)
      if (use === 'frame') leaves.add(a)
    }
  }
  for (let leaf = 0; leaf < FRAME_LEAVES;) {
    const flags = FLAGS_AT_ONCE.find(({ count }) => hasRun(leaves, leaf, count))
    if (flags !== undefined) {
      f.w.get(f.fp)
      f.w.i32(Math.log2(LEAF_BYTES))
      f.w.op(OP.i32ShrU)
      f.w.i64(flags.value)
      f.w.memory(flags.op, MEMORY_LAYOUT.flags + leaf)
    }
    leaf += flags?.count ?? 1
  }
}

const FRAME_LEAVES = FRAME_BYTES / LEAF_BYTES

const FLAG = LEAF_WRITTEN.toString(16).padStart(2, '0')
/** Stores of as many flags as their bytes, the widest first. */
const FLAGS_AT_ONCE = [
  { count: 8, op: OP.i64Store },
  { count: 4, op: OP.i64Store32 },
  { count: 2, op: OP.i64Store16 },
  { count: 1, op: OP.i64Store8 },
].map(({ count, op }) => ({ count, op, value: BigInt(`0x${FLAG.repeat(count)}`) }))

function hasRun(leaves: ReadonlySet<number>, first: number, count: number): boolean {
  for (let leaf = first; leaf < first + count; leaf++) if (!leaves.has(leaf)) return false
  return true
}
