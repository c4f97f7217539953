// What became of unspent outputs between two moments: diffs one after the other, forward or taken back, as one net change.
import type { ChainChange, ChainEffects } from '../../chain/index.ts'
import type { Hash, OutpointKey } from '../../tx/index.ts'
import type { Utxo, UtxoDiff } from '../../utxo/index.ts'

export interface NetChange {
  readonly added: readonly Utxo[]
  readonly removed: readonly Utxo[]
}

/**
 * From the state of the old virtual block to that of the new one: take the old virtual diff back, undo and do chain blocks,
 * apply the new virtual diff.
 */
export function netUtxoChange(
  before: UtxoDiff,
  change: ChainChange | undefined,
  after: UtxoDiff,
  effects: (hash: Hash) => ChainEffects | undefined,
): NetChange {
  const added = new Map<OutpointKey, Utxo>()
  const removed = new Map<OutpointKey, Utxo>()

  const run = (taken: UtxoDiff['removed'], put: UtxoDiff['added']): void => {
    for (const [key, utxo] of taken) if (!added.delete(key)) removed.set(key, utxo)
    for (const [key, utxo] of put) {
      const gone = removed.get(key)
      // The same output again, unless another block accepted it at another score.
      if (gone !== undefined && gone.entry.blockDaaScore === utxo.entry.blockDaaScore) removed.delete(key)
      else added.set(key, utxo)
    }
  }

  run(before.added, before.removed)
  for (const hash of change?.removed ?? []) {
    const diff = effects(hash)?.utxo
    if (diff !== undefined) run(diff.added, diff.removed)
  }
  for (const hash of change?.added ?? []) {
    const diff = effects(hash)?.utxo
    if (diff !== undefined) run(diff.removed, diff.added)
  }
  run(after.removed, after.added)
  return { added: [...added.values()], removed: [...removed.values()] }
}
