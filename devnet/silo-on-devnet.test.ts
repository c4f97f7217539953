import { describe, expect, it } from 'vitest'
import type { NodeApi } from '../client/rpc/api.ts'
import { TEST_CODE } from '../client/silo/testing.ts'
import type { Draft } from '../client/wallet/build.ts'
import { callDraft, createDraft, stakeDraft } from '../client/wallet/drafts.ts'
import { createWallet } from '../client/wallet/wallet.ts'
import { devnetConfig, siloIdOf } from './bridge/index.ts'
import { laneKey } from './chain/index.ts'
import { countUtxos } from './chain/testing/kit.ts'
import type { Devnet } from './index.ts'
import { createVirtualClock, startDevnet } from './index.ts'
import { proveLaneOver, tipOfLane } from './node/testing/lane-tip.ts'
import type { Hash } from './tx/index.ts'
import { laneOfNamespace } from './tx/index.ts'

const SECOND = 1000n
const NAMESPACE = 0x7661756c
const PEG = 500_000_000n

async function start(seed: string, miners = 3) {
  const clock = createVirtualClock(1_000_000n)
  const devnet = await startDevnet({ clock, seed, miners })
  const walletOn = (api: NodeApi, n: number) => {
    const { key } = devnet.accounts[n]!
    return createWallet({ api, key, prefix: devnet.params.addressPrefix })
  }
  const send = async (draft: Draft, n = 0, api = devnet.api): Promise<Hash> => {
    const sent = await clock.finish(walletOn(api, n).send(draft), SECOND)
    if (!sent.ok) throw new Error(sent.reason)
    return sent.transactionId
  }
  const creator = devnet.accounts[0]!.key.publicKey
  const create = async (): Promise<Hash> => {
    const request = {
      namespace: NAMESPACE,
      config: devnetConfig,
      creator,
      code: TEST_CODE,
      message: new Uint8Array(4),
    }
    const id = await send(createDraft({ ...request, gasLimit: 100_000n }))
    await clock.advance(3n * SECOND)
    return siloIdOf(id)
  }
  const call = (siloId: Hash, n: number, value = PEG): Draft => {
    const sender = devnet.accounts[n]!.key.publicKey
    const message = Uint8Array.of(n)
    return callDraft({
      siloId,
      namespace: NAMESPACE,
      config: devnetConfig,
      sender,
      message,
      gasLimit: 100_000n,
      value,
    })
  }
  return { clock, devnet, send, create, call }
}

async function quiet({ clock, devnet }: Awaited<ReturnType<typeof start>>): Promise<void> {
  await clock.advance(2n * SECOND)
  await devnet.api.devnet_setMining({ on: false })
  await clock.advance(3n * SECOND)
}

async function checkBooks({ nodes }: Devnet): Promise<void> {
  for (const { api, chain } of nodes) {
    const books = await api.silo_getBooks({})
    expect(books.utxos).toBe(countUtxos(chain))
    expect(books.utxos + books.burned + books.feesDue).toBe(books.emitted)
    for (const silo of books.silos) expect(silo.held).toBeGreaterThanOrEqual(silo.owed)
  }
}

/** What all nodes must agree on about a silo. */
async function siloState(api: NodeApi, siloId: Hash) {
  return {
    silo: await api.silo_getSilo({ siloId }),
    inboxes: await api.silo_getReferenceBlocks({ siloId, after: undefined, limit: 100 }),
    stakes: await api.silo_getStakes({ siloId, owner: undefined }),
    nodes: await api.silo_getNodes({ siloId, fromHeight: undefined }),
    account: await api.silo_getAccountUtxos({ siloId }),
    books: await api.silo_getBooks({}),
    point: await api.silo_getChainPoint({}),
  }
}

describe('a silo on the devnet', () => {
  it('is created, called with coins and staked on, and every node tells the same of it', async () => {
    const run = await start('silo')
    const { clock, devnet, send } = run
    await clock.advance(2n * SECOND)
    const siloId = await run.create()
    await checkBooks(devnet)
    const calls = []
    for (let i = 1; i <= 4; i++) calls.push(await send(run.call(siloId, i), i))
    await send(stakeDraft(siloId, devnet.accounts[5]!.key.publicKey, devnetConfig.stakingUnit, 3), 5)
    await clock.advance(5n * SECOND)
    await checkBooks(devnet)

    for (const transactionId of calls) {
      const { status } = await devnet.api.silo_getTransaction({ transactionId })
      expect(status).toMatchObject({
        kind: 'accepted',
        message: { siloId, admitted: true, refusalReason: 0 },
      })
    }
    await quiet(run)
    const state = await siloState(devnet.api, siloId)
    for (const node of devnet.nodes) expect(await siloState(node.api, siloId)).toEqual(state)
    expect(state.silo.code).toEqual(TEST_CODE)
    expect(state.silo.silo.creationIndex).toBe(
      devnet.nodes[0]!.chain.chainIndex(state.silo.silo.creationBlock),
    )
    expect(state.stakes.stakes.map((stake) => stake.status)).toEqual(['live', 'live', 'live'])
    expect(state.nodes.nodes).toMatchObject([{ height: 0, status: 'final' }])
    const { answer } = state.inboxes
    const entries = answer.kind === 'onChain' ? answer.blocks.flatMap((block) => block.entries) : []
    expect(entries.map((entry) => entry.kind)).toEqual(['constructor', ...calls.map(() => 'call')])
    const [book] = state.books.silos
    expect(book).toMatchObject({ pegged: 4n * PEG, published: 0n, staked: 3n * devnetConfig.stakingUnit })
    expect(book!.fees).toBeGreaterThan(0n)
    expect(book!.held).toBe(book!.pegged + book!.fees)
    const tickets = await devnet.api.silo_getTickets({ siloId, owner: devnet.accounts[5]!.key.publicKey })
    expect(tickets.tickets.length).toBeGreaterThan(0)
  })

  it('has inboxes that are what its lane accepted, which headers prove', async () => {
    const run = await start('proven')
    const { clock, devnet, send } = run
    const { api } = devnet
    const lane = laneOfNamespace(NAMESPACE)!
    await clock.advance(2n * SECOND)
    const siloId = await run.create()
    for (let i = 1; i <= 6; i++) {
      await send(run.call(siloId, i), i)
      if (i % 2 === 0) await clock.advance(SECOND)
    }
    await clock.advance(2n * SECOND)
    await quiet(run)
    const { genesis } = devnet.nodes[0]!.chain
    const { chainBlockAcceptedTransactions: blocks } = await api.getVirtualChainFromBlockV2({
      startHash: genesis.hash,
      dataVerbosityLevel: 'Full',
      minConfirmationCount: undefined,
    })
    const { sink } = await api.getSink({})
    const { proof, holds } = await proveLaneOver(api, sink, laneKey(lane))
    expect(holds).toBe(true)
    expect(proof.lane?.tip).toBe(tipOfLane(lane, genesis.header, blocks))
    // What the header vouches for, by chain block, is what the silo's machine is given, but for the constructor, which comes by the bridge's lane.
    const accepted = blocks.flatMap(({ chainBlockHeader, acceptedTransactions }) => {
      const onLane = acceptedTransactions.filter(({ subnetworkId }) => subnetworkId === lane)
      return onLane.map(({ verboseData }) => [chainBlockHeader.hash, verboseData?.transactionId])
    })
    const { answer } = await api.silo_getReferenceBlocks({ siloId, after: undefined, limit: 100 })
    const given = (answer.kind === 'onChain' ? answer.blocks : []).flatMap(({ hash, entries }) =>
      entries.filter(({ kind }) => kind !== 'constructor').map((entry) => [hash, entry.transactionId]),
    )
    expect(given).toHaveLength(6)
    expect(given).toEqual(accepted)
  })

  it('tells why the bridge would refuse, when a transaction is handed in', async () => {
    const { clock, devnet, send, create, call } = await start('refusals')
    await clock.advance(2n * SECOND)
    const siloId = await create()
    await expect(send(call(siloId, 1, devnetConfig.minPeg - 1n), 1)).rejects.toThrow(
      'a call carries at least',
    )
    await expect(create()).rejects.toThrow('belongs to the silo')
    const other = devnet.accounts[2]!.key.publicKey
    await expect(send(stakeDraft(siloId, other, devnetConfig.stakingUnit + 1n, 1), 2)).rejects.toThrow(
      'is exactly',
    )
    await expect(devnet.api.silo_getSilo({ siloId: devnet.nodes[0]!.chain.sink() })).rejects.toMatchObject({
      code: 'notFound',
    })
    await checkBooks(devnet)
  })

  it('survives partitions: both sides call it, and after healing all agree and the books hold', async () => {
    const run = await start('partition', 4)
    const { clock, devnet, send, call } = run
    await clock.advance(2n * SECOND)
    const siloId = await run.create()
    const { after } = { after: devnet.nodes[0]!.chain.sink() }
    devnet.network.partition([['miner-1', 'miner-2']])
    const sent: Hash[] = []
    for (let i = 1; i <= 3; i++) {
      sent.push(await send(call(siloId, i), i, devnet.nodes[0]!.api))
      sent.push(await send(call(siloId, i + 4), i + 4, devnet.nodes[3]!.api))
      await clock.advance(3n * SECOND)
    }
    const split = await Promise.all(
      [devnet.nodes[0]!, devnet.nodes[3]!].map((node) => siloState(node.api, siloId)),
    )
    expect(split[0]!.inboxes).not.toEqual(split[1]!.inboxes)
    await checkBooks(devnet)
    devnet.network.heal()
    await clock.advance(10n * SECOND)
    await quiet(run)
    const state = await siloState(devnet.api, siloId)
    for (const node of devnet.nodes) expect(await siloState(node.api, siloId)).toEqual(state)
    await checkBooks(devnet)
    for (const transactionId of sent) {
      const { status } = await devnet.api.silo_getTransaction({ transactionId })
      expect(status).toMatchObject({ kind: 'accepted', message: { admitted: true } })
    }
    expect(state.books.silos[0]!.pegged).toBe(6n * PEG)
    // The view at an earlier chain block is what was there.
    const { chain } = devnet.nodes[0]!
    const view = chain.bridgeViewAt(after)
    expect(chain.isChainBlock(after) === (view !== undefined)).toBe(true)
  })
})
