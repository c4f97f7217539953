// What instructions do to slots of the frame, and which slots a function keeps in locals. A local is valid where it equals the slot in
// memory on every path: writes go to both at once, so that memory is exact at every exit.
import type { Program } from '../program/image.ts'
import { instructionAt } from '../program/image.ts'
import { immediateSource, spanOf, writesField } from '../spec/opcode.ts'
import { OPCODES } from '../spec/opcodes.ts'
import { FRAME_SLOTS } from '../spec/constants.ts'
import type { FlowBlock } from './flow.ts'
import { MAX_CACHED_SLOTS } from './layout.ts'

/** Sets of slots are bit masks: bit n is slot n. */
export type SlotSet = bigint

export interface SlotEffects {
  readonly reads: readonly number[]
  readonly write: number | undefined
  /** Slots that change in memory only. */
  readonly lost: SlotSet
}

export function effectsAt(program: Program, word: number): SlotEffects {
  const { opcode, a, b, c, immediate } = instructionAt(program, word)
  const row = OPCODES[opcode]
  if (row === undefined) return { reads: [], write: undefined, lost: 0n }
  const reads: number[] = []
  for (const [use, slot] of [
    [row.a, a],
    [row.b, b],
    [row.c, c],
  ] as const) {
    if (use === 'read') reads.push(slot)
  }
  const source = immediateSource(row.imm, immediate)
  if (source.slots === 1) reads.push(source.first)
  let lost = 0n
  if (row.a !== 'write' && writesField(row.a)) lost = slotGroup(a, spanOf(row.a, row.imm, immediate))
  if (row.flow === 'call') lost = slotsFrom(8 * a)
  return { reads, write: row.a === 'write' ? a : undefined, lost }
}

function slotGroup(first: number, slots: number): SlotSet {
  return ((1n << BigInt(slots)) - 1n) << BigInt(first)
}

/** Everything that a callee whose frame begins at this slot may write. */
export function slotsFrom(first: number): SlotSet {
  return (1n << BigInt(FRAME_SLOTS)) - (1n << BigInt(first))
}

/** The slots worth a local: those used most, where a loop counts as eight rounds. */
export function cachedSlots(program: Program, blocks: readonly FlowBlock[]): SlotSet {
  const weights = new Float64Array(FRAME_SLOTS)
  for (const { start, end, loopDepth } of blocks) {
    const weight = 8 ** Math.min(loopDepth, 8)
    for (let word = start; word < end; word++) {
      const { reads, write } = effectsAt(program, word)
      for (const slot of reads) weights[slot] = (weights[slot] ?? 0) + weight
      if (write !== undefined) weights[write] = (weights[write] ?? 0) + weight
    }
  }
  const used = [...weights.keys()].filter((slot) => (weights[slot] ?? 0) > 0)
  used.sort((x, y) => (weights[y] ?? 0) - (weights[x] ?? 0) || x - y)
  return used.slice(0, MAX_CACHED_SLOTS).reduce((set, slot) => set | (1n << BigInt(slot)), 0n)
}

export interface Availability {
  /** Slots whose locals are valid at the start of each block; for loop heads inside of the loop. */
  readonly atStart: readonly SlotSet[]
  /** Valid just before a loop is entered, for loop heads. */
  readonly beforeLoop: readonly SlotSet[]
  /** What is loaded before a loop is entered, so that rounds needn't; for loop heads. */
  readonly preloads: readonly SlotSet[]
}

interface Transfer {
  readonly gained: SlotSet
  readonly lost: SlotSet
  readonly reads: SlotSet
}

/** Forward data flow to the largest solution. `cached` are the slots that have locals. */
export function availabilityOf(
  program: Program,
  blocks: readonly FlowBlock[],
  cached: SlotSet,
): Availability {
  const transfers = blocks.map((block) => transferOf(program, block, cached))
  const preloads = blocks.map(() => 0n)
  blocks.forEach((_, i) => {
    const reads = transfers[i]?.reads ?? 0n
    for (let head = blocks[i]?.loop ?? -1; head >= 0; head = blocks[head]?.outerLoop ?? -1) {
      preloads[head] = (preloads[head] ?? 0n) | reads
    }
  })
  const dominator = new Map(blocks.flatMap(({ children }, i) => children.map((child) => [child, i] as const)))
  const atStart = blocks.map(() => cached)
  const beforeLoop = blocks.map(() => cached)
  const out = (block: number): SlotSet => {
    const { gained, lost } = transfers[block] ?? { gained: 0n, lost: 0n }
    return ((atStart[block] ?? 0n) & ~lost) | gained
  }
  for (let changed = true; changed;) {
    changed = false
    blocks.forEach((block, i) => {
      let before = i === 0 ? 0n : cached
      let back = cached
      for (const from of block.predecessors) {
        if (from < i) before &= out(from)
        else back &= out(from)
      }
      const parent = dominator.get(i)
      // A resumed run comes here from the start of the block above.
      if (parent !== undefined && (block.entry > 0 || block.routes.size > 0)) before &= atStart[parent] ?? 0n
      const start = block.isLoopHead ? (before | (preloads[i] ?? 0n)) & back : before
      if (start === atStart[i] && before === beforeLoop[i]) return
      atStart[i] = start
      beforeLoop[i] = before
      changed = true
    })
  }
  return { atStart, beforeLoop, preloads }
}

function transferOf(program: Program, { start, end }: FlowBlock, cached: SlotSet): Transfer {
  let gained = 0n
  let lost = 0n
  let reads = 0n
  for (let word = start; word < end; word++) {
    const effects = effectsAt(program, word)
    for (const slot of effects.reads) {
      const bit = 1n << BigInt(slot)
      if ((gained & bit) === 0n) reads |= bit
      gained |= bit
    }
    if (effects.write !== undefined) gained |= 1n << BigInt(effects.write)
    gained &= ~effects.lost
    lost |= effects.lost
  }
  return { gained: gained & cached, lost, reads: reads & cached }
}
