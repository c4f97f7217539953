// Roots from several leaves of one perfect tree and the siblings in the order of vm/merkle/multiproof.ts.
import { hashLeaf, hashNode } from '../hash/domains.ts'
import { multiproofSiblings } from '../merkle/multiproof.ts'
import { zeroRoot } from '../merkle/tree.ts'

export interface IndexedHash {
  readonly index: number
  readonly hash: Uint8Array
}

/** What the siblings of these leaves are where a tree holds nothing else: what an elided list leaves out. */
export function emptySiblings(depth: number, indices: readonly number[]): Uint8Array[] {
  return multiproofSiblings(depth, indices).map(({ level }) => zeroRoot(level))
}

/** The root over hashes at strictly ascending indices; undefined when there are too few or too many siblings. */
export function foldMultiproof(
  depth: number,
  leaves: readonly IndexedHash[],
  siblings: readonly Uint8Array[],
): Uint8Array | undefined {
  let used = 0
  let known = leaves
  for (let level = 0; level < depth; level++) {
    const parents: IndexedHash[] = []
    for (let at = 0; at < known.length; at++) {
      const node = known[at]
      if (node === undefined) return undefined
      const next = known[at + 1]
      let sibling: Uint8Array | undefined
      if (node.index % 2 === 0 && next?.index === node.index + 1) {
        sibling = next.hash
        at++
      } else {
        sibling = siblings[used++]
      }
      if (sibling === undefined) return undefined
      const hash = node.index % 2 === 0 ? hashNode(node.hash, sibling) : hashNode(sibling, node.hash)
      parents.push({ index: Math.floor(node.index / 2), hash })
    }
    known = parents
  }
  return used === siblings.length && known.length === 1 ? known[0]?.hash : undefined
}

/** The same from leaves instead of their hashes. */
export function foldLeaves(
  depth: number,
  indices: readonly number[],
  leaves: readonly Uint8Array[],
  siblings: readonly Uint8Array[],
): Uint8Array | undefined {
  if (indices.length !== leaves.length) return undefined
  return foldMultiproof(
    depth,
    indices.map((index, at) => ({ index, hash: hashLeaf(leaves[at] ?? new Uint8Array(64)) })),
    siblings,
  )
}

/** The root above one hash whose path lies at `index`; siblings bottom up, as many as the tree is deep. */
export function foldPath(hash: Uint8Array, index: number, siblings: readonly Uint8Array[]): Uint8Array {
  let node = hash
  let at = index
  for (const sibling of siblings) {
    node = at % 2 === 0 ? hashNode(node, sibling) : hashNode(sibling, node)
    at = Math.floor(at / 2)
  }
  return node
}
