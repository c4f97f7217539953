// Disputes as the RPC shows them: the bridge's record, with what a side needs of the nodes they are about.
import type { NodeMethods } from '../../../client/rpc/api.ts'
import { RpcError } from '../../../client/rpc/api.ts'
import type { DisputeInfo } from '../../../client/rpc/dispute-codecs.ts'
import type { BridgeView } from '../../bridge/index.ts'
import { disputeStatus, getDispute, getNode, listDisputes } from '../../bridge/index.ts'
import type { Chain } from '../../chain/index.ts'
import type { Hash } from '../../tx/index.ts'
import { sinkPoint } from './chain-methods.ts'
import { requireSilo } from './silo-methods.ts'

export type DisputeMethods = Pick<NodeMethods, 'silo_getDisputes' | 'silo_getDispute'>

export function disputeMethods(chain: Chain): DisputeMethods {
  const view = chain.ledger.bridge
  return {
    silo_getDisputes: async ({ siloId, openOnly }) => {
      requireSilo(view, siloId)
      const { daaScore } = sinkPoint(chain)
      const all = listDisputes(view, siloId).map(({ id }) => disputeInfo(view, id, daaScore))
      // A dispute is open to its sides until its loser's stake is gone.
      return {
        disputes: openOnly ? all.filter((dispute) => dispute.toMove !== undefined || dispute.slashable) : all,
      }
    },
    silo_getDispute: async ({ disputeId }) => {
      const dispute = getDispute(view, disputeId)
      if (dispute === undefined || dispute.doubtEnded !== undefined)
        throw new RpcError('notFound', `no dispute ${disputeId}: it never was, or was forgotten`)
      return { dispute: disputeInfo(view, disputeId, sinkPoint(chain).daaScore) }
    },
  }
}

function disputeInfo(view: BridgeView, id: Hash, score: bigint): DisputeInfo {
  const { dispute, toMove, expiresAt, slashable } = disputeStatus(view, id, score)
  const node = getNode(view, dispute.node)
  const alternative = getNode(view, dispute.alternative)
  if (node?.parent === undefined || alternative === undefined)
    throw new Error('bug: a dispute about no nodes')
  const { config } = requireSilo(view, dispute.siloId)
  const { prover, challenger, position, startHash, steps, endHash, levels, turn, moves, outcome } = dispute
  return {
    disputeId: id,
    siloId: dispute.siloId,
    nodeId: node.id,
    parent: node.parent,
    referenceBlock: node.block,
    roots: node.roots,
    alternative: alternative.roots,
    alternativeNode: alternative.id,
    prover: { stake: prover.stake, owner: prover.owner },
    challenger: { stake: challenger.stake, owner: challenger.owner },
    position,
    arity: config.arity,
    toMove,
    expiresAt,
    startHash,
    steps,
    endHash,
    levels,
    turn,
    moves,
    outcome,
    slashable,
  }
}
