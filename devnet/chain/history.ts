// The bridge's records as they stood at an earlier block of the selected chain: what is at the sink, with the changes of
// the chain blocks in between taken back.
import type { BridgeRecord, BridgeView } from '../bridge/index.ts'
import type { Hash } from '../tx/index.ts'
import type { BlockStore } from './block-store.ts'
import type { LedgerView } from './ledger.ts'
import type { SelectedChain } from './selected-chain.ts'

/** Answers with a view that holds until the chain moves; undefined off the selected chain, and where the way back is forgotten. */
export function createBridgeHistory(
  ledger: LedgerView,
  store: BlockStore,
  selected: SelectedChain,
): (hash: Hash) => BridgeView | undefined {
  return (hash) => {
    const index = selected.indexOf(hash)
    const top = selected.indexOf(selected.sink())
    if (index === undefined || top === undefined) return undefined
    const earlier = new Map<string, BridgeRecord | undefined>()
    for (let i = top; i > index; i--) {
      const above = selected.at(i)
      if (above === undefined) continue
      if (store.isSettled(above)) return undefined
      for (const { key, before } of store.requireEffects(above).bridge) earlier.set(key, before)
    }
    return { get: (key) => (earlier.has(key) ? earlier.get(key) : ledger.bridge.get(key)) }
  }
}
