// What holds a chain's blocks and state together, and the way of a block into it: checks in itself and against its parents. Used
// by the chain, which then looks for the best tip, and by the replay of chains from files.
import { Dag } from '../dag/index.ts'
import type { Block, Params } from '../tx/index.ts'
import { directParents } from '../tx/index.ts'
import { problemOfPlace } from './block-check.ts'
import { createBlockStore } from './block-store.ts'
import { createCoinbaseMaker } from './coinbase.ts'
import { describeError } from './describe.ts'
import type { ChainExtension } from './extension.ts'
import type { FoldContext } from './fold.ts'
import type { GenesisBlock } from './genesis.ts'
import type { Journal } from './journal.ts'
import { NO_JOURNAL } from './journal.ts'
import type { PassesUnsigned } from './judge.ts'
import { createJudge } from './judge.ts'
import { createLedger } from './ledger.ts'
import { createParentsByLevel } from './levels.ts'
import { createSequencingReach } from './sequencing-reach.ts'
import type { LedgerImage } from './ledger.ts'
import type { ChainImage } from './storage.ts'
import type { ChainEffects } from './types.ts'

export interface ContextOptions {
  readonly extension?: ChainExtension | undefined
  readonly journal?: Journal
  /** What the context starts with instead of genesis. */
  readonly image?: ChainImage | undefined
  readonly passesUnsigned?: PassesUnsigned | undefined
}

/** Holds genesis, where the ledger stands, or what the image holds. */
export function createFoldContext(
  params: Params,
  genesis: GenesisBlock,
  { extension, journal = NO_JOURNAL, image, passesUnsigned }: ContextOptions = {},
): FoldContext {
  const { block } = genesis
  const { timestamp, bits } = block.header
  const dag = new Dag(params, { hash: block.hash, timestamp, bits }, image?.dag)
  const store = createBlockStore(journal)
  const ledger = createLedger(journal, image === undefined ? undefined : ledgerImage(image))
  if (image === undefined) {
    store.add(block)
    store.setValid(genesis)
    ledger.apply(genesis.effects)
  } else {
    for (const kept of image.blocks) store.add(kept)
    for (const valid of image.valid) store.setValid(valid)
    for (const { block: hash, reason } of image.disqualified) store.disqualify(hash, reason)
  }
  return {
    params,
    dag,
    store,
    ledger,
    extension,
    judge: createJudge(params, extension, createSequencingReach(dag, store, params), passesUnsigned),
    coinbase: createCoinbaseMaker(params, store.require),
    parentsByLevel: createParentsByLevel(dag, store, params),
  }
}

function ledgerImage(image: ChainImage): LedgerImage {
  const byBlock = new Map(image.valid.map(({ effects }) => [effects.block, effects]))
  const effects: ChainEffects[] = []
  let at = byBlock.get(image.ledger.position)
  for (; at !== undefined; at = byBlock.get(at.selectedParent)) effects.push(at)
  return { ...image, effects: effects.toReversed() }
}

/** Adds a block that is right in itself and whose parents are known to the DAG, or says what is wrong with it. */
export function takeBlock(context: FoldContext, block: Block): string | undefined {
  const { hash, header } = block
  const dagHeader = { hash, parents: directParents(header), timestamp: header.timestamp, bits: header.bits }
  const added = context.dag.add(dagHeader, (facts) => problemOfPlace(context, block, facts))
  if (!added.ok) return added.error.kind === 'headerRefused' ? added.error.reason : describeError(added.error)
  context.store.add(block)
  return undefined
}
