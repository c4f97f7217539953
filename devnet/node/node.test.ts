import { describe, expect, it } from 'vitest'
import { METHODS } from '../../client/rpc/methods.ts'
import type { MethodName } from '../../client/rpc/methods.ts'
import { connectRpc } from '../../client/rpc/websocket.ts'
import { ACCOUNTS, coin, GENESIS, mine, newChain, pay, stateOf, template } from '../chain/testing/kit.ts'
import type { Block } from '../tx/index.ts'
import { laneKey } from '../chain/index.ts'
import {
  encodeAddress,
  headerHash,
  NATIVE_SUBNETWORK,
  publicKeyOf,
  TINY,
  transactionId,
} from '../tx/index.ts'
import { createNode } from './node.ts'
import { createBlockIntake } from './peers/block-intake.ts'
import { chainLocator, commonBlock } from './peers/locator.ts'
import type { PeerMessage } from './peers/messages.ts'
import { startRpcServer } from './rpc/server.ts'
import { createSimulatedNetwork } from './simulation/network.ts'
import { createRandom } from './simulation/random.ts'
import { createVirtualClock } from './simulation/virtual-clock.ts'
import { singleNode } from './testing/single-node.ts'

const [alice, bob] = [ACCOUNTS[1]!, ACCOUNTS[2]!]
const ALICE = encodeAddress({ prefix: 'kaspasim', kind: 'pubKey', payload: publicKeyOf(alice.secretKey) })

describe('block intake', () => {
  it('keeps orphans until their parents come, naming the missing roots only', () => {
    const source = newChain()
    const blocks = Array.from({ length: 5 }, () => mine(source))
    const chain = newChain()
    const added: string[] = []
    const intake = createBlockIntake(
      chain,
      createVirtualClock(GENESIS.timestamp),
      (block) => void added.push(block.hash),
    )
    const missing = [blocks[0]!.hash]
    expect(intake.take(blocks[4]!)).toMatchObject({ status: 'orphan', missing: [blocks[3]!.hash] })
    for (const i of [3, 2, 1]) intake.take(blocks[i]!)
    expect(intake.take(blocks[4]!)).toMatchObject({ status: 'orphan', missing })
    expect(intake.take(blocks[0]!)).toMatchObject({ status: 'added' })
    expect(added).toEqual(blocks.map((block) => block.hash))
    expect(intake.take(blocks[0]!)).toMatchObject({ status: 'known' })
    expect(stateOf(chain)).toEqual(stateOf(source))
  })

  it('turns down blocks from the future, for now, and invalid ones', async () => {
    const chain = newChain()
    const clock = createVirtualClock(GENESIS.timestamp)
    const intake = createBlockIntake(chain, clock, () => undefined)
    const draft = template(chain)
    const header = { ...draft.header, timestamp: GENESIS.timestamp + TINY.timestampToleranceMs + 1n }
    const block: Block = { ...draft, header, hash: headerHash(header) }
    expect(intake.take(block)).toEqual({ ok: false, reason: 'its time is too far in the future' })
    await clock.advance(1n)
    expect(intake.take(block)).toMatchObject({ ok: true, status: 'added' })
    expect(intake.take({ ...draft, transactions: [] })).toMatchObject({ ok: false })
  })
})

describe('locators', () => {
  it('are short and find the block where two chains part, or one not far below', () => {
    const left = newChain()
    const right = newChain()
    for (let i = 0; i < 40; i++) right.addBlock(mine(left))
    const fork = left.sink()
    for (let i = 0; i < 30; i++) {
      mine(left)
      mine(right, [], bob)
    }
    const locator = chainLocator(left)
    expect(locator.length).toBeLessThan(20)
    const common = commonBlock(right, locator)!
    expect(left.isInPast(common, fork)).toBe(true)
    expect(left.chainIndex(fork)! - left.chainIndex(common)!).toBeLessThan(30)
    expect(commonBlock(right, [])).toBeUndefined()
  })
})

describe('peers', () => {
  it('ignore nonsense of others', async () => {
    const clock = createVirtualClock(GENESIS.timestamp)
    const network = createSimulatedNetwork<PeerMessage>(clock, createRandom('n'), { min: 1, max: 5 })
    const node = createNode({
      name: 'good',
      params: TINY,
      genesis: GENESIS,
      clock,
      network,
      random: createRandom(1),
    })
    const heard: PeerMessage[] = []
    const bad = network.join('bad', {
      onMessage: (_, message) => void heard.push(message),
      onConnected: () => undefined,
    })
    const foreign = mine(newChain())
    const messages: PeerMessage[] = [
      { kind: 'getBlocks', hashes: [foreign.hash] },
      { kind: 'sync', locator: [] },
      { kind: 'sync', locator: [foreign.hash] },
      { kind: 'sync', locator: [node.chain.genesis.hash], after: foreign.hash },
      { kind: 'blocks', blocks: [] },
      { kind: 'block', block: { ...foreign, transactions: [] } },
      { kind: 'transaction', transaction: foreign.transactions[0]! },
    ]
    for (const message of messages) bad.send('good', message)
    await clock.advance(100n)
    expect(node.chain.blockCount()).toBe(1)
    expect(heard.map((message) => message.kind)).toEqual(['sync'])
    bad.send('good', { kind: 'block', block: foreign })
    await clock.advance(100n)
    expect(node.chain.sink()).toBe(foreign.hash)
  })
})

describe('a node', () => {
  it('answers the same over WebSocket as in process', async () => {
    const { node } = singleNode()
    const { chain, api, miner } = node
    const tx = pay(alice, coin(chain, alice), bob, 1_000_000_000n)
    await api.submitTransaction({ transaction: tx, allowOrphan: false })
    for (let i = 0; i < 5; i++) miner!.mine()
    const waiting = pay(alice, coin(chain, alice), bob, 1_000_000_000n)
    await api.submitTransaction({ transaction: waiting, allowOrphan: false })
    const server = await startRpcServer(api, { port: 0 })
    const remote = await connectRpc(server.url)
    const genesis = chain.genesis.hash
    const questions: { [M in MethodName]?: Parameters<(typeof api)[M]>[0] } = {
      getInfo: {},
      getServerInfo: {},
      getBlockDagInfo: {},
      getBlock: { hash: chain.sink(), includeTransactions: true },
      getBlocks: { lowHash: undefined, includeBlocks: true, includeTransactions: true },
      getUtxosByAddresses: { addresses: [ALICE] },
      getBalanceByAddress: { address: ALICE },
      getMempoolEntries: { includeOrphanPool: true, filterTransactionPool: false },
      getVirtualChainFromBlock: {
        startHash: genesis,
        includeAcceptedTransactionIds: true,
        minConfirmationCount: undefined,
      },
      getVirtualChainFromBlockV2: {
        startHash: genesis,
        dataVerbosityLevel: undefined,
        minConfirmationCount: 1n,
      },
      getSeqCommitLaneProof: { blockHash: chain.sink(), laneKey: laneKey(NATIVE_SUBNETWORK) },
      getSink: {},
      getSinkBlueScore: {},
      getCurrentNetwork: {},
      silo_getSilos: {},
      silo_getChainPoint: {},
      silo_getTransaction: { transactionId: transactionId(tx) },
      silo_getBooks: {},
      silo_getChainBlocks: { fromIndex: 1, limit: 3 },
      silo_getVirtualChain: { startHash: genesis, limit: 2 },
    }
    for (const [name, params] of Object.entries(questions) as [MethodName, never][]) {
      const here = await api[name](params)
      const there = await remote[name](params)
      expect(METHODS[name].result.encode(there as never)).toEqual(METHODS[name].result.encode(here as never))
    }
    remote.close()
    await server.close()
  })

  it('tells how a transaction fares from the mempool to confirmations', async () => {
    const { node } = singleNode()
    const { chain, api, miner } = node
    const tx = pay(alice, coin(chain, alice), bob, 1_000_000_000n)
    const status = async () => (await api.silo_getTransaction({ transactionId: transactionId(tx) })).status
    expect(await status()).toEqual({ kind: 'unknown' })
    await api.submitTransaction({ transaction: tx, allowOrphan: false })
    expect(await status()).toEqual({ kind: 'waiting' })
    const holder = miner!.mine()
    expect(await status()).toEqual({ kind: 'included', blocks: [holder.hash], reason: undefined })
    const acceptor = miner!.mine()
    miner!.mine()
    expect(await status()).toMatchObject({
      kind: 'accepted',
      acceptingBlock: acceptor.hash,
      confirmations: 1n,
    })
  })

  it('refuses with reasons what makes no sense', async () => {
    const { node } = singleNode()
    const { api, chain } = node
    const stranger = template(chain).hash
    await expect(api.getBlock({ hash: stranger, includeTransactions: false })).rejects.toMatchObject({
      code: 'notFound',
    })
    await expect(api.getBalanceByAddress({ address: 'kaspa:nonsense' })).rejects.toMatchObject({
      code: 'badParams',
    })
    const mainnet = encodeAddress({ prefix: 'kaspa', kind: 'pubKey', payload: publicKeyOf(alice.secretKey) })
    await expect(api.getBalanceByAddress({ address: mainnet })).rejects.toThrow('another network')
    await expect(api.devnet_mine({ count: 1 })).rejects.toMatchObject({ code: 'unavailable' })
    await expect(api.silo_getDispute({ disputeId: stranger })).rejects.toMatchObject({ code: 'notFound' })
    const bad = pay(bob, coin(chain, alice), bob, 1_000_000_000n)
    await expect(api.submitTransaction({ transaction: bad, allowOrphan: false })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('script refused'),
    })
  })

  it('says why a merged block lost a double spend', async () => {
    const { node } = singleNode()
    const { chain, api, miner } = node
    const rival = newChain()
    const utxo = coin(chain, alice)
    const ours = pay(alice, utxo, bob, 1_000_000_000n)
    const theirs = pay(alice, utxo, bob, 2_000_000_000n)
    await api.submitTransaction({ transaction: ours, allowOrphan: false })
    const clock = createVirtualClock(GENESIS.timestamp)
    miner!.mine()
    const other = createBlockIntake(chain, clock, () => undefined)
    other.take(mine(rival, [theirs]))
    for (let i = 0; i < 3; i++) miner!.mine()
    const statuses = await Promise.all(
      [ours, theirs].map(
        async (tx) => (await api.silo_getTransaction({ transactionId: transactionId(tx) })).status.kind,
      ),
    )
    expect(statuses.filter((kind) => kind === 'accepted')).toHaveLength(1)
  })
})
