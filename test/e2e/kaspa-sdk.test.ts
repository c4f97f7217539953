// Kaspa's own SDKs, unmodified, as clients of a devnet: they connect, read, listen, and pay.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Devnet } from '../../devnet/index.ts'
import { startDevnet } from '../../devnet/index.ts'
import { bytesToHex } from '../../devnet/tx/index.ts'
import type { Answer, Client, EventName, ReadMethod } from './kaspa-clients.ts'
import { connectDfns, connectKaspaWasm } from './kaspa-clients.ts'

const AMOUNT = 5_00000000n

interface Case {
  readonly name: string
  readonly connect: (url: string, networkId: string) => Promise<Client>
}

const CASES: readonly Case[] = [
  { name: 'kaspa-wasm 0.13.0', connect: (url) => connectKaspaWasm(`${url}/kaspa-0.13`) },
  { name: '@dfns/kaspa-wasm 0.14.1', connect: connectDfns },
]

/** What a subscription brought so far, and a promise for the first that fits. */
async function record(client: Client, event: EventName, address: string) {
  const heard: Answer[] = []
  const waiting = new Set<() => void>()
  await client.listen(event, address, (data) => {
    heard.push(data)
    for (const look of waiting) look()
  })
  return {
    first: (fits: (data: Answer) => boolean = () => true) =>
      new Promise<Answer>((resolve) => {
        const look = (): void => {
          const found = heard.find(fits)
          if (found === undefined) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
  }
}

describe.each(CASES)('$name', ({ connect }) => {
  let devnet: Devnet
  let client: Client
  const call = (method: ReadMethod, request?: object): Promise<Answer> => client.call(method, request)
  beforeAll(async () => {
    devnet = await startDevnet({ rpc: { port: 0 } })
    client = await connect(devnet.rpc!.url, devnet.params.networkId)
    const score = await record(client, 'sinkBlueScoreChanged', '')
    await score.first(({ sinkBlueScore }) => Number(sinkBlueScore) >= 3)
  })
  afterAll(async () => {
    await client.close()
    await devnet.stop()
  })

  it('reads what the node is', async () => {
    const { networkId } = devnet.params
    expect(await call('getInfo')).toMatchObject({ isUtxoIndexed: true, isSynced: true })
    expect(await call('getServerInfo')).toMatchObject({ networkId, rpcApiVersion: [0, 1, 0, 0] })
    expect(await call('getCurrentNetwork', {})).toEqual({ network: networkId })
    expect(await call('getSyncStatus')).toEqual({ isSynced: true })
    expect(await call('ping')).toBeDefined()
  })

  it('reads the chain', async () => {
    const info = await call('getBlockDagInfo')
    expect(info['network']).toBe(devnet.params.networkId)
    expect(info['tipHashes']).not.toHaveLength(0)
    const count = await call('getBlockCount')
    expect(Number(count['blockCount'])).toBeGreaterThanOrEqual(Number(info['blockCount']))
    expect((await call('getSinkBlueScore'))['blueScore']).toBeGreaterThanOrEqual(3n)
    const supply = await call('getCoinSupply')
    expect(supply['circulatingSompi']).toBeGreaterThan(0n)

    const { sink } = await call('getSink')
    const { block } = (await call('getBlock', { hash: sink, includeTransactions: true })) as {
      block: { header: Answer; transactions: Answer[]; verboseData: Answer }
    }
    expect(block.header['hash']).toBe(sink)
    expect(block.verboseData).toMatchObject({ hash: sink, isHeaderOnly: false })
    const [coinbase] = block.transactions as [{ verboseData: Answer }]
    expect(coinbase.verboseData['blockHash']).toBe(sink)
    expect(block.verboseData['transactionIds']).toContain(coinbase.verboseData['transactionId'])

    const genesis = devnet.nodes[0]!.chain.genesis.hash
    const after = { lowHash: genesis, includeBlocks: true, includeTransactions: true }
    const { blockHashes, blocks } = (await call('getBlocks', after)) as {
      blockHashes: string[]
      blocks: { header: Answer }[]
    }
    expect(blockHashes).toContain(sink)
    expect(blocks.map(({ header }) => header['hash'])).toEqual(blockHashes)
    const path = { startHash: genesis, includeAcceptedTransactionIds: true }
    const chain = await call('getVirtualChainFromBlock', path)
    expect(chain['removedChainBlockHashes']).toEqual([])
    expect(chain['addedChainBlockHashes']).toHaveLength((chain['acceptedTransactionIds'] as unknown[]).length)
    const window = { windowSize: 2, startHash: sink }
    expect(await call('estimateNetworkHashesPerSecond', window)).toHaveProperty('networkHashesPerSecond')
  })

  it('mines', async () => {
    const payAddress = devnet.accounts[3]!.address
    const { block } = await call('getBlockTemplate', { payAddress, extraData: [1, 2] })
    const { report } = await call('submitBlock', { block, allowNonDAABlocks: false })
    // The older SDK has it as a word.
    expect([report, (report as Answer)['type']]).toContain('success')
    const { hash } = (block as { header: { hash: string } }).header
    expect(await call('getBlock', { hash, includeTransactions: false })).toMatchObject({
      block: { header: { hash } },
    })
  })

  it('creates, signs and submits a payment that is mined and accepted', async () => {
    const [payer, payee] = devnet.accounts
    const to = payee!.address
    const balance = async (): Promise<bigint> => {
      const { entries } = (await call('getBalancesByAddresses', { addresses: [to] })) as {
        entries: { balance: bigint }[]
      }
      return entries[0]!.balance
    }
    const before = await balance()
    expect(await client.countUtxos(payer!.address)).toBe(20)
    const utxos = await record(client, 'utxosChanged', to)
    const chain = await record(client, 'virtualChainChanged', '')
    const secret = bytesToHex(payer!.key.secret)
    const id = await client.pay({ secret, from: payer!.address, to, amount: AMOUNT })

    await utxos.first((data) => namesTransaction(data['added'], id))
    const accepted = await chain.first(({ acceptedTransactionIds }) =>
      (acceptedTransactionIds as { acceptedTransactionIds: string[] }[]).some((block) =>
        block.acceptedTransactionIds.includes(id),
      ),
    )
    expect(accepted['addedChainBlockHashes']).not.toHaveLength(0)
    expect(await balance()).toBe(before + AMOUNT)
    expect((await call('getBalanceByAddress', { address: to }))['balance']).toBe(before + AMOUNT)
  })

  it('sees what waits', async () => {
    await devnet.api.devnet_setMining({ on: false })
    const [payer, , payee] = devnet.accounts
    const to = payee!.address
    const secret = bytesToHex(payer!.key.secret)
    const transactionId = await client.pay({ secret, from: payer!.address, to, amount: AMOUNT })
    const pools = { includeOrphanPool: true, filterTransactionPool: false }
    const { mempoolEntry } = (await call('getMempoolEntry', { transactionId, ...pools })) as {
      mempoolEntry: { fee: bigint; transaction: { verboseData: Answer } }
    }
    expect(mempoolEntry.fee).toBeGreaterThan(0n)
    expect(mempoolEntry.transaction.verboseData['transactionId']).toBe(transactionId)
    expect((await call('getMempoolEntries', pools))['mempoolEntries']).toHaveLength(1)
    const byAddress = await call('getMempoolEntriesByAddresses', { addresses: [to], ...pools })
    expect(byAddress['entries']).toMatchObject([{ sending: [], receiving: [{ fee: mempoolEntry.fee }] }])
    await devnet.api.devnet_setMining({ on: true })
  })

  it('is told of blocks and scores', async () => {
    const blocks = await record(client, 'blockAdded', '')
    const scores = await record(client, 'virtualDaaScoreChanged', '')
    const { block } = (await blocks.first()) as { block: { header: Answer } }
    expect(devnet.nodes[0]!.chain.block(block.header['hash'] as never)).toBeDefined()
    const { virtualDaaScore } = await scores.first()
    expect(Number(virtualDaaScore)).toBeGreaterThan(0)
  })

  it('is told why something is refused', async () => {
    await expect(call('getBlock', { hash: 'ab'.repeat(32), includeTransactions: false })).rejects.toThrow(
      /no block abab/,
    )
  })
})

function namesTransaction(utxos: unknown, id: string): boolean {
  const entries = utxos as readonly { outpoint?: { transactionId: string }; entry?: { outpoint: Answer } }[]
  return entries.some(
    ({ outpoint, entry }) => outpoint?.transactionId === id || entry?.outpoint['transactionId'] === id,
  )
}
