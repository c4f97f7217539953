// Pruning: what goes when everything below a chain block is settled, and what is still known afterwards about the few old
// blocks that headers go on naming as parents of higher levels.
import type { Hash } from '../tx/hash.ts'
import type { Node } from './node.ts'
import { isDagAncestor } from './reachability.ts'

/** A block that is gone, of which only its relations are known. */
export interface OldBlock {
  readonly hash: Hash
  /** Old blocks in its past. */
  readonly past: ReadonlySet<Hash>
  /** Blocks that are there and not in its future. */
  readonly apart: ReadonlySet<Hash>
}

/** The block, its future, and what these merged from beside it. */
export function keptWith(root: Node): Set<Node> {
  const kept = new Set<Node>([root])
  for (const node of kept) for (const child of node.children) kept.add(child)
  const future = [...kept]
  for (const node of future) {
    if (node === root) continue
    for (const merged of [...node.blues, ...node.reds]) kept.add(merged)
  }
  return kept
}

/** What stays known of the named blocks once only `kept` is left. */
export function oldBlocks(
  named: ReadonlySet<Hash>,
  kept: ReadonlySet<Node>,
  known: ReadonlyMap<Hash, OldBlock>,
  nodeOf: (hash: Hash) => Node | undefined,
): Map<Hash, OldBlock> {
  const going = [...named].flatMap((hash) => nodeOf(hash) ?? []).filter((node) => !kept.has(node))
  const stayingOld = [...named].flatMap((hash) => known.get(hash) ?? [])
  const left = new Set(Array.from(kept, (node) => node.hash))
  const next = new Map<Hash, OldBlock>()
  for (const { hash, past, apart } of stayingOld) {
    next.set(hash, { hash, past: intersection(past, named), apart: intersection(apart, left) })
  }
  for (const node of going) {
    const below = [
      ...stayingOld.filter((old) => !old.apart.has(node.hash)),
      ...going.filter((other) => other !== node && isDagAncestor(other, node)),
    ]
    const apart = [...kept].filter((other) => !isDagAncestor(node, other))
    next.set(node.hash, {
      hash: node.hash,
      past: new Set(below.map(({ hash }) => hash)),
      apart: new Set(apart.map(({ hash }) => hash)),
    })
  }
  return next
}

/** Cuts all references to blocks that go, so that their memory is freed. */
export function cutLoose(kept: ReadonlySet<Node>): void {
  const stays = (node: Node): boolean => kept.has(node)
  for (const node of kept) {
    node.parents = filtered(node.parents, stays)
    node.blues = filtered(node.blues, stays)
    node.reds = filtered(node.reds, stays)
    node.children = node.children.filter(stays)
    node.futureCovering = node.futureCovering.filter(stays)
    if ([...node.anticoneSizes.keys()].some((blue) => !stays(blue)))
      node.anticoneSizes = new Map([...node.anticoneSizes].filter(([blue]) => stays(blue)))
    if ([...node.nonDaa].some((merged) => !stays(merged)))
      node.nonDaa = new Set([...node.nonDaa].filter(stays))
    if (node.selectedParent !== undefined && !stays(node.selectedParent)) node.selectedParent = undefined
    // A jump may lead to any ancestor on the chain, and to the parent where the far one is gone.
    if (node.jump !== undefined && !stays(node.jump)) node.jump = undefined
  }
}

function filtered(nodes: readonly Node[], stays: (node: Node) => boolean): readonly Node[] {
  return nodes.every(stays) ? nodes : nodes.filter(stays)
}

function intersection(a: ReadonlySet<Hash>, b: ReadonlySet<Hash>): Set<Hash> {
  return new Set([...a].filter((hash) => b.has(hash)))
}
