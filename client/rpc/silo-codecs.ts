// What the silo_* methods answer with: silos, stakes, the commitment tree, reference blocks and books as a node sees
// them at its sink. Statuses are evaluated at that score (41, E4); nothing here is stored by the node in this form.
import { boolean, list, optional, tagged, text, word } from './codec.ts'
import type { ValueOf } from './codec.ts'
import { object } from './codec.ts'
import { bytes, count, hash, outpoint, total, u32, u64 } from './base-codecs.ts'

/** The three roots that a commitment carries in clear (41, E62). */
export const roots = object('Roots', { storage: hash, outbox: hash, events: hash })
export type Roots = ValueOf<typeof roots>

/** Where the node's view ends: its sink, the last block of the selected chain. */
export const chainPoint = object('ChainPoint', {
  hash,
  /** Position on the selected chain, genesis 0. */
  index: count,
  daaScore: u64,
  blueScore: u64,
  /** Milliseconds. */
  timestamp: u64,
})
export type ChainPoint = ValueOf<typeof chainPoint>

/** A staking unit with its owner: who stands for something on chain. */
export const stakeRef = object('StakeRef', { stake: outpoint, owner: hash })
export type StakeRef = ValueOf<typeof stakeRef>

export const stakeInfo = object('StakeInfo', {
  stake: outpoint,
  owner: hash,
  amount: u64,
  acceptedDaaScore: u64,
  /**
   * maturing: not yet in the lottery; live; unlocking: unlock requested; slashable: lost a dispute, its slash may be
   * sent; spent ones aren't listed.
   */
  status: word('maturing', 'live', 'unlocking', 'slashable'),
  /** Open disputes that it is a side of. */
  disputes: list(hash),
})
export type StakeInfo = ValueOf<typeof stakeInfo>

/** A right to commit, won in the lottery (40, "Lottery"); only those still usable at the sink are listed. */
export const ticket = object('Ticket', {
  stake: outpoint,
  owner: hash,
  block: hash,
  blockIndex: count,
  /** Usable once the sink is `referenceDepth` further (41, E12). */
  blockDaaScore: u64,
  /** The first DAA score at which a commitment with this ticket is refused (41, E10). */
  expiresAt: u64,
})
export type Ticket = ValueOf<typeof ticket>

export const committer = object('Committer', {
  stake: outpoint,
  owner: hash,
  /** Undefined for a challenger, who needs no ticket. */
  ticketBlock: optional(hash),
  /** Chain index of the ticket's block; for a challenger that of the node's reference block. */
  ticketIndex: count,
  /** DAA score of the accepting block. */
  score: u64,
  /** The dispute that it lost over this node. */
  fallen: optional(hash),
})

/** One node of the commitment tree: (parent, reference block, state commitment). */
export const nodeInfo = object('NodeInfo', {
  nodeId: hash,
  siloId: hash,
  /** Undefined for the genesis node. */
  parent: optional(hash),
  /** Distance from the genesis node. */
  height: count,
  referenceBlock: hash,
  roots,
  stateCommitment: hash,
  /** In consensus order; the first that hasn't fallen is the prover. Empty for genesis. */
  committers: list(committer),
  /** DAA score at which it came into being. */
  acceptedDaaScore: u64,
  status: word('pending', 'disputed', 'dead', 'final'),
  /** Why it has this status, for people. */
  reason: text,
  /** A finalise transaction would be accepted at the sink. */
  finalisable: boolean,
  /** Disputes about it, in consensus order. */
  disputes: list(hash),
  /** Of a final node with an outbox: until `publicFrom` only this owner may publish (41, E44). */
  publisher: optional(hash),
  publicFrom: optional(u64),
  /** Outbox entries already paid, by index, ascending. */
  published: list(u32),
  /** Of a node that isn't final: calls without coins that were delivered all the same, by index, ascending (41, E49). */
  deliveredUnproven: list(u32),
})
export type NodeInfo = ValueOf<typeof nodeInfo>

/** What an entry that came out of a silo's outbox brings along (docs/bridge.md, Calls between silos). */
export const delivery = object('Delivery', {
  /** Which call it is: the contract instance that made it, its place in the outbox, its silo's height. */
  instance: u32,
  index: u32,
  height: u32,
  /** What whoever publishes the return of its value keeps of it, sompi; gas limit and payload of that return. */
  returnFee: u64,
  gas: u64,
  returnPayload: bytes,
})

export const inboxEntry = object('InboxEntry', {
  transactionId: hash,
  /**
   * `remote`: a call from a contract of another silo. `unproven`: the same before it is final there. `returned`: the value of such a call of this silo's own comes
   * back.
   */
  kind: word('call', 'constructor', 'remote', 'unproven', 'returned'),
  /** The sender's x-only key, or the silo from whose outbox it comes. */
  sender: hash,
  /** Of remote, unproven and returned entries. */
  delivery: optional(delivery),
  admitted: boolean,
  /** Why it was refused (41, E59); 0 when admitted. */
  refusalReason: u32,
  /** Pegged value, sompi. */
  value: u64,
  gasLimit: u64,
  payload: bytes,
})
export type InboxEntryInfo = ValueOf<typeof inboxEntry>

/** A chain block that accepted messages for the silo, with everything that executing it takes. */
export const referenceBlock = object('ReferenceBlock', {
  hash,
  index: count,
  daaScore: u64,
  blueScore: u64,
  timestamp: u64,
  entries: list(inboxEntry, 4096),
})
export type ReferenceBlockInfo = ValueOf<typeof referenceBlock>

export const referenceBlocks = tagged('ReferenceBlocks', {
  /** `after` isn't on the selected chain any more: ask again from an earlier block. */
  leftChain: {},
  /**
   * Asked for from the creation on, but the inboxes up to this height are not kept any more: whoever has no state starts from one of a final
   * commitment at or above it (silo_getState). `history` is a hash over these inboxes (docs/bridge.md, What is forgotten).
   */
  pruned: { upTo: count, history: hash },
  onChain: {
    /** Ascending; fewer than there are when `more`. */
    blocks: list(referenceBlock),
    more: boolean,
    /** The sink up to which this is all, when not `more`. */
    sink: chainPoint,
  },
})
export type ReferenceBlocks = ValueOf<typeof referenceBlocks>

/** A part of a silo's storage, in order of position: the hash of instance and key. */
export const statePage = object('StatePage', {
  entries: list(
    object('StateEntry', {
      instance: u64,
      /** 56 bytes. */
      key: bytes,
      /** 64 bytes. */
      value: bytes,
    }),
    4096,
  ),
  /** Hashes beside the path to the last entry, from the root down; zero where there is nothing. With all entries up to here they give the root. */
  beside: list(hash, 256),
  /** Whether there are entries after these. */
  more: boolean,
})
export type StatePage = ValueOf<typeof statePage>

export const chainBlock = object('ChainBlock', {
  hash,
  index: count,
  selectedParent: optional(hash),
  daaScore: u64,
  blueScore: u64,
  timestamp: u64,
})
export type ChainBlockInfo = ValueOf<typeof chainBlock>

/** What became of a transaction, as far as this node knows. */
export const transactionStatus = tagged('TransactionStatus', {
  unknown: {},
  /** In the mempool. */
  waiting: {},
  /** In a block that no chain block has accepted it from; `reason` says why when the node knows. */
  included: { blocks: list(hash), reason: optional(text) },
  accepted: {
    acceptingBlock: hash,
    acceptingDaaScore: u64,
    /** Blue score of the sink less that of the accepting block. */
    confirmations: u64,
    /** Set when the transaction is a message of a silo. */
    message: optional(
      object('MessagePlace', {
        siloId: hash,
        /** Position in the inbox of its accepting block. */
        index: count,
        admitted: boolean,
        refusalReason: u32,
      }),
    ),
  },
})
export type TransactionStatus = ValueOf<typeof transactionStatus>

/** One silo account (40, "Money"). All in sompi. */
export const siloBook = object('SiloBook', {
  siloId: hash,
  /** Sum of the account's UTXOs. */
  held: total,
  /** Everything ever pegged in, and the silo half of all fees (41, E61). */
  pegged: total,
  fees: total,
  /** Everything ever paid out: outbox entries, and fees collected by committers. */
  published: total,
  feesPaid: total,
  /** What the account must hold at least: coins pegged in and not paid out, and fees not collected. */
  owed: total,
  /** Staking units locked. */
  staked: total,
})
export type SiloBook = ValueOf<typeof siloBook>

/** utxos + burned + feesDue = emitted must hold after every chain block. */
export const books = object('Books', {
  sink: chainPoint,
  emitted: total,
  burned: total,
  utxos: total,
  /** Fees taken by the sink, which its own coinbase pays out once the next chain block accepts it. */
  feesDue: total,
  silos: list(siloBook),
})
export type Books = ValueOf<typeof books>

export const feeCredit = object('FeeCredit', { siloId: hash, owner: hash, amount: u64 })
export type FeeCredit = ValueOf<typeof feeCredit>
