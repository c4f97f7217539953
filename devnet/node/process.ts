// A node by itself, in a process of its own: its chain in a folder, peers over sockets, the RPC, maybe a miner.
import type { Clock } from '../../client/clock.ts'
import type { ChainExtension, Genesis } from '../chain/index.ts'
import { SILO_EXTENSION } from '../chain/index.ts'
import type { Hash, Params, ScriptPublicKey } from '../tx/index.ts'
import { createChain } from '../chain/index.ts'
import type { Node } from './node.ts'
import { createNode } from './node.ts'
import { rulesHash } from './peers/hello.ts'
import type { SocketNetwork } from './peers/socket-network.ts'
import { openSocketNetwork } from './peers/socket-network.ts'
import type { RpcServer } from './rpc/server.ts'
import { startRpcServer } from './rpc/server.ts'
import { createRandom } from './simulation/random.ts'
import { openChainStorage } from './storage/chain-storage.ts'
import { keepNetwork } from './storage/network-file.ts'
import type { StorageProblem } from './storage/problems.ts'
import type { NodesObserver } from './telemetry/events.ts'
import { createNodeMetrics } from './telemetry/metrics.ts'

export interface NodeProcessOptions {
  readonly params: Params
  readonly genesis: Genesis
  /** False: plain Kaspa rules. */
  readonly siloExtension: boolean
  readonly clock: Clock
  /** 32 bytes, drawn anew at each start. */
  readonly id: Hash
  /** In memory when missing. */
  readonly folder?: string
  /** Called once when the folder can't be written any more. */
  readonly onProblem: (problem: StorageProblem) => void
  readonly rpcPort: number
  /** Nobody may connect when missing. */
  readonly listen?: { readonly host: string; readonly port: number }
  readonly connect: readonly string[]
  /** Mines for this script, at the network's rate by itself. */
  readonly mineFor?: ScriptPublicKey
  readonly observe?: NodesObserver
}

export interface NodeProcess {
  readonly node: Node
  readonly rpc: RpcServer
  readonly network: SocketNetwork
  /** Ends mining and connections, and writes what isn't written. */
  readonly stop: () => Promise<void>
}

export type NodeProcessResult =
  | { readonly ok: true; readonly process: NodeProcess }
  | { readonly ok: false; readonly problem: StorageProblem }

const NAME = 'node'

/** Rejects when a port can't be had. */
export async function startNodeProcess(options: NodeProcessOptions): Promise<NodeProcessResult> {
  const { params, genesis, clock, folder, onProblem, id } = options
  const extension: { extension?: ChainExtension } = options.siloExtension ? { extension: SILO_EXTENSION } : {}
  const genesisHash = createChain(params, genesis, extension.extension).genesis.hash
  const rules = rulesHash(params, options.siloExtension)
  const opened =
    folder === undefined
      ? undefined
      : await openChainStorage({ folder, finalityDepth: params.finalityDepth, clock, onProblem })
  if (opened?.ok === false) return opened
  const problem = folder === undefined ? undefined : keepNetwork(folder, `${genesisHash} ${rules}`)
  if (problem !== undefined) {
    await opened?.storage.close()
    return { ok: false, problem }
  }
  const nodes: Node[] = []
  const metrics = createNodeMetrics({ nodes: () => nodes, process: true })
  const observe: NonNullable<Parameters<typeof createNode>[0]['observe']> = (event) => {
    metrics.observe(NAME, event)
    options.observe?.(NAME, event)
  }
  const network = await openSocketNetwork({
    hello: { networkId: params.networkId, genesis: genesisHash, rules, id },
    clock,
    connect: options.connect,
    observe,
    ...(options.listen === undefined ? {} : { listen: options.listen }),
  }).catch(async (failure: unknown) => {
    await opened?.storage.close()
    throw failure
  })
  const { mineFor } = options
  const node = createNode({
    name: NAME,
    params,
    genesis,
    clock,
    network,
    random: createRandom(id),
    image: opened?.image,
    storage: opened?.storage,
    observe,
    ...extension,
    ...(mineFor === undefined
      ? {}
      : { miner: { scriptPublicKey: mineFor, meanIntervalMs: Number(params.targetTimePerBlock) } }),
  })
  nodes.push(node)
  const rpc = await startRpcServer(node.api, { port: options.rpcPort, metrics: metrics.page, observe }).catch(
    async (failure: unknown) => {
      node.stop()
      await network.close()
      await opened?.storage.close()
      throw failure
    },
  )
  node.miner?.start()
  return {
    ok: true,
    process: {
      node,
      rpc,
      network,
      async stop() {
        node.stop()
        await rpc.close()
        await network.close()
        await opened?.storage.close()
      },
    },
  }
}
