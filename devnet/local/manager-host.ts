// Runs managers on a devnet: each with a node and a key of its own, funded by the faucet, talking to its node through the RPC's interface and nothing
// else. Answers devnet_startManager and its kin.
import type { ResultOf, ManagerStrategy } from '../../client/rpc/methods.ts'
import { RpcError } from '../../client/rpc/api.ts'
import type { StateKeeper } from '../../client/silo/states.ts'
import { untilChain } from '../../client/silo/wait.ts'
import { addressOf, keyFromSecret, type Key } from '../../client/wallet/keys.ts'
import type { JournalStore } from '../manager/journal.ts'
import { createManager, STRATEGIES, type Manager, type ManagerEvent } from '../manager/index.ts'
import { createRandom } from '../node/simulation/random.ts'
import type { Hash } from '../tx/index.ts'
import type { ManagerHost } from './controls.ts'
import type { Devnet } from './devnet.ts'
import { hashingThread } from './hashing-thread.ts'

type ManagerInfo = ResultOf<'devnet_startManager'>['manager']

export interface ManagerHostOptions {
  /** Seed of the managers' keys. */
  readonly seed: string
  /** Where a manager's journal outlives the process; in memory when missing. */
  readonly journalOf?: (manager: string) => JournalStore
  /** Where the state that it would start from again does. */
  readonly keeperOf?: (manager: string, siloId: Hash) => StateKeeper | undefined
  /** Hears what each manager does. */
  readonly onEvent?: (name: string, event: ManagerEvent) => void
}

/** Coins for fees, beside the stakes. */
const FEE_MONEY = 1_000n * 100_000_000n
const MAX_STAKES = 1_000

interface Hosted {
  readonly info: Omit<ManagerInfo, 'running'>
  readonly manager: Manager
  readonly stopServing: () => void
  readonly closeKeeper: () => Promise<void>
  readonly stopNode: () => void
  running: boolean
}

/** A host for `startDevnet({ managers })`. */
export function managerHost(devnet: Devnet, options: ManagerHostOptions): ManagerHost {
  const random = createRandom(options.seed)
  const hosted: Hosted[] = []
  const hasher = hashingThread()

  function newKey(name: string): Key {
    const bytes = random.split(`manager ${name}`)
    for (;;) {
      const key = keyFromSecret(bytes.bytes(32))
      if (key !== undefined) return key
    }
  }

  async function start(siloId: Hash, strategy: ManagerStrategy, stakes: number): Promise<ManagerInfo> {
    if (stakes < 1 || stakes > MAX_STAKES)
      throw new RpcError('badParams', `a manager holds 1 to ${MAX_STAKES} stakes, not ${stakes}`)
    const { silo } = await devnet.api.silo_getSilo({ siloId })
    const { daaScore: since } = await devnet.api.silo_getChainPoint({})
    const count = hosted.filter((other) => other.info.strategy === strategy).length
    const name = `${strategy}-${count + 1}`
    const key = newKey(name)
    const node = devnet.addNode(name)
    const address = addressOf(key.publicKey, devnet.params.addressPrefix)
    const amount = BigInt(stakes) * silo.config.stakingUnit + FEE_MONEY
    // A manager of an earlier run has its stakes and its coins already.
    const before = await devnet.api.getBalanceByAddress({ address })
    const isNew = before.balance < FEE_MONEY / 2n
    if (isNew) await devnet.api.devnet_faucet({ address, amount })
    // A new node first hears of the chain, and with it of the coins and the silo.
    await untilChain(node.api, async () => {
      const { balance } = await node.api.getBalanceByAddress({ address })
      return balance >= (isNew ? amount : before.balance) ? true : undefined
    })
    const keeper = options.keeperOf?.(name, siloId)
    const manager = createManager({
      api: node.api,
      clock: devnet.clock,
      key,
      prefix: devnet.params.addressPrefix,
      siloId,
      strategy: STRATEGIES[strategy],
      since,
      stakes,
      coinbaseMaturity: devnet.params.coinbaseMaturity,
      ...(options.journalOf === undefined ? {} : { store: options.journalOf(name) }),
      ...(keeper === undefined ? {} : { keeper }),
      hasher,
      onEvent: (event) => options.onEvent?.(name, event),
    })
    const entry: Hosted = {
      info: { name, strategy, siloId, owner: key.publicKey },
      manager,
      stopServing: devnet.states.add(manager),
      closeKeeper: async () => keeper?.close(),
      stopNode: () => node.stop(),
      running: true,
    }
    hosted.push(entry)
    await manager.start()
    return { ...entry.info, running: true }
  }

  async function stop(entry: Hosted): Promise<void> {
    if (!entry.running) return
    entry.running = false
    entry.manager.stop()
    entry.stopServing()
    entry.stopNode()
    await entry.closeKeeper()
  }

  return {
    start: ({ siloId, strategy, stakes }) => start(siloId, strategy, stakes),
    async stop(name) {
      const entry = hosted.find((other) => other.info.name === name)
      if (entry !== undefined) await stop(entry)
      return entry !== undefined
    },
    async remove(name) {
      const index = hosted.findIndex((other) => other.info.name === name)
      for (const entry of index < 0 ? [] : hosted.splice(index, 1)) await stop(entry)
    },
    list: () => hosted.map(({ info, running }) => ({ ...info, running })),
  }
}
