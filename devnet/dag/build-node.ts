// Makes the DAG's own record of a block out of what was found about it.
import type { Colouring } from './ghostdag.ts'
import type { Node } from './node.ts'
import { jumpFor } from './reachability.ts'
import type { BlockFacts, DagBlock, DagHeader } from './types.ts'
import { workOfBits } from './work.ts'

/** Where a block stands: its parents and the colouring of its mergeset. */
export interface Placing {
  readonly parents: readonly Node[]
  readonly colouring: Colouring
  readonly nonDaa: ReadonlySet<Node>
}

export function buildNode(
  header: DagHeader,
  placing: Placing,
  facts: BlockFacts,
  finalityDepth: bigint,
): Node {
  const { selectedParent, blues, reds, anticoneSizes, blueScore, blueWork } = placing.colouring
  const node: Node & { pruningSample: Node | undefined } = {
    hash: header.hash,
    parents: placing.parents,
    selectedParent,
    blues,
    reds,
    anticoneSizes,
    blueScore,
    blueWork,
    nonDaa: placing.nonDaa,
    daaScore: facts.daaScore,
    timestamp: header.timestamp,
    bits: header.bits,
    work: workOfBits(header.bits),
    pruningSample: selectedParent.pruningSample,
    block: { ...facts, hash: header.hash, timestamp: header.timestamp, bits: header.bits },
    height: selectedParent.height + 1,
    jump: jumpFor(selectedParent),
    futureCovering: [],
    children: [],
  }
  if (blueScore / finalityDepth > selectedParent.blueScore / finalityDepth) node.pruningSample = node
  return node
}

export function genesisNode({ hash, timestamp, bits }: Omit<DagHeader, 'parents'>): Node {
  const zero = { blueScore: 0n, blueWork: 0n, daaScore: 0n, timestamp, bits, hash }
  const block: DagBlock = {
    ...zero,
    parents: [],
    selectedParent: undefined,
    mergesetBlues: [],
    mergesetReds: [],
    bluesAnticoneSizes: new Map(),
    mergeset: [],
    expectedBits: bits,
    mergesetNonDaa: new Set(),
    pastMedianTime: timestamp,
  }
  return {
    ...zero,
    parents: [],
    selectedParent: undefined,
    blues: [],
    reds: [],
    anticoneSizes: new Map(),
    nonDaa: new Set(),
    work: workOfBits(bits),
    pruningSample: undefined,
    block,
    height: 0,
    jump: undefined,
    futureCovering: [],
    children: [],
  }
}
