// The state at one chain block: unspent outputs, the bridge's records, which transactions were accepted where, and the
// books. It moves along the selected chain by applying the effects of a chain block or undoing exactly those.
import type { BridgeView } from '../bridge/index.ts'
import type { Hash, ScriptPublicKey } from '../tx/index.ts'
import { ZERO_HASH } from '../tx/index.ts'
import type { Utxo, UtxoDiff, UtxoView } from '../utxo/index.ts'
import { invertDiff, UtxoSet } from '../utxo/index.ts'
import { createBridgeRecords } from './bridge-records.ts'
import { createScriptIndex } from './script-index.ts'
import type { Books, ChainEffects } from './types.ts'

/** What others may read of the ledger. */
export interface LedgerView {
  /** The chain block whose effects were applied last. */
  readonly position: () => Hash
  readonly utxos: UtxoView
  /** In the order of their keys. */
  readonly utxosOf: (spk: ScriptPublicKey) => readonly Utxo[]
  readonly allUtxos: () => Iterable<Utxo>
  readonly bridge: BridgeView
  /** The chain block that accepted a transaction. */
  readonly acceptedBy: (transactionId: Hash) => Hash | undefined
  readonly books: () => Books
}

export interface Ledger extends LedgerView {
  /** The effects of a block whose selected parent is the position. */
  readonly apply: (effects: ChainEffects) => void
  /** Takes back the effects of the position. */
  readonly undo: (effects: ChainEffects) => void
}

/** An empty ledger at no block (the zero hash): genesis is applied first, like every block after it. */
export function createLedger(): Ledger {
  const utxos = new UtxoSet()
  const byScript = createScriptIndex()
  const acceptedBy = new Map<Hash, Hash>()
  const bridge = createBridgeRecords()
  // Of each chain block, what its own coinbase will pay when the next one accepts it.
  const feesDue: bigint[] = []
  let position = ZERO_HASH
  let emitted = 0n
  let burned = 0n

  const change = (diff: UtxoDiff): void => {
    utxos.apply(diff)
    byScript.apply(diff)
  }

  return {
    position: () => position,
    utxos,
    utxosOf: byScript.utxosOf,
    allUtxos: () => utxos.utxos(),
    bridge: bridge.view,
    acceptedBy: (id) => acceptedBy.get(id),
    books: () => ({ utxos: utxos.total, emitted, burned, feesDue: feesDue.at(-1) ?? 0n }),
    apply(effects) {
      if (effects.selectedParent !== position) throw new Error('bug: effects applied in another place')
      change(effects.utxo)
      bridge.apply(effects.bridge)
      for (const id of effects.acceptedIds) acceptedBy.set(id, effects.block)
      emitted += effects.emitted
      burned += effects.burned
      feesDue.push(effects.coinbase.fees)
      position = effects.block
    },
    undo(effects) {
      if (effects.block !== position) throw new Error('bug: effects undone in another place')
      change(invertDiff(effects.utxo))
      bridge.undo(effects.bridge)
      for (const id of effects.acceptedIds) acceptedBy.delete(id)
      emitted -= effects.emitted
      burned -= effects.burned
      feesDue.pop()
      position = effects.selectedParent
    },
  }
}
