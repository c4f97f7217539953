// Diffs of the UTXO set: undone by swapping their sides, joined one after the other. They carry whole entries on both
// sides, which is also all that a running commitment to the set (MuHash) needs to be folded over them.
import { outpointKey } from '../tx/types.ts'
import type { Outpoint, OutpointKey, Transaction, UtxoEntry } from '../tx/types.ts'
import { transactionId } from '../tx/transaction-hash.ts'
import { COINBASE_SUBNETWORK } from '../tx/constants.ts'
import type { Utxo, UtxoDiff, UtxoView } from './types.ts'

export const EMPTY_DIFF: UtxoDiff = { added: new Map(), removed: new Map() }

/** The diff that takes this one back exactly. */
export function invertDiff(diff: UtxoDiff): UtxoDiff {
  return { added: diff.removed, removed: diff.added }
}

/** One diff that does what `first` and then `second` do. */
export function composeDiffs(first: UtxoDiff, second: UtxoDiff): UtxoDiff {
  const added = new Map(first.added)
  const removed = new Map(first.removed)
  for (const [key, utxo] of second.removed) if (!added.delete(key)) removed.set(key, utxo)
  for (const [key, utxo] of second.added) added.set(key, utxo)
  return { added, removed }
}

export function isEmptyDiff(diff: UtxoDiff): boolean {
  return diff.added.size === 0 && diff.removed.size === 0
}

/** The outputs of a transaction as the set keeps them once a block of this DAA score has accepted it. */
export function outputsOf(tx: Transaction, blockDaaScore: bigint): Utxo[] {
  const id = transactionId(tx)
  const isCoinbase = tx.subnetworkId === COINBASE_SUBNETWORK
  return tx.outputs.map((output, index) => {
    const entry = { amount: output.value, scriptPublicKey: output.scriptPublicKey, blockDaaScore, isCoinbase }
    const { covenant } = output
    return {
      outpoint: { transactionId: id, index },
      entry: covenant === undefined ? entry : { ...entry, covenantId: covenant.covenantId },
    }
  })
}

/**
 * A view over another with changes of its own, which end up in a diff. The view below must not change meanwhile.
 * Spending what isn't there, or adding what is, is a bug of the caller and throws.
 */
export class UtxoOverlay implements UtxoView {
  private readonly below: UtxoView
  private readonly added = new Map<OutpointKey, Utxo>()
  private readonly removed = new Map<OutpointKey, Utxo>()

  constructor(below: UtxoView) {
    this.below = below
  }

  get(outpoint: Outpoint): UtxoEntry | undefined {
    const key = outpointKey(outpoint)
    const own = this.added.get(key)
    if (own !== undefined) return own.entry
    return this.removed.has(key) ? undefined : this.below.get(outpoint)
  }

  spend(outpoint: Outpoint): UtxoEntry {
    const entry = this.get(outpoint)
    const key = outpointKey(outpoint)
    if (entry === undefined) throw new Error(`output ${key} is not there to be spent`)
    if (!this.added.delete(key)) this.removed.set(key, { outpoint, entry })
    return entry
  }

  add(utxo: Utxo): void {
    const key = outpointKey(utxo.outpoint)
    if (this.get(utxo.outpoint) !== undefined) throw new Error(`output ${key} is there already`)
    this.added.set(key, utxo)
  }

  /** Spends the inputs and adds the outputs of a transaction that was found valid. */
  accept(tx: Transaction, blockDaaScore: bigint): void {
    for (const input of tx.inputs) this.spend(input.previousOutpoint)
    for (const utxo of outputsOf(tx, blockDaaScore)) this.add(utxo)
  }

  /** The changes so far. */
  diff(): UtxoDiff {
    return { added: new Map(this.added), removed: new Map(this.removed) }
  }
}
