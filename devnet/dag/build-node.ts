// Makes the DAG's own record of a block out of what was found about it, now or in an earlier run.
import type { Hash } from '../tx/hash.ts'
import type { Colouring } from './ghostdag.ts'
import type { Node, PruningSample } from './node.ts'
import { jumpFor } from './reachability.ts'
import type { BlockFacts, DagHeader, DagPlace } from './types.ts'
import { workOfBits } from './work.ts'

/** Where a block stands: its parents and the colouring of its mergeset. */
export interface Placing {
  readonly parents: readonly Node[]
  readonly colouring: Omit<Colouring, 'mergeset' | 'selectedParent'> & {
    readonly selectedParent: Node | undefined
  }
  readonly nonDaa: ReadonlySet<Node>
}

type Scores = Pick<BlockFacts, 'daaScore' | 'expectedBits' | 'pastMedianTime'>

// Most blocks have none of these: one empty list serves them all.
const NO_NODES: readonly Node[] = []
const NO_SIZES: ReadonlyMap<Node, number> = new Map()
const NONE: ReadonlySet<Node> = new Set()

export function buildNode(
  header: Omit<DagHeader, 'parents'>,
  placing: Placing,
  facts: Scores,
  finalityDepth: bigint,
): Node {
  const { selectedParent, blues, reds, blueScore, blueWork } = placing.colouring
  const sizes = [...placing.colouring.anticoneSizes].filter(
    ([blue, size]) => size > 0 || blue !== selectedParent,
  )
  return {
    hash: header.hash,
    isGenesis: false,
    parents: placing.parents,
    selectedParent,
    blues,
    reds: reds.length === 0 ? NO_NODES : reds,
    anticoneSizes: sizes.length === 0 ? NO_SIZES : new Map(sizes),
    blueScore,
    blueWork,
    nonDaa: placing.nonDaa.size === 0 ? NONE : placing.nonDaa,
    daaScore: facts.daaScore,
    timestamp: header.timestamp,
    bits: header.bits,
    expectedBits: facts.expectedBits,
    pastMedianTime: facts.pastMedianTime,
    work: workOfBits(header.bits),
    pruningSample: sampleOf(header.hash, blueScore, selectedParent, finalityDepth),
    height: selectedParent === undefined ? 0 : selectedParent.height + 1,
    jump: selectedParent === undefined ? undefined : jumpFor(selectedParent),
    futureCovering: [],
    children: [],
  }
}

function sampleOf(
  hash: Hash,
  blueScore: bigint,
  selectedParent: Node | undefined,
  finalityDepth: bigint,
): PruningSample | undefined {
  if (selectedParent === undefined) return undefined
  const previous = selectedParent.pruningSample
  const rises = blueScore / finalityDepth > selectedParent.blueScore / finalityDepth
  return rises ? { hash, blueScore, previous } : previous
}

/** A block of an earlier run; what it names and isn't there any more is left out. */
export function restoreNode(
  block: DagPlace,
  nodeOf: (hash: Hash) => Node | undefined,
  finalityDepth: bigint,
): Node {
  const known = (hashes: Iterable<Hash>): Node[] => Array.from(hashes).flatMap((hash) => nodeOf(hash) ?? [])
  const sizes = Array.from(block.bluesAnticoneSizes).flatMap(([hash, size]): [Node, number][] => {
    const node = nodeOf(hash)
    return node === undefined ? [] : [[node, size]]
  })
  const colouring = {
    selectedParent: block.selectedParent === undefined ? undefined : nodeOf(block.selectedParent),
    blues: known(block.mergesetBlues),
    reds: known(block.mergesetReds),
    anticoneSizes: new Map(sizes),
    blueScore: block.blueScore,
    blueWork: block.blueWork,
  }
  const placing = { parents: known(block.parents), colouring, nonDaa: new Set(known(block.mergesetNonDaa)) }
  return buildNode(block, placing, block, finalityDepth)
}

export function genesisNode({ hash, timestamp, bits }: Omit<DagHeader, 'parents'>): Node {
  return {
    hash,
    isGenesis: true,
    parents: NO_NODES,
    selectedParent: undefined,
    blues: NO_NODES,
    reds: NO_NODES,
    anticoneSizes: NO_SIZES,
    blueScore: 0n,
    blueWork: 0n,
    nonDaa: NONE,
    daaScore: 0n,
    timestamp,
    bits,
    expectedBits: bits,
    pastMedianTime: timestamp,
    work: workOfBits(bits),
    pruningSample: undefined,
    height: 0,
    jump: undefined,
    futureCovering: [],
    children: [],
  }
}
