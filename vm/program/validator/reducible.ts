// Reducibility: every loop of a function is entered at one block only, which dominates the rest of it, so that structured
// code can be made of it. Tarjan's test, near-linear in the edges also for hostile code: loops are collapsed from the
// inside out, and one is irreducible iff a block outside of its head's depth-first subtree leads into its body.

/** Tables with room for each function of a program in turn. A depth-first walk from block 0 numbers reached blocks anew, in preorder: these are nodes. */
export class Reducibility {
  /** By block: its node; 0 for those that were not reached yet, and for block 0. */
  private readonly nodes: Int32Array
  /** By node: its block, and the largest node in its subtree. */
  private readonly order: Int32Array
  private readonly last: Int32Array
  /** The blocks of the walk's way, and by block how many of its successors were looked at. */
  private readonly path: Int32Array
  private readonly looked: Int32Array
  /** Predecessors: those of a node are `sources` from `firsts` of it to `firsts` of the next, exclusively. */
  private readonly firsts: Int32Array
  private readonly ends: Int32Array
  private readonly sources: Int32Array
  /** By node: the head of a collapsed loop around it, or itself; the head in whose loop it was found last. */
  private readonly collapsed: Int32Array
  private readonly found: Int32Array
  /** The nodes of a loop but for its head. */
  private readonly body: Int32Array
  private size = 0

  /** With room for so many blocks. */
  constructor(blocks: number) {
    const room = (): Int32Array => new Int32Array(blocks + 1)
    this.nodes = room()
    this.order = room()
    this.last = room()
    this.path = room()
    this.looked = room()
    this.firsts = room()
    this.ends = room()
    this.sources = new Int32Array(2 * blocks)
    this.collapsed = room()
    this.found = room()
    this.body = room()
  }

  /**
   * Heads of irreducible loops, as block numbers in ascending order; empty iff the flow is reducible. Blocks that nothing reaches are
   * ignored. Each block has two successors, or -1 instead.
   */
  irreducibleEntries(blocks: number, successors: Int32Array): number[] {
    const { order, last, firsts, sources, collapsed, found, body } = this
    const reached = this.walk(blocks, successors)
    this.findPredecessors(reached, successors)
    found.fill(-1, 0, reached)
    for (let node = 0; node < reached; node++) collapsed[node] = node
    const bad: number[] = []
    for (let head = reached - 1; head >= 0; head--) {
      this.size = 0
      const lastBelow = last[head] ?? 0
      for (let at = firsts[head] ?? 0; at < (firsts[head + 1] ?? 0); at++) {
        const from = sources[at] ?? 0
        if (from >= head && from <= lastBelow) this.addToBody(head, find(collapsed, from))
      }
      let reducible = true
      // It grows meanwhile.
      for (let i = 0; i < this.size; i++) {
        const node = body[i] ?? 0
        for (let at = firsts[node] ?? 0; at < (firsts[node + 1] ?? 0); at++) {
          const from = sources[at] ?? 0
          if (from >= node && from <= (last[node] ?? 0)) continue
          const origin = find(collapsed, from)
          if (origin >= head && origin <= lastBelow) this.addToBody(head, origin)
          else reducible = false
        }
      }
      if (!reducible) bad.push(order[head] ?? 0)
      for (let i = 0; i < this.size; i++) collapsed[body[i] ?? 0] = head
    }
    return bad.sort((x, y) => x - y)
  }

  private addToBody(head: number, node: number): void {
    if (node === head || this.found[node] === head) return
    this.found[node] = head
    this.body[this.size++] = node
  }

  /** Numbers what block 0 reaches; how many blocks that are. */
  private walk(blocks: number, successors: Int32Array): number {
    const { nodes, order, last, path, looked } = this
    nodes.fill(0, 0, blocks)
    looked.fill(0, 0, blocks)
    order[0] = 0
    path[0] = 0
    let reached = 1
    let depth = 1
    while (depth > 0) {
      const top = path[depth - 1] ?? 0
      const next = looked[top] ?? 0
      looked[top] = next + 1
      if (next === 2) {
        last[nodes[top] ?? 0] = reached - 1
        depth--
        continue
      }
      const to = successors[2 * top + next] ?? -1
      if (to <= 0 || nodes[to] !== 0) continue
      nodes[to] = reached
      order[reached++] = to
      path[depth++] = to
    }
    return reached
  }

  private findPredecessors(reached: number, successors: Int32Array): void {
    const { nodes, order, firsts, ends, sources } = this
    firsts.fill(0, 0, reached + 1)
    for (let edge = 0; edge < 2 * reached; edge++) {
      const to = successors[2 * (order[edge >> 1] ?? 0) + (edge & 1)] ?? -1
      const behind = (nodes[to] ?? 0) + 1
      if (to >= 0) firsts[behind] = (firsts[behind] ?? 0) + 1
    }
    for (let node = 0; node < reached; node++) {
      const first = firsts[node] ?? 0
      ends[node] = first
      firsts[node + 1] = first + (firsts[node + 1] ?? 0)
    }
    for (let edge = 0; edge < 2 * reached; edge++) {
      const to = successors[2 * (order[edge >> 1] ?? 0) + (edge & 1)] ?? -1
      if (to < 0) continue
      const node = nodes[to] ?? 0
      const at = ends[node] ?? 0
      sources[at] = edge >> 1
      ends[node] = at + 1
    }
  }
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
