// The sequencing commitment of a chain block: what its header says, by lane, about everything accepted so far (KIP-21; 31, 2.5).
// Each chain block's state follows from that of its selected parent and what it accepts.
import type { Hash, SubnetworkId } from '../../tx/index.ts'
import { ZERO_HASH } from '../../tx/index.ts'
import {
  activityDigest,
  activityLeaf,
  laneKey,
  laneTip,
  mergesetContextHash,
  minerPayloadLeaf,
  minerPayloadRoot,
  payloadAndContextDigest,
  sequencingCommitment,
} from './hashes.ts'
import type { LaneProof } from './lane-proof.ts'
import { proveInTree } from './lane-proof.ts'
import type { LaneTree } from './lane-tree.ts'
import { expireLanes, getLane, lanesRoot, setLane } from './lane-tree.ts'

/** What a chain block leaves to those above it, and proofs are made from. */
export interface SequencingState {
  /** The header's acceptedIdMerkleRoot. */
  readonly commitment: Hash
  readonly lanes: LaneTree
  readonly payloadAndContextDigest: Hash
  readonly parentCommitment: Hash
  readonly inactivityShortcut: Hash
}

/** Genesis touches no lane. */
export const GENESIS_SEQUENCING: SequencingState = {
  commitment: ZERO_HASH,
  lanes: undefined,
  payloadAndContextDigest: ZERO_HASH,
  parentCommitment: ZERO_HASH,
  inactivityShortcut: ZERO_HASH,
}

/** A block of the mergeset with what was accepted from it. */
export interface SequencedBlock {
  readonly hash: Hash
  readonly blueWork: bigint
  readonly coinbasePayload: Uint8Array
  readonly accepted: readonly {
    readonly transactionId: Hash
    readonly version: number
    readonly subnetworkId: SubnetworkId
  }[]
}

export interface SequencingStep {
  readonly parent: SequencingState
  /** Of the selected parent, in milliseconds. */
  readonly parentTimestamp: bigint
  readonly daaScore: bigint
  readonly blueScore: bigint
  /** The commitment of the highest chain block below the finality depth; zero when that is genesis. */
  readonly inactivityShortcut: Hash
  /** In blue score: lanes that nothing happened on for longer are forgotten. */
  readonly finalityDepth: bigint
  /** In the order of acceptance, the selected parent first. */
  readonly merged: readonly SequencedBlock[]
}

export function nextSequencing(step: SequencingStep): SequencingState {
  const { parent, blueScore, daaScore, merged, inactivityShortcut } = step
  const contextHash = mergesetContextHash({ timestamp: step.parentTimestamp, daaScore, blueScore })
  const payloadRoot = minerPayloadRoot(
    merged.map((block) => minerPayloadLeaf(block.hash, block.blueWork, block.coinbasePayload)),
  )
  // A lane that expires now starts anew, even if this very block touches it.
  let lanes = expireLanes(parent.lanes, blueScore - step.finalityDepth)
  for (const [lane, leaves] of activityByLane(merged)) {
    const key = laneKey(lane)
    const parentRef = getLane(lanes, key)?.tip ?? parent.commitment
    const tip = laneTip({ parentRef, laneKey: key, activityDigest: activityDigest(leaves), contextHash })
    lanes = setLane(lanes, key, { tip, blueScore })
  }
  const parts = {
    parentCommitment: parent.commitment,
    inactivityShortcut,
    payloadAndContextDigest: payloadAndContextDigest(contextHash, payloadRoot),
  }
  return { ...parts, lanes, commitment: sequencingCommitment({ ...parts, lanesRoot: lanesRoot(lanes) }) }
}

/** What the header with this state says about a lane, to be checked by `verifyLaneProof`. */
export function proveLane(state: SequencingState, key: Hash): LaneProof {
  const { payloadAndContextDigest: digest, parentCommitment, inactivityShortcut } = state
  return {
    treeProof: proveInTree(state.lanes, key),
    lane: getLane(state.lanes, key),
    payloadAndContextDigest: digest,
    parentCommitment,
    inactivityShortcut,
  }
}

/** The activity leaves of each touched lane, in the order of acceptance. */
function activityByLane(merged: readonly SequencedBlock[]): ReadonlyMap<SubnetworkId, readonly Hash[]> {
  const lanes = new Map<SubnetworkId, Hash[]>()
  let mergeIndex = 0
  for (const { accepted } of merged) {
    for (const { transactionId, version, subnetworkId } of accepted) {
      const leaf = activityLeaf(transactionId, version, mergeIndex++)
      const leaves = lanes.get(subnetworkId)
      if (leaves === undefined) lanes.set(subnetworkId, [leaf])
      else leaves.push(leaf)
    }
  }
  return lanes
}
