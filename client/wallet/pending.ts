// Remembers what a wallet has sent and the chain hasn't shown yet, so that it can send several transactions in a row
// without spending a coin twice. Pure bookkeeping over what the node says.
import type { Hash, OutpointKey, Transaction } from '../../devnet/tx/index.ts'
import { outpointKey, scriptsEqual, transactionId } from '../../devnet/tx/index.ts'
import type { ScriptPublicKey } from '../../devnet/tx/index.ts'
import type { Coin } from './build.ts'

interface Sent {
  readonly transaction: Transaction
  readonly sentAt: bigint
}

export interface PendingSpends {
  /** Takes note of a transaction handed in at this DAA score. */
  add(transaction: Transaction, daaScore: bigint): void
  /** Forgets a transaction, whose coins are then free again. */
  drop(id: Hash): void
  /** Those sent at or before this score: the caller asks what became of them. */
  olderThan(daaScore: bigint): readonly Hash[]
  /** Those sent at a higher score than the chain has now: it went back, maybe to a state that never heard of them. */
  aheadOf(daaScore: bigint): readonly Hash[]
  /**
   * The unspent coins of `coins` (what the node lists now) that no pending transaction spends; forgets transactions
   * whose inputs are gone from the list, which is what acceptance looks like.
   */
  free(coins: readonly Coin[]): readonly Coin[]
  /** Change of pending transactions to this script that no other pending transaction spends. */
  change(script: ScriptPublicKey, daaScore: bigint): readonly Coin[]
}

export function pendingSpends(): PendingSpends {
  const sent = new Map<Hash, Sent>()

  function spentKeys(): Set<OutpointKey> {
    const keys = new Set<OutpointKey>()
    for (const { transaction } of sent.values()) {
      for (const input of transaction.inputs) keys.add(outpointKey(input.previousOutpoint))
    }
    return keys
  }

  return {
    add(transaction, daaScore) {
      sent.set(transactionId(transaction), { transaction, sentAt: daaScore })
    },
    drop(id) {
      sent.delete(id)
    },
    olderThan(daaScore) {
      return [...sent].filter(([, entry]) => entry.sentAt <= daaScore).map(([id]) => id)
    },
    aheadOf(daaScore) {
      return [...sent].filter(([, entry]) => entry.sentAt > daaScore).map(([id]) => id)
    },
    free(coins) {
      const listed = new Set(coins.map((coin) => outpointKey(coin.outpoint)))
      for (const [id, { transaction }] of sent) {
        const [first] = transaction.inputs
        const parent = first === undefined ? undefined : first.previousOutpoint
        if (parent === undefined) continue
        // An input that is some pending transaction's change isn't listed before that one is accepted.
        if (!listed.has(outpointKey(parent)) && !sent.has(parent.transactionId)) sent.delete(id)
      }
      const spent = spentKeys()
      return coins.filter((coin) => !spent.has(outpointKey(coin.outpoint)))
    },
    change(script, daaScore) {
      const spent = spentKeys()
      const coins: Coin[] = []
      for (const [id, { transaction }] of sent) {
        for (const [index, output] of transaction.outputs.entries()) {
          const outpoint = { transactionId: id, index }
          if (!scriptsEqual(output.scriptPublicKey, script) || spent.has(outpointKey(outpoint))) continue
          const entry = {
            amount: output.value,
            scriptPublicKey: script,
            blockDaaScore: daaScore,
            isCoinbase: false,
          }
          coins.push({ outpoint, entry })
        }
      }
      return coins
    },
  }
}
