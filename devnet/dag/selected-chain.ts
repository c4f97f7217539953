// The selected chain as a path: what a node undoes and does when its tip changes.
import { hashesOf } from './node.ts'
import type { Node } from './node.ts'
import { chainAncestorAt, isChainAncestor } from './reachability.ts'
import type { ChainPath } from './types.ts'

export function* chainBlocksDown(top: Node): IterableIterator<Node> {
  for (let node: Node | undefined = top; node !== undefined; node = node.selectedParent) yield node
}

export function pathBetween(from: Node, to: Node): ChainPath {
  const removed: Node[] = []
  let common = from
  while (!isChainAncestor(common, to)) {
    removed.push(common)
    // Genesis is on every selected chain, and so is every block that pruning has left as the lowest one.
    if (common.selectedParent === undefined) throw new Error('bug: two chains have no block in common')
    common = common.selectedParent
  }
  const added: Node[] = []
  for (let node = to; node !== common; node = chainAncestorAt(node, node.height - 1)) added.push(node)
  return { commonAncestor: common.hash, removed: hashesOf(removed), added: hashesOf(added.reverse()) }
}
