// What needs slots but for the parameters: registers by themselves, and groups of leaves, which are named by their first register.
import { WORDS_PER_LEAF } from '../../vm/spec/constants.ts'
import { Scratch } from '../mir/table.ts'
import type { MirFunction, Reg } from '../mir/types.ts'
import { NEVER, type Hulls } from './hulls.ts'

/** Tables of one function, which hold until they are made for the next one. */
export interface Items {
  readonly count: number
  /** First registers in the order of the first writes; of items that begin together, the lowest first. */
  readonly order: Int32Array
  /** By register: 0 where it stands by itself, the number of leaves where a group begins. */
  readonly leaves: Int32Array
}

const orders = new Scratch()
const leaveses = new Scratch()
const heads = new Scratch()
const nexts = new Scratch()

/** Stands where no item begins. */
const NONE = -1

export function itemsInOrder(fn: MirFunction, hulls: Hulls): Items {
  const leaves = leavesByRegister(fn)
  const { last } = hulls
  /** By position: the first of the items that begin there; and by item the next of these. */
  const first = heads.table(last + 1, NONE)
  const next = nexts.table(fn.registers, NONE)
  for (let reg = fn.registers - 1; reg >= 0; reg--) {
    const count = leaves[reg] ?? NONE
    if (count === NONE) continue
    const start =
      count === 0 ? (hulls.starts[reg] ?? NEVER) : startOfGroup(hulls, reg, count * WORDS_PER_LEAF)
    // The code doesn't mention it.
    if (start === NEVER) continue
    next[reg] = first[start] ?? NONE
    first[start] = reg
  }
  const order = orders.table(fn.registers)
  let count = 0
  for (let position = 0; position <= last; position++)
    for (let reg = first[position] ?? NONE; reg !== NONE; reg = next[reg] ?? NONE) order[count++] = reg
  return { count, order, leaves }
}

function leavesByRegister({ registers, groups, params }: MirFunction): Int32Array {
  const leaves = leaveses.table(registers)
  for (const { first, leaves: count } of groups) {
    leaves.fill(NONE, first, first + count * WORDS_PER_LEAF)
    leaves[first] = count
  }
  for (const reg of params) leaves[reg] = NONE
  return leaves
}

/** Where the first of a group's registers is written; `NEVER` if none is. */
export function startOfGroup({ starts }: Hulls, first: Reg, size: number): number {
  let start = NEVER
  for (let reg = first; reg < first + size; reg++) start = Math.min(start, starts[reg] ?? NEVER)
  return start
}

/** Where the last of them is read or written. */
export function endOfGroup({ ends }: Hulls, first: Reg, size: number): number {
  let end = -1
  for (let reg = first; reg < first + size; reg++) end = Math.max(end, ends[reg] ?? -1)
  return end
}
