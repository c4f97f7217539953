// The devnet_* methods: faucet, mining on demand, the network, time, reorgs, managers.
import type { Readable } from 'node:stream'
import type { MovableClock } from '../../client/clock.ts'
import type { NodeApi } from '../../client/rpc/api.ts'
import { RpcError } from '../../client/rpc/api.ts'
import type { ParamsOf, ResultOf } from '../../client/rpc/methods.ts'
import { MAX_STATE_BYTES } from '../../client/rpc/tables/devnet.ts'
import type { Wallet } from '../../client/wallet/wallet.ts'
import type { DevnetMethods } from '../node/api/devnet-methods.ts'
import type { Miner } from '../node/mining/miner.ts'
import type { Node } from '../node/node.ts'
import type { PeerMessage } from '../node/peers/messages.ts'
import type { Network } from '../node/simulation/network.ts'
import type { Hash } from '../tx/index.ts'
import { forceReorg } from './reorg.ts'
import { collect, loadInto } from './reload.ts'
import type { SnapshotContext } from './snapshots.ts'
import { createSnapshots } from './snapshots.ts'

type ManagerInfo = ResultOf<'devnet_startManager'>['manager']

/** Runs managers beside the nodes. They use the RPC like anybody else. */
export interface ManagerHost {
  readonly start: (request: ParamsOf<'devnet_startManager'>) => Promise<ManagerInfo>
  /** False when there is no such manager. */
  readonly stop: (name: string) => Promise<boolean>
  readonly list: () => readonly ManagerInfo[]
  /** Stops one for good and forgets it, if it is there. */
  readonly remove: (name: string) => Promise<void>
}

export interface ControlsContext {
  readonly clock: MovableClock
  readonly blocksPerSecond: number
  readonly nodes: () => readonly Node[]
  readonly network: Pick<Network<PeerMessage>, 'partition' | 'heal'>
  readonly faucet: () => Wallet
  readonly faucetApi: () => NodeApi
  readonly managers: () => ManagerHost | undefined
  readonly snapshots: SnapshotContext
  readonly dump: () => Readable
}

const MAX_MINED_AT_ONCE = 10_000

export function devnetControls(context: ControlsContext): DevnetMethods {
  const { clock, nodes } = context
  let branchBlocks = 0n
  const snapshots = createSnapshots(context.snapshots)
  const { impersonation } = context.snapshots
  const miners = (): readonly Miner[] => nodes().flatMap(({ miner }) => miner ?? [])

  const requireNodes = (names: readonly string[]): void => {
    const known = nodes().map(({ name }) => name)
    const unknown = names.find((name) => !known.includes(name))
    if (unknown !== undefined)
      throw new RpcError('badParams', `no node is called ${unknown}; there are ${known.join(', ')}`)
  }

  const managers = (): ManagerHost => {
    const host = context.managers()
    if (host === undefined) throw new RpcError('unavailable', 'this devnet runs no managers')
    return host
  }

  return {
    async devnet_faucet({ address, amount }) {
      const sent = await context.faucet().pay(address, amount)
      if (!sent.ok) throw new RpcError('refused', `the faucet can't pay: ${sent.reason}`)
      return { transactionId: sent.transactionId }
    },
    async devnet_mine({ count }) {
      if (count > MAX_MINED_AT_ONCE)
        throw new RpcError('badParams', `at most ${MAX_MINED_AT_ONCE} blocks at once`)
      const [first] = miners()
      if (first === undefined) throw new RpcError('unavailable', 'this devnet has no miners')
      // All by one miner, since the others don't hear of a block before some time has passed: a chain, not a fan.
      const hashes: Hash[] = []
      for (let i = 0; i < count; i++) hashes.push(first.mine().hash)
      return { hashes }
    },
    async devnet_setMining({ on }) {
      for (const miner of miners()) setMining(miner, on)
      return {}
    },
    async devnet_setNodeMining({ node, on }) {
      requireNodes([node])
      const miner = nodes().find(({ name }) => name === node)?.miner
      if (miner === undefined) throw new RpcError('badParams', `${node} has no miner`)
      setMining(miner, on)
      return {}
    },
    devnet_getNodes: async () => ({
      nodes: nodes().map(({ name, chain, miner, peers }) => ({
        name,
        sink: chain.sink(),
        virtualDaaScore: chain.virtual().daaScore,
        blockCount: chain.blockCount(),
        peers: peers(),
        mines: miner !== undefined,
        mining: miner?.isRunning() ?? false,
      })),
    }),
    async devnet_split({ groups }) {
      const all = groups.flat()
      requireNodes(all)
      const twice = all.find((name, i) => all.indexOf(name) !== i)
      if (twice !== undefined) throw new RpcError('badParams', `${twice} is named twice`)
      context.network.partition(groups)
      return {}
    },
    async devnet_heal() {
      context.network.heal()
      return {}
    },
    async devnet_reorg({ depth }) {
      return forceReorg(firstNode(nodes()), {
        depth,
        timestamp: clock.now(),
        scriptPublicKey: context.faucet().key.script,
        nonce: () => branchBlocks++,
      })
    },
    async devnet_setTime({ timestamp }) {
      const now = clock.now()
      if (timestamp < now) throw new RpcError('badParams', `time only moves forward: it is ${now} already`)
      clock.moveForward(timestamp - now)
      return {}
    },
    devnet_snapshot: async () => ({ snapshot: snapshots.take() }),
    async devnet_revert({ snapshot }) {
      await snapshots.revert(snapshot)
      return { sink: firstNode(nodes()).chain.sink() }
    },
    async devnet_dropSnapshot({ snapshot }) {
      snapshots.drop(snapshot)
      return {}
    },
    devnet_getSnapshots: async () => ({ snapshots: snapshots.list() }),
    devnet_dump: async () => ({ state: await collect(context.dump(), MAX_STATE_BYTES) }),
    async devnet_load({ state }) {
      await loadInto(context.snapshots, state)
      return { sink: firstNode(nodes()).chain.sink() }
    },
    async devnet_impersonate({ address }) {
      impersonation.start(address)
      return {}
    },
    async devnet_stopImpersonating({ address }) {
      impersonation.stop(address)
      return {}
    },
    devnet_getImpersonated: async () => ({ addresses: impersonation.current() }),
    devnet_startManager: async (request) => ({ manager: await managers().start(request) }),
    async devnet_stopManager({ name }) {
      if (!(await managers().stop(name))) throw new RpcError('notFound', `no manager is called ${name}`)
      return {}
    },
    devnet_getManagers: async () => ({ managers: context.managers()?.list() ?? [] }),
    async devnet_getStatus() {
      const { address } = context.faucet()
      const { balance } = await context.faucetApi().getBalanceByAddress({ address })
      return {
        miners: miners().length,
        mining: miners().some((miner) => miner.isRunning()),
        blocksPerSecond: context.blocksPerSecond,
        now: clock.now(),
        faucetAddress: address,
        faucetBalance: balance,
      }
    },
  }
}

function firstNode([first]: readonly Node[]): Node {
  if (first === undefined) throw new RpcError('unavailable', 'this devnet has no nodes')
  return first
}

function setMining(miner: Miner, on: boolean): void {
  if (on) miner.start()
  else miner.stop()
}
