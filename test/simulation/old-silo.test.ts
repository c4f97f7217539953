// A silo that is so old that its first inboxes are gone, on a node of its own: a manager that was stopped goes on from the state that it kept, one that is new
// from a state of the first, and commits. Everything here is the real thing; the 36,000 blocks that must pass before anything is forgotten are empty.
import { expect, it } from 'vitest'
import { siloIdOf } from '../../devnet/bridge/ids.ts'
import { SILO_EXTENSION } from '../../devnet/chain/index.ts'
import { ACCOUNTS, GENESIS } from '../../devnet/chain/testing/kit.ts'
import type { Manager } from '../../devnet/manager/index.ts'
import { createManager, memoryStore, STRATEGIES } from '../../devnet/manager/index.ts'
import { createNode } from '../../devnet/node/node.ts'
import { createRandom } from '../../devnet/node/simulation/random.ts'
import { createVirtualClock } from '../../devnet/node/simulation/virtual-clock.ts'
import { TINY } from '../../devnet/tx/index.ts'
import { createContract, deployDraft } from '../../client/silo/contract.ts'
import { createFollower } from '../../client/silo/follower.ts'
import type { SiloState, StateKeeper } from '../../client/silo/states.ts'
import { createStateShelf } from '../../client/silo/states.ts'
import { keyFromSecret } from '../../client/wallet/keys.ts'
import { createWallet } from '../../client/wallet/wallet.ts'
import { SIMULATION_CONFIG, vaultArtifact } from './silo.ts'

const COIN = 100_000_000n
const BLOCK_MS = 1_000n
/** Reference blocks before the long wait: more than are kept in any case, and a hundred more that managers look back at. */
const HEIGHTS = 660
const WAIT = 36_100

function memoryKeeper(): StateKeeper {
  let state: SiloState | undefined
  return { latest: () => state, keep: (next) => void (state = next), close: async () => undefined }
}

const keyOf = (n: number) => keyFromSecret(ACCOUNTS[n]!.secretKey)!

it('is gone on with by managers that start from states', { timeout: 900_000 }, async () => {
  const clock = createVirtualClock(GENESIS.timestamp)
  const states = createStateShelf()
  const node = createNode({
    name: 'node',
    params: TINY,
    genesis: GENESIS,
    extension: SILO_EXTENSION,
    clock,
    random: createRandom('old silo'),
    miner: { scriptPublicKey: ACCOUNTS[0]!.script, meanIntervalMs: 1_000 },
    states,
  })
  const { api, chain } = node
  const mine = async (blocks: number): Promise<void> => {
    for (let i = 0; i < blocks; i++) {
      node.miner?.mine()
      await clock.advance(BLOCK_MS)
    }
  }
  const shared = { api, prefix: TINY.addressPrefix, coinbaseMaturity: TINY.coinbaseMaturity }
  const wallet = createWallet({ ...shared, key: keyOf(1) })
  await wallet.split(8, 20n * COIN)
  await mine(3)
  const config = { ...SIMULATION_CONFIG, gasPrice: 1n, minDistinctStakes: 1 }
  const creator = keyOf(1).publicKey
  const made = deployDraft({ artifact: vaultArtifact(), args: [], config, namespace: 0x7661756c, creator })
  if (!made.ok) throw new Error(made.reason)
  const sent = await wallet.send(made.draft)
  if (!sent.ok) throw new Error(sent.reason)
  await mine(2)
  const siloId = siloIdOf(sent.transactionId)
  const contract = createContract(vaultArtifact(), await createFollower({ api, siloId }))
  const visit = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      const called = await contract.call(wallet, 'visit', [], { gasLimit: 100_000n })
      if (!called.ok) throw new Error(called.reason)
      await mine(1)
    }
  }
  const manage = (n: number, keeper?: StateKeeper): Manager =>
    createManager({
      ...shared,
      clock,
      key: keyOf(n),
      siloId,
      strategy: STRATEGIES.honest,
      stakes: 2,
      store: memoryStore(),
      ...(keeper === undefined ? {} : { keeper }),
    })
  const finalHeight = async (): Promise<number> => {
    const { silo } = await api.silo_getSilo({ siloId })
    return (await api.silo_getNode({ nodeId: silo.finalNode })).node.height
  }
  /** Mines until something holds. */
  const until = async (holds: () => Promise<boolean>, what: string): Promise<void> => {
    for (let i = 0; i < 2_000; i += 10) {
      if (await holds()) return
      await mine(10)
    }
    throw new Error(`2,000 blocks, and not yet: ${what}`)
  }

  await visit(HEIGHTS)
  const keeper = memoryKeeper()
  const first = manage(2, keeper)
  await first.start()
  await until(async () => (await finalHeight()) > HEIGHTS - 20, 'most is final')
  await mine(5)
  first.stop()
  expect(keeper.latest()?.height).toBeGreaterThan(HEIGHTS - 190)

  await mine(WAIT)
  expect(chain.blockCount()).toBeLessThan(1_000)
  // It kept a state, and its journal is learned from the chain.
  const again = manage(2, keeper)
  states.add(again)
  await again.start()
  await visit(5)
  await until(async () => (await finalHeight()) >= HEIGHTS + 2, 'the manager goes on')
  await visit(40)
  const { answer } = await api.silo_getReferenceBlocks({ siloId, after: undefined, limit: 10 })
  if (answer.kind !== 'pruned') throw new Error(`nothing was pruned: ${answer.kind}`)
  expect(answer.upTo).toBeGreaterThan(50)

  const late = await createFollower({ api, siloId })
  await late.update()
  expect(late.start()?.height).toBeGreaterThan(answer.upTo)
  const second = manage(3)
  await second.start()
  await visit(10)
  const owner = keyOf(3).publicKey
  await until(async () => {
    const { nodes } = await api.silo_getNodes({ siloId, fromHeight: HEIGHTS })
    return nodes.some(
      ({ status, committers }) => status === 'final' && committers.some((one) => one.owner === owner),
    )
  }, 'a commitment of the new manager is final')
  again.stop()
  second.stop()

  // Who began with a state agrees with what is final.
  await late.update()
  const { nodes } = await api.silo_getNodes({ siloId, fromHeight: HEIGHTS })
  const final = nodes.filter(({ status }) => status === 'final')
  expect(final.length).toBeGreaterThan(10)
  for (const { height, stateCommitment } of final)
    expect(late.blocks().find((block) => block.height === height)?.stateCommitment).toBe(stateCommitment)
})
