// The one order of siblings in a multiproof of a perfect tree. Prover and verifier both read it from here, so that a proof
// needs to carry no positions.
import type { LeafTree, NodePosition } from './tree.ts'

export type { NodePosition } from './tree.ts'

/**
 * The nodes that must be given, besides the leaves at `sortedIndices`, to compute the root: level by level from the leaves
 * up, in ascending index within a level; a node is listed iff its sibling is known and it is not. `sortedIndices` is
 * strictly ascending and below 2^depth. No index gives no siblings.
 */
export function multiproofSiblings(depth: number, sortedIndices: readonly number[]): NodePosition[] {
  const siblings: NodePosition[] = []
  let known = sortedIndices
  for (let level = 0; level < depth; level++) {
    const parents: number[] = []
    for (let i = 0; i < known.length; i++) {
      const index = known[i] ?? 0
      if (index % 2 === 0 && known[i + 1] === index + 1) i++
      else siblings.push({ level, index: index % 2 === 0 ? index + 1 : index - 1 })
      parents.push(Math.floor(index / 2))
    }
    known = parents
  }
  return siblings
}

/** The hashes of those siblings, in that order. */
export function collectSiblings(tree: LeafTree, sortedIndices: readonly number[]): Uint8Array[] {
  const positions = multiproofSiblings(tree.depth, sortedIndices)
  return tree.nodes?.(positions) ?? positions.map(({ level, index }) => tree.node(level, index))
}
