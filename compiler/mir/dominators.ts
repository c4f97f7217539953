// Which blocks every path to a block goes through, as a tree over the blocks that the entry reaches (after Cooper, Harvey and
// Kennedy), and the loops of the flow. The tree lies in tables that the next one uses again.
import { Lists } from './lists.ts'
import { Scratch } from './table.ts'
import type { MirBlock, Terminator } from './types.ts'

/** Tables by block; they are longer than there are blocks. */
export interface Dominators {
  /** How many blocks are reached. */
  readonly reached: number
  /** Reached blocks, each behind all but its loop's ends that lead to it; the entry first. */
  readonly order: Int32Array
  /** Where each reached block stands in `order`. */
  readonly place: Int32Array
  /** Reached blocks that lead to a block, each once. */
  readonly before: Lists
  /** The next block up the tree; -1 for the entry and for blocks that aren't reached. */
  readonly parent: Int32Array
  /** The first block right below in the tree, in the order of `order`, and the one that comes after a block there; -1 for none. */
  readonly child: Int32Array
  readonly sibling: Int32Array
  /** Whether a block leads to itself or to one in front of it. */
  readonly loops: boolean
}

type Blocks = readonly Pick<MirBlock, 'terminator'>[]

export interface Loop {
  readonly header: number
  /** Blocks that jump back to the header. */
  readonly ends: readonly number[]
  /** All blocks of the loop, its inner loops' among them. */
  readonly body: ReadonlySet<number>
}

const orders = new Scratch()
const places = new Scratch()
const parents = new Scratch()
const childs = new Scratch()
const siblings = new Scratch()
const paths = new Scratch()
const nexts = new Scratch()
const before = new Lists()

/** The tree of a function's blocks, up to the next call. */
export function dominators(blocks: Blocks): Dominators {
  const size = blocks.length
  const order = orders.table(size)
  const place = places.table(size, -1)
  const reached = reversePostorder(blocks, order, place)
  const loops = listBefore(blocks, reached, order, place)
  const parent = parents.table(size, -1)
  for (let changed = true; changed;) {
    changed = false
    for (let i = 1; i < reached; i++) {
      const block = order[i] ?? 0
      let found = -1
      for (let at = before.newest(block); at >= 0; at = before.older(at)) {
        const from = before.valueAt(at)
        if (from !== 0 && (parent[from] ?? -1) < 0) continue
        found = found < 0 ? from : meet(place, parent, found, from)
      }
      if (parent[block] === found) continue
      parent[block] = found
      changed = loops
    }
  }
  const child = childs.table(size, -1)
  const sibling = siblings.table(size, -1)
  for (let i = reached - 1; i > 0; i--) {
    const block = order[i] ?? 0
    const above = parent[block] ?? 0
    sibling[block] = child[above] ?? -1
    child[above] = block
  }
  return { reached, order, place, before, parent, child, sibling, loops }
}

/** Where the ways up the tree from two blocks meet. */
function meet(place: Int32Array, parent: Int32Array, x: number, y: number): number {
  while (x !== y) {
    while ((place[x] ?? 0) > (place[y] ?? 0)) x = parent[x] ?? 0
    while ((place[y] ?? 0) > (place[x] ?? 0)) y = parent[y] ?? 0
  }
  return x
}

/** Whether every path to `below` goes through `above`. */
export function dominates({ parent }: Dominators, above: number, below: number): boolean {
  let at = below
  while (at !== above && at > 0) at = parent[at] ?? -1
  return at === above
}

/** The loops, inner ones in front of those around them. The flow is reducible: a loop is entered at its header only. */
export function loopsOf(tree: Dominators): Loop[] {
  const found: Loop[] = []
  if (!tree.loops) return found
  for (let i = tree.reached - 1; i >= 0; i--) {
    const header = tree.order[i] ?? 0
    const ends: number[] = []
    for (let at = tree.before.newest(header); at >= 0; at = tree.before.older(at)) {
      const from = tree.before.valueAt(at)
      if ((tree.place[from] ?? 0) >= i && dominates(tree, header, from)) ends.push(from)
    }
    if (ends.length > 0) found.push({ header, ends, body: bodyOf(tree, header, ends) })
  }
  return found
}

function bodyOf(tree: Dominators, header: number, ends: readonly number[]): ReadonlySet<number> {
  const body = new Set([header])
  const pending = [...ends]
  for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
    if (body.has(block)) continue
    body.add(block)
    for (let at = tree.before.newest(block); at >= 0; at = tree.before.older(at))
      pending.push(tree.before.valueAt(at))
  }
  return body
}

/** Lists the blocks before each block; says whether one leads to itself or to one in front of it. */
function listBefore(blocks: Blocks, reached: number, order: Int32Array, place: Int32Array): boolean {
  let loops = false
  before.clear(blocks.length)
  for (let i = 0; i < reached; i++) {
    const block = order[i] ?? 0
    const end = blocks[block]?.terminator
    const then = follower(end, 0)
    const otherwise = follower(end, 1)
    if (then >= 0) before.add(then, block)
    // A block that leads to another on two ways is one of those before it once.
    if (otherwise >= 0 && otherwise !== then) before.add(otherwise, block)
    if ((then >= 0 && (place[then] ?? 0) <= i) || (otherwise >= 0 && (place[otherwise] ?? 0) <= i))
      loops = true
  }
  return loops
}

/** Fills `order`, and `place` of the blocks that are reached; gives their number. */
function reversePostorder(blocks: Blocks, order: Int32Array, place: Int32Array): number {
  const path = paths.table(blocks.length)
  /** By block on the path: which of its followers comes next. */
  const nextOf = nexts.table(blocks.length)
  let length = 1
  let reached = 0
  // Any place says that a block was seen.
  place[0] = 0
  while (length > 0) {
    const block = path[length - 1] ?? 0
    const next = nextOf[block] ?? 0
    const to = follower(blocks[block]?.terminator, next)
    nextOf[block] = next + 1
    if (to < 0) {
      order[reached++] = block
      length--
    } else if (place[to] === -1) {
      place[to] = 0
      path[length++] = to
    }
  }
  order.subarray(0, reached).reverse()
  for (let i = 0; i < reached; i++) place[order[i] ?? 0] = i
  return reached
}

/** The first or second block that follows; -1 if there is none. */
function follower(end: Terminator | undefined, number: number): number {
  if (end?.kind === 'jump') return number === 0 ? end.to : -1
  if (end?.kind !== 'branch' || number > 1) return -1
  return number === 0 ? end.then : end.otherwise
}
