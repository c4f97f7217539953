// Where the locals of slots are valid, and where they may be newer than memory: forward data flow over the blocks of one function.
import type { Program } from '../program/image.ts'
import { instructionAt } from '../program/image.ts'
import { OPCODES } from '../spec/opcodes.ts'
import type { FlowBlock } from './flow.ts'
import type { FunctionPlan } from './interface.ts'
import { effectsAt, setOf, slotBit } from './slots.ts'
import type { SlotSet } from './slots.ts'

export interface Dataflow {
  /** Slots whose locals are valid at the start of each block; for loop heads inside of the loop. */
  readonly atStart: readonly SlotSet[]
  /** Valid just before a loop is entered, for loop heads. */
  readonly beforeLoop: readonly SlotSet[]
  /** What is loaded before a loop is entered, so that rounds needn't and may leave writing back for later; for loop heads. */
  readonly preloads: readonly SlotSet[]
  /** Slots whose locals may be newer than memory, at the start of each block: a part of `atStart`. */
  readonly newer: readonly SlotSet[]
}

interface Transfer {
  readonly gained: SlotSet
  readonly lost: SlotSet
  /** Locals written and not written back. */
  readonly written: SlotSet
  readonly writtenBack: SlotSet
  /** Read or written. */
  readonly touched: SlotSet
}

const UNCHANGED: Transfer = { gained: 0n, lost: 0n, written: 0n, writtenBack: 0n, touched: 0n }

/** `resultsOf`: slots of its frame that the function at a word hands out. */
export function dataflowOf(
  program: Program,
  { blocks, cached, parameters }: FunctionPlan,
  resultsOf: (start: number) => readonly number[],
): Dataflow {
  const transfers = blocks.map((block) => transferOf(program, block, cached, resultsOf))
  const preloads = preloadsOf(blocks, transfers)
  const dominator = new Map(blocks.flatMap(({ children }, i) => children.map((child) => [child, i] as const)))
  const atStart = blocks.map(() => cached)
  const beforeLoop = blocks.map(() => cached)
  const validAfter = (block: number): SlotSet => {
    const { gained, lost } = transfers[block] ?? UNCHANGED
    return ((atStart[block] ?? 0n) & ~lost) | gained
  }
  untilStable(blocks, (block, i) => {
    let before = i === 0 ? setOf(parameters) : cached
    let back = cached
    for (const from of block.predecessors) {
      if (from < i) before &= validAfter(from)
      else back &= validAfter(from)
    }
    const parent = dominator.get(i)
    // A resumed run comes here from the start of the block above.
    if (parent !== undefined && (block.entry > 0 || block.routes.size > 0)) before &= atStart[parent] ?? 0n
    const start = block.isLoopHead ? (before | (preloads[i] ?? 0n)) & back : before
    if (start === atStart[i] && before === beforeLoop[i]) return false
    atStart[i] = start
    beforeLoop[i] = before
    return true
  })
  const newer = blocks.map(() => 0n)
  untilStable(blocks, (block, i) => {
    let start = i === 0 ? setOf(parameters) : 0n
    for (const from of block.predecessors) {
      const { written, writtenBack } = transfers[from] ?? UNCHANGED
      start |= ((newer[from] ?? 0n) & ~writtenBack) | written
    }
    start &= atStart[i] ?? 0n
    if (start === newer[i]) return false
    newer[i] = start
    return true
  })
  return { atStart, beforeLoop, preloads, newer }
}

function untilStable(
  blocks: readonly FlowBlock[],
  changes: (block: FlowBlock, number: number) => boolean,
): void {
  for (let again = true; again;) {
    again = false
    blocks.forEach((block, i) => {
      if (changes(block, i)) again = true
    })
  }
}

/** What any block of a loop reads or writes. */
function preloadsOf(blocks: readonly FlowBlock[], transfers: readonly Transfer[]): SlotSet[] {
  const preloads = blocks.map(() => 0n)
  blocks.forEach((block, i) => {
    const { touched } = transfers[i] ?? UNCHANGED
    for (let head = block.loop; head >= 0; head = blocks[head]?.outerLoop ?? -1) {
      preloads[head] = (preloads[head] ?? 0n) | touched
    }
  })
  return preloads
}

function transferOf(
  program: Program,
  { start, end }: FlowBlock,
  cached: SlotSet,
  resultsOf: (start: number) => readonly number[],
): Transfer {
  let [gained, lost, written, writtenBack, touched] = [0n, 0n, 0n, 0n, 0n]
  for (let word = start; word < end; word++) {
    const effects = effectsAt(program, word)
    const reads = setOf(effects.reads)
    const write = effects.write === undefined ? 0n : slotBit(effects.write)
    const results = resultsOfCall(program, word, resultsOf)
    const back = effects.memoryReads | effects.lost
    gained = ((gained | reads | write) & ~effects.lost) | results
    lost |= effects.lost
    written = ((written & ~back) | write | results) & cached
    writtenBack |= back
    touched |= reads | write
  }
  return { gained: gained & cached, lost, written, writtenBack, touched: touched & cached }
}

function resultsOfCall(
  program: Program,
  word: number,
  resultsOf: (start: number) => readonly number[],
): SlotSet {
  const { opcode, a, immediate } = instructionAt(program, word)
  if (OPCODES[opcode]?.flow !== 'call') return 0n
  return setOf(resultsOf(immediate)) << BigInt(8 * a)
}
