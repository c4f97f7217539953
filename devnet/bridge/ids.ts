// Names of things in the bridge: silo, node and dispute ids, and the outpoints of fee outputs. All are keyed BLAKE3
// hashes, one domain each (docs/protocol.md).
import { blake3 } from '@noble/hashes/blake3.js'
import type { Hash } from '../tx/hash.ts'
import { hashFromBytes, hashToBytes, ZERO_HASH } from '../tx/hash.ts'
import type { Outpoint } from '../tx/types.ts'

const DOMAINS = {
  silo: 'silo.id.v1',
  node: 'silo.node-id.v1',
  dispute: 'silo.dispute.v1',
  fee: 'silo.fee.v1',
  config: 'silo.config.v1',
  lottery: 'silo.lottery.v1',
  lotteryToken: 'silo.lottery-token.v1',
  lotteryBlock: 'silo.lottery-block.v1',
  refuted: 'silo.refuted.v1',
  inboxHistory: 'silo.inbox-history.v1',
} as const

export type BridgeDomain = keyof typeof DOMAINS

/** A keyed state for each domain, to be cloned: setting one up takes four times as long as hashing. */
const STARTS = Object.fromEntries(
  Object.entries(DOMAINS).map(([domain, name]) => {
    const key = new Uint8Array(32)
    key.set(Uint8Array.from(name, (c) => c.charCodeAt(0)))
    return [domain, blake3.create({ key })]
  }),
) as Readonly<Record<BridgeDomain, ReturnType<typeof blake3.create>>>

/** Reference block of every genesis node. */
export const GENESIS_BLOCK: Hash = ZERO_HASH

/** Keyed BLAKE3 of the parts' concatenation; the key is the ASCII domain, zero-padded to 32 bytes. */
export function bridgeHash(domain: BridgeDomain, ...parts: readonly Uint8Array[]): Hash {
  const state = STARTS[domain].clone()
  for (const part of parts) state.update(part)
  return hashFromBytes(state.digest())
}

export function siloIdOf(creatingTransaction: Hash): Hash {
  return bridgeHash('silo', hashToBytes(creatingTransaction), u32Bytes(0))
}

export function nodeIdOf(siloId: Hash, parent: Hash, referenceBlock: Hash, stateCommitment: Hash): Hash {
  return bridgeHash('node', ...[siloId, parent, referenceBlock, stateCommitment].map(hashToBytes))
}

export function disputeIdOf(openingTransaction: Hash, node: Hash): Hash {
  return bridgeHash('dispute', hashToBytes(openingTransaction), hashToBytes(node))
}

/**
 * The output by which a chain block hands a silo its half of the fees (41, E61). It is named after the block's selected
 * parent: the block's own hash covers the commitment to the UTXO set that holds the output.
 */
export function feeOutpoint(selectedParent: Hash, siloId: Hash): Outpoint {
  return { transactionId: bridgeHash('fee', hashToBytes(selectedParent), hashToBytes(siloId)), index: 0 }
}

/** The key of a refuted history root: (level, start hash, length, root), see 41, rule 1. */
export function refutedRootId(level: number, startHash: Hash, length: bigint, root: Hash): Hash {
  return bridgeHash('refuted', u32Bytes(level), hashToBytes(startHash), u64Bytes(length), hashToBytes(root))
}

/** Transaction id and little-endian index: what the lottery hashes. */
export function outpointBytes(outpoint: Outpoint): Uint8Array {
  const bytes = new Uint8Array(36)
  bytes.set(hashToBytes(outpoint.transactionId))
  bytes.set(u32Bytes(outpoint.index), 32)
  return bytes
}

function u32Bytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}

function u64Bytes(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value, true)
  return bytes
}
