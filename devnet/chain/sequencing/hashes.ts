// The hashes of sequencing commitments, each under its own domain (KIP-21; 31, 2.5). Names follow Kaspa's.
import type { Hash, SubnetworkId } from '../../tx/index.ts'
import {
  ByteWriter,
  HASHERS,
  hashFromBytes,
  hexToBytes,
  merkleRoot,
  payloadDigest,
  writeBlueWork,
} from '../../tx/index.ts'

/** Where a lane is kept in the tree of active lanes. */
export function laneKey(lane: SubnetworkId): Hash {
  return hashFromBytes(HASHERS.SeqCommitLaneKey(hexToBytes(lane) ?? new Uint8Array(0)))
}

/** One accepted transaction; `mergeIndex` counts over all that the chain block accepts, its own parent's coinbase first. */
export function activityLeaf(transactionId: Hash, version: number, mergeIndex: number): Hash {
  return hashed('SeqCommitActivityLeaf', new ByteWriter().hash(transactionId).u16(version).u32(mergeIndex))
}

/** All that a chain block accepted on one lane. */
export function activityDigest(leaves: readonly Hash[]): Hash {
  return sequenceRoot(leaves)
}

/** The moment of a chain block: the timestamp is its selected parent's, in milliseconds. */
export interface MergesetContext {
  readonly timestamp: bigint
  readonly daaScore: bigint
  readonly blueScore: bigint
}

export function mergesetContextHash({ timestamp, daaScore, blueScore }: MergesetContext): Hash {
  return hashed('SeqCommitMergesetContext', new ByteWriter().u64(timestamp).u64(daaScore).u64(blueScore))
}

/** What a lane's tip is built from. */
export interface LaneStep {
  /** The tip before; for a lane that wasn't active, the commitment of the selected parent. */
  readonly parentRef: Hash
  readonly laneKey: Hash
  readonly activityDigest: Hash
  readonly contextHash: Hash
}

export function laneTip(step: LaneStep): Hash {
  const writer = new ByteWriter().hash(step.parentRef).hash(step.laneKey)
  return hashed('SeqCommitLaneTip', writer.hash(step.activityDigest).hash(step.contextHash))
}

/** A lane's value in the tree of active lanes; the score is that of the chain block which touched it last. */
export function activeLaneLeaf(tip: Hash, blueScore: bigint): Hash {
  return hashed('SeqCommitActiveLeaf', new ByteWriter().hash(tip).u64(blueScore))
}

/** One merged block and what its miner wrote. */
export function minerPayloadLeaf(block: Hash, blueWork: bigint, coinbasePayload: Uint8Array): Hash {
  const writer = new ByteWriter().hash(block)
  writeBlueWork(writer, blueWork)
  return hashed('SeqCommitMinerPayloadLeaf', writer.bytes(payloadDigest(coinbasePayload)))
}

export function minerPayloadRoot(leaves: readonly Hash[]): Hash {
  return sequenceRoot(leaves)
}

export function payloadAndContextDigest(contextHash: Hash, payloadRoot: Hash): Hash {
  return sequencePair(contextHash, payloadRoot)
}

/** What follows from the lanes, given what doesn't. */
export interface CommitmentParts {
  readonly parentCommitment: Hash
  readonly inactivityShortcut: Hash
  readonly lanesRoot: Hash
  readonly payloadAndContextDigest: Hash
}

/** The header's acceptedIdMerkleRoot. */
export function sequencingCommitment(parts: CommitmentParts): Hash {
  const { inactivityShortcut, lanesRoot } = parts
  const activityRoot = hashed(
    'SeqCommitActivityRoot',
    new ByteWriter().hash(inactivityShortcut).hash(lanesRoot),
  )
  return sequencePair(parts.parentCommitment, sequencePair(activityRoot, parts.payloadAndContextDigest))
}

function sequencePair(left: Hash, right: Hash): Hash {
  return hashed('SeqCommitmentMerkleBranchHash', new ByteWriter().hash(left).hash(right))
}

function sequenceRoot(leaves: readonly Hash[]): Hash {
  return merkleRoot(leaves, HASHERS.SeqCommitmentMerkleBranchHash)
}

function hashed(domain: keyof typeof HASHERS, writer: ByteWriter): Hash {
  return hashFromBytes(HASHERS[domain](writer.finish()))
}
