// Payments prepared beforehand, signed. A block holds no transaction that spends another of the same block, so payments that are to go
// at once spend coins of their own: those that the ones before have left.
import { buildTransaction } from '../../client/index.ts'
import type { Coin, Key, NodeApi } from '../../client/index.ts'
import { NATIVE_SUBNETWORK, signTransaction, transactionId } from '../../devnet/tx/index.ts'
import type { Hash, Transaction } from '../../devnet/tx/index.ts'

export interface Payments {
  readonly transactions: readonly Transaction[]
  readonly ids: ReadonlySet<Hash>
}

/** One payment of each coin to its own key, cut into so many parts. */
export function preparePayments(key: Key, coins: readonly Coin[], parts = 1): Payments {
  const transactions = coins.map((coin) => pay(key, coin, parts))
  return { transactions, ids: new Set(transactions.map(transactionId)) }
}

function pay(key: Key, coin: Coin, parts: number): Transaction {
  const cut = { value: coin.entry.amount / BigInt(parts), scriptPublicKey: key.script }
  const built = buildTransaction(
    {
      subnetworkId: NATIVE_SUBNETWORK,
      gas: 0n,
      payload: new Uint8Array(0),
      extraInputs: [],
      // The last part is the change.
      outputs: Array.from({ length: parts - 1 }, () => cut),
      burned: 0n,
      minimumFee: 0n,
    },
    [coin],
    key.script,
  )
  if (!built.ok) throw new Error(built.reason)
  return signTransaction(built.transaction, built.entries, key.secret)
}

/** The coins that the node knows for an address. */
export async function coinsAt(api: NodeApi, address: string): Promise<readonly Coin[]> {
  const { entries } = await api.getUtxosByAddresses({ addresses: [address] })
  return entries.map(({ outpoint, utxoEntry }) => ({ outpoint, entry: utxoEntry }))
}

/** Waits until the chain has accepted all payments: then they are where all coins are from. */
export async function untilAccepted(api: NodeApi, address: string, { ids }: Payments): Promise<void> {
  for (;;) {
    const coins = await coinsAt(api, address)
    if (coins.length > 0 && coins.every(({ outpoint }) => ids.has(outpoint.transactionId))) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
