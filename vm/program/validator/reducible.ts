// Reducibility: every loop of a function is entered at one block only, which dominates the rest of it, so that structured
// code can be made of it. Tarjan's test, near-linear in the edges also for hostile code: loops are collapsed from the
// inside out, and one is irreducible iff a block outside of its head's depth-first subtree leads into its body.
import type { Block } from '../blocks.ts'

/** A depth-first walk from block 0: reached blocks in preorder, which numbers them anew. */
interface Walk {
  /** Block numbers by preorder. */
  readonly order: readonly number[]
  /** Largest preorder number in the subtree of each; by preorder number. */
  readonly last: Int32Array
  /** Predecessors by preorder number, in preorder numbers. */
  readonly predecessors: readonly (readonly number[])[]
}

/** Heads of irreducible loops, as block numbers in ascending order; empty iff the flow is reducible. Blocks that nothing reaches are ignored. */
export function irreducibleEntries(blocks: readonly Block[]): number[] {
  if (blocks.length === 1) return []
  const { order, last, predecessors } = walk(blocks)
  const collapsed = Int32Array.from(order, (_, i) => i)
  const bad: number[] = []
  const inSubtree = (node: number, head: number): boolean => node >= head && node <= (last[head] ?? 0)
  for (let head = order.length - 1; head >= 0; head--) {
    const before = predecessors[head] ?? []
    // Most blocks head no loop.
    if (!before.some((from) => inSubtree(from, head))) continue
    const backEdges = before.filter((from) => inSubtree(from, head))
    const body = new Set(backEdges.map((from) => find(collapsed, from)))
    body.delete(head)
    let reducible = true
    // A set is iterated over what is added meanwhile, too.
    for (const node of body) {
      for (const from of predecessors[node] ?? []) {
        if (inSubtree(from, node)) continue
        const origin = find(collapsed, from)
        if (!inSubtree(origin, head)) reducible = false
        else if (origin !== head) body.add(origin)
      }
    }
    if (!reducible) bad.push(order[head] ?? 0)
    for (const node of body) collapsed[node] = head
  }
  return bad.sort((x, y) => x - y)
}

function walk(blocks: readonly Block[]): Walk {
  /** By block; 0 for those that were not reached yet, and for block 0. */
  const numbers = new Int32Array(blocks.length)
  const order = [0]
  const last = new Int32Array(blocks.length)
  const stack = [{ block: 0, next: 0 }]
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const successor = blocks[top.block]?.successors[top.next++]
    if (successor === undefined) {
      last[numbers[top.block] ?? 0] = order.length - 1
      stack.pop()
    } else if (successor !== 0 && numbers[successor] === 0) {
      numbers[successor] = order.length
      order.push(successor)
      stack.push({ block: successor, next: 0 })
    }
  }
  const predecessors: number[][] = order.map(() => [])
  order.forEach((block, from) => {
    for (const to of blocks[block]?.successors ?? []) predecessors[numbers[to] ?? 0]?.push(from)
  })
  return { order, last, predecessors }
}

/** The head of the outermost collapsed loop around a node, with path halving. */
function find(collapsed: Int32Array, start: number): number {
  let node = start
  for (let parent = collapsed[node] ?? node; parent !== node; parent = collapsed[node] ?? node) {
    const grandparent = collapsed[parent] ?? parent
    collapsed[node] = grandparent
    node = grandparent
  }
  return node
}
