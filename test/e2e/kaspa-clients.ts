// Kaspa's own SDKs behind one interface, for tests: what differs between them is how a payment is made and how events
// are named. Both are used as npm delivers them.
import * as dfns from '@dfns/kaspa-wasm'
import * as kaspa from 'kaspa-wasm'

/** Sompi that make a payment of one input pass as to its fee: the SDKs know lower fees only. */
const FEE = 1_000_000n

/** As the SDK hands it to its user: objects, strings, numbers, bigints. */
export type Answer = Readonly<Record<string, unknown>>

export type ReadMethod =
  | 'getInfo'
  | 'getServerInfo'
  | 'getBlockDagInfo'
  | 'getBlockCount'
  | 'getCoinSupply'
  | 'getSink'
  | 'getSinkBlueScore'
  | 'getSyncStatus'
  | 'getCurrentNetwork'
  | 'ping'
  | 'getBlock'
  | 'getBlocks'
  | 'getBlockTemplate'
  | 'submitBlock'
  | 'getVirtualChainFromBlock'
  | 'getMempoolEntries'
  | 'getMempoolEntry'
  | 'getMempoolEntriesByAddresses'
  | 'getBalanceByAddress'
  | 'getBalancesByAddresses'
  | 'estimateNetworkHashesPerSecond'

export type EventName =
  'utxosChanged' | 'blockAdded' | 'virtualChainChanged' | 'sinkBlueScoreChanged' | 'virtualDaaScoreChanged'

export interface Payment {
  /** Hex. */
  readonly secret: string
  readonly from: string
  readonly to: string
  readonly amount: bigint
}

export interface Client {
  readonly call: (method: ReadMethod, request?: object) => Promise<Answer>
  readonly countUtxos: (address: string) => Promise<number>
  /** Creates, signs and submits; resolves with the id. */
  readonly pay: (payment: Payment) => Promise<string>
  /** Subscribes; each event goes to the listener. */
  readonly listen: (event: EventName, address: string, listener: (data: Answer) => void) => Promise<void>
  readonly close: () => Promise<void>
}

type Calls = Readonly<Record<ReadMethod, (request?: object) => Promise<Answer>>>

export async function connectKaspaWasm(url: string): Promise<Client> {
  const rpc = new kaspa.RpcClient(url, kaspa.Encoding.SerdeJson)
  await rpc.connect({})
  const listeners = new Map<string, (data: Answer) => void>()
  await rpc.notify((name: string, data: Answer) => listeners.get(name)?.(data))
  return {
    call: (method, request) => (rpc as unknown as Calls)[method](request),
    countUtxos: async (address) => ((await rpc.getUtxosByAddresses([address])) as unknown[]).length,
    async pay({ secret, from, to, amount }) {
      const [coin] = (await rpc.getUtxosByAddresses([from])) as { utxoEntry: { amount: bigint } }[]
      if (coin === undefined) throw new Error(`${from} has no coins`)
      const outputs = [
        new kaspa.PaymentOutput(new kaspa.Address(to), amount),
        new kaspa.PaymentOutput(new kaspa.Address(from), coin.utxoEntry.amount - amount - FEE),
      ]
      const unsigned = kaspa.createTransaction([coin], outputs, new kaspa.Address(from), FEE, undefined, 1, 1)
      const signed = kaspa.signTransaction(unsigned, [new kaspa.PrivateKey(secret)], true)
      const { transactionId } = (await rpc.submitTransaction(signed, false)) as { transactionId: string }
      return transactionId
    },
    async listen(event, address, listener) {
      listeners.set(`${event}Notification`, listener)
      if (event === 'utxosChanged') await rpc.subscribeUtxosChanged([address])
      else if (event === 'blockAdded') await rpc.subscribeBlockAdded()
      else if (event === 'virtualChainChanged') await rpc.subscribeVirtualChainChanged(true)
      else if (event === 'sinkBlueScoreChanged') await rpc.subscribeSinkBlueScoreChanged()
      else await rpc.subscribeVirtualDaaScoreChanged()
    },
    close: () => rpc.disconnect(),
  }
}

export async function connectDfns(url: string, networkId: string): Promise<Client> {
  const rpc = new dfns.RpcClient({
    url,
    encoding: dfns.Encoding.SerdeJson,
    networkId: new dfns.NetworkId(networkId),
  })
  await rpc.connect()
  const processor = new dfns.UtxoProcessor({ rpc, networkId })
  const listeners = new Map<string, (data: Answer) => void>()
  const hear = ({ type, data }: { type: string; data: Answer }): void => listeners.get(type)?.(data)
  rpc.addEventListener(hear as never)
  return {
    call: (method, request) => (rpc as unknown as Calls)[method](request),
    countUtxos: async (address) => (await rpc.getUtxosByAddresses([address])).entries.length,
    async pay({ secret, from, to, amount }) {
      const { entries } = await rpc.getUtxosByAddresses([from])
      const { transactions } = await dfns.createTransactions({
        entries: entries.slice(0, 1),
        outputs: [{ address: to, amount }],
        changeAddress: from,
        priorityFee: FEE,
        networkId,
      })
      const [transaction] = transactions
      if (transaction === undefined) throw new Error('nothing was created')
      transaction.sign([new dfns.PrivateKey(secret)])
      return transaction.submit(rpc)
    },
    async listen(event, address, listener) {
      const type = event.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
      listeners.set(type, listener)
      if (event === 'utxosChanged') await rpc.subscribeUtxosChanged([address])
      else if (event === 'blockAdded') await rpc.subscribeBlockAdded()
      else if (event === 'virtualChainChanged') await rpc.subscribeVirtualChainChanged(true)
      else if (event === 'sinkBlueScoreChanged') await rpc.subscribeSinkBlueScoreChanged()
      else {
        // This version sends nothing when its client is asked to subscribe to DAA scores; its wallet does subscribe.
        const hearScore = ({ type: kind, data }: { type: string; data: Answer }): void => {
          if (kind === 'daa-score-change') listener({ virtualDaaScore: data['currentDaaScore'] })
        }
        processor.addEventListener(hearScore as never)
        await processor.start()
      }
    },
    async close() {
      await processor.stop()
      await rpc.disconnect()
    },
  }
}
