// Silos, stakes, the commitment tree and inboxes, answered from the bridge's records at the node's sink. Statuses are
// judged at the sink's score (41, E4).
import type { NodeMethods } from '../../../client/rpc/api.ts'
import { RpcError } from '../../../client/rpc/api.ts'
import type { ParamsOf, ResultOf } from '../../../client/rpc/methods.ts'
import type { NodeInfo, ReferenceBlockInfo, StakeInfo, Ticket } from '../../../client/rpc/silo-codecs.ts'
import type { SiloInfo } from '../../../client/rpc/silo-config-codec.ts'
import type { StateSource } from '../../../client/silo/states.ts'
import type {
  BridgeView,
  InboxRecord,
  NodeRecord,
  NodeStatus,
  ProgressRecord,
  SiloRecord,
  StakeRecord,
} from '../../bridge/index.ts'
import {
  getCode,
  getInbox,
  getNode,
  getProgress,
  getSilo,
  listFeeCredits,
  listNodes,
  listSilos,
  listStakes,
  nodeStatus,
  nodeStatuses,
  deliveredUnproven,
  paidIndices,
  publisherOf,
  referenceBlock,
  referenceBlocksAfter,
  stakeStatus,
  ticketsOf,
} from '../../bridge/index.ts'
import type { Chain } from '../../chain/index.ts'
import type { Hash } from '../../tx/index.ts'
import { siloAccountScript } from '../../tx/index.ts'
import { sinkPoint } from './chain-methods.ts'
import { inboxEntryInfo } from './messages.ts'
import { statePage } from './states.ts'

export type SiloMethods = Pick<
  NodeMethods,
  | 'silo_getSilos'
  | 'silo_getSilo'
  | 'silo_getStakes'
  | 'silo_getTickets'
  | 'silo_getNodes'
  | 'silo_getNode'
  | 'silo_getReferenceBlocks'
  | 'silo_getState'
  | 'silo_getFeeCredits'
  | 'silo_getAccountUtxos'
>

/** Reference blocks in one answer. */
const MAX_REFERENCE_BLOCKS = 500

export function siloMethods(chain: Chain, states: StateSource | undefined): SiloMethods {
  const view = chain.ledger.bridge
  const score = (): bigint => sinkPoint(chain).daaScore
  return {
    silo_getSilos: async () => ({ silos: listSilos(view).map((silo) => siloInfo(view, silo)) }),
    silo_getSilo: async ({ siloId }) => {
      const silo = requireSilo(view, siloId)
      return { silo: siloInfo(view, silo), code: codeOf(view, siloId) }
    },
    silo_getStakes: async ({ siloId, owner }) => {
      const stakes = stakesOf(view, siloId, owner)
      return { stakes: stakes.flatMap((stake) => stakeInfo(view, stake, score()) ?? []) }
    },
    silo_getTickets: async ({ siloId, owner }) => {
      const tickets = stakesOf(view, siloId, owner).flatMap((stake) => ticketsOfStake(view, stake))
      return { tickets: tickets.toSorted((a, b) => a.blockIndex - b.blockIndex) }
    },
    silo_getNodes: async ({ siloId, fromHeight }) => {
      requireSilo(view, siloId)
      const nodes = listNodes(view, siloId).filter((node) => node.height >= (fromHeight ?? 0))
      const statusOf = nodeStatuses(view, score())
      return { nodes: nodes.map((node) => nodeInfo(view, node, statusOf(node.id))), sink: sinkPoint(chain) }
    },
    silo_getNode: async ({ nodeId }) => {
      const node = getNode(view, nodeId)
      if (node === undefined) throw new RpcError('notFound', `no node ${nodeId}`)
      return { node: nodeInfo(view, node, nodeStatus(view, nodeId, score())) }
    },
    silo_getReferenceBlocks: async (params) => ({ answer: referenceBlocks(chain, params) }),
    silo_getState: async (params) => {
      requireSilo(view, params.siloId)
      return statePage(view, states, params)
    },
    silo_getFeeCredits: async ({ siloId, owner }) => {
      requireSilo(view, siloId)
      const credits = listFeeCredits(view, siloId).filter(
        (credit) => owner === undefined || credit.owner === owner,
      )
      return { credits: credits.map((credit) => ({ siloId, ...credit })) }
    },
    silo_getAccountUtxos: async ({ siloId }) => {
      requireSilo(view, siloId)
      const utxos = chain.ledger.utxosOf(siloAccountScript(siloId))
      return { entries: utxos.map(({ outpoint, entry }) => ({ outpoint, utxoEntry: entry })) }
    },
  }
}

export function requireSilo(view: BridgeView, siloId: Hash): SiloRecord {
  const silo = getSilo(view, siloId)
  if (silo === undefined) throw new RpcError('notFound', `no silo ${siloId} at this node's sink`)
  return silo
}

function requireProgress(view: BridgeView, { id }: SiloRecord): ProgressRecord {
  const progress = getProgress(view, id)
  if (progress === undefined) throw new Error(`bug: nothing is known of the progress of silo ${id}`)
  return progress
}

function siloInfo(view: BridgeView, silo: SiloRecord): SiloInfo {
  return {
    siloId: silo.id,
    namespace: silo.namespace,
    config: silo.config,
    configHash: silo.configHash,
    codeRoot: silo.codeRoot,
    creator: silo.creator,
    creationTransaction: silo.creatingTransaction,
    creationBlock: silo.creatingBlock,
    creationIndex: silo.creatingIndex,
    creationDaaScore: silo.creatingScore,
    genesisNode: silo.genesisNode,
    finalNode: requireProgress(view, silo).finalNode,
  }
}

function codeOf(view: BridgeView, siloId: Hash): Uint8Array {
  const code = getCode(view, siloId)
  if (code === undefined) throw new Error(`bug: the code of silo ${siloId} isn't there`)
  return code
}

function stakesOf(view: BridgeView, siloId: Hash, owner: Hash | undefined): StakeRecord[] {
  requireSilo(view, siloId)
  return listStakes(view, siloId).filter((stake) => owner === undefined || stake.owner === owner)
}

function stakeInfo(view: BridgeView, stake: StakeRecord, score: bigint): StakeInfo | undefined {
  const standing = stakeStatus(view, stake.outpoint, score)
  if (standing === undefined) return undefined
  const { outpoint, owner, amount, acceptedScore } = stake
  return { stake: outpoint, owner, amount, acceptedDaaScore: acceptedScore, ...standing }
}

function ticketsOfStake(view: BridgeView, { siloId, outpoint, owner }: StakeRecord): Ticket[] {
  return ticketsOf(view, siloId, outpoint).map(({ block, expiresAt }) => ({
    stake: outpoint,
    owner,
    block: block.hash,
    blockIndex: block.index,
    blockDaaScore: block.daaScore,
    expiresAt,
  }))
}

function nodeInfo(view: BridgeView, node: NodeRecord, status: NodeStatus): NodeInfo {
  const publisher = publisherOf(requireSilo(view, node.siloId).config, node)
  return {
    nodeId: node.id,
    siloId: node.siloId,
    parent: node.parent,
    height: node.height,
    referenceBlock: node.block,
    roots: node.roots,
    stateCommitment: node.stateCommitment,
    committers: node.committers,
    acceptedDaaScore: node.createdScore,
    status: status.kind,
    reason: status.reason,
    finalisable: status.kind === 'pending' && status.finalisable,
    disputes: [...node.pastDisputes, ...node.openDisputes],
    published: paidIndices(node.paid),
    deliveredUnproven: deliveredUnproven(view, node),
    publisher: publisher?.owner,
    publicFrom: publisher?.publicFrom,
  }
}

function referenceBlocks(
  chain: Chain,
  { siloId, after, limit }: ParamsOf<'silo_getReferenceBlocks'>,
): ResultOf<'silo_getReferenceBlocks'>['answer'] {
  const view = chain.ledger.bridge
  const silo = requireSilo(view, siloId)
  const progress = requireProgress(view, silo)
  if (after === undefined && progress.prunedHeight > 0)
    return { kind: 'pruned', upTo: progress.prunedHeight, history: progress.prunedHistory }
  const height = after === undefined ? 0 : heightUpTo(chain, silo, after)
  if (height === undefined) return { kind: 'leftChain' }
  const wanted = Math.min(limit, MAX_REFERENCE_BLOCKS)
  const found = referenceBlocksAfter(view, siloId, height, wanted + 1)
  return {
    kind: 'onChain',
    blocks: found.slice(0, wanted).map((block) => referenceBlockInfo(view, block)),
    more: found.length > wanted,
    sink: sinkPoint(chain),
  }
}

/**
 * The height of the last reference block at or below a chain block; undefined for a block that isn't on the chain, and for one below inboxes that
 * are gone. Reference blocks may be known for longer than the chain's blocks.
 */
function heightUpTo(chain: Chain, silo: SiloRecord, block: Hash): number | undefined {
  const view = chain.ledger.bridge
  const own = referenceBlock(view, silo.id, block)
  if (own !== undefined) return own.height
  const index = chain.chainIndex(block)
  const progress = requireProgress(view, silo)
  return index === undefined || index < progress.prunedIndex
    ? undefined
    : heightAt(view, silo.id, index, progress)
}

/** The height of the last reference block at or below a chain index, by halving: heights rise with the index. */
function heightAt(
  view: BridgeView,
  siloId: Hash,
  index: number,
  { prunedHeight, lastHeight }: ProgressRecord,
): number {
  let low = prunedHeight
  let high = lastHeight
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const [block] = referenceBlocksAfter(view, siloId, middle - 1, 1)
    if (block !== undefined && block.index <= index) low = middle
    else high = middle - 1
  }
  return low
}

function referenceBlockInfo(view: BridgeView, block: InboxRecord): ReferenceBlockInfo {
  const { index, daaScore, blueScore, timestamp } = block
  const entries = getInbox(view, block.siloId, block.block)?.entries ?? []
  return { hash: block.block, index, daaScore, blueScore, timestamp, entries: entries.map(inboxEntryInfo) }
}
