// States of silos in a dump: of those whose first inboxes are gone, since nobody could go on with them otherwise. They come in pieces, a few thousand entries each. Read
// back, they are handed out like those that managers keep, to whoever checks them against what is final.
import type { StateSource } from '../../client/silo/states.ts'
import { pageOf } from '../../client/silo/states.ts'
import { StorageTree } from '../../vm/storage/storage-tree.ts'
import type { StatePage } from '../../client/rpc/silo-codecs.ts'
import type { BridgeView } from '../bridge/index.ts'
import { getProgress, listSilos } from '../bridge/index.ts'
import { offeredStates } from '../node/api/states.ts'
import { ByteReader } from '../tx/byte-reader.ts'
import { ByteWriter } from '../tx/byte-writer.ts'
import type { DecodeResult, Hash } from '../tx/index.ts'
import { hashFromBytes } from '../tx/index.ts'
import { hashStorageKey } from '../../vm/hash/domains.ts'

const PIECE = 4_096
const KEY_BYTES = 56
const VALUE_BYTES = 64
const ENTRY_BYTES = 8 + KEY_BYTES + VALUE_BYTES

/** A part of the state of a silo after a block. */
export interface StatePiece {
  readonly siloId: Hash
  readonly block: Hash
  readonly entries: StatePage['entries']
}

/** Of each silo that can't be run from its creation on any more: a state that somebody keeps, if anybody does. */
export function* piecesOf(view: BridgeView, states: StateSource): IterableIterator<StatePiece> {
  for (const silo of listSilos(view)) {
    if ((getProgress(view, silo.id)?.prunedHeight ?? 0) === 0) continue
    const [node] = offeredStates(view, states, silo)
    if (node !== undefined) yield* piecesAt(states, silo.id, node.block, node.roots.storage)
  }
}

export function* piecesAt(
  states: StateSource,
  siloId: Hash,
  block: Hash,
  storageRoot: Hash,
): IterableIterator<StatePiece> {
  let after: Hash | undefined
  for (;;) {
    const page = states.page({ siloId, block, storageRoot, after, limit: PIECE })
    if (page === undefined) throw new Error(`bug: a state of silo ${siloId} is gone while it is written`)
    yield { siloId, block, entries: page.entries }
    const last = page.entries.at(-1)
    if (!page.more || last === undefined) return
    after = hashFromBytes(hashStorageKey(last.instance, last.key))
  }
}

export function encodePiece({ siloId, block, entries }: StatePiece): Uint8Array {
  const writer = new ByteWriter().hash(siloId).hash(block).count(entries.length)
  for (const { instance, key, value } of entries) writer.u64(instance).bytes(key).bytes(value)
  return writer.finish()
}

export function decodePiece(bytes: Uint8Array): DecodeResult<StatePiece> {
  const reader = new ByteReader(bytes)
  const siloId = reader.hash()
  const block = reader.hash()
  const entries = reader.list(reader.count(PIECE, ENTRY_BYTES), (each) => ({
    instance: each.u64(),
    key: each.bytes(KEY_BYTES),
    value: each.bytes(VALUE_BYTES),
  }))
  const reason = reader.end()
  return reason === undefined ? { ok: true, value: { siloId, block, entries } } : { ok: false, reason }
}

/** Puts pieces together again. */
export function collectStates(): StateSource & { readonly add: (piece: StatePiece) => void } {
  const trees = new Map<string, StorageTree>()
  const nameOf = (siloId: Hash, block: Hash): string => `${siloId} ${block}`
  return {
    add({ siloId, block, entries }) {
      const name = nameOf(siloId, block)
      const tree = trees.get(name) ?? new StorageTree()
      trees.set(name, tree)
      for (const { instance, key, value } of entries) tree.set(instance, key, value)
    },
    page(request) {
      const tree = trees.get(nameOf(request.siloId, request.block))
      return tree === undefined ? undefined : pageOf(tree, request)
    },
  }
}
