// Snapshots of a devnet in memory: what its nodes know, who hears whom, who mines, how far ahead the clock is.
import type { StateShelf } from '../../client/silo/states.ts'
import { RpcError } from '../../client/rpc/api.ts'
import type { MovableClock } from '../../client/clock.ts'
import type { ResultOf } from '../../client/rpc/methods.ts'
import type { Node, NodeState } from '../node/node.ts'
import type { Network, NetworkGroups, PeerName } from '../node/simulation/network.ts'
import type { PeerMessage } from '../node/peers/messages.ts'
import type { Impersonation } from './impersonation.ts'

/** Everything but the managers, who have all they need on the chain. */
export interface DevnetSnapshot {
  readonly nodes: ReadonlyMap<PeerName, { readonly state: NodeState; readonly mining: boolean }>
  readonly groups: NetworkGroups
  /** Milliseconds. */
  readonly ahead: bigint
  readonly impersonated: readonly string[]
}

export interface SnapshotContext {
  readonly clock: MovableClock
  readonly nodes: () => readonly Node[]
  readonly network: Pick<Network<PeerMessage>, 'groups' | 'restart'>
  readonly impersonation: Impersonation
  /** Takes the states that a dump brings. */
  readonly states: Pick<StateShelf, 'add'>
  /** Stops a node for good, and the manager that works on it. */
  readonly removeNode: (name: PeerName) => Promise<void>
}

export interface Snapshots {
  readonly take: () => number
  /** Rejects with an RpcError when there is no such snapshot. */
  readonly revert: (id: number) => Promise<void>
  readonly drop: (id: number) => void
  readonly list: () => ResultOf<'devnet_getSnapshots'>['snapshots']
}

const MAX_SNAPSHOTS = 64

export function createSnapshots(context: SnapshotContext): Snapshots {
  const kept = new Map<number, DevnetSnapshot>()
  let next = 1

  const require = (id: number): DevnetSnapshot => {
    const snapshot = kept.get(id)
    if (snapshot !== undefined) return snapshot
    const known = kept.size === 0 ? 'there are none' : `there are ${[...kept.keys()].join(', ')}`
    throw new RpcError('notFound', `no snapshot ${id}: ${known}`)
  }

  return {
    take() {
      if (kept.size >= MAX_SNAPSHOTS)
        throw new RpcError(
          'refused',
          `there are ${MAX_SNAPSHOTS} snapshots already: drop one with devnet_dropSnapshot`,
        )
      kept.set(next, snapshotOf(context))
      return next++
    },
    revert: async (id) => restoreSnapshot(context, require(id)),
    drop(id) {
      require(id)
      kept.delete(id)
    },
    list: () => [...kept].flatMap(([id, { nodes }]) => describe(id, nodes)),
  }
}

export function snapshotOf({ clock, nodes, network, impersonation }: SnapshotContext): DevnetSnapshot {
  return {
    nodes: new Map(
      nodes().map((node) => [node.name, { state: node.state(), mining: node.miner?.isRunning() ?? false }]),
    ),
    groups: network.groups(),
    ahead: clock.ahead(),
    impersonated: impersonation.current(),
  }
}

/** All at once for whoever looks: nodes that the snapshot doesn't have go first, messages under way are lost. */
export async function restoreSnapshot(context: SnapshotContext, snapshot: DevnetSnapshot): Promise<void> {
  const later = context.nodes().filter(({ name }) => !snapshot.nodes.has(name))
  for (const { name } of later) await context.removeNode(name)
  for (const { miner } of context.nodes()) miner?.stop()
  context.clock.setAhead(snapshot.ahead)
  context.impersonation.setCurrent(snapshot.impersonated)
  for (const node of context.nodes()) {
    const kept = snapshot.nodes.get(node.name)
    if (kept !== undefined) node.restore(kept.state)
  }
  context.network.restart(snapshot.groups)
  for (const { name, miner } of context.nodes()) if (snapshot.nodes.get(name)?.mining === true) miner?.start()
}

function describe(id: number, nodes: DevnetSnapshot['nodes']): ResultOf<'devnet_getSnapshots'>['snapshots'] {
  const [first] = nodes.values()
  if (first === undefined) return []
  const { image } = first.state
  const sink = image.ledger.position
  const daaScore = image.dag.blocks.find(({ hash }) => hash === sink)?.daaScore ?? 0n
  return [{ snapshot: id, sink, daaScore, nodes: [...nodes.keys()] }]
}
