// The table of methods: silos, their stakes, commitments, disputes and messages.
import { flag, list, object, optional } from '../codec.ts'
import { bytes, count, hash, outpoint, transaction, u32, utxoEntry } from '../base-codecs.ts'
import { disputeInfo } from '../dispute-codecs.ts'
import {
  books,
  chainBlock,
  chainPoint,
  feeCredit,
  nodeInfo,
  referenceBlocks,
  stakeInfo,
  statePage,
  ticket,
  transactionStatus,
} from '../silo-codecs.ts'
import { siloInfo } from '../silo-config-codec.ts'
import { method, none } from './method.ts'

const siloOnly = object('SiloParams', { siloId: hash })

/** Silos (40-bridge.md). All are answered at the node's sink. */
export const SILO_METHODS = {
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
  silo_getState: method(
    'The storage of a silo at a final commitment, a page at a time, if somebody at this node has executed the silo and keeps it.',
    object('StateParams', {
      siloId: hash,
      /** The commitment; one that others can go on from when missing. */
      nodeId: optional(hash),
      /** The position of the last entry that is known already. */
      after: optional(hash),
      /** At most 4,096. */
      limit: u32,
    }),
    object('StateResult', {
      nodeId: hash,
      page: statePage,
    }),
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
