// The DAG of blocks: told of headers in any order that has parents first, it answers everything that follows from the
// shape of the DAG alone. It grows only; it knows nothing of transactions, and takes the bits and times it is told for true:
// the caller compares them with `evaluate`'s.
import type { Hash } from '../tx/hash.ts'
import type { Params } from '../tx/params.ts'
import { buildNode, genesisNode } from './build-node.ts'
import type { Placing } from './build-node.ts'
import { chainBlockAtDepth, pruningPoint, unvouchedRed } from './depth.ts'
import { difficultyBits, medianTime } from './difficulty.ts'
import { colour, gatherMergeset, selectParent } from './ghostdag.ts'
import type { Colouring } from './ghostdag.ts'
import { compareNodes, hashesOf } from './node.ts'
import type { Node } from './node.ts'
import { relatedParents } from './parents.ts'
import { isChainAncestor, isDagAncestor, recordMerging } from './reachability.ts'
import { chainBlocksDown, pathBetween } from './selected-chain.ts'
import type {
  AddResult,
  BlockFacts,
  ChainPath,
  DagBlock,
  DagError,
  DagHeader,
  EvaluateResult,
} from './types.ts'
import { WindowCache } from './windows.ts'

export type DagParams = Pick<
  Params,
  | 'ghostdagK'
  | 'maxBlockParents'
  | 'mergesetSizeLimit'
  | 'mergeDepth'
  | 'finalityDepth'
  | 'pruningDepth'
  | 'pastMedianTimeWindowSize'
  | 'pastMedianTimeSampleRate'
  | 'difficultyWindowSize'
  | 'difficultySampleRate'
  | 'minDifficultyWindowSize'
  | 'maxDifficultyTarget'
  | 'targetTimePerBlock'
>

/** Compares a header with what its parents ask for; gives the reason when it doesn't fit. */
export type HeaderCheck = (facts: BlockFacts) => string | undefined

export class Dag {
  readonly params: DagParams
  readonly genesis: DagBlock
  private readonly root: Node
  private readonly nodes = new Map<Hash, Node>()
  private readonly tipNodes = new Set<Node>()
  private readonly difficultyWindows: WindowCache
  private readonly timeWindows: WindowCache

  constructor(params: DagParams, genesis: Omit<DagHeader, 'parents'>) {
    this.params = params
    this.root = genesisNode(genesis)
    this.genesis = this.root.block
    this.difficultyWindows = new WindowCache({
      size: params.difficultyWindowSize,
      sampleRate: params.difficultySampleRate,
    })
    this.timeWindows = new WindowCache({
      size: params.pastMedianTimeWindowSize,
      sampleRate: params.pastMedianTimeSampleRate,
    })
    this.nodes.set(genesis.hash, this.root)
    this.tipNodes.add(this.root)
  }

  /** Number of blocks, genesis counted. */
  get size(): number {
    return this.nodes.size
  }

  has(hash: Hash): boolean {
    return this.nodes.has(hash)
  }

  get(hash: Hash): DagBlock | undefined {
    return this.nodes.get(hash)?.block
  }

  /** All blocks in the order they were added. */
  *blocks(): IterableIterator<DagBlock> {
    for (const node of this.nodes.values()) yield node.block
  }

  /** Blocks that have this one among their parents, in the order they were added. */
  children(hash: Hash): Hash[] {
    return hashesOf(this.nodes.get(hash)?.children ?? [])
  }

  /** Blocks without children, in descending order of (blue work, hash): the first is the heaviest. */
  tips(): Hash[] {
    return hashesOf([...this.tipNodes].sort(compareNodes).reverse())
  }

  /**
   * Adds a block after checking its parents, and whatever the caller checks against the facts (a reason refuses). The DAG
   * stays as it was when the block is refused.
   */
  add(header: DagHeader, check: HeaderCheck = () => undefined): AddResult {
    if (this.nodes.has(header.hash)) return { ok: false, error: { kind: 'alreadyKnown' } }
    const judged = this.judge(header.parents)
    if (!judged.ok) return judged
    const facts = this.factsOf(header.parents, judged)
    const reason = check(facts)
    if (reason !== undefined) return refuse({ kind: 'headerRefused', reason })
    const node = buildNode(header, judged, facts, this.params.finalityDepth)
    this.nodes.set(node.hash, node)
    recordMerging(node)
    for (const parent of node.parents) {
      parent.children.push(node)
      this.tipNodes.delete(parent)
    }
    this.tipNodes.add(node)
    return { ok: true, block: node.block }
  }

  /** What a block with these parents must say and would merge; for judging headers, and for the virtual block. */
  evaluate(parents: readonly Hash[]): EvaluateResult {
    const judged = this.judge(parents)
    return judged.ok ? { ok: true, facts: this.factsOf(parents, judged) } : judged
  }

  /**
   * Parents for a new block over a chosen selected parent: `sink` first, then as many other tips below it in the order as
   * the limits allow, heaviest first. The sink must be known.
   */
  selectParents(sink: Hash, tips: readonly Hash[] = this.tips()): Hash[] {
    const sinkNode = this.require(sink)
    const candidates = tips
      .map((tip) => this.require(tip))
      .filter((tip) => compareNodes(tip, sinkNode) < 0)
      .sort(compareNodes)
      .reverse()
    let chosen: Hash[] = [sink]
    for (const candidate of candidates) {
      if (chosen.length >= this.params.maxBlockParents) break
      const extended = [...chosen, candidate.hash]
      if (this.judge(extended).ok) chosen = extended
    }
    return chosen
  }

  /** Order of two known blocks by (blue work, hash): negative, zero or positive. */
  compare(a: Hash, b: Hash): number {
    return compareNodes(this.require(a), this.require(b))
  }

  /** Whether `ancestor` is in the past of `descendant`, or is it. Both must be known. */
  isAncestor(ancestor: Hash, descendant: Hash): boolean {
    return isDagAncestor(this.require(ancestor), this.require(descendant))
  }

  /** Whether `ancestor` is on the selected chain of `descendant`, or is it. Both must be known. */
  isChainAncestor(ancestor: Hash, descendant: Hash): boolean {
    return isChainAncestor(this.require(ancestor), this.require(descendant))
  }

  /** How to get from one chain tip to another. Both must be known. */
  chainPath(from: Hash, to: Hash): ChainPath {
    return pathBetween(this.require(from), this.require(to))
  }

  /** The selected chain downwards from a known block, itself first, to genesis. */
  *chainDown(from: Hash): IterableIterator<DagBlock> {
    for (const node of chainBlocksDown(this.require(from))) yield node.block
  }

  /** The finality point of a known block: chains that don't hold it are refused by whoever accepted the block. */
  finalityPoint(hash: Hash): Hash {
    return this.finalityPointFor(this.require(hash).block)
  }

  /** The finality point of a block with this selected parent and blue score, made already or not. */
  finalityPointFor({ selectedParent, blueScore }: Pick<BlockFacts, 'selectedParent' | 'blueScore'>): Hash {
    if (selectedParent === undefined) return this.genesis.hash
    const place = { selectedParent: this.require(selectedParent), blueScore }
    return chainBlockAtDepth(place, this.params.finalityDepth).hash
  }

  /** What a block with this selected parent and blue score must name as its pruning point. */
  pruningPointFor(facts: Pick<BlockFacts, 'selectedParent' | 'blueScore'>): Hash {
    if (facts.selectedParent === undefined) return this.genesis.hash
    const place = { selectedParent: this.require(facts.selectedParent), blueScore: facts.blueScore }
    return (pruningPoint(place, this.params.pruningDepth) ?? this.root).hash
  }

  private judge(parents: readonly Hash[]): Judged | { readonly ok: false; readonly error: DagError } {
    const { params } = this
    const missing = parents.filter((parent) => !this.nodes.has(parent))
    if (missing.length > 0) return refuse({ kind: 'unknownParents', missing })
    const nodes = parents.map((parent) => this.require(parent))
    const [first, ...others] = nodes
    if (first === undefined) return refuse({ kind: 'noParents' })
    if (nodes.length > params.maxBlockParents) {
      return refuse({ kind: 'tooManyParents', count: nodes.length, limit: params.maxBlockParents })
    }
    const related = relatedParents(nodes)
    if (related !== undefined) return refuse(related)

    const selectedParent = selectParent(first, others)
    const limit = params.mergesetSizeLimit
    const merged = gatherMergeset(selectedParent, nodes, limit - 1)
    if (merged === undefined) return refuse({ kind: 'mergesetTooLarge', limit })
    const colouring = colour(selectedParent, merged, params.ghostdagK)
    const red = unvouchedRed(colouring, params.mergeDepth)
    if (red !== undefined) return refuse({ kind: 'mergesTooDeep', red: red.hash })
    return { ok: true, parents: nodes, colouring, nonDaa: this.nonDaaOf(colouring) }
  }

  private factsOf(parents: readonly Hash[], { colouring, nonDaa }: Judged): BlockFacts {
    const { selectedParent, blues, reds, mergeset, blueScore, blueWork } = colouring
    const sampled = { selectedParent, blues, reds, nonDaa }
    return {
      parents,
      selectedParent: selectedParent.hash,
      mergesetBlues: hashesOf(blues),
      mergesetReds: hashesOf(reds),
      bluesAnticoneSizes: new Map(Array.from(colouring.anticoneSizes, ([node, size]) => [node.hash, size])),
      blueScore,
      blueWork,
      mergeset: hashesOf(mergeset),
      mergesetNonDaa: new Set(hashesOf(nonDaa)),
      daaScore: selectedParent.daaScore + BigInt(mergeset.length - nonDaa.size),
      expectedBits: difficultyBits(
        this.difficultyWindows.windowOf(sampled),
        selectedParent.bits,
        this.params,
      ),
      pastMedianTime: medianTime(this.timeWindows.windowOf(sampled), selectedParent.timestamp),
    }
  }

  /** Blocks of the mergeset from before the difficulty window; genesis always. */
  private nonDaaOf({ mergeset, blueScore }: Colouring): ReadonlySet<Node> {
    const window = BigInt(this.params.difficultyWindowSize) * this.params.difficultySampleRate
    const lowest = blueScore > window ? blueScore - window : 0n
    return new Set(mergeset.filter((node) => node === this.root || node.blueScore < lowest))
  }

  private require(hash: Hash): Node {
    const node = this.nodes.get(hash)
    if (node === undefined) throw new Error(`the DAG doesn't hold block ${hash}`)
    return node
  }
}

interface Judged extends Placing {
  readonly ok: true
}

function refuse(error: DagError): { readonly ok: false; readonly error: DagError } {
  return { ok: false, error }
}
