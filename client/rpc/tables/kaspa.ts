// The table of methods: Kaspa's own (31-kaspa-facts.md, §3).
import { boolean, flag, float, list, object, optional, text } from '../codec.ts'
import { block, blockPlace, hash, transaction, u16, u64 } from '../base-codecs.ts'
import { acceptance, method, none, utxo } from './method.ts'

const mempoolEntry = object('MempoolEntry', { fee: u64, transaction, isOrphan: boolean })

/** Kaspa's methods (31, §3). Fields that only its SDKs need are added by the server's Kaspa layer. */
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
      /** Four numbers for SDKs up to 0.14 (31, §3). */
      rpcApiVersion: list(u16, 4),
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
    object('GetBlockResult', { block, verboseData: blockPlace }),
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
      blocks: list(object('PlacedBlock', { block, verboseData: blockPlace })),
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
  submitTransaction: method(
    'Hands a transaction in. Refused with a reason when the mempool does not take it; one that it already holds is taken again.',
    object('SubmitParams', {
      transaction,
      allowOrphan: flag,
    }),
    object('SubmitResult', { transactionId: hash }),
  ),
  getMempoolEntries: method(
    'What waits to be mined.',
    object('MempoolParams', {
      includeOrphanPool: flag,
      filterTransactionPool: flag,
    }),
    object('MempoolResult', { mempoolEntries: list(mempoolEntry) }),
  ),
  getVirtualChainFromBlock: method(
    'How the selected chain went on from a block.',
    object('VirtualChainParams', {
      startHash: hash,
      includeAcceptedTransactionIds: flag,
    }),
    object('VirtualChainResult', {
      /** From high to low. */
      removedChainBlockHashes: list(hash),
      /** From low to high. */
      addedChainBlockHashes: list(hash),
      acceptedTransactionIds: list(acceptance),
    }),
  ),
  getSink: method('The last block of the selected chain.', none, object('SinkResult', { sink: hash })),
  getSinkBlueScore: method('Its blue score.', none, object('SinkBlueScoreResult', { blueScore: u64 })),
  getCurrentNetwork: method('The kind of network.', none, object('NetworkResult', { network: text })),
} as const
