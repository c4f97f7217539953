// Coins of a silo's account for a transaction that pays out of it.
import type { Hash } from '../../devnet/tx/index.ts'
import type { NodeApi } from '../rpc/api.ts'
import type { Coin } from '../wallet/build.ts'
import { MINIMUM_CHANGE } from '../wallet/build.ts'

/** More inputs than this make a transaction heavier than it needs to be. */
const MAX_ACCOUNT_INPUTS = 50

/** Coins worth an amount, leaving no change or change that can be an output; undefined where there are none now. */
export async function accountCoins(
  api: NodeApi,
  siloId: Hash,
  amount: bigint,
): Promise<readonly Coin[] | undefined> {
  if (amount === 0n) return []
  const { entries } = await api.silo_getAccountUtxos({ siloId })
  // A miner may have its reward paid to the account, where it can't be spent until it is mature.
  const sorted = entries
    .filter(({ utxoEntry }) => !utxoEntry.isCoinbase)
    .map(({ outpoint, utxoEntry }): Coin => ({ outpoint, entry: utxoEntry }))
    .sort((a, b) => (a.entry.amount > b.entry.amount ? -1 : a.entry.amount < b.entry.amount ? 1 : 0))
  const chosen: Coin[] = []
  let sum = 0n
  for (const coin of sorted.slice(0, MAX_ACCOUNT_INPUTS)) {
    chosen.push(coin)
    sum += coin.entry.amount
    if (sum === amount || sum >= amount + MINIMUM_CHANGE) return chosen
  }
  return undefined
}
