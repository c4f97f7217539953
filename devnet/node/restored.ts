// How listeners are told that a node was put back to another state: as a change of the selected chain and of unspent outputs, so that
// whoever follows either needs to know nothing of it.
import type { Chain, ChainChange } from '../chain/index.ts'
import type { Hash } from '../tx/index.ts'
import { outpointKey } from '../tx/index.ts'
import type { Utxo } from '../utxo/index.ts'
import type { NetChange } from './events/utxo-journal.ts'

export interface Move {
  readonly change: ChainChange
  readonly utxos: NetChange
}

/** From one chain's end to another's; they may share nothing but genesis. */
export function moveBetween(before: Chain, after: Chain): Move {
  const removed: Hash[] = []
  const added: Hash[] = []
  let fork = before.chainIndex(before.sink()) ?? 0
  const common = (): Hash | undefined => {
    const hash = before.chainBlockAt(fork)
    return hash !== undefined && after.isChainBlock(hash) ? hash : undefined
  }
  for (; fork >= 0 && common() === undefined; fork--) {
    const hash = before.chainBlockAt(fork)
    if (hash !== undefined) removed.push(hash)
  }
  const from = common()
  const first = from === undefined ? 0 : (after.chainIndex(from) ?? 0) + 1
  const last = after.chainIndex(after.sink()) ?? 0
  for (let index = first; index <= last; index++) {
    const hash = after.chainBlockAt(index)
    if (hash !== undefined) added.push(hash)
  }
  return { change: { removed, added }, utxos: utxosBetween(before, after) }
}

function utxosBetween(before: Chain, after: Chain): NetChange {
  const [old, now] = [virtualUtxos(before), virtualUtxos(after)]
  const isIn = (utxos: ReadonlyMap<string, Utxo>, [key, utxo]: readonly [string, Utxo]): boolean =>
    utxos.get(key)?.entry.blockDaaScore === utxo.entry.blockDaaScore
  return {
    added: [...now].filter((entry) => !isIn(old, entry)).map(([, utxo]) => utxo),
    removed: [...old].filter((entry) => !isIn(now, entry)).map(([, utxo]) => utxo),
  }
}

function virtualUtxos(chain: Chain): ReadonlyMap<string, Utxo> {
  const utxos = new Map(Array.from(chain.ledger.allUtxos(), (utxo) => [outpointKey(utxo.outpoint), utxo]))
  const { added, removed } = chain.virtualDiff()
  for (const key of removed.keys()) utxos.delete(key)
  for (const [key, utxo] of added) utxos.set(key, utxo)
  return utxos
}
