// Kaspa's methods about the selected chain: how it went on from a block, what it accepted, and proofs of lanes.
import type { AcceptedTransactions, Verbosity } from '../../../client/rpc/accepted-codecs.ts'
import type { NodeMethods } from '../../../client/rpc/api.ts'
import { RpcError } from '../../../client/rpc/api.ts'
import type { Chain, ChainChange } from '../../chain/index.ts'
import { encodeTreeProof } from '../../chain/index.ts'
import type { Hash } from '../../tx/index.ts'
import { chainChanged } from '../events/chain-events.ts'
import { acceptedTransactions } from './accepted-transactions.ts'
import { requireBlock } from './kaspa-methods.ts'

export type VirtualChainMethods = Pick<
  NodeMethods,
  'getVirtualChainFromBlock' | 'getVirtualChainFromBlockV2' | 'getSeqCommitLaneProof'
>

/** Mergesets that one answer covers at most, each of the largest size; never less than one chain block. */
const MERGESETS_IN_AN_ANSWER = 10

export function virtualChainMethods(chain: Chain): VirtualChainMethods {
  const mostMerged = chain.params.mergesetSizeLimit * MERGESETS_IN_AN_ANSWER
  return {
    getVirtualChainFromBlock: async ({ startHash, includeAcceptedTransactionIds: withIds, ...asked }) => {
      const path = confirmed(chain, pathFrom(chain, startHash, mostMerged), asked.minConfirmationCount)
      return chainChanged(chain, withIds ? upTo(chain, path, mostMerged) : path, withIds)
    },
    getVirtualChainFromBlockV2: async ({ startHash, dataVerbosityLevel, minConfirmationCount }) => {
      const path = confirmed(chain, pathFrom(chain, startHash, mostMerged), minConfirmationCount)
      const { removed, added } = upTo(chain, path, mostMerged)
      const level: Verbosity = dataVerbosityLevel ?? 'Full'
      return {
        removedChainBlockHashes: removed,
        addedChainBlockHashes: added,
        chainBlockAcceptedTransactions: added.map((hash): AcceptedTransactions =>
          acceptedTransactions(chain, hash, level),
        ),
      }
    },
    getSeqCommitLaneProof: async ({ blockHash, laneKey }) => {
      requireBlock(chain, blockHash)
      if (blockHash === chain.genesis.hash)
        throw new RpcError('notFound', 'genesis accepts nothing and commits to no lanes')
      if (!chain.isChainBlock(blockHash))
        throw new RpcError('notFound', `block ${blockHash} is not on the selected chain`)
      const proof = chain.laneProof(blockHash, laneKey)
      if (proof === undefined)
        throw new RpcError(
          'notFound',
          `block ${blockHash} is below the finality point: its lanes are forgotten`,
        )
      return {
        smtProof: encodeTreeProof(proof.treeProof),
        lane: proof.lane ?? null,
        payloadAndCtxDigest: proof.payloadAndContextDigest,
        parentSeqCommit: proof.parentCommitment,
        inactivityShortcut: proof.inactivityShortcut,
      }
    },
  }
}

/** What was removed, and the first so many blocks that were added; in time that doesn't grow with the chain where nothing was removed. */
export function pathFrom(chain: Chain, from: Hash, most: number): ChainChange {
  const index = chain.chainIndex(from)
  if (index === undefined) {
    const path = chain.pathToSink(from)
    if (path === undefined) throw new RpcError('notFound', `no block ${from}`)
    return { removed: path.removed, added: path.added.slice(0, most) }
  }
  const added: Hash[] = []
  for (let at = index + 1; added.length < most; at++) {
    const hash = chain.chainBlockAt(at)
    if (hash === undefined) break
    added.push(hash)
  }
  return { removed: [], added }
}

/** Without the blocks at its end that have no more than so much blue score above them. */
function confirmed(chain: Chain, path: ChainChange, least: bigint | undefined): ChainChange {
  if (least === undefined || least === 0n) return path
  const blueScoreOf = (hash: Hash): bigint => requireBlock(chain, hash).header.blueScore
  const top = blueScoreOf(chain.sink())
  return { removed: path.removed, added: path.added.filter((hash) => top - blueScoreOf(hash) > least) }
}

/** As many of the added blocks as merge no more than so many blocks together. */
function upTo(chain: Chain, path: ChainChange, mostMerged: number): ChainChange {
  let merged = 0
  const end = path.added.findIndex((hash) => (merged += chain.effects(hash)?.merged.length ?? 0) > mostMerged)
  return end < 0 ? path : { removed: path.removed, added: path.added.slice(0, end) }
}
