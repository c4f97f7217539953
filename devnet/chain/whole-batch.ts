// A whole chain as one batch: what an empty storage would have to be told to hold it. Two chains that hold the same blocks and have
// evaluated the same of them give the same batch, in whatever order the blocks came to them.
import type { Hash } from '../tx/index.ts'
import { outpointKey } from '../tx/index.ts'
import type { RecordedChain } from './journal.ts'
import { lanesOfBlock, placeOf } from './journal.ts'
import { lanesOf } from './sequencing/index.ts'
import type { ChainBatch } from './storage.ts'

/** `rootIndex` is the place of the chain's lowest block on the selected chain. */
export function wholeBatch(
  { dag, store, ledger }: RecordedChain,
  rootIndex: number,
  finalityPoint: Hash,
): ChainBatch {
  // Parents have less blue work than their children.
  const blocks = [...store.blocks()].toSorted((a, b) => dag.compare(a.hash, b.hash))
  const base = lowestToBuildOn({ dag, store, ledger })
  const { rootSample, old } = dag.relations()
  return {
    blocks: blocks.map((block) => ({ block, place: placeOf(dag, block.hash) })),
    valid: blocks.flatMap(({ hash }) => {
      const effects = store.effects(hash)
      if (effects === undefined) return []
      const commitments = store.commitments(hash)
      return [{ effects, commitments, lanes: lanesOfBlock(store, effects.selectedParent, commitments) }]
    }),
    disqualified: blocks.flatMap(({ hash }) => {
      const reason = store.disqualifiedBecause(hash)
      return reason === undefined ? [] : [{ block: hash, reason }]
    }),
    settled: { blocks: [], base, lanes: [...lanesOf(store.requireCommitments(base).sequencing.lanes)] },
    utxos: new Map(Array.from(ledger.allUtxos(), (utxo) => [outpointKey(utxo.outpoint), utxo])),
    bridge: new Map(ledger.bridgeRecords()),
    ledger: ledger.place(),
    finalityPoint,
    pruned:
      dag.lowest === dag.genesis.hash
        ? undefined
        : { root: dag.lowest, rootSample, rootIndex, old: old.toSorted(byHash), gone: [] },
  }
}

/** The lowest block of the ledger's chain that isn't settled. */
function lowestToBuildOn({ dag, store, ledger }: RecordedChain): Hash {
  let lowest = ledger.position()
  for (const { hash } of dag.chainDown(lowest)) {
    if (store.commitments(hash) === undefined) break
    lowest = hash
  }
  return lowest
}

function byHash(a: { readonly hash: Hash }, b: { readonly hash: Hash }): number {
  return a.hash < b.hash ? -1 : 1
}
