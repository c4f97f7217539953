import { describe, expect, it } from 'vitest'
import { createWallet } from '../client/wallet/wallet.ts'
import type { Chain } from './chain/index.ts'
import { chainOf, countUtxos, stateOf } from './chain/testing/kit.ts'
import type { Devnet, DevnetOptions } from './index.ts'
import { createVirtualClock, startDevnet } from './index.ts'

const SECOND = 1000n

async function start(options: DevnetOptions = {}) {
  const clock = createVirtualClock(1_000_000n)
  const devnet = await startDevnet({ clock, siloExtension: false, ...options })
  return { clock, devnet }
}

function walletOf(devnet: Devnet, n: number) {
  const { api, params, accounts } = devnet
  const { key } = accounts[n]!
  return createWallet({ api, key, prefix: params.addressPrefix, coinbaseMaturity: params.coinbaseMaturity })
}

/** Lets what is under way arrive, with mining stopped. */
async function quiet({ clock, devnet }: Awaited<ReturnType<typeof start>>): Promise<void> {
  await devnet.api.devnet_setMining({ on: false })
  await clock.advance(5n * SECOND)
}

function checkBooks(chain: Chain): void {
  const { utxos, emitted, burned, feesDue } = chain.ledger.books()
  expect(utxos).toBe(countUtxos(chain))
  expect(utxos + burned + feesDue).toBe(emitted)
}

describe('a devnet on virtual time', () => {
  it('is the same run for the same seed, and another for another', async () => {
    const run = async (seed: string) => {
      const { clock, devnet } = await start({ seed })
      await clock.advance(5n * SECOND)
      const wallet = walletOf(devnet, 0)
      const sends = Array.from({ length: 10 }, (_, i) =>
        wallet.pay(devnet.accounts[1]!.address, BigInt(i + 1) * 100_000_000n),
      )
      const sent = await clock.finish(Promise.all(sends), SECOND)
      expect(sent.filter((s) => !s.ok)).toEqual([])
      await clock.advance(5n * SECOND)
      return devnet.nodes.map((node) => stateOf(node.chain))
    }
    const first = await run('one')
    expect(await run('one')).toEqual(first)
    expect((await run('two'))[0]!.sink).not.toBe(first[0]!.sink)
  })

  it('has width: several tips, merged and red blocks, about the rate asked for', async () => {
    const { clock, devnet } = await start({ seed: 'width' })
    const tips = new Set<number>()
    for (let i = 0; i < 100; i++) {
      await clock.advance(SECOND)
      tips.add(devnet.nodes[0]!.chain.tips().length)
    }
    const { chain } = devnet.nodes[0]!
    expect(Math.max(...tips)).toBeGreaterThan(2)
    const path = chainOf(chain)
    const reds = path.reduce((sum, hash) => sum + chain.dagBlock(hash)!.mergesetReds.length, 0)
    expect(reds).toBeGreaterThan(0)
    expect(path.length).toBeLessThan(chain.blockCount())
    expect(Math.abs(chain.blockCount() - 1000)).toBeLessThan(120)
    checkBooks(chain)
  })

  it('brings all nodes to one state when it is quiet', async () => {
    const run = await start({ seed: 'agree', miners: 4 })
    await run.clock.advance(10n * SECOND)
    await quiet(run)
    const states = run.devnet.nodes.map((node) => stateOf(node.chain))
    for (const state of states) expect(state).toEqual(states[0])
  })

  it('pays from the faucet', async () => {
    const { clock, devnet } = await start()
    const { address } = devnet.accounts[3]!
    const before = (await devnet.api.getBalanceByAddress({ address })).balance
    const paid = clock.finish(devnet.api.devnet_faucet({ address, amount: 7_00_000_000n }), SECOND)
    const { transactionId } = await paid
    await clock.advance(10n * SECOND)
    expect((await devnet.api.getBalanceByAddress({ address })).balance).toBe(before + 7_00_000_000n)
    const { status } = await devnet.api.silo_getTransaction({ transactionId })
    expect(status.kind).toBe('accepted')
    expect(await devnet.api.devnet_getStatus({})).toMatchObject({ miners: 3, mining: true })
  })

  it('heals after a partition: all nodes on one chain, payments of both sides accepted, coins conserved', async () => {
    const run = await start({ seed: 'split', miners: 4 })
    const { clock, devnet } = run
    await clock.advance(3n * SECOND)
    devnet.network.partition([['miner-1', 'miner-2']])
    const left = walletOf(devnet, 0)
    const other = devnet.nodes[3]!.api
    const { key } = devnet.accounts[1]!
    const right = createWallet({ api: other, key, prefix: devnet.params.addressPrefix })
    const target = devnet.accounts[2]!.address
    const sent = [
      await clock.finish(left.pay(target, 100_000_000n), SECOND),
      await clock.finish(right.pay(target, 200_000_000n), SECOND),
    ]
    await clock.advance(15n * SECOND)
    const sinks = new Set(devnet.nodes.map((node) => node.chain.sink()))
    expect(sinks.size).toBeGreaterThan(1)
    const chain = devnet.nodes[0]!.chain
    devnet.network.heal()
    await clock.advance(15n * SECOND)
    await quiet(run)
    const states = devnet.nodes.map((node) => stateOf(node.chain))
    for (const state of states) expect(state).toEqual(states[0])
    for (const result of sent) {
      expect(result.ok && chain.ledger.acceptedBy(result.transactionId)).toBeTruthy()
    }
    for (const node of devnet.nodes) checkBooks(node.chain)
  })

  it('lets a node join late and catch up', async () => {
    const run = await start({ seed: 'late' })
    await run.clock.advance(60n * SECOND)
    const late = run.devnet.addNode('late')
    await run.clock.advance(3n * SECOND)
    await quiet(run)
    expect(stateOf(late.chain)).toEqual(stateOf(run.devnet.nodes[0]!.chain))
  })

  it('tells listeners of blocks, chain changes and coins, consistent with what it answers', async () => {
    const { clock, devnet } = await start({ seed: 'events' })
    const { api } = devnet
    const { address } = devnet.accounts[0]!
    const chain: string[] = [devnet.nodes[0]!.chain.genesis.hash]
    let balance = (await api.getBalanceByAddress({ address })).balance
    let blocks = 0
    let score = 0n
    await api.subscribe('blockAdded', {}, () => void blocks++)
    await api.subscribe('virtualDaaScoreChanged', {}, (event) => void (score = event.virtualDaaScore))
    await api.subscribe('virtualChainChanged', { include_accepted_transaction_ids: false }, (event) => {
      for (const hash of event.removedChainBlockHashes) expect(chain.pop()).toBe(hash)
      chain.push(...event.addedChainBlockHashes)
    })
    const stop = await api.subscribe('utxosChanged', { addresses: [address] }, (event) => {
      for (const { utxoEntry } of event.added) balance += utxoEntry.amount
      for (const { utxoEntry } of event.removed) balance -= utxoEntry.amount
    })
    const wallet = walletOf(devnet, 0)
    for (let i = 0; i < 5; i++) {
      await clock.finish(wallet.pay(devnet.accounts[1]!.address, 300_000_000n), SECOND)
      await clock.advance(2n * SECOND)
    }
    await clock.advance(0n)
    expect(blocks).toBe(devnet.nodes[0]!.chain.blockCount() - 1)
    expect(chain).toEqual(chainOf(devnet.nodes[0]!.chain))
    expect(balance).toBe((await api.getBalanceByAddress({ address })).balance)
    expect(score).toBe((await api.getServerInfo({})).virtualDaaScore)
    stop()
    await devnet.stop()
  })

  it('mines on demand', async () => {
    const { devnet } = await start()
    await devnet.api.devnet_setMining({ on: false })
    const { hashes } = await devnet.api.devnet_mine({ count: 5 })
    expect(chainOf(devnet.nodes[0]!.chain).slice(1)).toEqual(hashes)
    await expect(devnet.api.devnet_mine({ count: 100_000 })).rejects.toMatchObject({ code: 'badParams' })
    await expect(
      devnet.api.devnet_startManager({ siloId: hashes[0]!, strategy: 'honest', stakes: 1 }),
    ).rejects.toMatchObject({ code: 'unavailable' })
  })
})
