// The binary form of a diff, as it is stored with each chain block.
import { ByteReader } from '../tx/byte-reader.ts'
import { ByteWriter } from '../tx/byte-writer.ts'
import { decodeUtxoEntry, encodeUtxoEntry } from '../tx/codec.ts'
import type { DecodeResult } from '../tx/codec.ts'
import { outpointKey } from '../tx/types.ts'
import type { OutpointKey } from '../tx/types.ts'
import type { Utxo, UtxoDiff } from './types.ts'

const MAX_UTXOS = 10_000_000
const MAX_ENTRY_BYTES = 20_000
const MIN_UTXO_BYTES = 32 + 4 + 8

export function encodeDiff(diff: UtxoDiff): Uint8Array {
  const writer = new ByteWriter()
  for (const side of [diff.removed, diff.added]) {
    writer.count(side.size)
    for (const { outpoint, entry } of side.values()) {
      writer.hash(outpoint.transactionId).u32(outpoint.index).varBytes(encodeUtxoEntry(entry))
    }
  }
  return writer.finish()
}

/** Total; refuses a diff that names an outpoint twice on one side. */
export function decodeDiff(bytes: Uint8Array): DecodeResult<UtxoDiff> {
  const reader = new ByteReader(bytes)
  const removed = readSide(reader)
  const added = readSide(reader)
  const reason = reader.end()
  return reason === undefined ? { ok: true, value: { added, removed } } : { ok: false, reason }
}

function readSide(reader: ByteReader): Map<OutpointKey, Utxo> {
  const utxos = reader.list(reader.count(MAX_UTXOS, MIN_UTXO_BYTES), readUtxo)
  const side = new Map(utxos.map((utxo) => [outpointKey(utxo.outpoint), utxo]))
  if (side.size !== utxos.length) reader.fail('an outpoint is named twice')
  return side
}

function readUtxo(reader: ByteReader): Utxo {
  const outpoint = { transactionId: reader.hash(), index: reader.u32() }
  const decoded = decodeUtxoEntry(reader.varBytes(MAX_ENTRY_BYTES))
  if (decoded.ok) return { outpoint, entry: decoded.value }
  reader.fail(decoded.reason)
  const nothing = { version: 0, script: new Uint8Array() }
  return { outpoint, entry: { amount: 0n, scriptPublicKey: nothing, blockDaaScore: 0n, isCoinbase: false } }
}
