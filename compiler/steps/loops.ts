// The loops of a function's blocks: which blocks each has, and which loop each stands in.
import { successors } from '../mir/operands.ts'
import type { MirBlock } from '../mir/types.ts'

export interface Loop {
  /** The only block through which the loop is entered. */
  readonly header: number
  /** Its blocks, those of loops within it included. */
  readonly blocks: ReadonlySet<number>
  /** The innermost loop around it; null if there is none. */
  readonly parent: number | null
}

export interface LoopNest {
  /** Inner loops before those around them. */
  readonly loops: readonly Loop[]
  /** The innermost loop that each block stands in, by its index in `loops`; null in none. */
  readonly innermost: readonly (number | null)[]
  /** Blocks that are reached, so that each stands behind all that lead to it but for the ends of loops. */
  readonly order: readonly number[]
}

/** The loops of a function; null if one is entered at several places, which no source makes. */
export function loopNest(blocks: readonly MirBlock[]): LoopNest | null {
  const nexts = blocks.map((block) => successors(block.terminator))
  const order = reversePostOrder(nexts)
  const position = new Map(order.map((block, i) => [block, i]))
  const before = new Map<number, number[]>()
  for (const from of order)
    for (const to of nexts[from] ?? []) before.set(to, [...(before.get(to) ?? []), from])
  const dominators = immediateDominators(order, position, before)
  const bodies = new Map<number, Set<number>>()
  for (const from of order) {
    for (const to of nexts[from] ?? []) {
      if ((position.get(to) ?? 0) > (position.get(from) ?? 0)) continue
      if (!dominates(dominators, to, from)) return null
      const body = bodies.get(to) ?? new Set([to])
      bodies.set(to, body)
      collect(before, body, from)
    }
  }
  const sorted = [...bodies].toSorted(([, a], [, b]) => a.size - b.size)
  const loops = sorted.map(([header, body], i): Loop => {
    const around = sorted.findIndex(([, other], j) => j > i && other.has(header))
    return { header, blocks: body, parent: around < 0 ? null : around }
  })
  const innermost = blocks.map((_, block) => {
    const found = loops.findIndex((loop) => loop.blocks.has(block))
    return found < 0 ? null : found
  })
  return { loops, innermost, order }
}

/** Everything from which a block is reached without passing the loop's header. */
function collect(before: ReadonlyMap<number, readonly number[]>, body: Set<number>, from: number): void {
  const pending = [from]
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    if (body.has(block)) continue
    body.add(block)
    pending.push(...(before.get(block) ?? []))
  }
}

function reversePostOrder(nexts: readonly (readonly number[])[]): number[] {
  const done: number[] = []
  const seen = new Set([0])
  const pending = [{ block: 0, next: 0 }]
  for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
    const to = nexts[top.block]?.[top.next++]
    if (to === undefined) {
      done.push(top.block)
      pending.pop()
    } else if (!seen.has(to)) {
      seen.add(to)
      pending.push({ block: to, next: 0 })
    }
  }
  return done.toReversed()
}

/** Cooper, Harvey and Kennedy: each round meets the dominators of what leads to a block. */
function immediateDominators(
  order: readonly number[],
  position: ReadonlyMap<number, number>,
  before: ReadonlyMap<number, readonly number[]>,
): ReadonlyMap<number, number> {
  const found = new Map<number, number>([[0, 0]])
  const at = (block: number): number => position.get(block) ?? 0
  const meet = (x: number, y: number): number => {
    let [a, b] = [x, y]
    while (a !== b) {
      while (at(a) > at(b)) a = found.get(a) ?? 0
      while (at(b) > at(a)) b = found.get(b) ?? 0
    }
    return a
  }
  for (let changed = true; changed;) {
    changed = false
    for (const block of order) {
      if (block === 0) continue
      const known = (before.get(block) ?? []).filter((from) => found.has(from))
      const [first, ...rest] = known
      if (first === undefined) continue
      const dominator = rest.reduce(meet, first)
      if (found.get(block) === dominator) continue
      found.set(block, dominator)
      changed = true
    }
  }
  return found
}

/** Whether every way to a block leads through another. */
function dominates(dominators: ReadonlyMap<number, number>, by: number, block: number): boolean {
  for (let at = block; ;) {
    if (at === by) return true
    const next = dominators.get(at)
    if (next === undefined || next === at) return false
    at = next
  }
}
