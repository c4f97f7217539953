// A lane followed by somebody who has headers and what chain blocks accepted, and nobody's word for it: where its tip must stand, and whether a
// proof from a node says so.
import type { AcceptedTransactions } from '../../../client/rpc/accepted-codecs.ts'
import type { NodeApi } from '../../../client/rpc/api.ts'
import { decodeTreeProof, laneKey, verifyLaneProof } from '../../chain/index.ts'
import type { LaneProof } from '../../chain/index.ts'
import { activityDigest, activityLeaf, laneTip, mergesetContextHash } from '../../chain/sequencing/hashes.ts'
import type { BlockHeader, Hash, SubnetworkId } from '../../tx/index.ts'

/** The tip after blocks that follow genesis without a gap, all told in full; undefined while nothing happened on the lane. */
export function tipOfLane(
  lane: SubnetworkId,
  genesis: BlockHeader,
  blocks: readonly AcceptedTransactions[],
): Hash | undefined {
  let tip: Hash | undefined
  let parent: AcceptedTransactions['chainBlockHeader'] | BlockHeader = genesis
  for (const { chainBlockHeader: header, acceptedTransactions } of blocks) {
    const leaves = acceptedTransactions.flatMap(({ subnetworkId, version, verboseData }, mergeIndex) =>
      subnetworkId === lane
        ? [activityLeaf(told(verboseData?.transactionId), told(version), mergeIndex)]
        : [],
    )
    if (leaves.length > 0) {
      tip = laneTip({
        parentRef: tip ?? told(parent.acceptedIdMerkleRoot),
        laneKey: laneKey(lane),
        activityDigest: activityDigest(leaves),
        contextHash: mergesetContextHash({
          timestamp: told(parent.timestamp),
          daaScore: told(header.daaScore),
          blueScore: told(header.blueScore),
        }),
      })
    }
    parent = header
  }
  return tip
}

/** A proof as a node gives it, with the header that it is about, and whether that header bears it out. */
export async function proveLaneOver(
  api: NodeApi,
  blockHash: Hash,
  key: Hash,
): Promise<{ readonly proof: LaneProof; readonly header: BlockHeader; readonly holds: boolean }> {
  const { block } = await api.getBlock({ hash: blockHash, includeTransactions: false })
  const answer = await api.getSeqCommitLaneProof({ blockHash, laneKey: key })
  const treeProof = decodeTreeProof(answer.smtProof)
  if (treeProof === undefined) throw new Error('the node gives a tree proof that is none')
  const proof = {
    treeProof,
    lane: answer.lane ?? undefined,
    payloadAndContextDigest: answer.payloadAndCtxDigest,
    parentCommitment: answer.parentSeqCommit,
    inactivityShortcut: answer.inactivityShortcut,
  }
  const { header } = block
  return { proof, header, holds: verifyLaneProof(proof, key, header.acceptedIdMerkleRoot) }
}

function told<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('the blocks are not told in full')
  return value
}
