// Slot allocation: each register lives in one slot from its first write to its last read (the hull of its live ranges,
// in the order of the code), registers of a leaf in an aligned group of eight. Linear scan over 244 slots; what needs more keeps
// some of its values in memory (spill.ts).
import { FIRST_SLOT, WORDS_PER_LEAF } from '../../vm/spec/constants.ts'
import { Scratch, table } from '../mir/table.ts'
import { NO_REG } from '../mir/types.ts'
import type { MirFunction } from '../mir/types.ts'
import { hulls, NEVER, PARAM_POSITION } from './hulls.ts'
import { endOfGroup, itemsInOrder, startOfGroup } from './items.ts'

/** Slots from here on are left to callees' frames and to the shuffling of results. */
export const SLOT_LIMIT = 248

export interface Allocation {
  /** Slot of each register; -1 for registers that the code doesn't mention. */
  readonly slots: readonly number[]
  /** Position of the first write and the last read or write; see hulls.ts, whose tables these are. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly frameLeaves: number
}

/** Of each slot, up to which position it holds a value; of the function that slots are found for. */
const busyUntil = new Int32Array(SLOT_LIMIT)

/** Finds a slot for each register, or undefined if they don't fit. */
export function allocate(fn: MirFunction, keeps: boolean): Allocation | undefined {
  const live = hulls(fn, keeps)
  const { starts, ends } = live
  const slots = table(fn.registers, -1)
  busyUntil.fill(-1)
  const { params } = fn
  let highest = FIRST_SLOT + params.length - 1
  if (highest >= SLOT_LIMIT) return undefined
  for (let i = 0; i < params.length; i++) {
    const reg = params[i] ?? NO_REG
    slots[reg] = FIRST_SLOT + i
    busyUntil[FIRST_SLOT + i] = ends[reg] ?? PARAM_POSITION
  }
  const hints = moveHints(fn)
  const { count, order, leaves } = itemsInOrder(fn, live)
  for (let i = 0; i < count; i++) {
    const reg = order[i] ?? NO_REG
    const size = WORDS_PER_LEAF * (leaves[reg] ?? 0)
    if (size === 0) {
      const start = starts[reg] ?? NEVER
      const slot = freeSlot(start, hintedSlot(hints[reg] ?? NO_HINT, slots))
      if (slot === NONE) return undefined
      slots[reg] = slot
      busyUntil[slot] = ends[reg] ?? NEVER
      if (slot > highest) highest = slot
    } else {
      const first = freeLeaves(size, startOfGroup(live, reg, size))
      if (first === NONE) return undefined
      for (let word = 0; word < size; word++) slots[reg + word] = first + word
      busyUntil.fill(endOfGroup(live, reg, size), first, first + size)
      if (first + size > highest) highest = first + size - 1
    }
  }
  return { slots, starts, ends, frameLeaves: Math.ceil((highest + 1) / WORDS_PER_LEAF) }
}

export const NO_HINT = -1

const hintsRoom = new Scratch()

/**
 * Where each register would best live: with the register that it is copied from, or, as a negative number below `NO_HINT`, in the slot
 * where results are returned. The table holds until the next one is made.
 */
export function moveHints(fn: MirFunction): Int32Array {
  const hints = hintsRoom.table(fn.registers, NO_HINT)
  for (const { instructions, terminator } of fn.blocks) {
    for (const instruction of instructions)
      if (instruction.kind === 'op' && instruction.op === 'mov') hints[instruction.a] = instruction.b
    if (terminator.kind !== 'return') continue
    const { values } = terminator
    for (let i = 0; i < values.length; i++) hints[values[i] ?? NO_REG] = NO_HINT - FIRST_SLOT - i
  }
  return hints
}

const NONE = -1

/** The slot that a hint means; -1 for none. */
export function hintedSlot(hint: number, slots: readonly number[]): number {
  if (hint === NO_HINT) return NONE
  return hint < NO_HINT ? NO_HINT - hint : (slots[hint] ?? NONE)
}

/** A slot that is free from `start` on, the hinted one before others; -1 if there is none. */
function freeSlot(start: number, hinted: number): number {
  if (hinted >= FIRST_SLOT && isFree(hinted, start)) return hinted
  for (let slot = FIRST_SLOT; slot < SLOT_LIMIT; slot++) if (isFree(slot, start)) return slot
  return NONE
}

/** The first of so many slots in whole leaves that are free from `start` on; -1 if there are none. */
function freeLeaves(size: number, start: number): number {
  for (let first = WORDS_PER_LEAF; first + size <= SLOT_LIMIT; first += WORDS_PER_LEAF) {
    let slot = first
    while (slot < first + size && isFree(slot, start)) slot++
    if (slot === first + size) return first
  }
  return NONE
}

function isFree(slot: number, start: number): boolean {
  return (busyUntil[slot] ?? start) < start
}
