// Codecs for the base layer's things in Kaspa's JSON forms (31-kaspa-facts.md, §3). Transactions and blocks have their
// JSON in devnet/tx; here they get the shape that the table of methods wants.
import type { Block, Hash, JsonDecoder, Outpoint, Transaction, UtxoEntry } from '../../devnet/tx/index.ts'
import {
  blockFromJson,
  blockToJson,
  bytesToHex,
  hexToBytes,
  MAX_U16,
  MAX_U32,
  MAX_U64,
  outpointFromJson,
  outpointToJson,
  parseHash,
  transactionFromJson,
  transactionToJson,
  utxoEntryFromJson,
  utxoEntryToJson,
} from '../../devnet/tx/index.ts'
import type { Codec, Json } from './codec.ts'
import { bad, boolean, integer, list, object, optional, parsedText, smallInteger } from './codec.ts'

/** More than any script, payload or image may have. */
const MAX_BYTES = 1_100_000

export const u16: Codec<number> = smallInteger('u16', 0, MAX_U16)
export const u32: Codec<number> = smallInteger('u32', 0, MAX_U32)
export const u64: Codec<bigint> = integer('u64', 0n, MAX_U64)
/** Totals of amounts may be larger than any one of them; negative ones show a broken book. */
export const total: Codec<bigint> = integer('integer', -(1n << 127n), 1n << 127n)
/** A list index or a count. */
export const count: Codec<number> = smallInteger('count', 0, Number.MAX_SAFE_INTEGER)

export const hash: Codec<Hash> = parsedText('hash', parseHash, (value) => value)
export const bytes: Codec<Uint8Array> = parsedText('hex', (hex) => hexToBytes(hex, MAX_BYTES), bytesToHex)

export const outpoint: Codec<Outpoint> = over('Outpoint', outpointFromJson, outpointToJson)
export const utxoEntry: Codec<UtxoEntry> = over('UtxoEntry', utxoEntryFromJson, utxoEntryToJson)
export const transaction: Codec<Transaction> = over('Transaction', transactionFromJson, transactionToJson)
export const block: Codec<Block> = over('Block', blockFromJson, blockToJson)

/** What a node adds to a block: its place in the DAG as this node sees it. */
export const blockPlace = object('BlockPlace', {
  isChainBlock: boolean,
  selectedParentHash: optional(hash),
  mergeSetBluesHashes: list(hash),
  mergeSetRedsHashes: list(hash),
  childrenHashes: list(hash),
  transactionIds: list(hash),
})

/** A codec out of the base layer's own pair of functions. */
function over<T>(type: string, read: JsonDecoder<T>, write: (value: T) => Json): Codec<T> {
  return {
    type,
    decode(json) {
      const result = read(json)
      return result.ok ? result : bad(result.path === '' ? result.reason : `${result.path}: ${result.reason}`)
    },
    encode: write,
  }
}
