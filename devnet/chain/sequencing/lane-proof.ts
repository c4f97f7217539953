// Proofs that the header of a chain block commits to a lane's tip, or that the lane is not active (31, 2.5): what Kaspa's
// getSeqCommitLaneProof answers, in the same bytes.
import type { Hash } from '../../tx/index.ts'
import { hashFromBytes, hashToBytes } from '../../tx/index.ts'
import { activeLaneLeaf, sequencingCommitment } from './hashes.ts'
import type { ActiveLane, LaneTree } from './lane-tree.ts'
import { branchHash, collapsedHash, emptyHash, hashOfSubtree, isRight, TREE_DEPTH } from './lane-tree.ts'

/** Where the way down to a key ended. */
export type ProofTerminal =
  /** At the deepest level, or in an empty subtree. */
  | { readonly kind: 'full' }
  /** At a subtree that holds this lane alone. */
  | { readonly kind: 'collapsed'; readonly depth: number }
  /** At a subtree that holds another lane alone, which shows that this one isn't there. */
  | {
      readonly kind: 'collapsedOther'
      readonly depth: number
      readonly key: Hash
      readonly leafHash: Hash
    }

/** A path from the root to a key. */
export interface TreeProof {
  /** By depth: whether the sibling is an empty subtree, which is left out of `siblings`. */
  readonly emptySiblings: readonly boolean[]
  /** From the root downwards. */
  readonly siblings: readonly Hash[]
  readonly terminal: ProofTerminal
}

/** Together with the header, all it takes to believe a lane's state. */
export interface LaneProof {
  readonly treeProof: TreeProof
  /** Undefined: the lane is not active. */
  readonly lane: ActiveLane | undefined
  readonly payloadAndContextDigest: Hash
  readonly parentCommitment: Hash
  readonly inactivityShortcut: Hash
}

export function proveInTree(tree: LaneTree, key: Hash): TreeProof {
  const emptySiblings = Array.from({ length: TREE_DEPTH }, () => true)
  const siblings: Hash[] = []
  let node = tree
  let depth = 0
  for (; node?.kind === 'branch'; depth++) {
    const right = isRight(key, depth)
    const sibling = right ? node.left : node.right
    if (sibling !== undefined) {
      emptySiblings[depth] = false
      siblings.push(hashFromBytes(hashOfSubtree(sibling, depth + 1)))
    }
    node = right ? node.right : node.left
  }
  if (node === undefined || depth === TREE_DEPTH)
    return { emptySiblings, siblings, terminal: { kind: 'full' } }
  const { key: found, leafHash } = node
  const terminal: ProofTerminal =
    found === key ? { kind: 'collapsed', depth } : { kind: 'collapsedOther', depth, key: found, leafHash }
  return { emptySiblings, siblings, terminal }
}

/** The root that a path leads to; undefined when the number of its siblings doesn't fit. */
export function rootOfProof(proof: TreeProof, key: Hash, leafHash: Hash | undefined): Hash | undefined {
  const { emptySiblings, siblings, terminal } = proof
  const depths = terminal.kind === 'full' ? TREE_DEPTH : terminal.depth
  let next = siblings.length
  let current = terminalHash(terminal, key, leafHash)
  for (let depth = depths - 1; depth >= 0; depth--) {
    let sibling = emptyHash(TREE_DEPTH - 1 - depth)
    if (emptySiblings[depth] !== true) {
      const given = siblings[--next]
      if (given === undefined) return undefined
      sibling = hashToBytes(given)
    }
    current = isRight(key, depth) ? branchHash(sibling, current) : branchHash(current, sibling)
  }
  return next === 0 ? hashFromBytes(current) : undefined
}

/** Whether a header's acceptedIdMerkleRoot commits to what the proof says about a lane. */
export function verifyLaneProof(proof: LaneProof, key: Hash, acceptedIdMerkleRoot: Hash): boolean {
  const { lane } = proof
  const leafHash = lane === undefined ? undefined : activeLaneLeaf(lane.tip, lane.blueScore)
  const lanesRoot = rootOfProof(proof.treeProof, key, leafHash)
  return lanesRoot !== undefined && sequencingCommitment({ ...proof, lanesRoot }) === acceptedIdMerkleRoot
}

function terminalHash(terminal: ProofTerminal, key: Hash, leafHash: Hash | undefined): Uint8Array {
  if (leafHash !== undefined) return collapsedHash(key, leafHash)
  if (terminal.kind === 'collapsedOther' && terminal.key !== key) {
    return collapsedHash(terminal.key, terminal.leafHash)
  }
  return emptyHash(0)
}
