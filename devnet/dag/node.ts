// A block inside the DAG: its findings with direct references to the blocks they name, and what reachability keeps.
import type { Hash } from '../tx/hash.ts'
import type { DagBlock } from './types.ts'

export interface Node {
  readonly hash: Hash
  readonly parents: readonly Node[]
  /** Undefined for genesis alone. */
  readonly selectedParent: Node | undefined
  /** The selected parent first. */
  readonly blues: readonly Node[]
  readonly reds: readonly Node[]
  readonly anticoneSizes: ReadonlyMap<Node, number>
  readonly blueScore: bigint
  readonly blueWork: bigint
  readonly nonDaa: ReadonlySet<Node>
  readonly daaScore: bigint
  readonly timestamp: bigint
  readonly bits: number
  /** What this block adds to the blue work of a block that merges it blue. */
  readonly work: bigint
  /** The nearest block on its selected chain, itself included, where floor(blue score / finality depth) rises. */
  readonly pruningSample: Node | undefined
  /** The same findings for the world outside. */
  readonly block: DagBlock

  /** Place in the tree of selected parents: number of steps to genesis, and a far ancestor to jump to. */
  readonly height: number
  readonly jump: Node | undefined
  /** Blocks that merged this one: where its future leaves its own subtree of the selected-parent tree. Grows. */
  readonly futureCovering: Node[]
  /** Blocks with this one among their parents. Grows. */
  readonly children: Node[]
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
