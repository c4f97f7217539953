// A devnet in a folder, stopped in the middle of a silo's life: started again, everything goes on, managers too.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { siloIdOf } from '../../devnet/bridge/ids.ts'
import type { Devnet, VirtualClock } from '../../devnet/index.ts'
import { createVirtualClock, openDevnetData, startDevnet } from '../../devnet/index.ts'
import { managerHost } from '../../devnet/local/manager-host.ts'
import type { Hash } from '../../devnet/tx/index.ts'
import { createContract, deployDraft } from '../../client/silo/contract.ts'
import { createFollower } from '../../client/silo/follower.ts'
import { fetchState, isFinalState } from '../../client/silo/states.ts'
import { untilChain } from '../../client/silo/wait.ts'
import { keyFromSecret } from '../../client/wallet/keys.ts'
import type { SendResult, Wallet } from '../../client/wallet/wallet.ts'
import { createWallet } from '../../client/wallet/wallet.ts'
import { SIMULATION_CONFIG, vaultArtifact } from './silo.ts'

const COIN = 100_000_000n
const LIMIT_MS = 300_000n
const KEY = keyFromSecret(new Uint8Array(32).fill(7))!

const folder = mkdtempSync(join(tmpdir(), 'silo-devnet-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Session {
  readonly clock: VirtualClock
  readonly devnet: Devnet
  readonly wallet: Wallet
}

async function session(start: bigint): Promise<Session> {
  const clock = createVirtualClock(start)
  const settings = { seed: 'kept', blocksPerSecond: 10, latency: { min: 10, max: 60 }, keys: [KEY.publicKey] }
  const opened = await openDevnetData({
    folder,
    settings,
    clock,
    onProblem: (problem) => expect(problem).toBeUndefined(),
  })
  if (!opened.ok) throw new Error(JSON.stringify(opened.problem))
  const { data } = opened
  const devnet = await startDevnet({
    clock,
    miners: 2,
    keys: [KEY],
    data,
    managers: (started) =>
      managerHost(started, { seed: 'kept', journalOf: data.journalOf, keeperOf: data.keeperOf }),
  })
  const { params, api } = devnet
  const wallet = createWallet({
    api,
    key: KEY,
    prefix: params.addressPrefix,
    coinbaseMaturity: params.coinbaseMaturity,
  })
  return { clock, devnet, wallet }
}

async function accepted({ devnet, clock }: Session, sent: SendResult): Promise<Hash> {
  if (!sent.ok) throw new Error(sent.reason)
  const { transactionId } = sent
  const status = untilChain(devnet.api, async () => {
    const { status: at } = await devnet.api.silo_getTransaction({ transactionId })
    return at.kind === 'accepted' ? true : undefined
  })
  await clock.finish(status, LIMIT_MS)
  return transactionId
}

/** Runs until the silo's final height is the given one at least. */
async function finalAt({ devnet, clock }: Session, siloId: Hash, height: number): Promise<void> {
  const reached = untilChain(devnet.api, async () => {
    const { nodes } = await devnet.api.silo_getNodes({ siloId, fromHeight: undefined })
    return nodes.some((node) => node.height >= height && node.status === 'final') ? true : undefined
  })
  await clock.finish(reached, LIMIT_MS)
}

it('goes on with accounts, silos, commitments and managers', { timeout: 120_000 }, async () => {
  const first = await session(1_800_000_000_000n)
  await first.clock.advance(1000n)
  const made = deployDraft({
    artifact: vaultArtifact(),
    args: [],
    config: SIMULATION_CONFIG,
    namespace: 0x7661756c,
    creator: KEY.publicKey,
  })
  if (!made.ok) throw new Error(made.reason)
  const siloId = siloIdOf(await accepted(first, await first.wallet.send(made.draft)))
  const manager = { siloId, strategy: 'honest', stakes: 2 } as const
  const { manager: before } = await first.clock.finish(
    first.devnet.api.devnet_startManager(manager),
    LIMIT_MS,
  )
  const contract = createContract(vaultArtifact(), await createFollower({ api: first.devnet.api, siloId }))
  await accepted(first, await contract.call(first.wallet, 'deposit', [], { value: 50n * COIN }))
  await finalAt(first, siloId, 1)
  await accepted(first, await contract.call(first.wallet, 'visit', []))
  const { api: live } = first.devnet
  const books = await live.silo_getBooks({})
  // The manager hands out a state that is final.
  const { follower } = contract
  await follower.update()
  const state = await fetchState(live, siloId)
  expect(await isFinalState(live, siloId, state)).toBe(true)
  expect(state.storage.root()).toEqual(follower.stateAfter(state.block)?.storage.root())
  await first.devnet.stop()
  expect(readdirSync(join(folder, 'managers'))).toEqual(['honest-1-state', 'honest-1.journal'])

  const second = await session(first.clock.now() + 3_600_000n)
  const { api } = second.devnet
  expect(await api.silo_getBooks({})).toEqual(books)
  const { nodes } = await api.silo_getNodes({ siloId, fromHeight: undefined })
  expect(nodes.some((node) => node.height > 0 && node.status === 'final')).toBe(true)
  const { manager: after } = await second.clock.finish(api.devnet_startManager(manager), LIMIT_MS)
  expect(after.owner).toBe(before.owner)
  const again = createContract(vaultArtifact(), await createFollower({ api, siloId }))
  await accepted(second, await again.call(second.wallet, 'withdraw', [20n * COIN]))
  await finalAt(second, siloId, 3)
  const { stakes } = await api.silo_getStakes({ siloId, owner: before.owner })
  expect(stakes.length).toBe(2)
  await second.devnet.stop()
})
