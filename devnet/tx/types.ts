// The immutable shapes of the base layer: transactions (versions 0 and 1), unspent outputs, headers and blocks.
// Fields are Kaspa's own (31-kaspa-facts.md, 2.4 - 2.7). Byte arrays are never changed once they are in one of these.
import type { Hash, SubnetworkId } from './hash.ts'

/** Names one output: the transaction that made it, and its position there. */
export interface Outpoint {
  readonly transactionId: Hash
  /** u32 */
  readonly index: number
}

export interface ScriptPublicKey {
  /** u16; 0 is the ordinary script language. Silo's own versions are in silo-scripts.ts. */
  readonly version: number
  readonly script: Uint8Array
}

export interface TxInput {
  readonly previousOutpoint: Outpoint
  readonly signatureScript: Uint8Array
  /** u64; the largest value switches lock times off. */
  readonly sequence: bigint
  /** u8, version 0 only (0 in version 1). */
  readonly sigOpCount: number
  /** u16, version 1 only (0 in version 0): hundreds of grams of compute mass bought for the script. */
  readonly computeBudget: number
}

/** Binds an output of a version-1 transaction to a covenant. */
export interface Covenant {
  /** u16 */
  readonly authorizingInput: number
  readonly covenantId: Hash
}

export interface TxOutput {
  /** Sompi. */
  readonly value: bigint
  readonly scriptPublicKey: ScriptPublicKey
  /** Version 1 only. */
  readonly covenant?: Covenant
}

export interface Transaction {
  /** u16: 0 or 1. */
  readonly version: number
  readonly inputs: readonly TxInput[]
  readonly outputs: readonly TxOutput[]
  /** u64: 0, a DAA score (below LOCK_TIME_THRESHOLD), or milliseconds. */
  readonly lockTime: bigint
  readonly subnetworkId: SubnetworkId
  /** u64: gas bought on a user lane. */
  readonly gas: bigint
  readonly payload: Uint8Array
  /** The committed storage mass in grams (KIP-9), 0 in a coinbase. */
  readonly storageMass: bigint
}

/** An unspent output as the UTXO set keeps it. */
export interface UtxoEntry {
  /** Sompi. */
  readonly amount: bigint
  readonly scriptPublicKey: ScriptPublicKey
  /** DAA score of the chain block that accepted the transaction. */
  readonly blockDaaScore: bigint
  readonly isCoinbase: boolean
  readonly covenantId?: Hash
}

export interface BlockHeader {
  /** u16: 2, or 0 in genesis. */
  readonly version: number
  /** Level 0 holds the direct parents, the selected parent first. */
  readonly parentsByLevel: readonly (readonly Hash[])[]
  readonly hashMerkleRoot: Hash
  readonly acceptedIdMerkleRoot: Hash
  readonly utxoCommitment: Hash
  /** Milliseconds. */
  readonly timestamp: bigint
  /** Compact difficulty target, u32. */
  readonly bits: number
  /** u64 */
  readonly nonce: bigint
  readonly daaScore: bigint
  /** At most 192 bits. */
  readonly blueWork: bigint
  readonly blueScore: bigint
  readonly pruningPoint: Hash
}

/** A header with its hash, which is computed once and never trusted from elsewhere. */
export interface Block {
  readonly hash: Hash
  readonly header: BlockHeader
  /** The coinbase first. */
  readonly transactions: readonly Transaction[]
}

export function directParents(header: BlockHeader): readonly Hash[] {
  return header.parentsByLevel[0] ?? []
}

/** The key under which maps keep an outpoint: the id, a colon, the index in decimal. */
export type OutpointKey = string & { readonly __brand: 'OutpointKey' }

export function outpointKey(outpoint: Outpoint): OutpointKey {
  return `${outpoint.transactionId}:${outpoint.index}` as OutpointKey
}
