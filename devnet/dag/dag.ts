// The DAG of blocks: told of headers in any order that has parents first, it answers everything that follows from the
// shape of the DAG alone. It forgets only what it is told to prune; it knows nothing of transactions, and takes the bits and times it is told for true:
// the caller compares them with `evaluate`'s.
import type { Hash } from '../tx/hash.ts'
import type { Params } from '../tx/params.ts'
import { buildNode, genesisNode, restoreNode } from './build-node.ts'
import type { Placing } from './build-node.ts'
import { chainBlockAtDepth, pruningPoint, unvouchedRed } from './depth.ts'
import { difficultyBits, medianTime } from './difficulty.ts'
import { colour, gatherMergeset, selectParent } from './ghostdag.ts'
import type { Colouring } from './ghostdag.ts'
import { blockOfNode, compareNodes, hashesOf } from './node.ts'
import type { Node, PruningSample } from './node.ts'
import { BlockOrder } from './order.ts'
import { relatedParents } from './parents.ts'
import { cutLoose, keptWith, oldBlocks } from './prune.ts'
import type { OldBlock } from './prune.ts'
import { isChainAncestor, isDagAncestor, recordMerging } from './reachability.ts'
import { chainBlocksDown, pathBetween } from './selected-chain.ts'
import type {
  AddResult,
  BlockFacts,
  ChainPath,
  DagBlock,
  DagError,
  DagHeader,
  DagPlace,
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

/** All that a DAG knows: from it, another one that answers the same is made. */
export interface DagImage {
  /** The lowest chain block that is there: genesis until something was pruned. */
  readonly root: Hash
  /** The root's sample, and with it those below. */
  readonly rootSample: PruningSample | undefined
  /** In the order in which they were added. */
  readonly blocks: readonly DagPlace[]
  readonly old: readonly OldBlock[]
}

export class Dag {
  readonly params: DagParams
  readonly genesis: DagBlock
  private root: Node
  private old: ReadonlyMap<Hash, OldBlock>
  private readonly nodes = new Map<Hash, Node>()
  private readonly tipNodes = new Set<Node>()
  private order = new BlockOrder<Node>()
  private readonly difficultyWindows: WindowCache
  private readonly timeWindows: WindowCache

  /** Holds genesis alone, or what the image holds. */
  constructor(params: DagParams, genesis: Omit<DagHeader, 'parents'>, image?: DagImage) {
    this.params = params
    const first = genesisNode(genesis)
    this.genesis = blockOfNode(first)
    this.root = first
    this.old = new Map((image?.old ?? []).map((old) => [old.hash, old]))
    this.difficultyWindows = new WindowCache({
      size: params.difficultyWindowSize,
      sampleRate: params.difficultySampleRate,
    })
    this.timeWindows = new WindowCache({
      size: params.pastMedianTimeWindowSize,
      sampleRate: params.pastMedianTimeSampleRate,
    })
    if (image === undefined || image.root === genesis.hash) this.insert(first)
    if (image !== undefined) this.insertAll(image)
  }

  /** The lowest chain block that is there: genesis until something was pruned. */
  get lowest(): Hash {
    return this.root.hash
  }

  /** Number of blocks, genesis counted. */
  get size(): number {
    return this.nodes.size
  }

  has(hash: Hash): boolean {
    return this.nodes.has(hash)
  }

  get(hash: Hash): DagBlock | undefined {
    const node = this.nodes.get(hash)
    return node === undefined ? undefined : blockOfNode(node)
  }

  /** All blocks in the order they were added. */
  *blocks(): IterableIterator<DagBlock> {
    for (const node of this.nodes.values()) yield blockOfNode(node)
  }

  /** Undefined for genesis, where pruning has cut the chain, and for unknown blocks. */
  selectedParent(hash: Hash): Hash | undefined {
    return this.nodes.get(hash)?.selectedParent?.hash
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
   * Blocks that are neither a known block nor in its past, in ascending order of (blue work, hash), which has parents first: with `after`, which
   * must be known too, those beyond it in this order.
   */
  *blocksAfter(low: Hash, after?: Hash): IterableIterator<Hash> {
    const lowNode = this.require(low)
    const isSettled = (node: Node): boolean => isDagAncestor(node, lowNode)
    const from = after === undefined ? undefined : this.require(after)
    for (const { hash } of this.order.unsettled(isSettled, from)) yield hash
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
    this.insert(node)
    return { ok: true, block: { ...facts, hash: node.hash, timestamp: node.timestamp, bits: node.bits } }
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

  /** Whether `ancestor` is in the past of `descendant`, or is it. Both must be known, or old blocks that `prune` was told of. */
  isAncestor(ancestor: Hash, descendant: Hash): boolean {
    const below = this.old.get(descendant)
    if (below !== undefined) return ancestor === descendant || below.past.has(ancestor)
    const old = this.old.get(ancestor)
    if (old !== undefined) return !old.apart.has(descendant)
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
    for (const node of chainBlocksDown(this.require(from))) yield blockOfNode(node)
  }

  /** The finality point of a known block: chains that don't hold it are refused by whoever accepted the block. */
  finalityPoint(hash: Hash): Hash {
    const { selectedParent, blueScore } = this.require(hash)
    return this.finalityPointFor({ selectedParent: selectedParent?.hash, blueScore })
  }

  /** The finality point of a block with this selected parent and blue score, made already or not. */
  finalityPointFor({ selectedParent, blueScore }: Pick<BlockFacts, 'selectedParent' | 'blueScore'>): Hash {
    if (selectedParent === undefined) return this.genesis.hash
    const place = { selectedParent: this.require(selectedParent), blueScore }
    return chainBlockAtDepth(place, this.params.finalityDepth).hash
  }

  /** What a block with this selected parent and blue score must name as its pruning point. */
  pruningPointFor(facts: Pick<BlockFacts, 'selectedParent' | 'blueScore'>): Hash {
    return this.pruningSampleFor(facts)?.hash ?? this.genesis.hash
  }

  /** The blue score of that pruning point. */
  pruningScoreFor(facts: Pick<BlockFacts, 'selectedParent' | 'blueScore'>): bigint {
    return this.pruningSampleFor(facts)?.blueScore ?? 0n
  }

  private pruningSampleFor({
    selectedParent,
    blueScore,
  }: Pick<BlockFacts, 'selectedParent' | 'blueScore'>): PruningSample | undefined {
    if (selectedParent === undefined) return undefined
    return pruningPoint({ selectedParent: this.require(selectedParent), blueScore }, this.params.pruningDepth)
  }

  /**
   * The highest pruning sample on the chain of a known block below which nothing will be asked for any more: it lies at
   * least the pruning depth below, and farther than windows reach. Undefined when there is none above the lowest block.
   */
  prunableTo(tip: Hash): Hash | undefined {
    const top = this.require(tip)
    for (let at = top.pruningSample; at !== undefined; at = at.previous) {
      if (at.hash === this.root.hash) return undefined
      if (at.blueScore + this.params.pruningDepth > top.blueScore) continue
      const node = this.nodes.get(at.hash)
      if (node === undefined) return undefined
      // Blocks that could still be merged must find below them all that they are judged by.
      if (node.daaScore + this.reach() + this.params.mergeDepth <= top.daaScore) return at.hash
    }
    return undefined
  }

  /**
   * Forgets every block but this chain block, its future, and what these merged. Relations stay known of the blocks in `named`.
   * Gives the hashes of those that are gone.
   */
  prune(root: Hash, named: ReadonlySet<Hash>): Hash[] {
    const rootNode = this.require(root)
    const kept = keptWith(rootNode)
    this.old = oldBlocks(named, kept, this.old, (hash) => this.nodes.get(hash))
    const gone = [...this.nodes.values()].filter((node) => !kept.has(node))
    for (const node of gone) {
      this.nodes.delete(node.hash)
      this.tipNodes.delete(node)
    }
    cutLoose(kept)
    this.order = new BlockOrder(this.nodes.values())
    this.root = rootNode
    this.difficultyWindows.clear()
    this.timeWindows.clear()
    return hashesOf(gone)
  }

  image(): DagImage {
    return {
      ...this.relations(),
      root: this.root.hash,
      blocks: [...this.blocks()].filter(({ hash }) => hash !== this.genesis.hash),
    }
  }

  /** What is known of blocks that are gone. */
  relations(): Pick<DagImage, 'rootSample' | 'old'> {
    return { rootSample: this.root.pruningSample, old: [...this.old.values()] }
  }

  private insert(node: Node): void {
    this.nodes.set(node.hash, node)
    recordMerging(node)
    for (const parent of node.parents) {
      parent.children.push(node)
      this.tipNodes.delete(parent)
    }
    this.tipNodes.add(node)
    this.order.insert(node)
  }

  private insertAll({ blocks, root, rootSample }: DagImage): void {
    for (const block of blocks) {
      const node = restoreNode(block, (hash) => this.nodes.get(hash), this.params.finalityDepth)
      this.insert(block.hash === root ? { ...node, pruningSample: rootSample } : node)
    }
    this.root = this.require(root)
  }

  /** How far below a block, in DAA score, its windows can reach. */
  private reach(): bigint {
    const { difficultyWindowSize, difficultySampleRate, pastMedianTimeWindowSize, pastMedianTimeSampleRate } =
      this.params
    const difficulty = BigInt(difficultyWindowSize) * difficultySampleRate
    const time = BigInt(pastMedianTimeWindowSize) * pastMedianTimeSampleRate
    return (difficulty > time ? difficulty : time) + BigInt(this.params.mergesetSizeLimit)
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
    if (!this.root.isGenesis && selectedParent.daaScore < this.root.daaScore + this.reach())
      return refuse({ kind: 'belowPruningPoint', selectedParent: selectedParent.hash })
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
    return new Set(mergeset.filter((node) => node.isGenesis || node.blueScore < lowest))
  }

  private require(hash: Hash): Node {
    const node = this.nodes.get(hash)
    if (node === undefined) throw new Error(`the DAG doesn't hold block ${hash}`)
    return node
  }
}

interface Judged extends Placing {
  readonly ok: true
  readonly colouring: Colouring
}

function refuse(error: DagError): { readonly ok: false; readonly error: DagError } {
  return { ok: false, error }
}
