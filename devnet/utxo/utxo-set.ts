// The whole UTXO set in memory, changed by diffs only.
import { outpointKey } from '../tx/types.ts'
import type { Outpoint, OutpointKey, UtxoEntry } from '../tx/types.ts'
import { invertDiff } from './diff.ts'
import type { Utxo, UtxoDiff, UtxoView } from './types.ts'

export class UtxoSet implements UtxoView {
  private readonly unspent = new Map<OutpointKey, Utxo>()
  private sum = 0n

  get(outpoint: Outpoint): UtxoEntry | undefined {
    return this.unspent.get(outpointKey(outpoint))?.entry
  }

  get size(): number {
    return this.unspent.size
  }

  /** The sum of all amounts, in sompi. */
  get total(): bigint {
    return this.sum
  }

  /** All unspent outputs. The order is that of insertion, which a reorg changes: nothing of consensus may use it. */
  utxos(): IterableIterator<Utxo> {
    return this.unspent.values()
  }

  /** Throws, leaving the set as it was, when the diff doesn't fit: that is a bug of the caller. */
  apply(diff: UtxoDiff): void {
    for (const key of diff.removed.keys()) {
      if (!this.unspent.has(key)) throw new Error(`the diff removes output ${key}, which isn't there`)
    }
    for (const key of diff.added.keys()) {
      if (this.unspent.has(key) && !diff.removed.has(key)) {
        throw new Error(`the diff adds output ${key}, which is there already`)
      }
    }
    for (const [key, utxo] of diff.removed) {
      this.unspent.delete(key)
      this.sum -= utxo.entry.amount
    }
    for (const [key, utxo] of diff.added) {
      this.unspent.set(key, utxo)
      this.sum += utxo.entry.amount
    }
  }

  /** Takes back a diff that was applied. */
  unapply(diff: UtxoDiff): void {
    this.apply(invertDiff(diff))
  }
}
