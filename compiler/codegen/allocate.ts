// Slot allocation: each register lives in one slot from its first write to its last read (the hull of its live ranges,
// in the order of the code), registers of a leaf in an aligned group of eight. Linear scan over 244 slots; what needs more keeps
// some of its values in memory (spill.ts).
import { FIRST_SLOT, WORDS_PER_LEAF } from '../../vm/spec/constants.ts'
import { table } from '../mir/table.ts'
import type { MirFunction, Reg } from '../mir/types.ts'
import { hulls, PARAM_POSITION } from './hulls.ts'

/** Slots from here on are left to callees' frames and to the shuffling of results. */
export const SLOT_LIMIT = 248

export interface Allocation {
  /** Slot of each register; -1 for registers that the code doesn't mention. */
  readonly slots: readonly number[]
  /** Position of the first write and the last read or write; see `positionsOf`. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  readonly frameLeaves: number
}

/** Of each slot, up to which position it holds a value; of the function that slots are found for. */
const BUSY_UNTIL = table(SLOT_LIMIT, -1)

/** Finds a slot for each register, or undefined if they don't fit. */
export function allocate(fn: MirFunction, keeps: boolean): Allocation | undefined {
  const { starts, ends } = hulls(fn, keeps)
  const slots = table(fn.registers, -1)
  const busyUntil = BUSY_UNTIL.fill(-1)
  let highest = FIRST_SLOT - 1
  const occupy = (slot: number, until: number): void => {
    busyUntil[slot] = until
    if (slot > highest) highest = slot
  }
  for (const [index, reg] of fn.params.entries()) {
    const slot = FIRST_SLOT + index
    if (slot >= SLOT_LIMIT) return undefined
    slots[reg] = slot
    occupy(slot, ends[reg] ?? PARAM_POSITION)
  }
  const hints = moveHints(fn)
  for (const item of itemsInOrder(fn, starts, ends)) {
    if (item.leaves > 0) {
      const first = freeLeaves(busyUntil, item.leaves, item.start)
      if (first === undefined) return undefined
      for (let i = 0; i < item.leaves * WORDS_PER_LEAF; i++) {
        slots[item.reg + i] = first + i
        occupy(first + i, item.end)
      }
    } else {
      const slot = freeSlot(busyUntil, item.start, hintedSlot(hints[item.reg] ?? NO_HINT, slots))
      if (slot === undefined) return undefined
      slots[item.reg] = slot
      occupy(slot, item.end)
    }
  }
  return { slots, starts, ends, frameLeaves: Math.ceil((highest + 1) / WORDS_PER_LEAF) }
}

/** A register, or the registers of a group of leaves. */
export interface Item {
  readonly reg: Reg
  /** 0 for a single register. */
  readonly leaves: number
  readonly start: number
  readonly end: number
}

/** What needs slots but for the parameters, in the order of the first writes. */
export function itemsInOrder(
  fn: MirFunction,
  starts: readonly number[],
  ends: readonly number[],
): readonly Item[] {
  const items: Item[] = []
  /** 1 for registers of groups and for parameters. */
  const placed = table(fn.registers)
  for (const { first: reg, leaves } of fn.groups) {
    let start = Infinity
    let end = -1
    for (let i = 0; i < leaves * WORDS_PER_LEAF; i++) {
      placed[reg + i] = 1
      if ((ends[reg + i] ?? -1) < 0) continue
      start = Math.min(start, starts[reg + i] ?? 0)
      end = Math.max(end, ends[reg + i] ?? 0)
    }
    if (end >= 0) items.push({ reg, leaves, start, end })
  }
  for (const reg of fn.params) placed[reg] = 1
  for (let reg = 0; reg < fn.registers; reg++) {
    const end = ends[reg] ?? -1
    if (end < 0 || placed[reg] === 1) continue
    items.push({ reg, leaves: 0, start: starts[reg] ?? 0, end })
  }
  return items.sort((x, y) => x.start - y.start || x.reg - y.reg)
}

export const NO_HINT = -1

/** Where a register would best live: with the register that it is copied from, or, as a negative number below `NO_HINT`, in the slot where results are returned. */
export function moveHints(fn: MirFunction): readonly number[] {
  const hints = table(fn.registers, NO_HINT)
  for (const block of fn.blocks) {
    for (const instruction of block.instructions) {
      if (instruction.kind === 'op' && instruction.op === 'mov') hints[instruction.a] = instruction.b
    }
    if (block.terminator.kind === 'return')
      block.terminator.values.forEach((reg, i) => {
        hints[reg] = NO_HINT - FIRST_SLOT - i
      })
  }
  return hints
}

export function hintedSlot(hint: number, slots: readonly number[]): number | undefined {
  if (hint === NO_HINT) return undefined
  return hint < NO_HINT ? NO_HINT - hint : slots[hint]
}

function freeSlot(
  busyUntil: readonly number[],
  start: number,
  hinted: number | undefined,
): number | undefined {
  if (hinted !== undefined && hinted >= FIRST_SLOT && (busyUntil[hinted] ?? start) < start) return hinted
  for (let slot = FIRST_SLOT; slot < SLOT_LIMIT; slot++) {
    if ((busyUntil[slot] ?? start) < start) return slot
  }
  return undefined
}

function freeLeaves(busyUntil: readonly number[], leaves: number, start: number): number | undefined {
  const size = leaves * WORDS_PER_LEAF
  for (let first = WORDS_PER_LEAF; first + size <= SLOT_LIMIT; first += WORDS_PER_LEAF) {
    let free = true
    for (let slot = first; free && slot < first + size; slot++) free = (busyUntil[slot] ?? start) < start
    if (free) return first
  }
  return undefined
}
