// What the silo_* namespace tells about the selected chain itself: where it stands, what became of a transaction.
import type { NodeMethods } from '../../../client/rpc/api.ts'
import { RpcError } from '../../../client/rpc/api.ts'
import type { ChainBlockInfo, ChainPoint, TransactionStatus } from '../../../client/rpc/silo-codecs.ts'
import type { Chain } from '../../chain/index.ts'
import type { Hash } from '../../tx/index.ts'
import type { Mempool } from '../mempool/index.ts'
import type { TransactionIndex } from '../transaction-index.ts'
import { acceptedBy } from './accepted-transactions.ts'
import { requireBlock } from './kaspa-methods.ts'
import { messagePlace } from './messages.ts'
import { pathFrom } from './virtual-chain-methods.ts'

export type ChainMethods = Pick<
  NodeMethods,
  'silo_getChainPoint' | 'silo_getTransaction' | 'silo_getChainBlocks' | 'silo_getVirtualChain'
>

export interface ChainMethodsContext {
  readonly chain: Chain
  readonly mempool: Mempool
  readonly transactions: TransactionIndex
}

/** Chain blocks in one answer. */
export const MAX_CHAIN_BLOCKS = 1_000

export function chainMethods(context: ChainMethodsContext): ChainMethods {
  const { chain, mempool, transactions } = context
  return {
    silo_getChainPoint: async () => sinkPoint(chain),
    silo_getTransaction: async ({ transactionId }) => ({
      status: statusOf(context, transactionId),
      transaction: mempool.get(transactionId)?.tx ?? transactions.transaction(transactionId),
    }),
    silo_getChainBlocks: async ({ fromIndex, limit }) => {
      const blocks: ChainBlockInfo[] = []
      for (let index = fromIndex; blocks.length < Math.min(limit, MAX_CHAIN_BLOCKS); index++) {
        const hash = chain.chainBlockAt(index)
        if (hash === undefined) break
        blocks.push(chainBlockInfo(chain, hash))
      }
      return { blocks, sink: sinkPoint(chain) }
    },
    silo_getVirtualChain: async ({ startHash, limit }) => {
      const { removed, added } = pathFrom(chain, startHash, Math.min(limit, MAX_CHAIN_BLOCKS))
      return {
        removed,
        added: added.map((hash) => ({
          block: chainBlockInfo(chain, hash),
          transactions: acceptedBy(chain, hash).map(({ tx }) => tx),
        })),
      }
    },
  }
}

export function chainPoint(chain: Chain, hash: Hash): ChainPoint {
  const { selectedParent: _, ...point } = chainBlockInfo(chain, hash)
  return point
}

export function sinkPoint(chain: Chain): ChainPoint {
  return chainPoint(chain, chain.sink())
}

/** Throws an RpcError (notFound) for a block that isn't on the selected chain. */
export function chainBlockInfo(chain: Chain, hash: Hash): ChainBlockInfo {
  const { daaScore, blueScore, timestamp } = requireBlock(chain, hash).header
  const index = chain.chainIndex(hash)
  if (index === undefined) throw new RpcError('notFound', `block ${hash} is not on the selected chain`)
  const selectedParent = chain.dagBlock(hash)?.selectedParent
  return { hash, index, selectedParent, daaScore, blueScore, timestamp }
}

function statusOf({ chain, mempool, transactions }: ChainMethodsContext, id: Hash): TransactionStatus {
  const acceptingBlock = chain.ledger.acceptedBy(id)
  if (acceptingBlock !== undefined) {
    const { daaScore, blueScore } = requireBlock(chain, acceptingBlock).header
    const tx = transactions.transaction(id)
    return {
      kind: 'accepted',
      acceptingBlock,
      acceptingDaaScore: daaScore,
      confirmations: requireBlock(chain, chain.sink()).header.blueScore - blueScore,
      message: tx === undefined ? undefined : messagePlace(chain.ledger.bridge, tx, acceptingBlock),
    }
  }
  if (mempool.get(id) !== undefined) return { kind: 'waiting' }
  const blocks = transactions.blocksWith(id)
  if (blocks.length === 0) return { kind: 'unknown' }
  return { kind: 'included', blocks, reason: chain.isAccepted(id) ? undefined : transactions.refusal(id) }
}
