// When steps and gas are charged. A block's whole charge is taken when it begins; a block that must follow another one (it is dominated by it, and
// comes on every way on from it) in the same loop has its charge taken there. What is charged and not done yet is given back when a run leaves.
import type { Program } from '../program/image.ts'
import { instructionAt } from '../program/image.ts'
import { OPCODES, OPCODE_BY_NAME } from '../spec/opcodes.ts'
import { immediateDominators, reversePostorder } from './flow.ts'
import type { FlowBlock } from './flow.ts'
import { LARGEST_CHARGE } from './layout.ts'

export interface Charge {
  readonly steps: number
  readonly gas: number
}

export interface BlockCharge {
  /** Instructions from here on are not compiled: the one at this word always leaves. The block's end when there is none. */
  readonly end: number
  readonly leaves: boolean
  /** Charged before the block was reached, and not done yet. */
  readonly before: Charge
  /** Charged when the block begins. */
  readonly taken: Charge
  /** The same as `before`, when the block ends. */
  readonly after: Charge
}

const NONE: Charge = { steps: 0, gas: 0 }
const END = OPCODE_BY_NAME.get('end')?.code

/** `leaves`: which words are left to the interpreter. */
export function chargesOf(
  program: Program,
  blocks: readonly FlowBlock[],
  leaves: (word: number) => boolean,
): BlockCharge[] {
  const ends = blocks.map(({ start, end }) => {
    for (let word = start; word < end; word++) if (leaves(word)) return word
    return end
  })
  const own = blocks.map(({ start }, i) => chargeOf(program, start, ends[i] ?? start))
  const leaving = blocks.map(({ end }, i) => (ends[i] ?? end) < end)
  const totals = [...own]
  const payers = payersOf(program, blocks, ends, leaving)
  const taken = blocks.map(() => NONE)
  for (let block = blocks.length - 1; block >= 0; block--) {
    const payer = payers[block] ?? -1
    const total = totals[block] ?? NONE
    const sum = plus(totals[payer] ?? NONE, total)
    if (payer < 0 || sum.gas > LARGEST_CHARGE) taken[block] = total
    else totals[payer] = sum
  }
  const before = blocks.map(() => NONE)
  const after = blocks.map(() => NONE)
  blocks.forEach(({ predecessors }, block) => {
    const ways = predecessors.filter((from) => from < block && leaving[from] !== true)
    before[block] = ways
      .map((from) => after[from] ?? NONE)
      .reduce(least, ways.length === 0 ? NONE : (after[ways[0] ?? 0] ?? NONE))
    after[block] = minus(plus(before[block] ?? NONE, taken[block] ?? NONE), own[block] ?? NONE)
  })
  return blocks.map(({ end }, i) => ({
    end: ends[i] ?? end,
    leaves: leaving[i] ?? false,
    before: before[i] ?? NONE,
    taken: taken[i] ?? NONE,
    after: after[i] ?? NONE,
  }))
}

/** Charge of the instructions `[start, end)`. */
function chargeOf(program: Program, start: number, end: number): Charge {
  let gas = 0
  for (let word = start; word < end; word++) gas += gasAt(program, word)
  return { steps: end - start, gas }
}

/** Gas of an instruction by its row. */
export function gasAt(program: Program, word: number): number {
  return OPCODES[instructionAt(program, word).opcode]?.gas ?? 0
}

export function plus(a: Charge, b: Charge): Charge {
  return { steps: a.steps + b.steps, gas: a.gas + b.gas }
}

export function minus(a: Charge, b: Charge): Charge {
  return { steps: a.steps - b.steps, gas: a.gas - b.gas }
}

function least(a: Charge, b: Charge): Charge {
  return { steps: Math.min(a.steps, b.steps), gas: Math.min(a.gas, b.gas) }
}

/** For each block the block that pays for it, or -1. */
function payersOf(
  program: Program,
  blocks: readonly FlowBlock[],
  ends: readonly number[],
  leaving: readonly boolean[],
): Int32Array {
  const payers = new Int32Array(blocks.length).fill(-1)
  const next = nextOnEveryWay(program, blocks, ends, leaving)
  blocks.forEach(({ children, loop }, above) => {
    for (const child of children) {
      const block = blocks[child]
      if (block === undefined || block.isLoopHead || block.loop !== loop) continue
      if (next[above] === child) payers[child] = above
    }
  })
  return payers
}

/**
 * The immediate postdominator of each block, or -1: where every way on from it comes by. Ways that end by leaving don't count, since charges are given
 * back there; `end` does, being how a message usually ends.
 */
function nextOnEveryWay(
  program: Program,
  blocks: readonly FlowBlock[],
  ends: readonly number[],
  leaving: readonly boolean[],
): Int32Array {
  const isEnd = (block: number): boolean =>
    leaving[block] === true && instructionAt(program, ends[block] ?? 0).opcode === END
  const goesOn = (block: number): boolean => leaving[block] !== true || isEnd(block)
  const last = blocks.length
  const ways = blocks.map(({ successors }, block) =>
    isEnd(block) || successors.length === 0 ? [last] : successors.filter(goesOn),
  )
  const back: number[][] = Array.from({ length: last + 1 }, () => [])
  ways.forEach((successors, block) => {
    if (goesOn(block)) for (const to of successors) back[to]?.push(block)
  })
  // Reverse postorder wants its root first.
  const flip = (block: number): number => last - block
  const order = reversePostorder(Array.from({ length: last + 1 }, (_, i) => (back[flip(i)] ?? []).map(flip)))
  const place = new Map(order.map((node, i) => [flip(node), i]))
  const predecessors = order.map((node) => (ways[flip(node)] ?? []).flatMap((to) => place.get(to) ?? []))
  const dominators = immediateDominators(predecessors)
  const next = new Int32Array(last).fill(-1)
  order.forEach((node, i) => {
    const block = flip(node)
    if (block === last) return
    const found = flip(order[dominators[i] ?? 0] ?? 0)
    if (found !== last) next[block] = found
  })
  return next
}
