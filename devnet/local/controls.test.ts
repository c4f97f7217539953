// The controls of a devnet, as its users call them: mining, the network, reorgs, time.
import { describe, expect, it } from 'vitest'
import { createWallet } from '../../client/wallet/wallet.ts'
import { stateOf } from '../chain/testing/kit.ts'
import { createVirtualClock, startDevnet } from '../index.ts'

const SECOND = 1000n
const START = 1_000_000n

/** A devnet that stands still after ten seconds of mining. */
async function still(seed: string) {
  const clock = createVirtualClock(START)
  const devnet = await startDevnet({ clock, siloExtension: false, seed })
  await clock.advance(10n * SECOND)
  await devnet.api.devnet_setMining({ on: false })
  await clock.advance(5n * SECOND)
  return { clock, devnet, api: devnet.api }
}

describe('the controls of a devnet', () => {
  it('set single miners going', async () => {
    const { clock, devnet, api } = await still('miners')
    await api.devnet_setNodeMining({ node: 'miner-2', on: true })
    const { nodes } = await api.devnet_getNodes({})
    expect(nodes.map(({ name, mines, mining }) => [name, mines, mining])).toEqual([
      ['miner-1', true, false],
      ['miner-2', true, true],
      ['miner-3', true, false],
    ])
    const before = devnet.nodes[0]!.chain.blockCount()
    await clock.advance(10n * SECOND)
    expect(devnet.nodes[0]!.chain.blockCount()).toBeGreaterThan(before + 10)
    await expect(api.devnet_setNodeMining({ node: 'nobody', on: true })).rejects.toMatchObject({
      code: 'badParams',
      message: 'no node is called nobody; there are miner-1, miner-2, miner-3',
    })
    devnet.addNode('watcher')
    await expect(api.devnet_setNodeMining({ node: 'watcher', on: true })).rejects.toThrow('has no miner')
    await devnet.stop()
  })

  it('split the network and heal it: two chains, then one', async () => {
    const { clock, devnet, api } = await still('split')
    await api.devnet_split({ groups: [['miner-1'], ['miner-2', 'miner-3']] })
    const { nodes } = await api.devnet_getNodes({})
    expect(nodes.map(({ peers }) => peers)).toEqual([[], ['miner-3'], ['miner-2']])
    await api.devnet_setMining({ on: true })
    await clock.advance(10n * SECOND)
    await api.devnet_setMining({ on: false })
    await clock.advance(5n * SECOND)
    const [alone, ...others] = devnet.nodes.map(({ chain }) => chain)
    expect(stateOf(others[1]!)).toEqual(stateOf(others[0]!))
    expect(others[0]!.block(alone!.sink())).toBeUndefined()
    expect(alone!.block(others[0]!.sink())).toBeUndefined()
    await api.devnet_heal({})
    await clock.advance(5n * SECOND)
    for (const chain of others) expect(stateOf(chain)).toEqual(stateOf(alone!))
    await devnet.stop()
  })

  it('refuse to split what is not there', async () => {
    const { devnet, api } = await still('bad split')
    await expect(api.devnet_split({ groups: [['miner-1', 'x']] })).rejects.toThrow('no node is called x')
    await expect(api.devnet_split({ groups: [['miner-1'], ['miner-1']] })).rejects.toThrow('named twice')
    await devnet.stop()
  })

  it('force a reorg of any depth: what was accepted waits again, and is accepted by the next blocks', async () => {
    const { clock, devnet, api } = await still('reorg')
    const { chain, mempool } = devnet.nodes[0]!
    const [from, to] = devnet.accounts
    const wallet = createWallet({ api, key: from!.key, prefix: devnet.params.addressPrefix })
    const sent = await clock.finish(wallet.pay(to!.address, 700_000_000n), SECOND)
    const id = sent.ok ? sent.transactionId : undefined
    await api.devnet_mine({ count: 3 })
    expect(chain.ledger.acceptedBy(id!)).toBeDefined()
    const before = stateOf(chain)

    const { removed, added } = await api.devnet_reorg({ depth: 5 })
    expect(removed).toEqual(before.path.slice(-5).toReversed())
    expect(added.at(-1)).toBe(chain.sink())
    expect(chain.ledger.acceptedBy(id!)).toBeUndefined()
    expect(chain.isAccepted(id!) || mempool.get(id!) !== undefined).toBe(true)

    await clock.advance(5n * SECOND)
    await api.devnet_mine({ count: 3 })
    await clock.advance(5n * SECOND)
    expect(chain.ledger.acceptedBy(id!)).toBeDefined()
    const { utxos, emitted, burned, feesDue } = chain.ledger.books()
    expect(utxos + burned + feesDue).toBe(emitted)
    for (const node of devnet.nodes) expect(stateOf(node.chain)).toEqual(stateOf(chain))
    await devnet.stop()
  })

  it('refuse a reorg of nothing, or of more than there is', async () => {
    const { devnet, api } = await still('bad reorg')
    for (const depth of [0, 100_000])
      await expect(api.devnet_reorg({ depth })).rejects.toMatchObject({ code: 'badParams' })
    expect((await api.devnet_reorg({ depth: 1 })).removed).toHaveLength(1)
    expect((await api.devnet_reorg({ depth: 1 })).removed).toHaveLength(1)
    await devnet.stop()
  })

  it('move time forward, never back', async () => {
    const { clock, devnet, api } = await still('time')
    const later = devnet.clock.now() + 86_400_000n
    await api.devnet_setTime({ timestamp: later })
    expect((await api.devnet_getStatus({})).now).toBe(later)
    const { hashes } = await api.devnet_mine({ count: 1 })
    const { chain } = devnet.nodes[0]!
    expect(chain.block(hashes[0]!)!.header.timestamp).toBe(later)
    await clock.advance(SECOND)
    expect(devnet.clock.now()).toBe(later + SECOND)
    await expect(api.devnet_setTime({ timestamp: later })).rejects.toThrow('only moves forward')
    await devnet.stop()
  })
})
