// The table of methods: Kaspa's own (31-kaspa-facts.md, §3).
import { boolean, flag, float, list, object, optional, text } from '../codec.ts'
import { hash, placedBlock, rpcApiVersion, u64, withPlacedBlock } from '../base-codecs.ts'
import { KASPA_CHAIN_METHODS } from './kaspa-chain.ts'
import { KASPA_MEMPOOL_METHODS } from './kaspa-mempool.ts'
import { KASPA_MINING_METHODS } from './kaspa-mining.ts'
import { method, none, utxo } from './method.ts'

/** Kaspa's methods (31, §3). What differs between its versions is in dialect.ts. */
export const KASPA_METHODS = {
  getInfo: method(
    'What this node is and whether it can be used.',
    none,
    object('Info', {
      p2pId: text,
      mempoolSize: u64,
      serverVersion: text,
      isUtxoIndexed: boolean,
      isSynced: boolean,
      hasNotifyCommand: boolean,
      hasMessageId: boolean,
    }),
  ),
  getServerInfo: method(
    'Version, network and sync state.',
    none,
    object('ServerInfo', {
      rpcApiVersion,
      serverVersion: text,
      networkId: text,
      hasUtxoIndex: boolean,
      isSynced: boolean,
      virtualDaaScore: u64,
    }),
  ),
  getBlockDagInfo: method(
    'The DAG in figures.',
    none,
    object('BlockDagInfo', {
      network: text,
      blockCount: u64,
      headerCount: u64,
      tipHashes: list(hash),
      virtualParentHashes: list(hash),
      difficulty: float,
      pastMedianTime: u64,
      pruningPointHash: hash,
      virtualDaaScore: u64,
      sink: hash,
    }),
  ),
  getBlock: method(
    'A block, with its place in the DAG.',
    object('GetBlockParams', {
      hash,
      includeTransactions: flag,
    }),
    withPlacedBlock,
  ),
  getBlocks: method(
    'Blocks from a block on, in topological order.',
    object('GetBlocksParams', {
      /** Genesis when missing. */
      lowHash: optional(hash),
      includeBlocks: flag,
      includeTransactions: flag,
    }),
    object('GetBlocksResult', {
      blockHashes: list(hash),
      blocks: list(placedBlock),
    }),
  ),
  getUtxosByAddresses: method(
    'Unspent outputs of addresses.',
    object('AddressesParams', {
      addresses: list(text, 10_000),
    }),
    object('UtxosResult', { entries: list(utxo) }),
  ),
  getBalanceByAddress: method(
    'The sum of an address.',
    object('AddressParams', { address: text }),
    object('BalanceResult', { balance: u64 }),
  ),
  getSink: method('The last block of the selected chain.', none, object('SinkResult', { sink: hash })),
  getSinkBlueScore: method('Its blue score.', none, object('SinkBlueScoreResult', { blueScore: u64 })),
  getCurrentNetwork: method('The kind of network.', none, object('NetworkResult', { network: text })),
  getSyncStatus: method(
    'Whether the node is up to date.',
    none,
    object('SyncStatusResult', { isSynced: boolean }),
  ),
  ping: method('Does nothing, and answers.', none, none),
  getBlockCount: method(
    'How many blocks are known.',
    none,
    object('BlockCountResult', { headerCount: u64, blockCount: u64 }),
  ),
  getCoinSupply: method(
    'Sompi that there are and can be.',
    none,
    object('CoinSupplyResult', { maxSompi: u64, circulatingSompi: u64 }),
  ),
  getBalancesByAddresses: method(
    'The sums of addresses.',
    object('AddressesParams', { addresses: list(text, 10_000) }),
    object('BalancesResult', { entries: list(object('AddressBalance', { address: text, balance: u64 })) }),
  ),
  getDaaScoreTimestampEstimate: method(
    'When the chain reached DAA scores, or will; in milliseconds.',
    object('TimestampsParams', { daaScores: list(u64, 1_000) }),
    object('TimestampsResult', { timestamps: list(u64) }),
  ),
  ...KASPA_CHAIN_METHODS,
  ...KASPA_MEMPOOL_METHODS,
  ...KASPA_MINING_METHODS,
} as const
