// The state at one chain block: unspent outputs, the bridge's records, which transactions were accepted where, and the
// books. It moves along the selected chain by applying the effects of a chain block or undoing exactly those.
import type { BridgeRecord, BridgeView } from '../bridge/index.ts'
import type { Hash, ScriptPublicKey } from '../tx/index.ts'
import { outpointKey, ZERO_HASH } from '../tx/index.ts'
import type { Utxo, UtxoDiff, UtxoView } from '../utxo/index.ts'
import { invertDiff, UtxoSet } from '../utxo/index.ts'
import { createBridgeRecords } from './bridge-records.ts'
import type { Journal } from './journal.ts'
import { createScriptIndex } from './script-index.ts'
import type { ChainImage, LedgerPlace } from './storage.ts'
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
  /** Takes back the effects of the position; `below` are those of the block under it. */
  readonly undo: (effects: ChainEffects, below: ChainEffects) => void
  readonly place: () => LedgerPlace
  readonly bridgeRecords: () => Iterable<readonly [string, BridgeRecord]>
  /** Forgets which transactions a chain block accepted, which can't be undone any more. */
  readonly forget: (effects: ChainEffects) => void
}

/** What a ledger starts from other than nothing. */
export interface LedgerImage extends Pick<ChainImage, 'utxos' | 'bridge' | 'ledger'> {
  /** Of the chain blocks up to its position, lowest first. */
  readonly effects: readonly ChainEffects[]
}

/** An empty ledger at no block (the zero hash): genesis is applied first, like every block after it. */
export function createLedger(journal: Journal, image?: LedgerImage): Ledger {
  const utxos = new UtxoSet()
  const byScript = createScriptIndex()
  const acceptedBy = new Map<Hash, Hash>()
  const bridge = createBridgeRecords()
  // What the position's own coinbase will pay when the next chain block accepts it.
  let feesDue = 0n
  let position = ZERO_HASH
  let emitted = 0n
  let burned = 0n

  const change = (diff: UtxoDiff): void => {
    utxos.apply(diff)
    byScript.apply(diff)
  }

  if (image !== undefined) {
    change({
      added: new Map(image.utxos.map((utxo) => [outpointKey(utxo.outpoint), utxo])),
      removed: new Map(),
    })
    bridge.apply(image.bridge.map(([key, after]) => ({ key, before: undefined, after })))
    for (const { acceptedIds, block } of image.effects)
      for (const id of acceptedIds) acceptedBy.set(id, block)
    feesDue = image.effects.at(-1)?.coinbase.fees ?? 0n
    position = image.ledger.position
    emitted = image.ledger.emitted
    burned = image.ledger.burned
  }

  return {
    position: () => position,
    utxos,
    utxosOf: byScript.utxosOf,
    allUtxos: () => utxos.utxos(),
    bridge: bridge.view,
    acceptedBy: (id) => acceptedBy.get(id),
    books: () => ({ utxos: utxos.total, emitted, burned, feesDue }),
    apply(effects) {
      if (effects.selectedParent !== position) throw new Error('bug: effects applied in another place')
      change(effects.utxo)
      bridge.apply(effects.bridge)
      for (const id of effects.acceptedIds) acceptedBy.set(id, effects.block)
      emitted += effects.emitted
      burned += effects.burned
      feesDue = effects.coinbase.fees
      position = effects.block
      journal.applied(effects)
    },
    undo(effects, below) {
      if (effects.block !== position) throw new Error('bug: effects undone in another place')
      change(invertDiff(effects.utxo))
      bridge.undo(effects.bridge)
      for (const id of effects.acceptedIds) acceptedBy.delete(id)
      emitted -= effects.emitted
      burned -= effects.burned
      feesDue = below.coinbase.fees
      position = effects.selectedParent
      journal.undone(effects)
    },
    place: () => ({ position, emitted, burned }),
    bridgeRecords: bridge.all,
    forget({ acceptedIds, block }) {
      for (const id of acceptedIds) if (acceptedBy.get(id) === block) acceptedBy.delete(id)
    },
  }
}
