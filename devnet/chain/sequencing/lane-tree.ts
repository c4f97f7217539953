// The active lanes in a sparse Merkle tree 256 levels deep (31, 2.5), where a subtree of one lane is a single node. Trees are
// immutable and share what they have in common: each chain block keeps its own, and a reorg has nothing to undo.
import type { Hash } from '../../tx/index.ts'
import { HASHERS, hashFromBytes, hashToBytes } from '../../tx/index.ts'
import { activeLaneLeaf } from './hashes.ts'

export const TREE_DEPTH = 256

/** A lane that something happened on, within the finality depth. */
export interface ActiveLane {
  readonly tip: Hash
  /** Of the chain block that touched it last. */
  readonly blueScore: bigint
}

export interface LaneLeaf {
  readonly kind: 'leaf'
  readonly key: Hash
  readonly lane: ActiveLane
  readonly leafHash: Hash
  readonly hash: Uint8Array
  readonly oldest: bigint
}

export interface LaneBranch {
  readonly kind: 'branch'
  readonly left: LaneTree
  readonly right: LaneTree
  readonly hash: Uint8Array
  /** The lowest blue score below, so that expiry looks only where something expires. */
  readonly oldest: bigint
}

/** Undefined is the empty tree. */
export type LaneTree = LaneLeaf | LaneBranch | undefined

export function lanesRoot(tree: LaneTree): Hash {
  return hashFromBytes(hashOfSubtree(tree, 0))
}

export function getLane(tree: LaneTree, key: Hash): ActiveLane | undefined {
  let node = tree
  for (let depth = 0; node?.kind === 'branch'; depth++) node = isRight(key, depth) ? node.right : node.left
  return node?.key === key ? node.lane : undefined
}

export function setLane(tree: LaneTree, key: Hash, lane: ActiveLane): LaneTree {
  const leafHash = activeLaneLeaf(lane.tip, lane.blueScore)
  const hash = collapsedHash(key, leafHash)
  return put(tree, { kind: 'leaf', key, lane, leafHash, hash, oldest: lane.blueScore }, 0)
}

/** Without the lanes that were touched last below a blue score. */
export function expireLanes(tree: LaneTree, lowest: bigint): LaneTree {
  return expire(tree, lowest, 0)
}

/** Ascending by key. */
export function* lanesOf(tree: LaneTree): IterableIterator<LaneLeaf> {
  if (tree?.kind === 'leaf') yield tree
  if (tree?.kind !== 'branch') return
  yield* lanesOf(tree.left)
  yield* lanesOf(tree.right)
}

/** The lanes of a tree that another one, made earlier on the same chain, doesn't have in the same state. */
export function* lanesSince(before: LaneTree, after: LaneTree): IterableIterator<LaneLeaf> {
  if (after === undefined || after === before) return
  if (after.kind === 'leaf') {
    if (!holdsLeaf(before, after)) yield after
    return
  }
  const [left, right] = before?.kind === 'branch' ? [before.left, before.right] : [before, before]
  yield* lanesSince(left, after.left)
  yield* lanesSince(right, after.right)
}

/** Of a subtree that the leaf's path leads through. */
function holdsLeaf(tree: LaneTree, leaf: LaneLeaf): boolean {
  if (tree?.kind !== 'branch') return tree?.key === leaf.key && tree.lane.blueScore === leaf.lane.blueScore
  return holdsLeaf(tree.left, leaf) || holdsLeaf(tree.right, leaf)
}

/** Whether a key's path goes to the right below this depth. */
export function isRight(key: Hash, depth: number): boolean {
  const nibble = Number.parseInt(key.charAt(depth >> 2), 16)
  return (nibble & (8 >> (depth & 3))) !== 0
}

/** Of a node at a depth; the root's is 0, the deepest leaves' 256. */
export function hashOfSubtree(tree: LaneTree, depth: number): Uint8Array {
  return tree?.hash ?? emptyHash(TREE_DEPTH - depth)
}

export function branchHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return HASHERS.SeqCommitActiveNode(left, right)
}

/** Of a subtree that holds one lane. */
export function collapsedHash(key: Hash, leafHash: Hash): Uint8Array {
  return HASHERS.SeqCommitActiveCollapsedNode(hashToBytes(key), hashToBytes(leafHash))
}

/** Of a subtree without lanes, so many levels high. */
export function emptyHash(height: number): Uint8Array {
  const hash = EMPTY_HASHES[height]
  if (hash === undefined) throw new Error(`bug: no subtree is ${height} levels high`)
  return hash
}

const EMPTY_HASHES = emptyHashes()

function emptyHashes(): readonly Uint8Array[] {
  let last = new Uint8Array(32)
  const hashes = [last]
  for (let height = 1; height <= TREE_DEPTH; height++) {
    last = Uint8Array.from(branchHash(last, last))
    hashes.push(last)
  }
  return hashes
}

function put(tree: LaneTree, leaf: LaneLeaf, depth: number): LaneTree {
  if (tree === undefined || (tree.kind === 'leaf' && tree.key === leaf.key)) return leaf
  const { left, right } = tree.kind === 'branch' ? tree : split(tree, depth)
  return isRight(leaf.key, depth)
    ? join(left, put(right, leaf, depth + 1), depth)
    : join(put(left, leaf, depth + 1), right, depth)
}

/** A lone leaf on the side that its key belongs to. */
function split(leaf: LaneLeaf, depth: number): { readonly left: LaneTree; readonly right: LaneTree } {
  return isRight(leaf.key, depth) ? { left: undefined, right: leaf } : { left: leaf, right: undefined }
}

function expire(tree: LaneTree, lowest: bigint, depth: number): LaneTree {
  if (tree === undefined || tree.oldest >= lowest) return tree
  if (tree.kind === 'leaf') return undefined
  return join(expire(tree.left, lowest, depth + 1), expire(tree.right, lowest, depth + 1), depth)
}

function join(left: LaneTree, right: LaneTree, depth: number): LaneTree {
  if (left === undefined && right?.kind !== 'branch') return right
  if (right === undefined && left?.kind !== 'branch') return left
  const hash = branchHash(hashOfSubtree(left, depth + 1), hashOfSubtree(right, depth + 1))
  return { kind: 'branch', left, right, hash, oldest: older(left, right) }
}

function older(left: LaneTree, right: LaneTree): bigint {
  if (left === undefined || right === undefined) return left?.oldest ?? right?.oldest ?? 0n
  return left.oldest < right.oldest ? left.oldest : right.oldest
}
