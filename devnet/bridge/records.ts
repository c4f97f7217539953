// The bridge's state: flat, immutable records under text keys. Everything that consensus knows about silos is one of
// these; statuses that time changes are never stored, but judged from a record and a score (41, E4).
import type { MessageKind } from '../../vm/consensus.ts'
import type { Hash, SubnetworkId } from '../tx/hash.ts'
import type { OutpointKey, Outpoint } from '../tx/types.ts'
import type { SiloConfig } from './config.ts'
import type { Roots } from './payloads.ts'

/** The bridge's place on the selected chain. Key `tip`. */
export interface TipRecord {
  readonly kind: 'tip'
  readonly index: number
  readonly hash: Hash
  /** Oldest chain block that still has a record. */
  readonly oldest: number
  readonly silos: number
}

/** A selected-chain block. Key `chain/<index>`; `chain-hash/<hash>` leads to the index. */
export interface ChainBlockRecord {
  readonly kind: 'chain'
  readonly index: number
  readonly hash: Hash
  readonly selectedParent: Hash
  readonly daaScore: bigint
  readonly blueScore: bigint
  /** Milliseconds. */
  readonly timestamp: bigint
  /** Silos with entries accepted by this block, in order of their first one, and the silo half of their fees. */
  readonly touched: readonly { readonly siloId: Hash; readonly fees: bigint }[]
  /** The same fees by the merged block that carried the calls: withheld from its coinbase reward. */
  readonly withheld: readonly { readonly block: Hash; readonly amount: bigint }[]
}

export interface ChainIndexRecord {
  readonly kind: 'chainIndex'
  readonly index: number
}

/** Key `silo/<id>`: what never changes. `lane/<subnetwork>` and `silo-at/<n>` lead to the id. */
export interface SiloRecord {
  readonly kind: 'silo'
  readonly id: Hash
  readonly namespace: number
  readonly lane: SubnetworkId
  readonly config: SiloConfig
  readonly configHash: Hash
  readonly codeRoot: Hash
  readonly creator: Hash
  readonly creatingTransaction: Hash
  readonly creatingBlock: Hash
  readonly creatingIndex: number
  readonly creatingScore: bigint
  readonly genesisNode: Hash
}

/** A silo's code image, in full: the transaction that brought it is pruned some day. Key `code/<silo>`. */
export interface CodeRecord {
  readonly kind: 'code'
  readonly image: Uint8Array
}

/** Names another record. Used by the keys that enumerate. */
export interface ReferenceRecord {
  readonly kind: 'reference'
  readonly id: Hash
}

export interface OutpointReferenceRecord {
  readonly kind: 'outpointReference'
  readonly outpoint: Outpoint
}

/** What changes about a silo as a whole. Key `progress/<silo>`. */
export interface ProgressRecord {
  readonly kind: 'progress'
  /** Height of the last reference block; heights start at 1, the genesis node has 0. */
  readonly lastHeight: number
  readonly finalNode: Hash
  readonly finalHeight: number
  /** The lowest height that isn't forgotten (forgetting.ts). */
  readonly keptHeight: number
  /** Where among the nodes next to be forgotten the forgetting stands; undefined before it has begun at this height. */
  readonly forgetting: Hash | undefined
  /** The height up to which inboxes are gone (old-inboxes.ts), the chain index of the last of them, and the hash over them: zero while none is. */
  readonly prunedHeight: number
  readonly prunedIndex: number
  readonly prunedHistory: Hash
  /** How many there ever were. */
  readonly nodes: number
  readonly disputes: number
  /** Counts of the enumerating key `stake-at/`. */
  readonly stakes: number
  /** Keys that were ever credited fees: `owner-at/`. */
  readonly owners: number
}

/** A silo's money in sompi. Key `account/<silo>`. The account's outputs hold at least `heldBy` of it (account.ts). */
export interface AccountRecord {
  readonly kind: 'account'
  readonly pegged: bigint
  readonly published: bigint
  /** The silo half of all fees. */
  readonly feesIn: bigint
  readonly feesPaid: bigint
  /** Credited to committers and not collected yet. */
  readonly credited: bigint
  /** Fees of final nodes that nobody was there to take: added to the next final node's. */
  readonly unassigned: bigint
}

/** Fees a key may collect. Key `credit/<silo>/<key>`. */
export interface CreditRecord {
  readonly kind: 'credit'
  readonly amount: bigint
}

/**
 * How the number of stakes in the lottery changed with the chain's index. Key `lottery/<silo>`. Changes older than
 * any snapshot that a live ticket can need are folded into `before`.
 */
export interface LotteryRecord {
  readonly kind: 'lottery'
  readonly before: number
  readonly changes: readonly { readonly index: number; readonly delta: number }[]
}

/** A live USTO. Key `stake/<outpoint>`; gone when it is unlocked or slashed. */
export interface StakeRecord {
  readonly kind: 'stake'
  readonly outpoint: Outpoint
  readonly siloId: Hash
  readonly owner: Hash
  readonly amount: bigint
  readonly acceptedScore: bigint
  /** First chain index whose snapshot counts it. */
  readonly matureIndex: number
  /** Its place in `stake-at/<silo>/<n>`. */
  readonly slot: number
  readonly unlockRequest: { readonly score: bigint; readonly index: number } | undefined
  /** Deepest node of each of its commitments that isn't known to be settled. */
  readonly uses: readonly Hash[]
  /** The open dispute in which it is the challenger. */
  readonly challenging: Hash | undefined
  /** Open disputes in which it is the prover. */
  readonly proving: readonly Hash[]
  /** The dispute that it lost: it waits for its slash. */
  readonly lostIn: Hash | undefined
}

export interface Committer {
  readonly stake: Outpoint
  readonly owner: Hash
  /** Undefined for a challenger, who needs no ticket. */
  readonly ticketBlock: Hash | undefined
  readonly ticketIndex: number
  readonly score: bigint
  /** The dispute that it lost over this node. */
  readonly fallen: Hash | undefined
}

/** Why a node stands no more. `refuted`: a step of its trace was proven wrong. */
export type DeathCause = 'refuted' | 'proverTimeout' | 'unbacked'

/** A node of the commitment tree. Key `node/<id>`. */
export interface NodeRecord {
  readonly kind: 'node'
  readonly id: Hash
  readonly siloId: Hash
  readonly parent: Hash | undefined
  /** An ancestor farther up (ancestry.ts); the genesis node's own id. */
  readonly far: Hash
  /** Its place among the silo's nodes, in order of acceptance. */
  readonly slot: number
  /** Position of its reference block among the silo's: the parent's plus 1. */
  readonly height: number
  readonly block: Hash
  readonly roots: Roots
  readonly stateCommitment: Hash
  readonly createdScore: bigint
  readonly committers: readonly Committer[]
  /** Open disputes in which it is challenged (at most one in this version) or the alternative, oldest first. */
  readonly openDisputes: readonly Hash[]
  readonly pastDisputes: readonly Hash[]
  /** When the last dispute about it ended: it stays open for another challenge for the defence window. */
  readonly settledScore: bigint | undefined
  readonly death:
    { readonly score: bigint; readonly cause: DeathCause; readonly dispute: Hash | undefined } | undefined
  /** Scores at which it died and somebody stood up for it again later. */
  readonly earlierDeaths: readonly bigint[]
  readonly finalScore: bigint | undefined
  /** Outbox entries paid: one bit per index, 32 a word, grown as needed. */
  readonly paid: readonly number[]
  /** Leaves of these entries. */
  readonly leavesPaid: number
  /** Leaves of the whole outbox, once a publication has shown its end. */
  readonly outboxLeaves: number | undefined
  /** Once its inbox is gone: the entries that stay, since what they brought may come back by the outbox. */
  readonly returns: readonly number[]
}

/** Entries of a node's outbox that were delivered before it was final: bits as in `paid`. Key `unproven/<node>`. */
export interface UnprovenRecord {
  readonly kind: 'unproven'
  readonly delivered: readonly number[]
}

/** Children of a node in order of acceptance. Key `children/<node>`. */
export interface ChildrenRecord {
  readonly kind: 'children'
  readonly ids: readonly Hash[]
}

/** Nodes above the last final height that were ever in dispute or died. Key `trouble/<silo>`. */
export interface TroubleRecord {
  readonly kind: 'trouble'
  readonly nodes: readonly Hash[]
}

export interface Player {
  readonly stake: Outpoint
  readonly owner: Hash
  /** What is left on its chess clock. */
  readonly clock: bigint
}

export interface LevelRecord {
  /** First step of the level's interval, and its length in steps. */
  readonly start: bigint
  readonly length: bigint
  readonly startHash: Hash
  readonly endHash: Hash
  readonly historyRoot: Hash
}

/** A point of a level: index of the sample, and the prover's hash there. */
export interface KnownPoint {
  readonly index: number
  readonly hash: Hash
}

/** Whose move it is, and what it must be about. Indices count a level's sample points. */
export type DisputeTurn =
  | { readonly kind: 'assert' }
  /** The last level of `levels` is open; reveal the inner points of [lo, hi]. */
  | { readonly kind: 'reveal'; readonly lo: KnownPoint; readonly hi: KnownPoint }
  /** A new level must be opened over the interval, and its first points revealed. */
  | {
      readonly kind: 'open'
      readonly start: bigint
      readonly length: bigint
      readonly startHash: Hash
      readonly endHash: Hash
    }
  /** The first point is agreed, the last is disputed. */
  | { readonly kind: 'pick'; readonly points: readonly KnownPoint[] }
  | { readonly kind: 'prove'; readonly step: bigint; readonly before: Hash; readonly claimed: Hash }

export type DisputeCause = 'proof' | 'timeout'

export interface DisputeOutcome {
  readonly winner: 'prover' | 'challenger'
  readonly cause: DisputeCause
  /** The score at which it was over: for a timeout the first one beyond the clock, whenever it is noticed. */
  readonly score: bigint
  /** Slashed by its winner or burned after W_claim; equivocation may have taken the stake before. */
  readonly slashed: boolean
}

export interface DisputeMove {
  readonly transactionId: Hash
  readonly kind: 'challenge' | 'fork' | 'assert' | 'reveal' | 'pick' | 'prove' | 'timeout' | 'slash'
  readonly score: bigint
}

/** Key `dispute/<id>`. */
export interface DisputeRecord {
  readonly kind: 'dispute'
  readonly id: Hash
  readonly siloId: Hash
  readonly node: Hash
  readonly alternative: Hash
  /** Its place among the silo's disputes, in consensus order. */
  readonly slot: number
  readonly prover: Player
  readonly challenger: Player
  /** Number of accepted moves of the game. */
  readonly position: number
  /** Score of the last accepted move: the clock of the side to move runs from here. */
  readonly movedScore: bigint
  /** The machine hash at step 0, computed by the bridge (41, E17). */
  readonly startHash: Hash
  /** T_MAX of this reference block. */
  readonly maxSteps: bigint
  readonly steps: bigint | undefined
  readonly endHash: Hash | undefined
  readonly levels: readonly LevelRecord[]
  readonly turn: DisputeTurn
  readonly moves: readonly DisputeMove[]
  readonly outcome: DisputeOutcome | undefined
  /** When its nodes are forgotten and its loser's stake is still there to take: when the last doubt about their ancestors ended. */
  readonly doubtEnded: bigint | undefined
}

/** A history root that a one-step proof refuted: nobody may post it again. Key `refuted/<id>`. */
export interface RefutedRecord {
  readonly kind: 'refuted'
  readonly dispute: Hash
}

/** Why an entry was refused (41, E59): the number stands in the inbox entry's head. */
export const REFUSAL = {
  none: 0,
  malformed: 1,
  undeclaredSender: 2,
  underpaid: 3,
  gasLimit: 4,
  belowMinPeg: 5,
} as const
export type RefusalReason = (typeof REFUSAL)[keyof typeof REFUSAL]

/** What an entry that came out of a silo's outbox brings along, and what becomes of its value if it isn't taken. */
export interface DeliveryRecord {
  /** A call of a contract of another silo, final there or not yet, or the value of a call of one's own that came back. */
  readonly kind: 'remote' | 'unproven' | 'returned'
  /** Which call it is: the instance that made it, its place in the outbox, its silo's height. */
  readonly instance: number
  readonly index: number
  readonly height: number
  /** What whoever publishes the return keeps of the value. */
  readonly returnFee: bigint
  /** Gas limit and payload of the message that a return makes. */
  readonly gas: bigint
  readonly returnPayload: Uint8Array
}

/** One message of an inbox. Key `inbox/<silo>/<block>/<i>`. */
export interface InboxEntryRecord {
  readonly kind: 'inboxEntry'
  readonly transactionId: Hash
  readonly constructs: boolean
  /** Undefined for what users send. */
  readonly delivery: DeliveryRecord | undefined
  /** Zero when the transaction declares none; of a delivery the silo that it comes from. */
  readonly sender: Hash
  readonly value: bigint
  readonly gasLimit: bigint
  /** 0 means admitted. */
  readonly refusal: RefusalReason
  readonly payload: Uint8Array
}

export function messageKindOf(entry: InboxEntryRecord): MessageKind {
  return entry.delivery?.kind ?? (entry.constructs ? 'constructor' : 'call')
}

/** A reference block: a chain block that accepted messages for the silo. Key `inbox/<silo>/<block>`. */
export interface InboxRecord {
  readonly kind: 'inbox'
  readonly siloId: Hash
  readonly block: Hash
  readonly index: number
  readonly daaScore: bigint
  readonly blueScore: bigint
  readonly timestamp: bigint
  readonly height: number
  readonly entries: number
  readonly admittedGas: bigint
  /** The silo half of the entries' fees. */
  readonly fees: bigint
  /** Known once the block has ended. */
  readonly inboxRoot: Hash | undefined
  /** Once its final node is forgotten: that node, if it stays for its outbox. */
  readonly outboxOf: Hash | undefined
}

export type BridgeRecord =
  | TipRecord
  | ChainBlockRecord
  | ChainIndexRecord
  | SiloRecord
  | CodeRecord
  | ReferenceRecord
  | OutpointReferenceRecord
  | ProgressRecord
  | AccountRecord
  | CreditRecord
  | LotteryRecord
  | StakeRecord
  | NodeRecord
  | UnprovenRecord
  | ChildrenRecord
  | TroubleRecord
  | DisputeRecord
  | RefutedRecord
  | InboxEntryRecord
  | InboxRecord

/** Every key of the store is made here. */
export const KEY = {
  tip: 'tip',
  chain: (index: number) => `chain/${index}`,
  chainHash: (block: Hash) => `chain-hash/${block}`,
  silo: (id: Hash) => `silo/${id}`,
  code: (silo: Hash) => `code/${silo}`,
  siloAt: (n: number) => `silo-at/${n}`,
  lane: (lane: SubnetworkId) => `lane/${lane}`,
  progress: (silo: Hash) => `progress/${silo}`,
  account: (silo: Hash) => `account/${silo}`,
  credit: (silo: Hash, key: Hash) => `credit/${silo}/${key}`,
  lottery: (silo: Hash) => `lottery/${silo}`,
  stake: (outpoint: OutpointKey) => `stake/${outpoint}`,
  stakeAt: (silo: Hash, n: number) => `stake-at/${silo}/${n}`,
  node: (id: Hash) => `node/${id}`,
  unproven: (node: Hash) => `unproven/${node}`,
  trouble: (silo: Hash) => `trouble/${silo}`,
  children: (node: Hash) => `children/${node}`,
  finalAt: (silo: Hash, height: number) => `final-at/${silo}/${height}`,
  dispute: (id: Hash) => `dispute/${id}`,
  ownerAt: (silo: Hash, n: number) => `owner-at/${silo}/${n}`,
  refuted: (id: Hash) => `refuted/${id}`,
  inbox: (silo: Hash, block: Hash) => `inbox/${silo}/${block}`,
  inboxEntry: (silo: Hash, block: Hash, i: number) => `inbox/${silo}/${block}/${i}`,
  /** The reference block at a height. */
  blockAt: (silo: Hash, height: number) => `block-at/${silo}/${height}`,
} as const
