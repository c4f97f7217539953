// Kaspa's methods, answered from the node's own view (31, §3). Outputs are those that the next block could spend.
import type { NodeMethods } from '../../../client/rpc/api.ts'
import { RpcError } from '../../../client/rpc/api.ts'
import type { ResultOf } from '../../../client/rpc/methods.ts'
import type { Chain, ChainChange } from '../../chain/index.ts'
import type { Block, Hash, Params } from '../../tx/index.ts'
import { targetOfBits } from '../../dag/index.ts'
import { transactionId } from '../../tx/index.ts'
import { scriptOf, spendableUtxos } from '../addresses.ts'
import { chainChanged } from '../events/chain-events.ts'
import type { SubmitResult } from '../mempool/index.ts'
import type { Mempool } from '../mempool/index.ts'

export type KaspaMethods = Pick<
  NodeMethods,
  | 'getInfo'
  | 'getServerInfo'
  | 'getBlockDagInfo'
  | 'getBlock'
  | 'getBlocks'
  | 'getUtxosByAddresses'
  | 'getBalanceByAddress'
  | 'submitTransaction'
  | 'getMempoolEntries'
  | 'getVirtualChainFromBlock'
  | 'getSink'
  | 'getSinkBlueScore'
  | 'getCurrentNetwork'
>

export interface KaspaContext {
  readonly name: string
  readonly chain: Chain
  readonly mempool: Mempool
  /** Hands a transaction to the mempool and, when it is new there, to the peers. */
  readonly submit: (tx: Parameters<Mempool['submit']>[0], allowOrphan: boolean) => SubmitResult
}

const SERVER_VERSION = '0.1.0'
/** What SDKs up to 0.14 demand (31, §3). */
const RPC_API_VERSION = [1, 0, 0, 0]
/** Blocks in one answer of getBlocks. */
const MAX_BLOCKS = 1_000

export function kaspaMethods({ name, chain, mempool, submit }: KaspaContext): KaspaMethods {
  const { networkId, addressPrefix } = chain.params
  return {
    getInfo: async () => ({
      p2pId: name,
      mempoolSize: BigInt(mempool.entries().length),
      serverVersion: SERVER_VERSION,
      isUtxoIndexed: true,
      isSynced: true,
      hasNotifyCommand: true,
      hasMessageId: true,
    }),
    getServerInfo: async () => ({
      rpcApiVersion: RPC_API_VERSION,
      serverVersion: SERVER_VERSION,
      networkId,
      hasUtxoIndex: true,
      isSynced: true,
      virtualDaaScore: chain.virtual().daaScore,
    }),
    getBlockDagInfo: async () => dagInfo(chain),
    getBlock: async ({ hash, includeTransactions }) =>
      placedBlock(chain, requireBlock(chain, hash), includeTransactions),
    getBlocks: async ({ lowHash, includeBlocks, includeTransactions }) => {
      const low = requireBlock(chain, lowHash ?? chain.genesis.hash)
      const blockHashes = [low.hash, ...chain.blocksAfter(low.hash, MAX_BLOCKS)]
      const blocks = includeBlocks ? blockHashes.flatMap((hash) => chain.block(hash) ?? []) : []
      return { blockHashes, blocks: blocks.map((block) => placedBlock(chain, block, includeTransactions)) }
    },
    getUtxosByAddresses: async ({ addresses }) => ({
      entries: [...new Set(addresses)].flatMap((address) =>
        spendableUtxos(chain, scriptOf(address, addressPrefix)).map(({ outpoint, entry }) => ({
          address,
          outpoint,
          utxoEntry: entry,
        })),
      ),
    }),
    getBalanceByAddress: async ({ address }) => ({
      balance: spendableUtxos(chain, scriptOf(address, addressPrefix)).reduce(
        (sum, utxo) => sum + utxo.entry.amount,
        0n,
      ),
    }),
    submitTransaction: async ({ transaction, allowOrphan }) => {
      const id = transactionId(transaction)
      const result = submit(transaction, allowOrphan)
      if (!result.ok) throw new RpcError('refused', `transaction ${id} is refused: ${result.reason}`)
      return { transactionId: id }
    },
    getMempoolEntries: async ({ includeOrphanPool, filterTransactionPool }) => ({
      mempoolEntries: [
        ...(filterTransactionPool ? [] : mempool.entries()).map(({ fee, tx }) => ({
          fee,
          transaction: tx,
          isOrphan: false,
        })),
        ...(includeOrphanPool ? mempool.orphans() : []).map((transaction) => ({
          fee: 0n,
          transaction,
          isOrphan: true,
        })),
      ],
    }),
    getVirtualChainFromBlock: async ({ startHash, includeAcceptedTransactionIds }) =>
      chainChanged(chain, requirePath(chain, startHash), includeAcceptedTransactionIds),
    getSink: async () => ({ sink: chain.sink() }),
    getSinkBlueScore: async () => ({ blueScore: requireBlock(chain, chain.sink()).header.blueScore }),
    getCurrentNetwork: async () => ({ network: networkId }),
  }
}

export function requireBlock(chain: Chain, hash: Hash): Block {
  const block = chain.block(hash)
  if (block === undefined) throw new RpcError('notFound', `no block ${hash}`)
  return block
}

export function requirePath(chain: Chain, from: Hash): ChainChange {
  const path = chain.pathToSink(from)
  if (path === undefined) throw new RpcError('notFound', `no block ${from}`)
  return path
}

function dagInfo(chain: Chain): ResultOf<'getBlockDagInfo'> {
  const { parents, bits, pastMedianTime, daaScore, sink } = chain.virtual()
  const count = BigInt(chain.blockCount())
  return {
    network: chain.params.networkId,
    blockCount: count,
    headerCount: count,
    tipHashes: chain.tips(),
    virtualParentHashes: parents,
    difficulty: difficultyOf(bits, chain.params),
    pastMedianTime,
    pruningPointHash: requireBlock(chain, sink).header.pruningPoint,
    virtualDaaScore: daaScore,
    sink,
  }
}

/** How many times harder than the easiest a block is: a figure for people. */
function difficultyOf(bits: number, params: Params): number {
  const target = targetOfBits(bits)
  return target === 0n ? 0 : Number((params.maxDifficultyTarget * 1_000n) / target) / 1_000
}

function placedBlock(chain: Chain, block: Block, withTransactions: boolean): ResultOf<'getBlock'> {
  const place = chain.dagBlock(block.hash)
  return {
    block: withTransactions ? block : { ...block, transactions: [] },
    verboseData: {
      isChainBlock: chain.isChainBlock(block.hash),
      selectedParentHash: place?.selectedParent,
      mergeSetBluesHashes: place?.mergesetBlues ?? [],
      mergeSetRedsHashes: place?.mergesetReds ?? [],
      childrenHashes: chain.children(block.hash),
      transactionIds: block.transactions.map(transactionId),
    },
  }
}
