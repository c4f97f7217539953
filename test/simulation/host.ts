// Managers for simulations: as on any devnet, but honest ones may crash at any moment and come back a moment later with
// nothing but their key and their journal.
import type { ResultOf } from '../../client/rpc/methods.ts'
import { untilChain } from '../../client/silo/wait.ts'
import type { Key } from '../../client/wallet/keys.ts'
import { addressOf, keyFromSecret } from '../../client/wallet/keys.ts'
import type { Devnet, ManagerHost } from '../../devnet/index.ts'
import { createRandom } from '../../devnet/index.ts'
import type { Random } from '../../devnet/index.ts'
import type { Manager, ManagerEvent, ManagerOptions } from '../../devnet/manager/index.ts'
import { createManager, memoryStore, STRATEGIES } from '../../devnet/manager/index.ts'

export interface SimulationHostOptions {
  readonly seed: string
  /** Mean milliseconds between crashes of an honest manager; it never crashes when missing. */
  readonly meanUptimeMs: number | undefined
  readonly onEvent: (name: string, event: ManagerEvent) => void
  readonly onCrash: (name: string) => void
  /** What honest managers are, where they aren't the usual ones. */
  readonly honest?: Pick<ManagerOptions, 'strategy' | 'isSampled' | 'keep'>
}

const COIN = 100_000_000n
const FEE_MONEY = 1_000n * COIN
const DOWN_MS = 700n

export function simulationHost(devnet: Devnet, options: SimulationHostOptions): ManagerHost {
  const random = createRandom(options.seed)
  const infos: ResultOf<'devnet_startManager'>['manager'][] = []
  const running: Manager[] = []

  function keepAlive(name: string, settings: ManagerOptions, uptimeMs: number, drawn: Random): void {
    const slot = running.length - 1
    const crash = (): void => {
      options.onCrash(name)
      running[slot]?.stop()
      devnet.clock.schedule(DOWN_MS, async () => {
        const next = createManager(settings)
        running[slot] = next
        await next.start()
      })
      devnet.clock.schedule(DOWN_MS + BigInt(drawn.exponential(uptimeMs)), crash)
    }
    devnet.clock.schedule(BigInt(drawn.exponential(uptimeMs)), crash)
  }

  return {
    async start({ siloId, strategy, stakes }) {
      const name = `${strategy}-${infos.length + 1}`
      const drawn = random.split(name)
      const node = devnet.addNode(name)
      const key = keyOf(drawn)
      const prefix = devnet.params.addressPrefix
      const address = addressOf(key.publicKey, prefix)
      const { silo } = await devnet.api.silo_getSilo({ siloId })
      const amount = BigInt(stakes) * silo.config.stakingUnit + FEE_MONEY
      await devnet.api.devnet_faucet({ address, amount })
      await untilChain(node.api, async () => {
        const { balance } = await node.api.getBalanceByAddress({ address })
        return balance >= amount ? true : undefined
      })
      const settings: ManagerOptions = {
        api: node.api,
        clock: devnet.clock,
        key,
        prefix,
        siloId,
        strategy: STRATEGIES[strategy],
        stakes,
        store: memoryStore(),
        coinbaseMaturity: devnet.params.coinbaseMaturity,
        onEvent: (event) => options.onEvent(name, event),
        ...(strategy === 'honest' ? options.honest : {}),
      }
      const manager = createManager(settings)
      running.push(manager)
      const info = { name, strategy, siloId, owner: key.publicKey, running: true }
      infos.push(info)
      await manager.start()
      if (strategy === 'honest' && options.meanUptimeMs !== undefined) {
        keepAlive(name, settings, options.meanUptimeMs, drawn.split('crashes'))
      }
      return info
    },
    async stop(name) {
      const slot = infos.findIndex((info) => info.name === name)
      running[slot]?.stop()
      return slot >= 0
    },
    list: () => infos,
    remove: async () => undefined,
  }
}

function keyOf(random: Random): Key {
  for (;;) {
    const key = keyFromSecret(random.bytes(32))
    if (key !== undefined) return key
  }
}
