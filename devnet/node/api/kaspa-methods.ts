// Kaspa's methods, answered from the node's own view (31, §3). Outputs are those that the next block could spend.
import type { NodeMethods } from '../../../client/rpc/api.ts'
import { RpcError } from '../../../client/rpc/api.ts'
import type { ResultOf } from '../../../client/rpc/methods.ts'
import type { Chain } from '../../chain/index.ts'
import type { Block, Hash } from '../../tx/index.ts'
import { MAX_SOMPI } from '../../tx/index.ts'
import { scriptOf, spendableUtxos } from '../addresses.ts'
import type { Mempool } from '../mempool/index.ts'
import { difficultyOf, placedBlock } from '../placed-block.ts'
import { timeOfScore } from './time-of-score.ts'

export type KaspaMethods = Pick<
  NodeMethods,
  | 'getInfo'
  | 'getServerInfo'
  | 'getBlockDagInfo'
  | 'getBlock'
  | 'getBlocks'
  | 'getUtxosByAddresses'
  | 'getBalanceByAddress'
  | 'getSink'
  | 'getSinkBlueScore'
  | 'getCurrentNetwork'
  | 'getSyncStatus'
  | 'ping'
  | 'getBlockCount'
  | 'getCoinSupply'
  | 'getBalancesByAddresses'
  | 'getDaaScoreTimestampEstimate'
>

export interface KaspaContext {
  readonly name: string
  readonly chain: Chain
  readonly mempool: Mempool
  /** Whether its peers' blocks can be taken. */
  readonly isSynced: () => boolean
}

const SERVER_VERSION = '0.1.0'
/** Four numbers for SDKs up to 0.14, whose wallets refuse any above this (31, §3). */
const RPC_API_VERSION = [0, 1, 0, 0]
/** Blocks in one answer of getBlocks. */
const MAX_BLOCKS = 1_000

export function kaspaMethods({ name, chain, mempool, isSynced }: KaspaContext): KaspaMethods {
  const { networkId, addressPrefix } = chain.params
  return {
    getInfo: async () => ({
      p2pId: name,
      mempoolSize: BigInt(mempool.entries().length),
      serverVersion: SERVER_VERSION,
      isUtxoIndexed: true,
      isSynced: isSynced(),
      hasNotifyCommand: true,
      hasMessageId: true,
    }),
    getServerInfo: async () => ({
      rpcApiVersion: RPC_API_VERSION,
      serverVersion: SERVER_VERSION,
      networkId,
      hasUtxoIndex: true,
      isSynced: isSynced(),
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
      balance: balanceOf(chain, address),
    }),
    getBalancesByAddresses: async ({ addresses }) => ({
      entries: [...new Set(addresses)].map((address) => ({ address, balance: balanceOf(chain, address) })),
    }),
    getSink: async () => ({ sink: chain.sink() }),
    getSinkBlueScore: async () => ({ blueScore: requireBlock(chain, chain.sink()).header.blueScore }),
    getCurrentNetwork: async () => ({ network: networkId }),
    getSyncStatus: async () => ({ isSynced: isSynced() }),
    ping: async () => ({}),
    getBlockCount: async () => {
      const count = BigInt(chain.blockCount())
      return { headerCount: count, blockCount: count }
    },
    getCoinSupply: async () => {
      const { emitted, burned } = chain.ledger.books()
      return { maxSompi: MAX_SOMPI, circulatingSompi: emitted - burned }
    },
    getDaaScoreTimestampEstimate: async ({ daaScores }) => ({
      timestamps: daaScores.map((score) => timeOfScore(chain, score)),
    }),
  }
}

export function requireBlock(chain: Chain, hash: Hash): Block {
  const block = chain.block(hash)
  if (block === undefined) throw new RpcError('notFound', `no block ${hash}`)
  return block
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

function balanceOf(chain: Chain, address: string): bigint {
  return spendableUtxos(chain, scriptOf(address, chain.params.addressPrefix)).reduce(
    (sum, utxo) => sum + utxo.entry.amount,
    0n,
  )
}
