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
import { createJudge } from './judge.ts'
import { createSequencingReach } from './sequencing-reach.ts'
import { createLedger } from './ledger.ts'
import { createParentsByLevel } from './levels.ts'

/** Holds nothing but genesis, where the ledger stands. */
export function createFoldContext(
  params: Params,
  { block, effects, commitments }: GenesisBlock,
  extension?: ChainExtension,
): FoldContext {
  const { timestamp, bits } = block.header
  const dag = new Dag(params, { hash: block.hash, timestamp, bits })
  const store = createBlockStore()
  const ledger = createLedger()
  store.add(block)
  store.setValid(effects, commitments)
  ledger.apply(effects)
  return {
    params,
    dag,
    store,
    ledger,
    extension,
    judge: createJudge(params, extension, createSequencingReach(dag, store, params)),
    coinbase: createCoinbaseMaker(params, store.require),
    parentsByLevel: createParentsByLevel(dag, store, params),
  }
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
