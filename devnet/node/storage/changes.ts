// The rows that a batch puts and takes away.
import type { ChainBatch, PrunedTo } from '../../chain/index.ts'
import type { Hash } from '../../tx/index.ts'
import type { Places } from './load.ts'
import {
  blockKey,
  blockRow,
  bridgeRow,
  effectsRow,
  encodeMeta,
  laneRow,
  laneRowOf,
  metaKey,
  outpointRowKey,
  placeRow,
  prunedRowOf,
  reasonRow,
  textKey,
  undoRow,
  utxoRow,
} from './records.ts'
import type { Change, TableName, Tables } from './tables.ts'

/** `places` tells where the blocks stand in the order of arrival; it learns of new ones and forgets those that are gone. */
export function* changesOf(batch: ChainBatch, places: Places): IterableIterator<Change> {
  const put = (table: TableName, key: Uint8Array, value: Uint8Array | undefined): Change => ({
    table,
    key,
    value,
  })
  const keyOf = (hash: Hash): Uint8Array => {
    const place = places.of.get(hash)
    if (place === undefined) throw new Error(`bug: block ${hash} was never written`)
    return blockKey(place)
  }
  for (const { block, place } of batch.blocks) {
    places.of.set(block.hash, places.next++)
    yield put('blocks', keyOf(block.hash), blockRow.encode(block))
    yield put('places', keyOf(block.hash), placeRow.encode(place))
  }
  for (const valid of batch.valid) {
    yield put('effects', keyOf(valid.effects.block), effectsRow.encode(valid.effects))
    yield put('undo', keyOf(valid.effects.block), undoRow.encode(valid))
  }
  for (const { block, reason } of batch.disqualified)
    yield put('disqualified', keyOf(block), reasonRow.encode(reason))
  for (const [key, utxo] of batch.utxos) yield put('utxos', outpointRowKey(key), utxo && utxoRow.encode(utxo))
  for (const [key, record] of batch.bridge)
    yield put('bridge', textKey(key), record && bridgeRow.encode(record))
  yield put('meta', metaKey('ledger'), encodeMeta<'ledger'>(batch.ledger))
  yield put('meta', metaKey('finalityPoint'), encodeMeta<'finalityPoint'>(batch.finalityPoint))
  if (batch.settled !== undefined) {
    const { blocks, base, lanes } = batch.settled
    for (const block of blocks) yield put('undo', keyOf(block), undefined)
    for (const lane of lanes) yield put('lanes', textKey(lane.key), laneRow.encode(laneRowOf(lane)))
    yield put('meta', metaKey('base'), encodeMeta<'base'>(base))
  }
  if (batch.pruned === undefined) return
  const { gone } = batch.pruned
  yield put('meta', metaKey('pruned'), encodeMeta<'pruned'>(prunedRowOf(batch.pruned)))
  for (const hash of gone) {
    for (const table of ['blocks', 'places', 'effects', 'undo', 'disqualified'] as const)
      yield put(table, keyOf(hash), undefined)
    places.of.delete(hash)
  }
}

/** Lanes that every block above the pruning point takes for expired. */
export function* expiredLanes(
  tables: Tables,
  { rootSample }: PrunedTo,
  finalityDepth: bigint,
): IterableIterator<Change> {
  for (const entry of tables.entries('lanes')) {
    if (laneRow.decode(entry).blueScore + finalityDepth < (rootSample?.blueScore ?? 0n))
      yield { table: 'lanes', key: entry.key, value: undefined }
  }
}
