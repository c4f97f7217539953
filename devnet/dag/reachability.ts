// Who is in whose past. The selected parents form a tree, in which each block can jump to far ancestors (skew-binary
// skip pointers: two per block, never changed afterwards), and each block remembers who merged it. A block's future is its
// own subtree and the subtrees of those, which are disjoint.
//
// Cost: a tree question takes O(log n) steps, a DAG question that times the number of blocks that merged the ancestor (about
// the width of the DAG); memory is one pointer per block and one per merging. Nothing is ever rewritten, so that all
// of it can be stored as it stands.
import type { Node } from './node.ts'

/** Where the skip pointer of a child of `parent` goes. */
export function jumpFor(parent: Node): Node {
  const middle = parent.jump
  const far = middle?.jump
  if (middle === undefined || far === undefined) return parent
  return parent.height - middle.height === middle.height - far.height ? far : parent
}

/** The ancestor at a height in the selected-parent tree; the block itself at its own height or above. */
export function chainAncestorAt(node: Node, height: number): Node {
  return descend(node, (candidate) => candidate.height >= height)
}

/**
 * Walks down the selected chain as long as `keepsGoing` says so of the next block. It must hold for a block wherever it
 * holds for an ancestor of that block.
 */
export function descend(node: Node, keepsGoing: (next: Node) => boolean): Node {
  let current = node
  for (;;) {
    const { jump, selectedParent } = current
    if (jump !== undefined && keepsGoing(jump)) current = jump
    else if (selectedParent !== undefined && keepsGoing(selectedParent)) current = selectedParent
    else return current
  }
}

/** Whether `a` is on the selected chain of `b`, or is `b`. */
export function isChainAncestor(a: Node, b: Node): boolean {
  return a.height <= b.height && chainAncestorAt(b, a.height) === a
}

/** Whether `a` is in the past of `b`, or is `b`. */
export function isDagAncestor(a: Node, b: Node): boolean {
  if (a === b) return true
  // Blue work rises along every edge.
  if (a.blueWork >= b.blueWork) return false
  return isChainAncestor(a, b) || a.futureCovering.some((merger) => isChainAncestor(merger, b))
}

/** To be told once for each new block: it merges these blocks. */
export function recordMerging(merger: Node): void {
  for (const merged of merger.blues) if (merged !== merger.selectedParent) merged.futureCovering.push(merger)
  for (const merged of merger.reds) merged.futureCovering.push(merger)
}
