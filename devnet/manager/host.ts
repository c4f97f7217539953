// Starts and stops managers on a development network: each gets a node with a view of its own, a key, and coins for its
// stakes and fees from the faucet. What it does from then on it does over its node's RPC.
import type { Clock } from '../../client/clock.ts'
import type { NodeApi } from '../../client/rpc/api.ts'
import type { ParamsOf, ResultOf } from '../../client/rpc/methods.ts'
import type { Key } from '../../client/wallet/keys.ts'
import { addressOf } from '../../client/wallet/keys.ts'
import type { AddressPrefix } from '../tx/index.ts'
import { SOMPI_PER_KASPA } from '../tx/index.ts'
import type { Manager, ManagerEvent } from './manager.ts'
import { createManager } from './manager.ts'
import { STRATEGIES } from './strategies.ts'

export type ManagerInfo = ResultOf<'devnet_startManager'>['manager']

export interface HostOptions {
  readonly clock: Clock
  readonly prefix: AddressPrefix
  readonly coinbaseMaturity: bigint
  /** A node of the network with a view of its own. */
  readonly openNode: (name: string) => NodeApi
  readonly newKey: (name: string) => Key
  /** Pays from the faucet; one output for each call. */
  readonly fund: (address: string, amount: bigint) => Promise<unknown>
  readonly onEvent?: (manager: ManagerInfo, event: ManagerEvent) => void
}

export interface LocalManagers {
  start(request: ParamsOf<'devnet_startManager'>): Promise<ManagerInfo>
  /** False when no running manager has this name. */
  stop(name: string): Promise<boolean>
  list(): readonly ManagerInfo[]
}

/** Coins for fees, in several outputs so that several transactions can be under way at once. */
const FEE_COINS = 6
const FEE_COIN = 20n * SOMPI_PER_KASPA

export function createManagerHost(options: HostOptions): LocalManagers {
  const managers = new Map<string, { info: ManagerInfo; readonly manager: Manager }>()

  return {
    async start({ siloId, strategy, stakes }) {
      const name = `${strategy}-${managers.size + 1}`
      const api = options.openNode(name)
      const key = options.newKey(name)
      const info: ManagerInfo = { name, strategy, siloId, owner: key.publicKey, running: true }
      const { silo } = await api.silo_getSilo({ siloId })
      const address = addressOf(key.publicKey, options.prefix)
      await options.fund(address, silo.config.stakingUnit * BigInt(stakes) + FEE_COIN)
      for (let i = 0; i < FEE_COINS; i++) await options.fund(address, FEE_COIN)
      const manager = createManager({
        api,
        clock: options.clock,
        key,
        prefix: options.prefix,
        coinbaseMaturity: options.coinbaseMaturity,
        siloId,
        strategy: STRATEGIES[strategy],
        stakes,
        onEvent: (event) => options.onEvent?.(info, event),
      })
      managers.set(name, { info, manager })
      await manager.start()
      return info
    },
    async stop(name) {
      const entry = managers.get(name)
      if (entry === undefined || !entry.info.running) return false
      entry.manager.stop()
      entry.info = { ...entry.info, running: false }
      return true
    },
    list: () => [...managers.values()].map((entry) => entry.info),
  }
}
