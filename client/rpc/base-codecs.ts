// Codecs for the base layer's things in Kaspa's JSON forms (31-kaspa-facts.md, §3). Transactions and blocks have their
// JSON in devnet/tx; here they get the shape that the table of methods wants.
import { isJsonObject } from '../../compiler/json.ts'
import type { Block, Hash, JsonDecoder, Outpoint, Transaction, UtxoEntry } from '../../devnet/tx/index.ts'
import {
  blockFromJson,
  blockToJson,
  bytesToHex,
  hexToBytes,
  IN_NO_BLOCK,
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
import type { Codec, Json, ValueOf } from './codec.ts'
import { bad, boolean, float, good, integer, list, object, parsedText, smallInteger } from './codec.ts'

/** More than any script, payload or image may have. */
const MAX_BYTES = 1_100_000

export const u8: Codec<number> = smallInteger('u8', 0, 255)
export const u16: Codec<number> = smallInteger('u16', 0, MAX_U16)
export const u32: Codec<number> = smallInteger('u32', 0, MAX_U32)
export const u64: Codec<bigint> = integer('u64', 0n, MAX_U64)
/** Totals of amounts may be larger than any one of them; negative ones show a broken book. */
export const total: Codec<bigint> = integer('integer', -(1n << 127n), 1n << 127n)
/** A list index or a count. */
export const count: Codec<number> = smallInteger('count', 0, Number.MAX_SAFE_INTEGER)

export const hash: Codec<Hash> = parsedText('hash', parseHash, (value) => value, {
  pattern: '^[0-9a-fA-F]{64}$',
})
export const bytes: Codec<Uint8Array> = bytesUpTo(MAX_BYTES)

export function bytesUpTo(most: number): Codec<Uint8Array> {
  return parsedText('hex', (hex) => hexToBytes(hex, most), bytesToHex, {
    pattern: '^([0-9a-fA-F]{2})*$',
    maxLength: most * 2,
  })
}

/** Bytes that miners add to a block: hex, or the list of numbers that Kaspa's SDKs send. */
export const minerBytes: Codec<Uint8Array> = {
  ...bytes,
  leaf: {
    anyOf: [
      { type: 'string', pattern: '^([0-9a-fA-F]{2})*$' },
      { type: 'array', items: { type: 'integer', minimum: 0, maximum: 255 } },
    ],
  },
  decode: (json) => {
    if (!Array.isArray(json)) return bytes.decode(json)
    const numbers = list(u8, MAX_BYTES).decode(json)
    return numbers.ok ? good(Uint8Array.from(numbers.value)) : numbers
  },
}

/** Bytes that Kaspa's JSON has as a list of numbers; hex is read too. */
export const u8List: Codec<Uint8Array> = { ...minerBytes, type: 'u8[]', encode: (value) => [...value] }

const BLUE_WORK_DIGITS = 48
export const blueWork: Codec<bigint> = parsedText(
  'blueWork',
  (hex) => (/^[0-9a-fA-F]{1,48}$/.test(hex) ? BigInt(`0x${hex}`) : undefined),
  (work) => work.toString(16).padStart(BLUE_WORK_DIGITS, '0'),
  { pattern: '^[0-9a-fA-F]{1,48}$' },
)

export const outpoint: Codec<Outpoint> = over('Outpoint', outpointFromJson, outpointToJson)
export const utxoEntry: Codec<UtxoEntry> = over('UtxoEntry', utxoEntryFromJson, utxoEntryToJson)
export const transaction: Codec<Transaction> = over('Transaction', transactionFromJson, transactionToJson)
/** One that waits for a block, told with its id and mass. */
export const waitingTransaction: Codec<Transaction> = over('Transaction', transactionFromJson, (tx) =>
  transactionToJson(tx, IN_NO_BLOCK),
)
export const block: Codec<Block> = over('Block', blockFromJson, blockToJson)

/** What a node adds to a block: its place in the DAG as this node sees it. */
export const blockPlace = object('BlockPlace', {
  hash,
  difficulty: float,
  blueScore: u64,
  isHeaderOnly: boolean,
  isChainBlock: boolean,
  /** Of genesis: Kaspa's mark for no block at all, 32 bytes 0xfe. */
  selectedParentHash: hash,
  mergeSetBluesHashes: list(hash),
  mergeSetRedsHashes: list(hash),
  childrenHashes: list(hash),
  transactionIds: list(hash),
})
export type BlockPlace = ValueOf<typeof blockPlace>

export interface PlacedBlock {
  readonly block: Block
  readonly verboseData: BlockPlace
}

/** In Kaspa's form the place stands within the block. */
export const placedBlock: Codec<PlacedBlock> = {
  type: 'PlacedBlock',
  fields: {
    header: { type: 'Header', leaf: { type: 'object', title: 'Header' } },
    transactions: { type: 'Transaction[]', leaf: { type: 'array' } },
    verboseData: blockPlace,
  },
  decode(json) {
    const decoded = block.decode(json)
    if (!decoded.ok) return decoded
    const place = blockPlace.decode(isJsonObject(json) ? json['verboseData'] : undefined)
    if (!place.ok) return bad(`verboseData: ${place.error}`)
    return good({ block: decoded.value, verboseData: place.value })
  },
  encode: (placed) => ({ ...blockToJson(placed.block), verboseData: blockPlace.encode(placed.verboseData) }),
}

/** An answer or notification that consists of such a block. */
export const withPlacedBlock: Codec<PlacedBlock> = {
  type: 'WithPlacedBlock',
  fields: { block: placedBlock },
  decode: (json) => placedBlock.decode(isJsonObject(json) ? json['block'] : undefined),
  encode: (placed) => ({ block: placedBlock.encode(placed) }),
}

/**
 * The version of the interface: four numbers up to Kaspa's 0.14 (31, §3), one from 1.0 on. A single number is read as the
 * first of four.
 */
export const rpcApiVersion: Codec<readonly number[]> = {
  ...list(u16, 4),
  decode: (json) => list(u16, 4).decode(Array.isArray(json) ? json : [json, 0, 0, 0]),
}

/** A codec out of the base layer's own pair of functions. */
function over<T>(type: string, read: JsonDecoder<T>, write: (value: T) => Json): Codec<T> {
  return {
    type,
    // In Kaspa's own form, which devnet/tx/json.ts reads and writes.
    leaf: { type: 'object', title: type },
    decode(json) {
      const result = read(json)
      return result.ok ? result : bad(result.path === '' ? result.reason : `${result.path}: ${result.reason}`)
    },
    encode: write,
  }
}
