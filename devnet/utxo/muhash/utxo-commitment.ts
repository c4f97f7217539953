// The commitment to the set of unspent outputs in Kaspa's bytes: a MuHash over every output with its outpoint. It is moved
// by diffs, and taking a diff back gives exactly what was there before.
import { ByteWriter } from '../../tx/byte-writer.ts'
import { bytesToHex } from '../../tx/hash.ts'
import { createBoundedMap } from '../bounded-map.ts'
import type { Utxo, UtxoDiff } from '../types.ts'
import type { MuHash } from './muhash.ts'
import { changeSet, elementOf, normalize } from './muhash.ts'

/** The bytes of one unspent output in the set hash (31, 2.4). */
export function utxoElement({ outpoint, entry }: Utxo): Uint8Array {
  const writer = new ByteWriter().hash(outpoint.transactionId).u32(outpoint.index)
  writer.u64(entry.blockDaaScore).u64(entry.amount).bool(entry.isCoinbase)
  writer.u16(entry.scriptPublicKey.version).varBytes(entry.scriptPublicKey.script)
  if (entry.covenantId !== undefined) writer.hash(entry.covenantId)
  return writer.finish()
}

/** The set after a diff, normalized: its hash is what the header of the block with that diff must commit to. */
export function applyDiffToSet(set: MuHash, diff: UtxoDiff): MuHash {
  return normalize(changeSet(set, elements(diff.added.values()), elements(diff.removed.values())))
}

function* elements(utxos: Iterable<Utxo>): IterableIterator<bigint> {
  for (const utxo of utxos) yield rememberedElement(utxoElement(utxo))
}

const REMEMBERED_ELEMENTS = 4_000

/** By the bytes they come from. An output comes up when it is made and when it is spent, and in every node of a process. */
const rememberedElements = createBoundedMap<string, bigint>(REMEMBERED_ELEMENTS)

function rememberedElement(data: Uint8Array): bigint {
  const key = bytesToHex(data)
  const known = rememberedElements.get(key)
  if (known !== undefined) return known
  const element = elementOf(data)
  rememberedElements.set(key, element)
  return element
}
