// The chain: takes blocks in, keeps the ledger at the best valid chain's end, and answers everything that follows from the
// blocks. It reads no clock and knows no peers; fed the same blocks in any order that has parents first, it ends the same.
import type { Dag } from '../dag/index.ts'
import type { Block, Hash, Params } from '../tx/index.ts'
import { directParents } from '../tx/index.ts'
import { problemOfBlock } from './block-check.ts'
import type { ChainExtension } from './extension.ts'
import type { FoldContext } from './fold.ts'
import type { GenesisBlock } from './genesis.ts'
import { buildGenesis } from './genesis.ts'
import { createBoundedMap } from '../utxo/index.ts'
import { createBridgeHistory } from './history.ts'
import { createFoldContext, takeBlock } from './intake.ts'
import { createRecorder, NO_JOURNAL } from './journal.ts'
import type { PassesUnsigned } from './judge.ts'
import { proveLane } from './sequencing/index.ts'
import { createSelectedChain } from './selected-chain.ts'
import type { ChainImage, ChainStorage } from './storage.ts'
import { buildTemplate } from './template.ts'
import { createTransactionChecker } from './transaction-check.ts'
import type { AddBlockResult, Chain, ChainChange, Genesis } from './types.ts'
import { createUpkeep } from './upkeep.ts'
import { resolveVirtual, virtualOn } from './virtual.ts'
import { wholeBatch } from './whole-batch.ts'

const REMEMBERED_INVALID = 10_000

export interface ChainOptions {
  /** What the chain starts with; genesis alone when missing. */
  readonly image?: ChainImage | undefined
  /** Is told of every change to what the chain started with. Without it a chain lives in memory. */
  readonly storage?: ChainStorage | undefined
  /** The storage holds something else than the image, which is put in its place. */
  readonly imageIsNew?: boolean
  /** Nothing is pruned. */
  readonly archival?: boolean
  /** A development network's switch: all its nodes must answer alike, always. */
  readonly passesUnsigned?: PassesUnsigned | undefined
}

/** Without the extension it is a plain base layer. */
export function createChain(
  params: Params,
  genesis: Genesis,
  extension?: ChainExtension,
  options: ChainOptions = {},
): Chain {
  return createChainOn(params, buildGenesis(params, genesis, extension), extension, options)
}

/** A chain that starts from a block which is there already. */
export function createChainOn(
  params: Params,
  start: GenesisBlock,
  extension?: ChainExtension,
  { image, storage, imageIsNew = false, archival = false, passesUnsigned }: ChainOptions = {},
): Chain {
  const recorder = storage === undefined ? undefined : createRecorder()
  const journal = recorder?.journal ?? NO_JOURNAL
  const context = createFoldContext(params, start, { extension, journal, image, passesUnsigned })
  const { dag, store, ledger } = context
  const selected = createSelectedChain(chainUpTo(dag, ledger.position()), image?.rootIndex)
  const history = createBridgeHistory(ledger, store, selected)
  const upkeep = createUpkeep(context, selected, { journal, archival })
  const invalid = createBoundedMap<Hash, string>(REMEMBERED_INVALID)
  // What came out of the storage needn't go back there.
  let finalityPoint = image?.finalityPoint ?? dag.finalityPoint(selected.sink())
  if (image !== undefined) recorder?.take(context, finalityPoint)
  if (imageIsNew) storage?.replace(wholeBatch(context, selected.lowest(), finalityPoint))
  let virtual = resolveVirtual(context, finalityPoint)
  selected.move(dag.chainPath(selected.sink(), virtual.block.sink))

  const keep = (): void => {
    if (recorder !== undefined) storage?.write(recorder.take(context, finalityPoint))
  }
  keep()

  const addBlock = (block: Block): AddBlockResult => {
    if (dag.has(block.hash)) return { ok: true, status: 'known' }
    const known = invalid.get(block.hash)
    if (known !== undefined) return { ok: false, kind: 'invalid', reason: known }
    const missing = directParents(block.header).filter((parent) => !dag.has(parent))
    const badParent = missing.find((parent) => invalid.get(parent) !== undefined)
    if (missing.length > 0 && badParent === undefined) return { ok: false, kind: 'orphan', missing }
    // Not remembered: the hash may belong to a good block, of which somebody changed what the header doesn't commit to.
    const problem = problemOfBlock(block, params)
    if (problem !== undefined) return { ok: false, kind: 'invalid', reason: problem }
    const reason =
      badParent === undefined ? takeBlock(context, block) : `builds on ${badParent}, which is invalid`
    if (reason !== undefined) {
      invalid.set(block.hash, reason)
      return { ok: false, kind: 'invalid', reason }
    }
    const change = resolve()
    const pruned = upkeep.run(dag.finalityPointFor(virtual.acceptor))
    keep()
    return {
      ok: true,
      status: 'added',
      ...(change === undefined ? {} : { change }),
      ...(pruned.length === 0 ? {} : { pruned }),
    }
  }

  const resolve = (): ChainChange | undefined => {
    const before = selected.sink()
    finalityPoint = dag.finalityPointFor(virtual.acceptor)
    virtual = resolveVirtual(context, finalityPoint)
    if (virtual.block.sink === before) return undefined
    const { removed, added } = dag.chainPath(before, virtual.block.sink)
    selected.move({ removed, added })
    return { removed, added }
  }

  const check = createTransactionChecker(params, context.judge, extension)

  return {
    params,
    genesis: start.block,
    addBlock,
    block: (hash) => (hash === start.block.hash ? start.block : store.block(hash)),
    dagBlock: (hash) => dag.get(hash),
    status: store.status,
    disqualifiedBecause: store.disqualifiedBecause,
    blockCount: () => dag.size,
    tips: () => dag.tips(),
    children: (hash) => dag.children(hash),
    isInPast: (ancestor, descendant) => dag.isAncestor(ancestor, descendant),
    blocksAfter: (low, limit, after) => blocksAfter(dag, low, limit, after),
    lowest: () => dag.lowest,
    finalityPoint: () => dag.finalityPointFor(virtual.acceptor),
    sink: selected.sink,
    virtual: () => virtual.block,
    isChainBlock: (hash) => selected.indexOf(hash) !== undefined,
    chainIndex: selected.indexOf,
    chainBlockAt: selected.at,
    pathToSink: (from) => (dag.has(from) ? dag.chainPath(from, selected.sink()) : undefined),
    effects: store.effects,
    laneProof(block, key) {
      const commitments = store.commitments(block)
      return commitments === undefined ? undefined : proveLane(commitments.sequencing, key)
    },
    ledger,
    bridgeViewAt: history,
    virtualUtxos: { get: (outpoint) => virtual.acceptance.utxos.get(outpoint) },
    virtualDiff: () => virtual.acceptance.effects.utxo,
    isAccepted: (id) => ledger.acceptedBy(id) !== undefined || virtual.accepts(id),
    checkTransaction: (tx, below) => check(tx, virtual, { below }),
    buildTemplate: (request) => buildTemplate({ params, context, virtual, check }, request),
    buildTemplateOn(parent, request) {
      const there = virtualOn(context, parent, dag.finalityPointFor(virtual.acceptor))
      const block =
        there === undefined ? undefined : buildTemplate({ params, context, virtual: there, check }, request)
      virtual = resolveVirtual(context, finalityPoint)
      return block
    },
    image: () => ({ ...imageOf(context, selected.lowest()), finalityPoint }),
    batch: () => wholeBatch(context, selected.lowest(), finalityPoint),
  }
}

/** From the lowest block that is there to this one. */
function chainUpTo(dag: Dag, tip: Hash): readonly Hash[] {
  return Array.from(dag.chainDown(tip), ({ hash }) => hash).toReversed()
}

function imageOf({ dag, store, ledger }: FoldContext, rootIndex: number): Omit<ChainImage, 'finalityPoint'> {
  const blocks = [...store.blocks()]
  return {
    dag: dag.image(),
    rootIndex,
    blocks,
    valid: blocks.flatMap(({ hash }) => {
      const effects = store.effects(hash)
      return effects === undefined ? [] : [{ effects, commitments: store.commitments(hash) }]
    }),
    disqualified: blocks.flatMap(({ hash }) => {
      const reason = store.disqualifiedBecause(hash)
      return reason === undefined ? [] : [{ block: hash, reason }]
    }),
    utxos: [...ledger.allUtxos()],
    bridge: [...ledger.bridgeRecords()],
    ledger: ledger.place(),
  }
}

function blocksAfter(dag: Dag, low: Hash, limit: number, after: Hash | undefined): readonly Hash[] {
  if (!dag.has(low)) return []
  const found: Hash[] = []
  for (const hash of dag.blocksAfter(low, after !== undefined && dag.has(after) ? after : undefined)) {
    if (found.length >= limit) break
    found.push(hash)
  }
  return found
}
