// Snapshots of a devnet: what was, is again, for everybody who watches; and dumps, from which another devnet goes on.
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createFollower } from '../../client/silo/follower.ts'
import { TEST_CODE } from '../../client/silo/testing.ts'
import { callDraft, createDraft } from '../../client/wallet/drafts.ts'
import { identityOf } from '../../client/wallet/keys.ts'
import { createWallet } from '../../client/wallet/wallet.ts'
import { devnetConfig, siloIdOf } from '../bridge/index.ts'
import { countUtxos, stateOf } from '../chain/testing/kit.ts'
import type { Devnet, DevnetOptions } from '../index.ts'
import { createVirtualClock, loadState, startDevnet } from '../index.ts'
import type { Hash } from '../tx/index.ts'
import { collect } from './reload.ts'

const SECOND = 1000n
const NAMESPACE = 0x7661756c
const START = 1_000_000n

async function start(seed: string, options: DevnetOptions = {}) {
  const clock = createVirtualClock(START)
  const devnet = await startDevnet({ clock, seed, blocksPerSecond: 4, ...options })
  const walletOf = (n: number, at = devnet) =>
    createWallet({ api: at.api, key: at.accounts[n]!.key, prefix: at.params.addressPrefix })
  const quiet = async (at = devnet): Promise<void> => {
    await at.api.devnet_setMining({ on: false })
    await clock.advance(5n * SECOND)
  }
  return { clock, devnet, api: devnet.api, walletOf, quiet }
}

/** Everything about the first node that one can ask for. */
function whole({ nodes }: Devnet) {
  const [first] = nodes
  return {
    state: stateOf(first!.chain),
    waiting: first!.mempool.entries().map(({ id }) => id),
    blocks: first!.chain.blockCount(),
  }
}

describe('a snapshot', () => {
  it('is what every node is put back to, as often as one likes', async () => {
    const { clock, devnet, api, walletOf, quiet } = await start('twice')
    await clock.advance(5n * SECOND)
    await quiet()
    const before = devnet.nodes.map(({ chain }) => stateOf(chain))
    const { snapshot } = await api.devnet_snapshot({})
    for (const round of [1, 2]) {
      const sent = await clock.finish(walletOf(0).pay(devnet.accounts[1]!.address, 10n ** 9n), SECOND)
      expect(sent.ok).toBe(true)
      await api.devnet_mine({ count: 3 + round })
      await clock.advance(5n * SECOND)
      expect(stateOf(devnet.nodes[1]!.chain)).not.toEqual(before[1])
      const { sink } = await api.devnet_revert({ snapshot })
      expect(sink).toBe(devnet.nodes[0]!.chain.sink())
      await clock.advance(5n * SECOND)
      expect(devnet.nodes.map(({ chain }) => stateOf(chain))).toEqual(before)
      expect(devnet.nodes.every(({ mempool }) => mempool.entries().length === 0)).toBe(true)
    }
    await devnet.stop()
  })

  it('holds what waits to be mined, who mines, who hears whom, and the time', async () => {
    const { clock, devnet, api, walletOf, quiet } = await start('all of it')
    await clock.advance(5n * SECOND)
    await quiet()
    const sent = await clock.finish(walletOf(0).pay(devnet.accounts[1]!.address, 10n ** 9n), SECOND)
    const id = sent.ok ? sent.transactionId : undefined
    await api.devnet_setNodeMining({ node: 'miner-2', on: true })
    await api.devnet_split({ groups: [['miner-1']] })
    const now = devnet.clock.now()
    const { snapshot } = await api.devnet_snapshot({})

    await api.devnet_heal({})
    await api.devnet_setMining({ on: true })
    await api.devnet_setTime({ timestamp: now + 86_400_000n })
    devnet.addNode('later')
    await clock.advance(10n * SECOND)
    expect(devnet.nodes[0]!.mempool.get(id!)).toBeUndefined()

    await api.devnet_revert({ snapshot })
    expect(devnet.clock.now()).toBe(now + 10n * SECOND)
    expect(devnet.nodes[0]!.mempool.get(id!)).toBeDefined()
    const { nodes } = await api.devnet_getNodes({})
    expect(nodes.map(({ name, mining, peers }) => [name, mining, peers])).toEqual([
      ['miner-1', false, []],
      ['miner-2', true, ['miner-3']],
      ['miner-3', false, ['miner-2']],
    ])
    // Nothing of the abandoned time is still under way.
    const alone = stateOf(devnet.nodes[0]!.chain)
    await clock.advance(5n * SECOND)
    expect(stateOf(devnet.nodes[0]!.chain)).toEqual(alone)
    await devnet.stop()
  })

  it('has a number that is never used again', async () => {
    const { devnet, api } = await start('numbers')
    const first = await api.devnet_snapshot({})
    await api.devnet_dropSnapshot(first)
    const second = await api.devnet_snapshot({})
    await api.devnet_revert(second)
    const third = await api.devnet_snapshot({})
    expect([first, second, third].map(({ snapshot }) => snapshot)).toEqual([1, 2, 3])
    expect((await api.devnet_getSnapshots({})).snapshots.map(({ snapshot }) => snapshot)).toEqual([2, 3])
    await expect(api.devnet_revert(first)).rejects.toMatchObject({
      code: 'notFound',
      message: 'no snapshot 1: there are 2, 3',
    })
    for (let kept = 2; kept < 64; kept++) await api.devnet_snapshot({})
    await expect(api.devnet_snapshot({})).rejects.toMatchObject({ code: 'refused' })
    await devnet.stop()
  })

  it('is noticed by subscribers, wallets and followers of silos', async () => {
    const { clock, devnet, api, walletOf, quiet } = await start('followers')
    const wallet = walletOf(0)
    const creator = devnet.accounts[0]!.key.publicKey
    const created = await clock.finish(
      wallet.send(
        createDraft({
          namespace: NAMESPACE,
          config: devnetConfig,
          creator,
          code: TEST_CODE,
          message: new Uint8Array(4),
          gasLimit: 100_000n,
        }),
      ),
      SECOND,
    )
    const siloId = siloIdOf((created.ok ? created.transactionId : '') as Hash)
    await clock.advance(5n * SECOND)
    await quiet()
    const follower = await clock.finish(createFollower({ api, siloId }), SECOND)
    await clock.finish(follower.update(), SECOND)
    const before = follower.latest()?.stateCommitment
    const { snapshot } = await api.devnet_snapshot({})
    const changes: (readonly Hash[])[] = []
    await api.subscribe('virtualChainChanged', { include_accepted_transaction_ids: false }, (change) => {
      changes.push(change.removedChainBlockHashes)
    })
    const balances: (bigint | undefined)[] = []
    await api.subscribe('utxosChanged', { addresses: [wallet.address] }, ({ added, removed }) => {
      const sum = (utxos: typeof added): bigint => utxos.reduce((all, u) => all + u.utxoEntry.amount, 0n)
      balances.push(sum(added) - sum(removed))
    })

    const call = callDraft({
      siloId,
      namespace: NAMESPACE,
      config: devnetConfig,
      sender: creator,
      message: Uint8Array.of(1),
      gasLimit: 100_000n,
      value: 500_000_000n,
    })
    const called = await clock.finish(wallet.send(call), SECOND)
    expect(called.ok).toBe(true)
    const { hashes } = await api.devnet_mine({ count: 3 })
    await clock.advance(SECOND)
    await clock.finish(follower.update(), SECOND)
    expect(follower.latest()?.stateCommitment).not.toBe(before)

    await api.devnet_revert({ snapshot })
    await clock.advance(SECOND)
    expect(changes.at(-1)).toEqual(hashes.toReversed())
    expect(balances.reduce((a, b) => (a ?? 0n) + (b ?? 0n), 0n)).toBe(0n)
    const update = await clock.finish(follower.update(), SECOND)
    expect(update.removed.length).toBeGreaterThan(0)
    expect(follower.latest()?.stateCommitment).toBe(before)
    // The wallet's coins are free again at once.
    const again = await clock.finish(wallet.send(call), SECOND)
    expect(again.ok).toBe(true)
    await devnet.stop()
  })
})

describe('impersonating', () => {
  it('lets a transaction pass without a signature, until it is stopped; what was accepted stays', async () => {
    const { clock, devnet, api, walletOf, quiet } = await start('play')
    await clock.advance(2n * SECOND)
    await quiet()
    const [victim, receiver] = [devnet.accounts[3]!, devnet.accounts[4]!]
    const unsigned = async () => {
      const wallet = createWallet({
        api,
        key: identityOf(victim.key.publicKey),
        prefix: devnet.params.addressPrefix,
      })
      return clock.finish(wallet.pay(receiver.address, 10n ** 9n), SECOND)
    }
    expect(await unsigned()).toMatchObject({ ok: false })
    await api.devnet_impersonate({ address: victim.address })
    expect(await api.devnet_getImpersonated({})).toEqual({ addresses: [victim.address] })
    const sent = await unsigned()
    expect(sent).toMatchObject({ ok: true })
    await api.devnet_mine({ count: 3 })
    await clock.advance(3n * SECOND)
    const id = sent.ok ? sent.transactionId : undefined
    for (const { chain } of devnet.nodes) expect(chain.ledger.acceptedBy(id!)).toBeDefined()
    await api.devnet_stopImpersonating({ address: victim.address })
    expect(await unsigned()).toMatchObject({
      ok: false,
      reason: expect.stringContaining('impersonated any more'),
    })
    await expect(api.devnet_stopImpersonating({ address: victim.address })).rejects.toMatchObject({
      code: 'notFound',
    })
    // A node that hears of all that later judges as the others did.
    const late = devnet.addNode('late')
    await clock.advance(10n * SECOND)
    expect(stateOf(late.chain)).toEqual(stateOf(devnet.nodes[0]!.chain))
    // With the key, all is as ever.
    expect(await clock.finish(walletOf(3).pay(receiver.address, 10n ** 9n), SECOND)).toMatchObject({
      ok: true,
    })
    await devnet.stop()
  })

  it('is nothing that another network takes', async () => {
    const { clock, devnet, api } = await start('other')
    const plain = await start('other')
    await clock.advance(SECOND)
    await api.devnet_setMining({ on: false })
    const { key, address } = devnet.accounts[0]!
    await api.devnet_impersonate({ address })
    const wallet = createWallet({
      api,
      key: identityOf(key.publicKey),
      prefix: devnet.params.addressPrefix,
    })
    const sent = await clock.finish(wallet.pay(devnet.accounts[1]!.address, 10n ** 9n), SECOND)
    await plain.clock.advance(SECOND)
    const transaction = sent.ok ? sent.transaction : undefined
    await expect(
      plain.api.submitTransaction({ transaction: transaction!, allowOrphan: false }),
    ).rejects.toMatchObject({ code: 'refused' })
    await devnet.stop()
    await plain.devnet.stop()
  })
})

describe('a dump', () => {
  const bytesOf = (devnet: Devnet): Promise<Uint8Array> => collect(devnet.dump(), 1e9)
  const read = async (bytes: Uint8Array, maxBytes = 1e9) =>
    loadState(Readable.from([bytes], { objectMode: false }), maxBytes)

  it('is the same for the same state, and the devnet that starts from it has all of it and goes on', async () => {
    const { clock, devnet, api, walletOf, quiet } = await start('dumped', { blocksPerSecond: 4, miners: 2 })
    await api.devnet_impersonate({ address: devnet.accounts[7]!.address })
    await clock.advance(10n * SECOND)
    await quiet()
    const sent = await clock.finish(walletOf(0).pay(devnet.accounts[1]!.address, 10n ** 9n), SECOND)
    expect(sent.ok).toBe(true)
    await api.devnet_setTime({ timestamp: devnet.clock.now() + 3_600_000n })
    const bytes = await bytesOf(devnet)
    expect(await bytesOf(devnet)).toEqual(bytes)
    const loaded = await read(bytes)
    if (!loaded.ok) throw new Error(loaded.reason)

    const other = await startDevnet({ clock: createVirtualClock(clock.now()), miners: 2, from: loaded.value })
    await other.api.devnet_setMining({ on: false })
    expect(whole(other)).toEqual(whole(devnet))
    expect(other.clock.now()).toBe(devnet.clock.now())
    expect(await bytesOf(other)).toEqual(bytes)
    const { hashes } = await other.api.devnet_mine({ count: 2 })
    expect(other.nodes[0]!.chain.sink()).toBe(hashes[1])
    expect(other.nodes[0]!.chain.ledger.acceptedBy(sent.ok ? sent.transactionId : ('' as Hash))).toBeDefined()
    expect(countUtxos(other.nodes[0]!.chain)).toBe(other.nodes[0]!.chain.ledger.books().utxos)
    await devnet.stop()
    await other.stop()
  })

  it('is loaded into the devnet that it was taken from, by bytes over the RPC', async () => {
    const { clock, devnet, api, quiet } = await start('back')
    await clock.advance(5n * SECOND)
    await quiet()
    const before = whole(devnet)
    const { state } = await api.devnet_dump({})
    await api.devnet_mine({ count: 5 })
    await clock.advance(5n * SECOND)
    await api.devnet_load({ state })
    await clock.advance(5n * SECOND)
    expect(whole(devnet)).toEqual(before)
    for (const { chain } of devnet.nodes) expect(stateOf(chain)).toEqual(before.state)
    const other = await start('another')
    await expect(other.api.devnet_load({ state })).rejects.toMatchObject({ code: 'refused' })
    await expect(other.api.devnet_load({ state: state.slice(1) })).rejects.toMatchObject({
      code: 'badParams',
    })
    await devnet.stop()
    await other.devnet.stop()
  })

  it('that is damaged, cut off, too long or something else is told from a whole one', async () => {
    const { devnet } = await start('damaged')
    const bytes = await bytesOf(devnet)
    expect(await read(bytes)).toMatchObject({ ok: true })
    expect(await read(bytes, 100)).toMatchObject({ ok: false, reason: 'it is longer than 100 bytes' })
    for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 25)) {
      const broken = Uint8Array.from(bytes)
      broken[at] = broken[at]! ^ 0x55
      const result = await read(broken)
      // Some bytes of the compressed form's header say nothing.
      expect(!result.ok || (at >= 4 && at <= 9)).toBe(true)
      expect(await read(bytes.slice(0, at))).toMatchObject({ ok: false })
    }
    expect(await read(Buffer.from('no dump'))).toMatchObject({ ok: false })
    await devnet.stop()
  })
})
