// Which blocks every path to a block goes through, as a tree over the blocks that the entry reaches (after Cooper, Harvey and
// Kennedy), and the loops of the flow.
import { successors } from './operands.ts'
import { table } from './table.ts'
import type { MirBlock } from './types.ts'

export interface Dominators {
  /** Reached blocks, each behind all but its loop's end that lead to it; the entry first. */
  readonly order: readonly number[]
  /** Blocks that lead to a block; empty for blocks that aren't reached. */
  readonly before: readonly (readonly number[])[]
  /** The next block up the tree; -1 for the entry and for blocks that aren't reached. */
  readonly parent: readonly number[]
  /** The blocks right below in the tree, in the order of `order`. */
  readonly children: readonly (readonly number[])[]
}

export interface Loop {
  readonly header: number
  /** Blocks that jump back to the header. */
  readonly ends: readonly number[]
  /** All blocks of the loop, its inner loops' among them. */
  readonly body: ReadonlySet<number>
}

/** Stands for a list of blocks that has none yet. */
const NONE: number[] = []

/** Most lists have one item: made with it, they take a sixth of the room of an empty one that has grown. */
function addTo(lists: number[][], index: number, block: number): void {
  const list = lists[index] ?? NONE
  if (list === NONE) lists[index] = [block]
  else list.push(block)
}

/** The tree of a single block. */
const ALONE: Dominators = { order: [0], before: [[]], parent: [-1], children: [[]] }

export function dominators(blocks: readonly Pick<MirBlock, 'terminator'>[]): Dominators {
  if (blocks.length === 1) return ALONE
  const order = reversePostorder(blocks)
  const place = table(blocks.length, -1)
  order.forEach((block, i) => {
    place[block] = i
  })
  const before = blocks.map(() => NONE)
  // A block that leads to another on two ways is one of those before it once.
  for (const block of order)
    for (const to of followers(blocks, block)) if (before[to]?.at(-1) !== block) addTo(before, to, block)
  const parent = table(blocks.length, -1)
  const meet = (x: number, y: number): number => {
    while (x !== y) {
      while ((place[x] ?? 0) > (place[y] ?? 0)) x = parent[x] ?? 0
      while ((place[y] ?? 0) > (place[x] ?? 0)) y = parent[y] ?? 0
    }
    return x
  }
  for (let changed = true; changed;) {
    changed = false
    for (let i = 1; i < order.length; i++) {
      const block = order[i] ?? 0
      let found = -1
      for (const from of before[block] ?? []) {
        if (from !== 0 && (parent[from] ?? -1) < 0) continue
        found = found < 0 ? from : meet(found, from)
      }
      if (parent[block] === found) continue
      parent[block] = found
      changed = true
    }
  }
  const children = blocks.map(() => NONE)
  for (const block of order) if (block !== 0) addTo(children, parent[block] ?? 0, block)
  return { order, before, parent, children }
}

/** Whether every path to `below` goes through `above`. */
export function dominates({ parent }: Dominators, above: number, below: number): boolean {
  let at = below
  while (at !== above && at > 0) at = parent[at] ?? -1
  return at === above
}

/** The loops, inner ones in front of those around them. The flow is reducible: a loop is entered at its header only. */
export function loopsOf(tree: Dominators): Loop[] {
  const loops: Loop[] = []
  for (const header of tree.order.toReversed()) {
    const ends = (tree.before[header] ?? []).filter((from) => dominates(tree, header, from))
    if (ends.length === 0) continue
    const body = new Set([header])
    const pending = [...ends]
    for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
      if (body.has(block)) continue
      body.add(block)
      pending.push(...(tree.before[block] ?? []))
    }
    loops.push({ header, ends, body })
  }
  return loops
}

function followers(blocks: readonly Pick<MirBlock, 'terminator'>[], block: number): readonly number[] {
  const end = blocks[block]?.terminator
  return end === undefined ? [] : successors(end)
}

function reversePostorder(blocks: readonly Pick<MirBlock, 'terminator'>[]): number[] {
  const seen = table(blocks.length)
  const postorder: number[] = []
  const path: { readonly block: number; readonly next: readonly number[]; at: number }[] = []
  const enter = (block: number): void => {
    if (seen[block] === 1) return
    seen[block] = 1
    path.push({ block, next: followers(blocks, block), at: 0 })
  }
  enter(0)
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const next = top.next[top.at++]
    if (next !== undefined) enter(next)
    else {
      postorder.push(top.block)
      path.pop()
    }
  }
  return postorder.reverse()
}
