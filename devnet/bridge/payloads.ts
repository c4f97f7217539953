// What a bridge transaction or a call says: one immutable shape per kind of docs/protocol.md. Their bytes are in
// payload-codec.ts; what they do is in transitions/.
import type { Hash } from '../tx/hash.ts'
import type { Outpoint } from '../tx/types.ts'
import type { SiloConfig } from './config.ts'

/** The input that proves the sender by spending a P2PK output of `key` (41, E65). */
export interface Sender {
  /** u16: position among the transaction's inputs. */
  readonly input: number
  /** x-only public key. */
  readonly key: Hash
}

/** The three roots of a commitment, in clear (41, E62). */
export interface Roots {
  readonly storage: Hash
  readonly outbox: Hash
  readonly events: Hash
}

/** A level's history root and the witness of its first and last sample, whose hashes consensus knows already. */
export interface LevelOpening {
  readonly historyRoot: Hash
  readonly endsWitness: Uint8Array
}

/** Numbers of the kinds in the bridge's lane (docs/protocol.md). */
export const PAYLOAD_KIND = {
  create: 1,
  stake: 2,
  requestUnlock: 3,
  unlock: 4,
  commit: 5,
  challenge: 6,
  assert: 7,
  reveal: 8,
  pick: 9,
  prove: 10,
  claimTimeout: 11,
  slash: 12,
  equivocation: 13,
  finalise: 14,
  publish: 15,
  collectFees: 16,
} as const

export type BridgePayloadKind = keyof typeof PAYLOAD_KIND

/** Kinds of payloads in silos' lanes. */
export const LANE_KIND = { call: 1, deliver: 2, deliverUnproven: 3 } as const

/**
 * In a silo's lane: an entry of an outbox that goes to this silo. `deliver`: the outbox is final (41, E64), the entry a call of one of its contracts or the value of
 * one's own call; what comes in stands in output 0, the change of the account that pays behind it. `deliverUnproven`: the outbox isn't final yet (41, E49), the entry a
 * call without coins. Gas limit is the transaction's.
 */
export interface DeliverPayload {
  readonly kind: 'deliver' | 'deliverUnproven'
  /** The silo whose outbox holds the entry. */
  readonly siloId: Hash
  readonly node: Hash
  /** Position of its first leaf. */
  readonly index: number
  /** The entry's leaves, which lie side by side: of a call its head and data. */
  readonly leaves: readonly Uint8Array[]
  readonly witness: Uint8Array
}

/** In a silo's lane: a message to its contracts. Gas limit and pegged value are the transaction's own. */
export interface CallPayload {
  readonly kind: 'call'
  readonly sender: Sender
  readonly message: Uint8Array
}

export interface CreatePayload {
  readonly kind: 'create'
  readonly sender: Sender
  /** u32 whose big-endian bytes begin the silo's lane. */
  readonly namespace: number
  readonly config: SiloConfig
  readonly code: Uint8Array
  /** The constructor's message. */
  readonly message: Uint8Array
}

export interface StakePayload {
  readonly kind: 'stake'
  readonly siloId: Hash
}

export interface RequestUnlockPayload {
  readonly kind: 'requestUnlock'
  readonly sender: Sender
  readonly stake: Outpoint
}

export interface UnlockPayload {
  readonly kind: 'unlock'
  readonly sender: Sender
  readonly stake: Outpoint
}

/** One step of a commitment: the state after a reference block. */
export interface CommitEntry {
  readonly block: Hash
  readonly roots: Roots
}

export interface CommitPayload {
  readonly kind: 'commit'
  readonly sender: Sender
  readonly siloId: Hash
  readonly stake: Outpoint
  /** The chain block for which the stake won a ticket. */
  readonly ticketBlock: Hash
  readonly parent: Hash
  /** A prefix of the reference blocks after the parent's, up to the ticket's block (41, E9). */
  readonly entries: readonly CommitEntry[]
}

/** What backs a challenge: a stake that is there, or the one staking output of the challenging transaction. */
export type ChallengeBacking =
  { readonly kind: 'stake'; readonly stake: Outpoint } | { readonly kind: 'output' }

export interface ChallengePayload {
  readonly kind: 'challenge'
  readonly sender: Sender
  readonly siloId: Hash
  readonly node: Hash
  readonly backing: ChallengeBacking
  /** The alternative commitment for the same parent and reference block. */
  readonly roots: Roots
}

export interface AssertPayload {
  readonly kind: 'assert'
  readonly sender: Sender
  readonly dispute: Hash
  readonly position: number
  /** T: number of steps until the machine halts. */
  readonly steps: bigint
  /** H_T: machine hash after T steps. */
  readonly endHash: Hash
  /** Shows that H_T is halted with the node's roots (41, E16); the machine's own format. */
  readonly haltedWitness: Uint8Array
  readonly opening: LevelOpening
}

export interface RevealPayload {
  readonly kind: 'reveal'
  readonly sender: Sender
  readonly dispute: Hash
  readonly position: number
  /** At the start of a level below the first. */
  readonly opening: LevelOpening | undefined
  /** Hashes at the span's inner split points, ascending (41, E18). */
  readonly hashes: readonly Hash[]
  /** Shows them all under the level's history root. */
  readonly witness: Uint8Array
}

export interface PickPayload {
  readonly kind: 'pick'
  readonly sender: Sender
  readonly dispute: Hash
  readonly position: number
  /** 1..c': agree with split point index-1, disagree with split point index (41, E19). */
  readonly index: number
}

export interface ProvePayload {
  readonly kind: 'prove'
  readonly sender: Sender
  readonly dispute: Hash
  readonly position: number
  /** A one-step proof in the machine's own format. */
  readonly proof: Uint8Array
}

export interface ClaimTimeoutPayload {
  readonly kind: 'claimTimeout'
  readonly sender: Sender
  readonly dispute: Hash
  readonly position: number
}

export interface SlashPayload {
  readonly kind: 'slash'
  readonly sender: Sender
  readonly stake: Outpoint
  readonly dispute: Hash
}

export interface EquivocationPayload {
  readonly kind: 'equivocation'
  readonly sender: Sender
  readonly stake: Outpoint
  readonly first: Hash
  readonly second: Hash
}

export interface FinalisePayload {
  readonly kind: 'finalise'
  readonly siloId: Hash
  readonly node: Hash
}

export interface PublishEntry {
  /** Position in the node's outbox, below 2^16. */
  readonly index: number
  /** The 64 bytes of the outbox entry. */
  readonly leaf: Uint8Array
}

export interface PublishPayload {
  readonly kind: 'publish'
  readonly siloId: Hash
  readonly node: Hash
  /** Indices ascend strictly. */
  readonly entries: readonly PublishEntry[]
  /** Shows them all under the node's outbox root. */
  readonly witness: Uint8Array
}

export interface CollectFeesPayload {
  readonly kind: 'collectFees'
  readonly sender: Sender
  readonly siloId: Hash
}

/** A transaction's payload in the bridge's lane. */
export type BridgePayload =
  | CreatePayload
  | StakePayload
  | RequestUnlockPayload
  | UnlockPayload
  | CommitPayload
  | ChallengePayload
  | AssertPayload
  | RevealPayload
  | PickPayload
  | ProvePayload
  | ClaimTimeoutPayload
  | SlashPayload
  | EquivocationPayload
  | FinalisePayload
  | PublishPayload
  | CollectFeesPayload
