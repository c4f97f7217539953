// A block with its place in the DAG, as the RPC tells of it: in answers and in notifications.
import type { PlacedBlock } from '../../client/rpc/base-codecs.ts'
import type { Chain } from '../chain/index.ts'
import { targetOfBits } from '../dag/index.ts'
import type { Block, Params } from '../tx/index.ts'
import { hash, transactionId } from '../tx/index.ts'

/** Kaspa's mark for the parent that genesis doesn't have. */
const ORIGIN = hash('fe'.repeat(32))

export function placedBlock(chain: Chain, block: Block, withTransactions: boolean): PlacedBlock {
  const place = chain.dagBlock(block.hash)
  return {
    block: withTransactions ? block : { ...block, transactions: [] },
    verboseData: {
      hash: block.hash,
      difficulty: difficultyOf(block.header.bits, chain.params),
      blueScore: block.header.blueScore,
      isHeaderOnly: false,
      isChainBlock: chain.isChainBlock(block.hash),
      selectedParentHash: place?.selectedParent ?? ORIGIN,
      mergeSetBluesHashes: place?.mergesetBlues ?? [],
      mergeSetRedsHashes: place?.mergesetReds ?? [],
      childrenHashes: chain.children(block.hash),
      transactionIds: block.transactions.map(transactionId),
    },
  }
}

/** How many times harder than the easiest a block is: a figure for people. */
export function difficultyOf(bits: number, params: Params): number {
  const target = targetOfBits(bits)
  return target === 0n ? 0 : Number((params.maxDifficultyTarget * 1_000n) / target) / 1_000
}
