// The devnet_* methods: faucet, mining on demand, managers.
import type { Clock } from '../../client/clock.ts'
import type { NodeApi } from '../../client/rpc/api.ts'
import { RpcError } from '../../client/rpc/api.ts'
import type { ParamsOf, ResultOf } from '../../client/rpc/methods.ts'
import type { Wallet } from '../../client/wallet/wallet.ts'
import type { DevnetMethods } from '../node/api/devnet-methods.ts'
import type { Miner } from '../node/mining/miner.ts'
import type { Hash } from '../tx/index.ts'

type ManagerInfo = ResultOf<'devnet_startManager'>['manager']

/** Runs managers beside the nodes. They use the RPC like anybody else. */
export interface ManagerHost {
  readonly start: (request: ParamsOf<'devnet_startManager'>) => Promise<ManagerInfo>
  /** False when there is no such manager. */
  readonly stop: (name: string) => Promise<boolean>
  readonly list: () => readonly ManagerInfo[]
}

export interface ControlsContext {
  readonly clock: Clock
  readonly blocksPerSecond: number
  readonly miners: () => readonly Miner[]
  readonly faucet: () => Wallet
  readonly faucetApi: () => NodeApi
  readonly managers: () => ManagerHost | undefined
}

const MAX_MINED_AT_ONCE = 10_000

export function devnetControls(context: ControlsContext): DevnetMethods {
  const { clock, miners } = context

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
      for (const miner of miners()) {
        if (on) miner.start()
        else miner.stop()
      }
      return {}
    },
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
