// Puts a development network together: nodes that mine on a simulated network, funded accounts, the faucet and the RPC.
import type { Readable } from 'node:stream'
import type { Clock } from '../../client/clock.ts'
import { movableClock, realClock } from '../../client/clock.ts'
import type { NodeApi } from '../../client/rpc/api.ts'
import type { StateShelf } from '../../client/silo/states.ts'
import { createStateShelf } from '../../client/silo/states.ts'
import type { Key } from '../../client/wallet/keys.ts'
import { createWallet } from '../../client/wallet/wallet.ts'
import type { ChainExtension, ChainImage, Genesis } from '../chain/index.ts'
import { SILO_EXTENSION } from '../chain/index.ts'
import type { Node, NodeOptions } from '../node/node.ts'
import { createNode } from '../node/node.ts'
import type { PeerMessage } from '../node/peers/messages.ts'
import type { RpcServer, RpcServerOptions } from '../node/rpc/server.ts'
import { startRpcServer } from '../node/rpc/server.ts'
import type { LatencyRange, Network } from '../node/simulation/network.ts'
import { createSimulatedNetwork } from '../node/simulation/network.ts'
import { createRandom } from '../node/simulation/random.ts'
import type { NodesObserver } from '../node/telemetry/events.ts'
import { createNodeMetrics } from '../node/telemetry/metrics.ts'
import type { Params } from '../tx/index.ts'
import type { FundedAccount } from './accounts.ts'
import { accountOf, faucetAccount, fundedAccount, premineFor } from './accounts.ts'
import type { ManagerHost } from './controls.ts'
import type { DevnetData } from './data.ts'
import { devnetControls } from './controls.ts'
import { piecesOf } from './dumped-states.ts'
import { createImpersonation } from './impersonation.ts'
import { devnetParams } from './params.ts'
import type { DevnetSettings } from './settings.ts'
import type { DevnetState } from './state.ts'
import { dumpState } from './state.ts'

export interface DevnetOptions {
  /** 3 unless told otherwise; each has a node of its own. */
  readonly miners?: number
  /** Of all miners together: 0.1 to 100, 10 unless told otherwise. */
  readonly blocksPerSecond?: number
  /** Milliseconds a message takes between two nodes: 20 to 150 unless told otherwise. */
  readonly latency?: LatencyRange
  /** With a virtual clock, a run is a function of the seed and of what is done to it. */
  readonly seed?: string
  /** The real one unless told otherwise. */
  readonly clock?: Clock
  /** No RPC server when missing. */
  readonly rpc?: RpcServerOptions
  /** How many accounts have coins from the start; 10 unless told otherwise. */
  readonly accounts?: number
  /** Keys of the caller's that have coins from the start as well, before those accounts. */
  readonly keys?: readonly Key[]
  /** False: plain Kaspa rules. */
  readonly siloExtension?: boolean
  /** Hears what happens at the nodes, by their names; the RPC is the first one's. */
  readonly observe?: NodesObserver
  /** Whether the page of metrics tells of the process too (memory, CPU, garbage collection): for processes of their own. */
  readonly processMetrics?: boolean
  /** A state to start from, with its settings in place of those above; taken once. With a folder, into a new one only. */
  readonly from?: DevnetState
  /** An opened folder: the first node's chain is kept there, and its settings are those of this devnet. In memory when missing. */
  readonly data?: DevnetData
  /** Called once, to run the managers that devnet_startManager asks for. */
  readonly managers?: (devnet: Devnet) => ManagerHost
}

export interface Devnet {
  readonly clock: Clock
  readonly params: Params
  /** Of the first node, with the devnet's controls. */
  readonly api: NodeApi
  /** The miners' nodes first, then those that were added, in order. */
  readonly nodes: readonly Node[]
  readonly network: Network<PeerMessage>
  /** States that managers keep: all nodes here hand them out. */
  readonly states: StateShelf
  readonly accounts: readonly FundedAccount[]
  readonly faucet: FundedAccount
  readonly rpc: RpcServer | undefined
  /** All of its state, as bytes a piece at a time. */
  readonly dump: () => Readable
  /** Adds a node that doesn't mine, with a view of its own; it hears of the chain from its peers. */
  readonly addNode: (name: string) => Node
  readonly stop: () => Promise<void>
}

const DEFAULT_LATENCY: LatencyRange = { min: 20, max: 150 }

/** Starts mining at once. Rejects when the RPC's port can't be had, or an option is out of range. */
export async function startDevnet(options: DevnetOptions = {}): Promise<Devnet> {
  const { data, from } = options
  const keys = (options.keys ?? []).map(({ publicKey }) => publicKey)
  if (from !== undefined && from.origin.settings.keys.join() !== keys.join())
    throw new RangeError('the state is of a devnet with coins for other keys')
  const settings: DevnetSettings = data?.settings ??
    from?.origin.settings ?? {
      latency: options.latency ?? DEFAULT_LATENCY,
      blocksPerSecond: options.blocksPerSecond ?? 10,
      seed: options.seed ?? 'silo',
      keys,
    }
  const { latency, blocksPerSecond, seed } = settings
  const minerCount = options.miners ?? 3
  const clock = movableClock(options.clock ?? realClock())
  const random = createRandom(seed)
  const params = devnetParams(blocksPerSecond, latency)
  const network = createSimulatedNetwork<PeerMessage>(clock, random.split('network'), latency)

  const faucet = faucetAccount(random.split('faucet'), params.addressPrefix)
  const accounts = [
    ...(options.keys ?? []).map((key) => accountOf(key, params.addressPrefix)),
    ...Array.from({ length: options.accounts ?? 10 }, (_, i) =>
      fundedAccount(random.split(`account ${i}`), params.addressPrefix),
    ),
  ]
  const genesis: Genesis = {
    timestamp: data?.startedAt ?? from?.origin.startedAt ?? clock.now(),
    premine: premineFor([faucet, ...accounts]),
  }

  const nodes: Node[] = []
  const states = createStateShelf()
  if (from !== undefined) states.add(from.states)
  /** Where a new node starts: from genesis, as long as it can hear of all the rest from its peers. */
  const imageForNewNode = (): ChainImage | undefined => {
    const [running] = nodes
    if (running === undefined) return from?.image ?? data?.takeImage()
    return from !== undefined || data?.isOld === true || running.chain.lowest() !== running.chain.genesis.hash
      ? running.chain.image()
      : undefined
  }
  // Without the RPC nobody can ask for them.
  const metrics =
    options.rpc === undefined
      ? undefined
      : createNodeMetrics({ nodes: () => nodes, process: options.processMetrics === true })
  const tell: NodesObserver = (node, event) => {
    metrics?.observe(node, event)
    options.observe?.(node, event)
  }
  const running: { managers?: ManagerHost } = {}
  const impersonation = createImpersonation(
    params.addressPrefix,
    data?.impersonated ?? [],
    data?.keepImpersonated,
  )
  impersonation.setCurrent(from?.impersonated ?? [])
  impersonation.setCurrent([])
  const removeNode = async (name: string): Promise<void> => {
    await running.managers?.remove(name)
    const index = nodes.findIndex((node) => node.name === name)
    for (const gone of index < 0 ? [] : nodes.splice(index, 1)) gone.stop()
  }
  const snapshots = { clock, nodes: () => nodes, network, impersonation, states, removeNode }
  const dump = (): Readable =>
    dumpState({
      origin: { settings, startedAt: genesis.timestamp },
      genesis: first.chain.genesis.hash,
      ahead: clock.ahead(),
      impersonated: impersonation.ever(),
      whole: first.chain.batch(),
      waiting: first.state().waiting,
      pieces: piecesOf(first.chain.ledger.bridge, states),
    })
  const controls = devnetControls({
    clock,
    blocksPerSecond,
    nodes: () => nodes,
    network,
    faucet: () => faucetWallet,
    faucetApi: () => first.api,
    managers: () => running.managers,
    snapshots,
    dump,
  })

  const extension: { extension?: ChainExtension } =
    options.siloExtension === false ? {} : { extension: SILO_EXTENSION }
  const addNode = (name: string, miner?: NodeOptions['miner']): Node => {
    const node = createNode({
      name,
      params,
      genesis,
      clock,
      network,
      random: random.split(`node ${name}`),
      devnet: controls,
      impersonation,
      states,
      imageIsNew: nodes.length === 0 && from !== undefined,
      image: imageForNewNode(),
      // The first node's chain is the one that is kept.
      storage: nodes.length === 0 ? data?.storage : undefined,
      ...extension,
      ...(miner === undefined ? {} : { miner }),
      observe: (event) => tell(name, event),
    })
    nodes.push(node)
    return node
  }

  const meanIntervalMs = Math.max(1, Math.round((minerCount * 1000) / blocksPerSecond))
  const mining = Array.from({ length: minerCount }, (_, i) => {
    const { key } = fundedAccount(random.split(`miner ${i}`), params.addressPrefix, 0n)
    return addNode(`miner-${i + 1}`, { scriptPublicKey: key.script, meanIntervalMs })
  })
  const first = mining[0] ?? addNode('node')
  const faucetWallet = createWallet({
    api: first.api,
    key: faucet.key,
    prefix: params.addressPrefix,
    coinbaseMaturity: params.coinbaseMaturity,
  })
  const rpc =
    options.rpc === undefined
      ? undefined
      : await startRpcServer(first.api, {
          ...options.rpc,
          ...(metrics === undefined ? {} : { metrics: metrics.page }),
          observe: (event) => tell(first.name, event),
        })
  // Time may have been moved forward in an earlier run.
  const ahead = (first.chain.block(first.chain.sink())?.header.timestamp ?? 0n) - clock.now()
  if (ahead > 0n) clock.moveForward(ahead)
  if (from !== undefined) {
    if (from.ahead > clock.ahead()) clock.setAhead(from.ahead)
    for (const transaction of from.waiting)
      await first.api.submitTransaction({ transaction, allowOrphan: true }).catch(() => undefined)
  }
  for (const node of mining) node.miner?.start()

  const devnet: Devnet = {
    clock,
    params,
    api: first.api,
    nodes,
    network,
    states,
    accounts,
    faucet,
    rpc,
    dump,
    addNode: (name) => addNode(name),
    async stop() {
      for (const { name } of running.managers?.list() ?? []) await running.managers?.stop(name)
      for (const node of nodes) node.stop()
      await rpc?.close()
      await data?.storage.close()
    },
  }
  const managers = options.managers?.(devnet)
  if (managers !== undefined) running.managers = managers
  return devnet
}
