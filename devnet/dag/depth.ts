// Depths along the selected chain: finality point, merge root, pruning point, and the rule that a red block from
// before the merge depth needs a blue block to vouch for it (31, 2.2).
import type { Node, PruningSample } from './node.ts'
import { descend, isChainAncestor, isDagAncestor } from './reachability.ts'

/** A block, made already or still to be made, as its place on the selected chain shows. */
export interface ChainPlace {
  readonly selectedParent: Node
  readonly blueScore: bigint
}

/** The highest chain block whose blue score is under the block's by more than `depth`; genesis if there's none. */
export function chainBlockAtDepth(block: ChainPlace, depth: bigint): Node {
  const limit = block.blueScore - depth
  return below(block.selectedParent, (blueScore) => blueScore < limit)
}

/** The highest pruning sample that lies at least the pruning depth below the block; undefined stands for genesis. */
export function pruningPoint(block: ChainPlace, pruningDepth: bigint): PruningSample | undefined {
  let sample = block.selectedParent.pruningSample
  while (sample !== undefined && sample.blueScore + pruningDepth > block.blueScore) sample = sample.previous
  return sample
}

/** The first red block of a mergeset that nobody vouches for; undefined when all is well. */
export function unvouchedRed(
  block: ChainPlace & { readonly blues: readonly Node[]; readonly reds: readonly Node[] },
  mergeDepth: bigint,
): Node | undefined {
  if (block.reds.length === 0) return undefined
  const root = chainBlockAtDepth(block, mergeDepth)
  const deep = block.reds.filter((red) => !isDagAncestor(root, red))
  if (deep.length === 0) return undefined
  const vouchers = block.blues.filter((blue) => isChainAncestor(root, blue))
  return deep.find((red) => !vouchers.some((blue) => isDagAncestor(red, blue)))
}

/** The highest block on the chain (top included) whose blue score fits; blue scores fall along the chain. */
function below(top: Node, fits: (blueScore: bigint) => boolean): Node {
  if (fits(top.blueScore)) return top
  const lastTooHigh = descend(top, (node) => !fits(node.blueScore))
  return lastTooHigh.selectedParent ?? lastTooHigh
}
