// Loads of storage whose value is still at hand become copies. Knowledge goes along each path through blocks with one way
// in; any call ends it, since the callee may write the same storage, and a store ends what might be the same entry.
import { successors } from '../mir/operands.ts'
import { NO_REG } from '../mir/types.ts'
import type { MirBlock, MirFunction, MirInstruction, Reg } from '../mir/types.ts'
import { Numbering, Values } from './value-numbers.ts'
import type { ValueNumber } from './value-numbers.ts'

const KEY_WORDS = 7
const LEAF_WORDS = 8

/** An entry of storage whose value a leaf of registers holds, as long as its words still have these numbers. */
interface Entry {
  readonly key: readonly ValueNumber[]
  readonly value: readonly ValueNumber[]
  readonly leaf: Reg
}

interface Knowledge {
  readonly values: Values
  readonly entries: readonly Entry[]
}

export function reuseStorageLoads(fn: MirFunction): MirFunction {
  const numbering = new Numbering()
  const single = blocksWithOneWayIn(fn.blocks)
  const blocks = [...fn.blocks]
  const pending: { index: number; knowledge: Knowledge }[] = [
    { index: 0, knowledge: { values: new Values(numbering), entries: [] } },
  ]
  fn.blocks.forEach((_, index) => {
    if (index > 0 && !single.has(index))
      pending.push({ index, knowledge: { values: new Values(numbering), entries: [] } })
  })
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const block = fn.blocks[next.index]
    if (block === undefined) continue
    const { instructions, knowledge } = rewrite(numbering, block.instructions, next.knowledge)
    blocks[next.index] = { ...block, instructions }
    for (const index of new Set(successors(block.terminator)))
      if (single.has(index))
        pending.push({ index, knowledge: { ...knowledge, values: knowledge.values.copy() } })
  }
  return { ...fn, blocks }
}

/** Blocks other than the first that exactly one block leads to. */
function blocksWithOneWayIn(blocks: readonly MirBlock[]): ReadonlySet<number> {
  const ways = new Map<number, number>()
  for (const block of blocks)
    for (const next of new Set(successors(block.terminator))) ways.set(next, (ways.get(next) ?? 0) + 1)
  return new Set([...ways].filter(([index, count]) => index !== 0 && count === 1).map(([index]) => index))
}

function rewrite(
  numbering: Numbering,
  instructions: readonly MirInstruction[],
  before: Knowledge,
): { instructions: MirInstruction[]; knowledge: Knowledge } {
  const { values } = before
  let { entries } = before
  const result = instructions.map((instruction): MirInstruction => {
    if (instruction.kind === 'call') entries = []
    if (instruction.kind !== 'op' || (instruction.op !== 'sload' && instruction.op !== 'sstore')) {
      values.after(instruction)
      return instruction
    }
    const key = values.range(instruction.b, KEY_WORDS)
    if (instruction.op === 'sstore') {
      entries = entries.filter((entry) => entry.key.some((word, i) => numbering.differ(word, key[i] ?? word)))
      entries = [...entries, { key, value: values.range(instruction.a, LEAF_WORDS), leaf: instruction.a }]
      return instruction
    }
    const known = entries.find(
      (entry) => same(entry.key, key) && same(entry.value, values.range(entry.leaf, LEAF_WORDS)),
    )
    if (known === undefined) {
      values.after(instruction)
      entries = [
        ...entries.filter((entry) => !same(entry.key, key)),
        { key, value: values.range(instruction.a, LEAF_WORDS), leaf: instruction.a },
      ]
      return instruction
    }
    const copy: MirInstruction = { ...instruction, op: 'movl', b: known.leaf, c: NO_REG }
    values.after(copy)
    return copy
  })
  return { instructions: result, knowledge: { values, entries } }
}

function same(x: readonly ValueNumber[], y: readonly ValueNumber[]): boolean {
  return x.every((number, i) => number === y[i])
}
