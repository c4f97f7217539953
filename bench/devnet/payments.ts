// Payments prepared beforehand, signed: each spends the one before it in its chain, so that any number can follow each other.
import { buildTransaction } from '../../client/index.ts'
import type { Coin, Key, NodeApi } from '../../client/index.ts'
import { NATIVE_SUBNETWORK, signTransaction, transactionId } from '../../devnet/tx/index.ts'
import type { Hash, Transaction } from '../../devnet/tx/index.ts'

export interface Payments {
  /** In an order in which each comes behind what it spends. */
  readonly transactions: readonly Transaction[]
  /** Ids of the last ones, which nobody spends. */
  readonly last: ReadonlySet<Hash>
}

/** Every coin of the key begins a chain; the chains take turns. */
export function preparePayments(key: Key, coins: readonly Coin[], count: number): Payments {
  const transactions: Transaction[] = []
  let ends = [...coins]
  while (transactions.length < count) {
    ends = ends.map((coin) => {
      const next = pay(key, coin)
      transactions.push(next.transaction)
      return next.coin
    })
  }
  return { transactions, last: new Set(ends.map(({ outpoint }) => outpoint.transactionId)) }
}

/** Pays the whole coin to its own key. */
function pay(key: Key, coin: Coin): { transaction: Transaction; coin: Coin } {
  const built = buildTransaction(
    {
      subnetworkId: NATIVE_SUBNETWORK,
      gas: 0n,
      payload: new Uint8Array(0),
      extraInputs: [],
      outputs: [],
      burned: 0n,
      minimumFee: 0n,
    },
    [coin],
    key.script,
  )
  if (!built.ok) throw new Error(built.reason)
  const transaction = signTransaction(built.transaction, built.entries, key.secret)
  const [output] = transaction.outputs
  if (output === undefined) throw new Error('a payment without an output')
  return {
    transaction,
    coin: {
      outpoint: { transactionId: transactionId(transaction), index: 0 },
      entry: {
        amount: output.value,
        scriptPublicKey: output.scriptPublicKey,
        blockDaaScore: 0n,
        isCoinbase: false,
      },
    },
  }
}

/** The coins that the node knows for an address. */
export async function coinsAt(api: NodeApi, address: string): Promise<readonly Coin[]> {
  const { entries } = await api.getUtxosByAddresses({ addresses: [address] })
  return entries.map(({ outpoint, utxoEntry }) => ({ outpoint, entry: utxoEntry }))
}

/** Waits until the chain has accepted all payments: the coins that are left are the last ones'. */
export async function untilAccepted(api: NodeApi, address: string, { last }: Payments): Promise<void> {
  for (;;) {
    const coins = await coinsAt(api, address)
    if (coins.length > 0 && coins.every(({ outpoint }) => last.has(outpoint.transactionId))) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
