// A wallet of one key over a node: knows its coins, builds, signs and hands in what drafts ask for. Sends one after
// the other, so that several may be asked for at once.
import type { AddressPrefix, Hash, Transaction } from '../../devnet/tx/index.ts'
import {
  NATIVE_SUBNETWORK,
  outpointKey,
  parseAddress,
  scriptOfAddress,
  signTransaction,
  transactionId,
} from '../../devnet/tx/index.ts'
import type { NodeApi } from '../rpc/api.ts'
import { RpcError } from '../rpc/api.ts'
import type { Coin, Draft } from './build.ts'
import { buildTransaction } from './build.ts'
import type { Identity, Key } from './keys.ts'
import { addressOf } from './keys.ts'
import { pendingSpends } from './pending.ts'

export type SendResult =
  | {
      readonly ok: true
      readonly transactionId: Hash
      readonly transaction: Transaction
      readonly fee: bigint
    }
  | { readonly ok: false; readonly reason: string }

export interface WalletOptions {
  readonly api: NodeApi
  /** Without its secret nothing is signed, which only a devnet takes that impersonates its address. */
  readonly key: Key | Identity
  readonly prefix: AddressPrefix
  /** DAA score before a coinbase can be spent; Kaspa's is 1000. */
  readonly coinbaseMaturity?: bigint
}

export interface Wallet {
  readonly key: Identity
  readonly address: string
  /** Coins that can be spent now: mature, and not spent by a pending transaction of this wallet. */
  coins(): Promise<readonly Coin[]>
  balance(): Promise<bigint>
  /** Builds, signs and hands in. A reason when coins are lacking or the node refuses. Rejects when the node is gone. */
  send(draft: Draft): Promise<SendResult>
  /** Plain payment. */
  pay(address: string, amount: bigint): Promise<SendResult>
  /** Cuts the wallet's coins so that there are `count` new ones of `amount`, for sending many things at once. */
  split(count: number, amount: bigint): Promise<SendResult>
}

const KASPA_COINBASE_MATURITY = 1000n
/** After this DAA score a pending transaction is asked about, and its coins are freed when nobody knows it. */
const PENDING_PATIENCE = 50n
/** How often a transaction is built with other coins because somebody else was quicker with those it spends. */
const TRIES = 16
const NO_PAYLOAD = new Uint8Array()

export function createWallet(options: WalletOptions): Wallet {
  const { api, key } = options
  const maturity = options.coinbaseMaturity ?? KASPA_COINBASE_MATURITY
  const address = addressOf(key.publicKey, options.prefix)
  const pending = pendingSpends()
  let queue: Promise<unknown> = Promise.resolve()

  async function look(
    point = api.silo_getChainPoint({}),
  ): Promise<{ readonly coins: readonly Coin[]; readonly daaScore: bigint }> {
    const [{ entries }, sink] = await Promise.all([api.getUtxosByAddresses({ addresses: [address] }), point])
    for (const id of pending.olderThan(sink.daaScore - PENDING_PATIENCE)) {
      const { status } = await api.silo_getTransaction({ transactionId: id })
      if (status.kind !== 'waiting') pending.drop(id)
    }
    for (const id of pending.aheadOf(sink.daaScore)) {
      const { status } = await api.silo_getTransaction({ transactionId: id })
      if (status.kind === 'unknown') pending.drop(id)
    }
    const coins = entries
      .map(({ outpoint, utxoEntry }): Coin => ({ outpoint, entry: utxoEntry }))
      .filter(({ entry }) => !entry.isCoinbase || entry.blockDaaScore + maturity <= sink.daaScore)
    return { coins: pending.free(coins), daaScore: sink.daaScore }
  }

  /**
   * Whether somebody else who uses the key, such as another command, has spent a coin that a refused transaction of a draft spends. Takes note of what they have
   * handed in.
   */
  async function lostCoins(draft: Draft, refused: Transaction): Promise<boolean> {
    const pools = { includeOrphanPool: false, filterTransactionPool: false }
    const point = api.silo_getChainPoint({})
    const [{ entries }, { daaScore }] = await Promise.all([
      api.getMempoolEntriesByAddresses({ addresses: [address], ...pools }),
      point,
    ])
    for (const { transaction } of entries.flatMap(({ sending }) => sending))
      pending.add(transaction, daaScore)
    const { coins } = await look(point)
    const kept = [...coins, ...pending.change(key.script, daaScore), ...draft.extraInputs]
    const keptKeys = new Set(kept.map(({ outpoint }) => outpointKey(outpoint)))
    return refused.inputs.some((input) => !keptKeys.has(outpointKey(input.previousOutpoint)))
  }

  async function sendNow(draft: Draft, triesLeft = TRIES): Promise<SendResult> {
    const { coins, daaScore } = await look()
    let built = buildTransaction(draft, coins, key.script)
    if (!built.ok) {
      const chained = [...coins, ...pending.change(key.script, daaScore)]
      if (chained.length > coins.length) built = buildTransaction(draft, chained, key.script)
    }
    if (!built.ok) return built
    const transaction =
      'secret' in key ? signTransaction(built.transaction, built.entries, key.secret) : built.transaction
    try {
      await api.submitTransaction({ transaction, allowOrphan: false })
    } catch (failure) {
      if (!(failure instanceof RpcError) || failure.code !== 'refused') throw failure
      const isLost = triesLeft > 1 && (await lostCoins(draft, transaction))
      return isLost ? sendNow(draft, triesLeft - 1) : { ok: false, reason: failure.message }
    }
    pending.add(transaction, daaScore)
    return { ok: true, transactionId: transactionId(transaction), transaction, fee: built.fee }
  }

  function send(draft: Draft): Promise<SendResult> {
    const result = queue.then(() => sendNow(draft))
    queue = result.catch(() => undefined)
    return result
  }

  return {
    key,
    address,
    coins: async () => (await look()).coins,
    balance: async () => (await look()).coins.reduce((sum, coin) => sum + coin.entry.amount, 0n),
    send,
    async pay(to, amount) {
      const parsed = parseAddress(to)
      if (!parsed.ok) return parsed
      return send(paymentDraft([{ value: amount, scriptPublicKey: scriptOfAddress(parsed.address) }]))
    },
    split: (count, amount) =>
      send(
        paymentDraft(Array.from({ length: count }, () => ({ value: amount, scriptPublicKey: key.script }))),
      ),
  }
}

function paymentDraft(outputs: Draft['outputs']): Draft {
  return {
    subnetworkId: NATIVE_SUBNETWORK,
    gas: 0n,
    payload: NO_PAYLOAD,
    extraInputs: [],
    outputs,
    burned: 0n,
    minimumFee: 0n,
  }
}
