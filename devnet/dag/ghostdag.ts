// GHOSTDAG (31, 2.2): picks the selected parent, gathers the mergeset and colours it so that no blue block has more
// than k blue blocks in its anticone.
import { compareNodes } from './node.ts'
import type { Node } from './node.ts'
import { isDagAncestor } from './reachability.ts'

/** The colouring of a mergeset, and the scores that follow. */
export interface Colouring {
  readonly selectedParent: Node
  /** The selected parent first, then the other blues in ascending order. */
  readonly blues: readonly Node[]
  /** In ascending order. */
  readonly reds: readonly Node[]
  /** The whole mergeset: selected parent, then the rest in ascending order. */
  readonly mergeset: readonly Node[]
  readonly anticoneSizes: ReadonlyMap<Node, number>
  readonly blueScore: bigint
  readonly blueWork: bigint
}

/** Of at least one parent, the largest by the order key. */
export function selectParent(first: Node, others: readonly Node[]): Node {
  return others.reduce((best, node) => (compareNodes(node, best) > 0 ? node : best), first)
}

/**
 * Everything in the past of the parents that isn't in the past of the selected parent, without it, in ascending order.
 * Undefined as soon as there are more than `limit` blocks.
 */
export function gatherMergeset(
  selectedParent: Node,
  parents: readonly Node[],
  limit: number,
): Node[] | undefined {
  const seen = new Set<Node>([selectedParent])
  const merged: Node[] = []
  const queue = [...parents]
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    if (isDagAncestor(node, selectedParent)) continue
    merged.push(node)
    if (merged.length > limit) return undefined
    queue.push(...node.parents)
  }
  return merged.sort(compareNodes)
}

/** Colours a gathered mergeset. */
export function colour(selectedParent: Node, merged: readonly Node[], k: number): Colouring {
  const blues: Node[] = [selectedParent]
  const reds: Node[] = []
  const sizes = new Map<Node, number>([[selectedParent, 0]])
  for (const candidate of merged) {
    const touched = blueAnticone(candidate, { selectedParent, blues, sizes }, k)
    if (touched === undefined) {
      reds.push(candidate)
      continue
    }
    blues.push(candidate)
    sizes.set(candidate, touched.size)
    for (const [peer, size] of touched) sizes.set(peer, size + 1)
  }
  return {
    selectedParent,
    blues,
    reds,
    mergeset: [selectedParent, ...merged],
    anticoneSizes: sizes,
    blueScore: selectedParent.blueScore + BigInt(blues.length),
    blueWork: blues.reduce((sum, blue) => sum + blue.work, selectedParent.blueWork),
  }
}

/** The colouring so far of the block that is being judged. */
interface Draft {
  readonly selectedParent: Node
  readonly blues: readonly Node[]
  readonly sizes: ReadonlyMap<Node, number>
}

/**
 * The blue blocks in the candidate's anticone, as the new block sees them, with the sizes of their blue anticones;
 * undefined when the candidate must be red.
 */
function blueAnticone(candidate: Node, draft: Draft, k: number): Map<Node, number> | undefined {
  if (draft.blues.length === k + 1) return undefined
  const touched = new Map<Node, number>()
  let blues = draft.blues
  let next: Node | undefined = draft.selectedParent
  for (;;) {
    for (const peer of blues) {
      if (isDagAncestor(peer, candidate)) continue
      const size = blueAnticoneSize(peer, draft)
      touched.set(peer, size)
      if (touched.size > k || size === k) return undefined
    }
    // All that is blue below a chain block in the candidate's past is in its past too.
    if (next === undefined || isDagAncestor(next, candidate)) return touched
    blues = next.blues
    next = next.selectedParent
  }
}

/** The size of a blue block's blue anticone: the newest one recorded down the selected chain. */
function blueAnticoneSize(blue: Node, draft: Draft): number {
  const drafted = draft.sizes.get(blue)
  if (drafted !== undefined) return drafted
  for (
    let chain: Node | undefined = draft.selectedParent;
    chain !== undefined;
    chain = chain.selectedParent
  ) {
    const size = chain.anticoneSizes.get(blue)
    if (size !== undefined) return size
    if (chain.selectedParent === blue) return 0
  }
  throw new Error('unreachable: every blue block has a recorded anticone size')
}
