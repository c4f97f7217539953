// States of silos at final commitments, from whoever keeps them at this node.
import { RpcError } from '../../../client/rpc/api.ts'
import type { ParamsOf, ResultOf } from '../../../client/rpc/methods.ts'
import type { StateSource } from '../../../client/silo/states.ts'
import type { BridgeView, NodeRecord, SiloRecord } from '../../bridge/index.ts'
import { finalNodeAt, getNode, getProgress, getSilo, KEPT_HEIGHTS } from '../../bridge/index.ts'

/** Entries of a state in one answer. */
const MAX_STATE_ENTRIES = 4_096

/** A page of the state at a final commitment of a silo that is there. */
export function statePage(
  view: BridgeView,
  states: StateSource | undefined,
  { siloId, nodeId, after, limit }: ParamsOf<'silo_getState'>,
): ResultOf<'silo_getState'> {
  if (limit === 0) throw new RpcError('badParams', 'a page has at least one entry')
  const node = nodeId === undefined ? offeredNode(view, states, siloId) : finalNode(view, siloId, nodeId)
  const page =
    node === undefined ? undefined : states?.page(requestFor(node, after, Math.min(limit, MAX_STATE_ENTRIES)))
  if (node !== undefined && page !== undefined) return { nodeId: node.id, page }
  const which = nodeId === undefined ? 'a' : 'that'
  throw new RpcError('notFound', `nobody at this node keeps ${which} state of silo ${siloId}`)
}

function finalNode(
  view: BridgeView,
  siloId: ParamsOf<'silo_getState'>['siloId'],
  nodeId: NodeRecord['id'],
): NodeRecord {
  const node = getNode(view, nodeId)
  if (node?.siloId !== siloId || node.finalScore === undefined)
    throw new RpcError('notFound', `no final node ${nodeId} of silo ${siloId}`)
  return node
}

function offeredNode(
  view: BridgeView,
  states: StateSource | undefined,
  siloId: ParamsOf<'silo_getState'>['siloId'],
): NodeRecord | undefined {
  const silo = getSilo(view, siloId)
  if (silo === undefined || states === undefined) return undefined
  const [node] = offeredStates(view, states, silo)
  return node
}

/**
 * Final nodes whose states are kept, best first: where nobody has anything left to publish below, and with blocks after them, from which whoever takes
 * the state goes on.
 */
export function* offeredStates(
  view: BridgeView,
  states: StateSource,
  silo: SiloRecord,
): IterableIterator<NodeRecord> {
  const progress = getProgress(view, silo.id)
  if (progress === undefined) return
  const { keptHeight, finalHeight, lastHeight } = progress
  const from = Math.max(1, keptHeight, finalHeight - KEPT_HEIGHTS)
  for (let height = from; height <= finalHeight && height < lastHeight; height++) {
    const node = finalNodeAt(view, silo.id, height)
    if (node !== undefined && states.page(requestFor(node, undefined, 1)) !== undefined) yield node
  }
}

function requestFor(
  { siloId, block, roots }: NodeRecord,
  after: ParamsOf<'silo_getState'>['after'],
  limit: number,
): Parameters<StateSource['page']>[0] {
  return { siloId, block, storageRoot: roots.storage, after, limit }
}
