// What each kind of silo transaction shall do (docs/protocol.md), as drafts for the wallet. Input 0 is always a coin of
// the sender's key, which is how consensus knows the sender (41, E65).
import type { BridgePayload, PublishEntry, Sender } from '../../devnet/bridge/payloads.ts'
import type { SiloConfig } from '../../devnet/bridge/config.ts'
import { encodeCall, encodeDelivery, encodePayload } from '../../devnet/bridge/payload-codec.ts'
import type { Hash, Outpoint, TxOutput } from '../../devnet/tx/index.ts'
import {
  BRIDGE_LANE,
  hashToBytes,
  laneOfNamespace,
  payToPublicKey,
  siloAccountScript,
  ustoScript,
} from '../../devnet/tx/index.ts'
import type { Coin, Draft } from './build.ts'

/** The sender of every draft here. */
export function senderOf(key: Hash): Sender {
  return { input: 0, key }
}

/** The fee that a gas limit costs at least (41, E60). */
export function gasFee(config: SiloConfig, gasLimit: bigint): bigint {
  return (gasLimit * config.gasPrice + 999n) / 1000n
}

export interface CallRequest {
  readonly siloId: Hash
  /** The silo's namespace, u32. */
  readonly namespace: number
  readonly config: SiloConfig
  readonly sender: Hash
  /** The machine payload: selector and arguments (compiler/abi). */
  readonly message: Uint8Array
  readonly gasLimit: bigint
  /** Sompi pegged in with the call; 0 for none. */
  readonly value: bigint
}

/** A message to a silo's contracts. Throws when no lane has the namespace, which no silo's has. */
export function callDraft(request: CallRequest): Draft {
  const payload = encodeCall({
    kind: 'call',
    sender: senderOf(request.sender),
    message: request.message,
  })
  const peg = { value: request.value, scriptPublicKey: siloAccountScript(request.siloId) }
  return {
    ...emptyDraft(payload),
    subnetworkId: laneOf(request.namespace),
    gas: request.gasLimit,
    outputs: request.value > 0n ? [peg] : [],
    minimumFee: gasFee(request.config, request.gasLimit),
  }
}

export interface CreateRequest {
  readonly namespace: number
  readonly config: SiloConfig
  readonly creator: Hash
  readonly code: Uint8Array
  /** The constructor's message. */
  readonly message: Uint8Array
  /** For the constructor. */
  readonly gasLimit: bigint
}

export function createDraft(request: CreateRequest): Draft {
  const { namespace, config, code, message } = request
  const sender = senderOf(request.creator)
  return {
    ...bridgeDraft({ kind: 'create', sender, namespace, config, code, message }),
    gas: request.gasLimit,
    minimumFee: gasFee(config, request.gasLimit),
  }
}

/** Locks `count` new stakes for an owner. */
export function stakeDraft(siloId: Hash, owner: Hash, stakingUnit: bigint, count: number): Draft {
  const output = { value: stakingUnit, scriptPublicKey: ustoScript(siloId, owner) }
  return {
    ...bridgeDraft({ kind: 'stake', siloId }),
    outputs: Array.from({ length: count }, () => output),
  }
}

/** Takes an unlocking stake back, to the owner's own key. */
export function unlockDraft(stake: Coin, owner: Hash): Draft {
  return {
    ...bridgeDraft({ kind: 'unlock', sender: senderOf(owner), stake: stake.outpoint }),
    extraInputs: [stake],
    outputs: [payTo(owner, stake.entry.amount)],
  }
}

/** Takes the stake of a dispute's loser: half to the winner, the rest burned (41, E32, E34). */
export function slashDraft(stake: Coin, dispute: Hash, winner: Hash): Draft {
  return {
    ...bridgeDraft({ kind: 'slash', sender: senderOf(winner), stake: stake.outpoint, dispute }),
    ...slashedHalves(stake, winner),
  }
}

/** Takes the stake of one that committed to two nodes of the same parent and block (41, E13). */
export function equivocationDraft(stake: Coin, first: Hash, second: Hash, reporter: Hash): Draft {
  const sender = senderOf(reporter)
  return {
    ...bridgeDraft({ kind: 'equivocation', sender, stake: stake.outpoint, first, second }),
    ...slashedHalves(stake, reporter),
  }
}

/** A challenge backed by a stake that is there. */
export function challengeDraft(
  payload: Omit<Extract<BridgePayload, { kind: 'challenge' }>, 'kind' | 'backing' | 'sender'>,
  challenger: Hash,
  stake: Outpoint,
): Draft {
  const sender = senderOf(challenger)
  return bridgeDraft({ kind: 'challenge', ...payload, sender, backing: { kind: 'stake', stake } })
}

/** A payment out of a finalised outbox. */
export interface OutboxPayment extends PublishEntry {
  /** The recipient's x-only key. */
  readonly recipient: Hash
  /** Sompi. */
  readonly amount: bigint
}

/**
 * Pays outbox entries of a final node out of the silo account's coins; what is left over goes back to it. `witness` shows
 * them all under the node's outbox root.
 */
export function publishDraft(
  siloId: Hash,
  node: Hash,
  payments: readonly OutboxPayment[],
  witness: Uint8Array,
  account: readonly Coin[],
): Draft {
  const entries = payments.map(({ index, leaf }) => ({ index, leaf }))
  const paid = payments.map((payment) => payTo(payment.recipient, payment.amount))
  const change = amountOf(account) - amountOf(paid.map((output) => ({ entry: { amount: output.value } })))
  return {
    ...bridgeDraft({ kind: 'publish', siloId, node, entries, witness }),
    extraInputs: account,
    outputs: change > 0n ? [...paid, { value: change, scriptPublicKey: siloAccountScript(siloId) }] : paid,
  }
}

/** An entry of an outbox on its way to another silo. */
export interface Parcel {
  /** The silo whose outbox holds it, and the one that it goes to. */
  readonly from: Hash
  readonly to: { readonly siloId: Hash; readonly namespace: number }
  readonly index: number
  readonly leaves: readonly Uint8Array[]
  readonly witness: Uint8Array
  /** What comes in, and what leaves the sender's account for it, sompi. */
  readonly value: bigint
  readonly cost: bigint
  readonly gas: bigint
  readonly minimumFee: bigint
}

/** Delivers an entry of a final node's outbox; what the account's coins leave over goes back to it. */
export function deliverDraft(parcel: Parcel, node: Hash, account: readonly Coin[]): Draft {
  const { from, to, index, leaves, witness, value, cost, gas, minimumFee } = parcel
  const change = amountOf(account) - cost
  const outputs = [
    { value, scriptPublicKey: siloAccountScript(to.siloId) },
    { value: change, scriptPublicKey: siloAccountScript(from) },
  ]
  const payload = encodeDelivery({ kind: 'deliver', siloId: from, node, index, leaves, witness })
  return {
    ...emptyDraft(payload),
    subnetworkId: laneOf(to.namespace),
    gas,
    extraInputs: account,
    outputs: outputs.filter((output) => output.value > 0n),
    minimumFee,
  }
}

/** Delivers a call without coins out of the outbox of a node that isn't final. */
export function deliverUnprovenDraft(parcel: Parcel, node: Hash): Draft {
  const { from, to, index, leaves, witness, gas, minimumFee } = parcel
  const payload = encodeDelivery({ kind: 'deliverUnproven', siloId: from, node, index, leaves, witness })
  return { ...emptyDraft(payload), subnetworkId: laneOf(to.namespace), gas, minimumFee }
}

function laneOf(namespace: number): Draft['subnetworkId'] {
  const lane = laneOfNamespace(namespace)
  if (lane === undefined) throw new Error(`no lane has the namespace ${namespace}`)
  return lane
}

/** Pays a committer's credit out of the silo account's coins. */
export function collectFeesDraft(siloId: Hash, owner: Hash, amount: bigint, account: readonly Coin[]): Draft {
  const change = amountOf(account) - amount
  const paid = payTo(owner, amount)
  return {
    ...bridgeDraft({ kind: 'collectFees', sender: senderOf(owner), siloId }),
    extraInputs: account,
    outputs: change > 0n ? [paid, { value: change, scriptPublicKey: siloAccountScript(siloId) }] : [paid],
  }
}

/** Any bridge transaction that moves no coins but its fee: commitments, moves, claims. */
export function bridgeDraft(payload: BridgePayload): Draft {
  return emptyDraft(encodePayload(payload))
}

function slashedHalves(stake: Coin, winner: Hash): Pick<Draft, 'extraInputs' | 'outputs' | 'burned'> {
  const reward = stake.entry.amount / 2n
  return {
    extraInputs: [stake],
    outputs: [payTo(winner, reward)],
    burned: stake.entry.amount - reward,
  }
}

function emptyDraft(payload: Uint8Array): Draft {
  return {
    subnetworkId: BRIDGE_LANE,
    gas: 0n,
    payload,
    extraInputs: [],
    outputs: [],
    burned: 0n,
    minimumFee: 0n,
  }
}

function payTo(key: Hash, amount: bigint): TxOutput {
  return { value: amount, scriptPublicKey: payToPublicKey(hashToBytes(key)) }
}

function amountOf(coins: readonly { readonly entry: { readonly amount: bigint } }[]): bigint {
  return coins.reduce((sum, coin) => sum + coin.entry.amount, 0n)
}
