// Which sequencing commitments a script may ask for (31, 2.5): those of chain blocks below the accepting block's selected parent,
// less than the finality depth deep.
import type { Dag } from '../dag/index.ts'
import type { Hash, Params } from '../tx/index.ts'
import { hashToBytes } from '../tx/index.ts'
import type { SequencingAnswer } from '../utxo/index.ts'
import type { BlockStore } from './block-store.ts'

/** Answers scripts of transactions that a block on this selected parent accepts. */
export type SequencingReach = (selectedParent: Hash) => (block: Hash) => SequencingAnswer

export function createSequencingReach(
  dag: Dag,
  store: Pick<BlockStore, 'block'>,
  { finalityDepth }: Pick<Params, 'finalityDepth'>,
): SequencingReach {
  return (selectedParent) => (hash) => {
    const [block, place, from] = [store.block(hash), dag.get(hash), dag.get(selectedParent)]
    if (block === undefined || place === undefined || from === undefined) {
      return { ok: false, reason: 'unknown' }
    }
    if (!dag.isChainAncestor(hash, selectedParent)) return { ok: false, reason: 'notOnTheChain' }
    return place.blueScore + finalityDepth > from.blueScore
      ? { ok: true, commitment: hashToBytes(block.header.acceptedIdMerkleRoot) }
      : { ok: false, reason: 'tooDeep' }
  }
}
