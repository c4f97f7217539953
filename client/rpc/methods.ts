// The one table of RPC methods: name, what it is for, parameters, result. The interface NodeApi, the WebSocket client,
// the server's dispatch and the reference documentation are all derived from it.
import type { Codec, ValueOf } from './codec.ts'
import { boolean, flag, float, list, object, optional, text, word } from './codec.ts'
import {
  block,
  blockPlace,
  bytes,
  count,
  hash,
  outpoint,
  total,
  transaction,
  u16,
  u32,
  u64,
  utxoEntry,
} from './base-codecs.ts'
import { disputeInfo } from './dispute-codecs.ts'
import {
  books,
  chainBlock,
  chainPoint,
  feeCredit,
  nodeInfo,
  referenceBlocks,
  stakeInfo,
  ticket,
  transactionStatus,
} from './silo-codecs.ts'
import { siloInfo } from './silo-config-codec.ts'

const none = object('None', {})
const siloOnly = object('SiloParams', { siloId: hash })

const acceptance = object('Acceptance', { acceptingBlockHash: hash, acceptedTransactionIds: list(hash) })
const utxo = object('Utxo', { address: optional(text), outpoint, utxoEntry })
const mempoolEntry = object('MempoolEntry', { fee: u64, transaction, isOrphan: boolean })

/** The strategies that a devnet can start a manager with, honest first. */
export const managerStrategy = word(
  'honest',
  'falseState',
  'falseChallenge',
  'silentProver',
  'silentChallenger',
)
export type ManagerStrategy = ValueOf<typeof managerStrategy>

const managerInfo = object('ManagerInfo', {
  name: text,
  strategy: managerStrategy,
  siloId: hash,
  /** The x-only key that its stakes belong to. */
  owner: hash,
  running: boolean,
})

/** Kaspa's methods (31, §3). Fields that only its SDKs need are added by the server's Kaspa layer. */
const kaspaMethods = {
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

/** Silos (40-bridge.md). All are answered at the node's sink. */
const siloMethods = {
  silo_getSilos: method('All silos.', none, object('SilosResult', { silos: list(siloInfo) })),
  silo_getSilo: method(
    'A silo: configuration, code, creation.',
    siloOnly,
    object('SiloResult', {
      silo: siloInfo,
      /** The code image. */
      code: bytes,
    }),
  ),
  silo_getChainPoint: method('The sink with its scores.', none, chainPoint),
  silo_getStakes: method(
    'Unspent stakes of a silo.',
    object('StakesParams', {
      siloId: hash,
      /** Of this owner only. */
      owner: optional(hash),
    }),
    object('StakesResult', { stakes: list(stakeInfo) }),
  ),
  silo_getTickets: method(
    'Lottery tickets that can still be used, oldest first.',
    object('TicketsParams', {
      siloId: hash,
      owner: hash,
    }),
    object('TicketsResult', { tickets: list(ticket) }),
  ),
  silo_getNodes: method(
    'The commitment tree, in order of acceptance, with statuses at the sink.',
    object('NodesParams', {
      siloId: hash,
      /** Only nodes from this height on. */
      fromHeight: optional(count),
    }),
    object('NodesResult', { nodes: list(nodeInfo), sink: chainPoint }),
  ),
  silo_getNode: method(
    'One node of the commitment tree.',
    object('NodeParams', { nodeId: hash }),
    object('NodeResult', {
      node: nodeInfo,
    }),
  ),
  silo_getDisputes: method(
    'Disputes of a silo, in consensus order.',
    object('DisputesParams', {
      siloId: hash,
      /** Only those still undecided, or with a stake to slash. */
      openOnly: flag,
    }),
    object('DisputesResult', { disputes: list(disputeInfo) }),
  ),
  silo_getDispute: method(
    'One dispute: everything needed to play it.',
    object('DisputeParams', {
      disputeId: hash,
    }),
    object('DisputeResult', { dispute: disputeInfo }),
  ),
  silo_getReferenceBlocks: method(
    'Chain blocks with messages for a silo, after a block.',
    object('ReferenceBlocksParams', {
      siloId: hash,
      /** A chain block; from the creation on when missing. */
      after: optional(hash),
      limit: u32,
    }),
    object('ReferenceBlocksResult', { answer: referenceBlocks }),
  ),
  silo_getTransaction: method(
    'What became of a transaction.',
    object('TransactionParams', {
      transactionId: hash,
    }),
    object('TransactionResult', { status: transactionStatus, transaction: optional(transaction) }),
  ),
  silo_getBooks: method('Emitted, burned, unspent; and what each silo account holds and owes.', none, books),
  silo_getFeeCredits: method(
    'Fees that committers can collect.',
    object('FeeCreditsParams', {
      siloId: hash,
      owner: optional(hash),
    }),
    object('FeeCreditsResult', { credits: list(feeCredit) }),
  ),
  silo_getAccountUtxos: method(
    'Unspent outputs of a silo account.',
    siloOnly,
    object('AccountUtxosResult', {
      entries: list(object('AccountUtxo', { outpoint, utxoEntry })),
    }),
  ),
  silo_getChainBlocks: method(
    'Selected-chain blocks by position, ascending.',
    object('ChainBlocksParams', {
      fromIndex: count,
      limit: u32,
    }),
    object('ChainBlocksResult', { blocks: list(chainBlock), sink: chainPoint }),
  ),
  silo_getVirtualChain: method(
    'getVirtualChainFromBlock with whole accepted transactions.',
    object('SiloVirtualChainParams', {
      startHash: hash,
      limit: u32,
    }),
    object('SiloVirtualChainResult', {
      removed: list(hash),
      added: list(object('AcceptingBlock', { block: chainBlock, transactions: list(transaction) })),
    }),
  ),
} as const

/** Controls of a development network; refused by any other. */
const devnetMethods = {
  devnet_faucet: method(
    'Pays coins to an address.',
    object('FaucetParams', { address: text, amount: u64 }),
    object('FaucetResult', { transactionId: hash }),
  ),
  devnet_mine: method(
    'Mines blocks at once.',
    object('MineParams', { count: u32 }),
    object('MineResult', {
      hashes: list(hash),
    }),
  ),
  devnet_setMining: method(
    'Stops all miners or sets them going.',
    object('SetMiningParams', { on: boolean }),
    none,
  ),
  devnet_startManager: method(
    'Starts a manager with some stakes, paid by the faucet.',
    object('StartManagerParams', {
      siloId: hash,
      strategy: managerStrategy,
      stakes: count,
    }),
    object('StartManagerResult', { manager: managerInfo }),
  ),
  devnet_stopManager: method(
    'Stops a manager; its stakes stay.',
    object('StopManagerParams', { name: text }),
    none,
  ),
  devnet_getManagers: method(
    'Managers that this devnet started.',
    none,
    object('ManagersResult', {
      managers: list(managerInfo),
    }),
  ),
  devnet_getStatus: method(
    'Miners and speed of the devnet.',
    none,
    object('DevnetStatus', {
      miners: count,
      mining: boolean,
      blocksPerSecond: float,
      /** Milliseconds of the devnet's clock. */
      now: u64,
      faucetAddress: text,
      faucetBalance: total,
    }),
  ),
} as const

export const METHODS = { ...kaspaMethods, ...siloMethods, ...devnetMethods } as const

export type MethodName = keyof typeof METHODS
export type ParamsOf<M extends MethodName> = ValueOf<(typeof METHODS)[M]['params']>
export type ResultOf<M extends MethodName> = ValueOf<(typeof METHODS)[M]['result']>

/** Notifications: Kaspa's name of the event, what a subscription names, what a notification carries. */
export const EVENTS = {
  blockAdded: event('BlockAdded', none, object('BlockAdded', { block })),
  virtualChainChanged: event(
    'VirtualChainChanged',
    object('VirtualChainScope', {
      include_accepted_transaction_ids: flag,
    }),
    object('VirtualChainChanged', {
      removedChainBlockHashes: list(hash),
      addedChainBlockHashes: list(hash),
      acceptedTransactionIds: list(acceptance),
    }),
  ),
  utxosChanged: event(
    'UtxosChanged',
    object('UtxosScope', { addresses: list(text, 10_000) }),
    object('UtxosChanged', {
      added: list(utxo),
      removed: list(utxo),
    }),
  ),
  virtualDaaScoreChanged: event(
    'VirtualDaaScoreChanged',
    none,
    object('VirtualDaaScoreChanged', {
      virtualDaaScore: u64,
    }),
  ),
} as const

export type EventName = keyof typeof EVENTS
export type ScopeOf<E extends EventName> = ValueOf<(typeof EVENTS)[E]['scope']>
export type EventOf<E extends EventName> = ValueOf<(typeof EVENTS)[E]['payload']>

export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(METHODS, name)
}

function method<P, R>(
  summary: string,
  params: Codec<P>,
  result: Codec<R>,
): { readonly summary: string; readonly params: Codec<P>; readonly result: Codec<R> } {
  return { summary, params, result }
}

function event<S, P>(
  wireName: string,
  scope: Codec<S>,
  payload: Codec<P>,
): { readonly wireName: string; readonly scope: Codec<S>; readonly payload: Codec<P> } {
  return { wireName, scope, payload }
}
