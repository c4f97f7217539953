// The control flow of one function as the emitter needs it: reachable blocks in reverse postorder, the dominator tree, loops, and the
// loop heads at which a run may be resumed. The validator has made sure that the flow is reducible.
import { blocksOf } from '../program/blocks.ts'
import type { Program } from '../program/image.ts'
import type { FunctionRange } from '../program/validator/functions.ts'
import { MAX_ENTRIES } from './layout.ts'

export interface FlowBlock {
  /** Instructions `[start, end)`. */
  readonly start: number
  readonly end: number
  /** All block numbers below are positions in reverse postorder. */
  readonly successors: readonly number[]
  readonly predecessors: readonly number[]
  /** Blocks that this one immediately dominates, ascending. */
  readonly children: readonly number[]
  readonly isLoopHead: boolean
  /** Number of loops around it, its own included when it is a head. */
  readonly loopDepth: number
  /** The innermost loop's head, or -1. */
  readonly loop: number
  /** For heads, the head of the loop around theirs, or -1. */
  readonly outerLoop: number
  /** 0 for no entry; heads of loops may have one. The function's first block is entered with 0. */
  readonly entry: number
  /** Entries in the dominator subtree below, without its own: entry number to the child that leads there. */
  readonly routes: ReadonlyMap<number, number>
}

/** Blocks in reverse postorder; the first is the function's entry. */
export function flowOf(program: Program, { start, end }: FunctionRange): FlowBlock[] {
  const source = blocksOf(program, start, end)
  const order = reversePostorder(source.map(({ successors }) => successors))
  const position = new Map(order.map((block, i) => [block, i]))
  const successors = order.map((block) =>
    (source[block]?.successors ?? []).map((next) => position.get(next) ?? 0),
  )
  const predecessors: number[][] = order.map(() => [])
  successors.forEach((list, from) => list.forEach((to) => predecessors[to]?.push(from)))
  const dominators = immediateDominators(predecessors)
  const children: number[][] = order.map(() => [])
  for (let block = 1; block < order.length; block++) children[dominators[block] ?? 0]?.push(block)
  const { loop, outer, depth, heads } = loopsOf(predecessors)
  const entries = new Map([...heads].filter((head) => head > 0).map((head, i) => [head, i + 1]))
  for (const [head, entry] of entries) if (entry > MAX_ENTRIES) entries.delete(head)
  const routes: Map<number, number>[] = order.map(() => new Map())
  for (const [head, entry] of entries) {
    for (let below = head; below > 0; below = dominators[below] ?? 0) {
      routes[dominators[below] ?? 0]?.set(entry, below)
    }
  }
  return order.map((block, i) => ({
    start: source[block]?.start ?? start,
    end: source[block]?.end ?? start,
    successors: successors[i] ?? [],
    predecessors: predecessors[i] ?? [],
    children: children[i] ?? [],
    isLoopHead: heads.has(i),
    loopDepth: depth[i] ?? 0,
    loop: loop[i] ?? -1,
    outerLoop: outer[i] ?? -1,
    entry: entries.get(i) ?? 0,
    routes: routes[i] ?? new Map(),
  }))
}

/** Nodes that node 0 reaches. */
export function reversePostorder(successors: readonly (readonly number[])[]): number[] {
  const seen = new Set([0])
  const postorder: number[] = []
  const stack = [{ block: 0, next: 0 }]
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const successor = successors[top.block]?.[top.next++]
    if (successor === undefined) {
      postorder.push(top.block)
      stack.pop()
    } else if (!seen.has(successor)) {
      seen.add(successor)
      stack.push({ block: successor, next: 0 })
    }
  }
  return postorder.reverse()
}

/** Of nodes in reverse postorder; node 0 is its own. By intersection of paths up the tree until nothing changes (Cooper, Harvey, Kennedy): one round suffices for reducible flow. */
export function immediateDominators(predecessors: readonly (readonly number[])[]): Int32Array {
  const dominators = new Int32Array(predecessors.length).fill(-1)
  dominators[0] = 0
  const above = (block: number): number => dominators[block] ?? 0
  for (let changed = true; changed;) {
    changed = false
    for (let block = 1; block < predecessors.length; block++) {
      let common = -1
      for (const predecessor of predecessors[block] ?? []) {
        if (above(predecessor) < 0) continue
        let other = predecessor
        if (common < 0) common = predecessor
        while (common !== other) {
          if (common > other) common = above(common)
          else other = above(other)
        }
      }
      if (dominators[block] === common) continue
      dominators[block] = common
      changed = true
    }
  }
  return dominators
}

interface Loops {
  readonly loop: Int32Array
  readonly outer: Int32Array
  readonly depth: Int32Array
  readonly heads: ReadonlySet<number>
}

/** A loop is what reaches one of its back edges without passing its head. Outer heads come first, so inner loops overwrite. */
function loopsOf(predecessors: readonly (readonly number[])[]): Loops {
  const loop = new Int32Array(predecessors.length).fill(-1)
  const outer = new Int32Array(predecessors.length).fill(-1)
  const depth = new Int32Array(predecessors.length)
  const heads = new Set<number>()
  predecessors.forEach((list, head) => {
    const body = list.filter((from) => from >= head)
    if (body.length === 0) return
    heads.add(head)
    outer[head] = loop[head] ?? -1
    const seen = new Set([head, ...body])
    for (let block = body.pop(); block !== undefined; block = body.pop()) {
      if (block === head) continue
      for (const from of predecessors[block] ?? []) {
        if (seen.has(from)) continue
        seen.add(from)
        body.push(from)
      }
    }
    for (const block of seen) {
      loop[block] = head
      depth[block] = (depth[block] ?? 0) + 1
    }
  })
  return { loop, outer, depth, heads }
}
