// The node's metrics in the format that Prometheus reads: counters fed by events, gauges read off the nodes when somebody asks.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Node } from '../node.ts'
import type { NodesObserver } from './events.ts'

export interface NodeMetrics {
  readonly observe: NodesObserver
  /** The page that is scraped. */
  readonly page: () => Promise<string>
}

export interface MetricsOptions {
  /** The nodes of this process, at the time of asking. */
  readonly nodes: () => readonly Node[]
  /** Memory, CPU and garbage collection of the process too. */
  readonly process: boolean
}

/** Seconds. */
const ANSWER_BUCKETS = [0.0005, 0.001, 0.005, 0.02, 0.1, 0.5, 2]

export function createNodeMetrics({ nodes, process }: MetricsOptions): NodeMetrics {
  const registry = new Registry()
  if (process) collectDefaultMetrics({ register: registry })

  for (const [name, help, read] of GAUGES) {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        labelNames: ['node'],
        registers: [],
        collect() {
          for (const node of nodes()) this.set({ node: node.name }, read(node))
        },
      }),
    )
  }
  return { observe: countersOf(registry), page: () => registry.metrics() }
}

/** Name, meaning, and where the value is read. */
const GAUGES: readonly (readonly [string, string, (node: Node) => number])[] = [
  ['silo_blocks', 'Blocks that the node holds', ({ chain }) => chain.blockCount()],
  ['silo_tips', 'Blocks that no other builds on', ({ chain }) => chain.tips().length],
  ['silo_virtual_daa_score', 'DAA score of the next block', ({ chain }) => Number(chain.virtual().daaScore)],
  ['silo_mempool_transactions', 'Transactions that wait', ({ mempool }) => mempool.entries().length],
  [
    'silo_mempool_orphans',
    'Transactions whose inputs are not known yet',
    ({ mempool }) => mempool.orphans().length,
  ],
  ['silo_peers', 'Nodes that the node hears', ({ peers }) => peers().length],
]

function countersOf(registry: Registry): NodesObserver {
  const registers = [registry]
  const blocks = new Counter({
    name: 'silo_blocks_total',
    help: 'Blocks that came in, by outcome',
    labelNames: ['node', 'outcome'],
    registers,
  })
  const transactions = new Counter({
    name: 'silo_transactions_total',
    help: 'Transactions handed in, by outcome',
    labelNames: ['node', 'outcome'],
    registers,
  })
  const removed = new Counter({
    name: 'silo_chain_blocks_removed_total',
    help: 'Blocks that left the selected chain',
    labelNames: ['node'],
    registers,
  })
  const connections = new Gauge({
    name: 'silo_rpc_connections',
    help: 'Open connections',
    labelNames: ['node'],
    registers,
  })
  const dropped = new Counter({
    name: 'silo_rpc_connections_dropped_total',
    help: 'Connections that were ended for breaking a limit',
    labelNames: ['node'],
    registers,
  })
  const refusedPeers = new Counter({
    name: 'silo_peers_refused_total',
    help: 'Nodes whose connection was ended for what they said',
    labelNames: ['node'],
    registers,
  })
  const answers = new Histogram({
    name: 'silo_rpc_answer_seconds',
    help: 'Time that requests took, by method',
    labelNames: ['node', 'method', 'ok'],
    buckets: ANSWER_BUCKETS,
    registers,
  })
  return (node, event) => {
    switch (event.kind) {
      case 'blockAdded':
        blocks.inc({ node, outcome: 'added' })
        if (event.removed > 0) removed.inc({ node }, event.removed)
        return
      case 'stateRestored':
        if (event.removed > 0) removed.inc({ node }, event.removed)
        return
      case 'blockRefused':
        return blocks.inc({ node, outcome: 'refused' })
      case 'transactionTaken':
        return transactions.inc({ node, outcome: event.status })
      case 'transactionRefused':
        return transactions.inc({ node, outcome: 'refused' })
      case 'requestAnswered':
        return answers.observe({ node, method: event.method, ok: `${event.ok}` }, event.milliseconds / 1000)
      case 'connectionOpened':
      case 'connectionClosed':
        return connections.set({ node }, event.open)
      case 'peerConnected':
      case 'peerLost':
      case 'peerPruned':
        // How many there are is a gauge.
        return
      case 'peerRefused':
        return refusedPeers.inc({ node })
      case 'connectionDropped':
        return dropped.inc({ node })
    }
  }
}
