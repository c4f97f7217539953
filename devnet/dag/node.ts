// A block inside the DAG: its findings with direct references to the blocks they name, and what reachability keeps.
import type { Hash } from '../tx/hash.ts'
import type { DagBlock } from './types.ts'

/** Pruning cuts references to blocks that go; nothing else changes what is recorded here once. */
export interface Node {
  readonly hash: Hash
  readonly isGenesis: boolean
  parents: readonly Node[]
  /** Undefined for genesis, and where pruning has cut the chain. */
  selectedParent: Node | undefined
  /** The selected parent first. */
  blues: readonly Node[]
  reds: readonly Node[]
  /** Without the selected parent where its size is 0, as it mostly is. */
  anticoneSizes: ReadonlyMap<Node, number>
  readonly blueScore: bigint
  readonly blueWork: bigint
  nonDaa: ReadonlySet<Node>
  readonly daaScore: bigint
  readonly timestamp: bigint
  readonly bits: number
  readonly expectedBits: number
  readonly pastMedianTime: bigint
  /** What this block adds to the blue work of a block that merges it blue. */
  readonly work: bigint
  /** The nearest block on its selected chain, itself included, where floor(blue score / finality depth) rises. */
  readonly pruningSample: PruningSample | undefined

  /** Place in the tree of selected parents: number of steps to its root, and a far ancestor to jump to. */
  readonly height: number
  jump: Node | undefined
  /** Blocks that merged this one: where its future leaves its own subtree of the selected-parent tree. Grows. */
  futureCovering: Node[]
  /** Blocks with this one among their parents. Grows. */
  children: Node[]
}

/** A chain block that may become a pruning point. Remembered for good: there is one in each finality depth. */
export interface PruningSample {
  readonly hash: Hash
  readonly blueScore: bigint
  /** The one below on the same chain. */
  readonly previous: PruningSample | undefined
}

/** The order of everything in GHOSTDAG: blue work, then hash (31, 2.2). Negative, zero or positive. */
export function compareNodes(a: OrderKey, b: OrderKey): number {
  if (a.blueWork !== b.blueWork) return a.blueWork < b.blueWork ? -1 : 1
  return a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0
}

export interface OrderKey {
  readonly blueWork: bigint
  readonly hash: Hash
}

export function hashesOf(nodes: Iterable<Node>): Hash[] {
  return Array.from(nodes, (node) => node.hash)
}

/** The same findings for the world outside, made when asked for: kept twice they would fill the memory. */
export function blockOfNode(node: Node): DagBlock {
  const { selectedParent, blues, reds } = node
  const merged = [...blues.filter((blue) => blue !== selectedParent), ...reds].sort(compareNodes)
  const head = selectedParent === undefined ? [] : [selectedParent.hash]
  const sizes = new Map<Hash, number>(head.map((hash) => [hash, 0]))
  for (const [blue, size] of node.anticoneSizes) sizes.set(blue.hash, size)
  return {
    hash: node.hash,
    parents: hashesOf(node.parents),
    timestamp: node.timestamp,
    bits: node.bits,
    selectedParent: selectedParent?.hash,
    mergesetBlues: hashesOf(blues),
    mergesetReds: hashesOf(reds),
    bluesAnticoneSizes: sizes,
    blueScore: node.blueScore,
    blueWork: node.blueWork,
    mergeset: [...head, ...hashesOf(merged)],
    mergesetNonDaa: new Set(hashesOf(node.nonDaa)),
    daaScore: node.daaScore,
    expectedBits: node.expectedBits,
    pastMedianTime: node.pastMedianTime,
  }
}
