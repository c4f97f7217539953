// What instructions do to slots of the frame, and which slots a function keeps in locals. A slot with a local may be newer there than in memory:
// it is written back where somebody else may look (docs/jit.md, *Slots in locals*).
import type { Program } from '../program/image.ts'
import { instructionAt } from '../program/image.ts'
import type { Instruction } from '../program/instruction.ts'
import type { FieldUse, ImmediateUse } from '../spec/opcode.ts'
import { immediateSource, spanOf, writesField } from '../spec/opcode.ts'
import { OPCODES } from '../spec/opcodes.ts'
import { FRAME_SLOTS } from '../spec/constants.ts'
import { BY_HOST } from './emit/host.ts'
import type { FlowBlock } from './flow.ts'
import { MAX_CACHED_SLOTS } from './layout.ts'

/** Sets of slots are bit masks: bit n is slot n. */
export type SlotSet = bigint

export interface SlotEffects {
  /** Slots whose value is taken, from a local where there is one. */
  readonly reads: readonly number[]
  /** Slots that are read where they lie in memory. */
  readonly memoryReads: SlotSet
  /** The slot whose new value goes to its local. */
  readonly write: number | undefined
  /** Slots that change in memory only. */
  readonly lost: SlotSet
}

const NOTHING: SlotEffects = { reads: [], memoryReads: 0n, write: undefined, lost: 0n }

export function effectsAt(program: Program, word: number): SlotEffects {
  const { opcode, a, b, c, immediate } = instructionAt(program, word)
  const row = OPCODES[opcode]
  if (row === undefined) return NOTHING
  // Whether a branch to the next word is taken makes no difference: its slots are not looked at.
  if (row.flow === 'branch' && immediate === word + 1) return NOTHING
  const byHost = BY_HOST.has(opcode)
  const reads: number[] = []
  let memoryReads = 0n
  const read = (first: number, slots: number): void => {
    if (slots === 1 && !byHost) reads.push(first)
    else memoryReads |= slotGroup(first, slots)
  }
  for (const [use, slot] of [
    [row.a, a],
    [row.b, b],
  ] as const) {
    if (readsField(use)) read(slot, spanOf(use, row.imm, immediate))
  }
  // The library finds the number of bits to shift in memory.
  if (row.c === 'read' && row.imm === 'wide') memoryReads |= slotBit(c)
  else if (readsField(row.c)) read(c, spanOf(row.c, row.imm, immediate))
  readImmediate(row.imm, immediate, read)
  if (row.flow === 'call') return { reads, memoryReads, write: undefined, lost: slotsFrom(8 * a) }
  if (!writesField(row.a)) return { reads, memoryReads, write: undefined, lost: 0n }
  if (row.a === 'write' && !byHost) return { reads, memoryReads, write: a, lost: 0n }
  return { reads, memoryReads, write: undefined, lost: slotGroup(a, spanOf(row.a, row.imm, immediate)) }
}

function readsField(use: FieldUse): boolean {
  return use.startsWith('read') || use === 'updateLeaf'
}

function readImmediate(
  use: ImmediateUse,
  immediate: number,
  read: (first: number, slots: number) => void,
): void {
  const { first, slots } = immediateSource(use, immediate)
  if (slots > 0) read(first, slots)
}

function slotGroup(first: number, slots: number): SlotSet {
  return ((1n << BigInt(slots)) - 1n) << BigInt(first)
}

/** Everything that a callee whose frame begins at this slot may write. */
export function slotsFrom(first: number): SlotSet {
  return (1n << BigInt(FRAME_SLOTS)) - (1n << BigInt(first))
}

/** Links that are in memory after an instruction, by their first slots: callees never write theirs, but what a callee's frame lies over is lost. */
export function linksAfter(
  links: SlotSet,
  { opcode, a }: Instruction,
  { write, lost }: SlotEffects,
): SlotSet {
  const changed = lost | (write === undefined ? 0n : slotBit(write))
  const left = links & ~(changed | (changed >> 1n) | (changed >> 2n) | (changed >> 3n))
  return OPCODES[opcode]?.flow === 'call' ? left | slotBit(8 * a) : left
}

export function slotBit(slot: number): SlotSet {
  return 1n << BigInt(slot)
}

/** The slots of a set, ascending. */
export function slotsIn(set: SlotSet): number[] {
  const slots: number[] = []
  for (let slot = 0, rest = set; rest !== 0n; slot++, rest >>= 1n) if ((rest & 1n) !== 0n) slots.push(slot)
  return slots
}

export function setOf(slots: readonly number[]): SlotSet {
  return slots.reduce((set, slot) => set | slotBit(slot), 0n)
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
  return setOf(used.slice(0, MAX_CACHED_SLOTS))
}
