// Everything that reads bytes of strangers: how to make good ones, and how to read them.
import * as fc from 'fast-check'
import { decodeCall as decodeAbiCall } from '../../../compiler/abi/decode.ts'
import { decodeVersion, encodeVersion } from '../../../client/storage-disk/version-record.ts'
import { devnetConfig, publicConfig, decodeConfig, encodeConfig } from '../../../devnet/bridge/config.ts'
import {
  decodeCall,
  decodeDelivery,
  decodePayload,
  encodeCall,
  encodeDelivery,
  encodePayload,
} from '../../../devnet/bridge/payload-codec.ts'
import { decodeTreeProof, encodeTreeProof } from '../../../devnet/chain/sequencing/proof-codec.ts'
import { decodeValue, encodeValue } from '../../../devnet/node/storage/value-codec.ts'
import {
  decodeBlock,
  decodeHeader,
  decodeTransaction,
  decodeUtxoEntry,
  encodeBlock,
  encodeHeader,
  encodeTransaction,
  encodeUtxoEntry,
} from '../../../devnet/tx/codec.ts'
import { outpointKey } from '../../../devnet/tx/types.ts'
import { encodeCoinbasePayload, parseCoinbasePayload } from '../../../devnet/utxo/coinbase-payload.ts'
import { decodeDiff, encodeDiff } from '../../../devnet/utxo/diff-codec.ts'
import { parseScript } from '../../../devnet/utxo/script/operations.ts'
import {
  decodeEventRecord,
  decodeOutboxEntry,
  encodeEventRecord,
  encodeOutboxEntry,
} from '../../../vm/records.ts'
import { arbitraryPayload, arbitrarySender } from '../../arbitrary-payload.ts'
import {
  arbitraryBlock,
  arbitraryEntry,
  arbitraryHash,
  arbitraryHeader,
  arbitraryOutpoint,
  arbitraryTransaction,
} from '../../arbitrary-tx.ts'
import { equalBytes } from '../../../vm/words.ts'
import { Finding } from '../tool/finding.ts'
import { EXAMPLE_ABI } from './example.ts'

export interface BytesParser {
  readonly name: string
  /** Bytes that it accepts, mostly. */
  readonly samples: fc.Arbitrary<Uint8Array>
  /** Reads; gives the bytes of what was read, which must be those given; undefined when refused, or when there is no way back. */
  readonly parse: (bytes: Uint8Array) => Uint8Array | undefined
}

const bytes = fc.uint8Array({ maxLength: 120 })
const u64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n })
const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
const utxo = fc.record({ outpoint: arbitraryOutpoint, entry: arbitraryEntry })
const side = fc
  .array(utxo, { maxLength: 4 })
  .map((utxos) => new Map(utxos.map((one) => [outpointKey(one.outpoint), one])))
const value = fc.anything({
  withMap: true,
  withSet: true,
  withBigInt: false,
  maxDepth: 4,
  values: [fc.boolean(), fc.maxSafeInteger(), u64, fc.string(), arbitraryHash, bytes, fc.constant(undefined)],
})

function parser<T>(
  name: string,
  values: fc.Arbitrary<T>,
  encode: (value: T) => Uint8Array,
  decode: (bytes: Uint8Array) => { readonly value: T } | undefined,
): BytesParser {
  const parse = (given: Uint8Array): Uint8Array | undefined => {
    const decoded = decode(given)
    return decoded === undefined ? undefined : encode(decoded.value)
  }
  return { name, samples: values.map(encode), parse }
}

function ofResult<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false },
): { readonly value: T } | undefined {
  return result.ok ? result : undefined
}

function ofPayload<T>(
  result: { readonly ok: true; readonly payload: T } | { readonly ok: false },
): { readonly value: T } | undefined {
  return result.ok ? { value: result.payload } : undefined
}

function ofMaybe<T>(found: T | undefined): { readonly value: T } | undefined {
  return found === undefined ? undefined : { value: found }
}

const callPayload = fc.record({ kind: fc.constant('call' as const), sender: arbitrarySender, message: bytes })
const configs = fc.constantFrom(devnetConfig, publicConfig)
const miner = fc.record({
  blueScore: u64,
  subsidy: u64,
  miner: fc.record({
    scriptPublicKey: fc.record({ version: fc.nat(0xffff), script: fc.uint8Array({ maxLength: 100 }) }),
    extraData: fc.uint8Array({ maxLength: 60 }),
  }),
})
const storedVersion = fc.record({
  version: fc.constant(1),
  root: fc.nat(),
  size: fc.nat(),
  nextId: fc.nat(),
  rootHash: key,
  tag: bytes,
})
const delivery = fc.record({
  kind: fc.constantFrom('deliver' as const, 'deliverUnproven' as const),
  siloId: arbitraryHash,
  node: arbitraryHash,
  index: fc.nat(0xffff),
  leaves: fc.array(fc.uint8Array({ minLength: 64, maxLength: 64 }), { maxLength: 4 }),
  witness: bytes,
})
const sevenWords = fc.array(u64, { minLength: 7, maxLength: 7 })
const outboxEntry = fc.oneof(
  fc.record({
    kind: fc.constantFrom('pay' as const, 'refund' as const, 'return' as const),
    instance: fc.nat(0xffff),
    message: fc.nat(0xffff_ffff),
    amount: u64,
    recipient: key,
  }),
  fc.record({
    kind: fc.constant('call' as const),
    instance: fc.nat(0xffff),
    message: fc.nat(0xffff_ffff),
    amount: u64,
    fee: u64,
    destination: key,
    gas: fc.nat(0xffff_ffff),
    callWords: fc.nat(0xffff),
    refundWords: fc.nat(0xffff),
  }),
  fc.record({
    kind: fc.constant('data' as const),
    instance: fc.nat(0xffff),
    message: fc.nat(0xffff_ffff),
    part: fc.integer({ min: 1, max: 255 }),
    words: sevenWords,
  }),
)
const eventRecord = fc.record({
  type: fc.constant('event' as const),
  message: fc.nat(0xffff_ffff),
  instance: fc.nat(0xffff),
  part: fc.nat(255),
  words: sevenWords,
})
const treeProof = bytes.map((given) => Uint8Array.of(...new Uint8Array(32).fill(0xff), 0, ...given))

export const BYTES_PARSERS: readonly BytesParser[] = [
  parser('transaction', arbitraryTransaction, encodeTransaction, (given) =>
    ofResult(decodeTransaction(given)),
  ),
  parser('header', arbitraryHeader, encodeHeader, (given) => ofResult(decodeHeader(given))),
  parser('block', arbitraryBlock, encodeBlock, (given) => ofResult(decodeBlock(given))),
  parser('utxo-entry', arbitraryEntry, encodeUtxoEntry, (given) => ofResult(decodeUtxoEntry(given))),
  parser('utxo-diff', fc.record({ removed: side, added: side }), encodeDiff, (given) =>
    ofResult(decodeDiff(given)),
  ),
  parser('coinbase-payload', miner, encodeCoinbasePayload, (given) => ofMaybe(parseCoinbasePayload(given))),
  parser('bridge-payload', arbitraryPayload, encodePayload, (given) => ofPayload(decodePayload(given))),
  parser('call-payload', callPayload, encodeCall, (given) => ofPayload(decodeCall(given))),
  parser('delivery', delivery, encodeDelivery, (given) => ofPayload(decodeDelivery(given))),
  parser('silo-config', configs, encodeConfig, (given) => {
    const decoded = decodeConfig(given)
    return decoded.ok ? { value: decoded.config } : undefined
  }),
  parser('stored-version', storedVersion, encodeVersion, (given) => ofMaybe(decodeVersion(1, given))),
  parser('outbox-entry', outboxEntry, encodeOutboxEntry, (given) => ofMaybe(decodeOutboxEntry(given))),
  { name: 'stored-value', samples: value.map(encodeValue), parse: checkStoredValue },
  {
    name: 'event-record',
    samples: eventRecord.map(encodeEventRecord),
    parse: (given) => {
      const record = decodeEventRecord(given)
      return record === undefined ? undefined : encodeEventRecord(record)
    },
  },
  {
    name: 'lane-proof',
    samples: treeProof,
    parse: (given) => {
      const proof = decodeTreeProof(given)
      return proof === undefined ? undefined : encodeTreeProof(proof)
    },
  },
  {
    name: 'script',
    samples: bytes,
    parse: (given) => void parseScript(given),
  },
  {
    name: 'abi-call',
    samples: bytes,
    parse: (given) => void decodeAbiCall(EXAMPLE_ABI, given),
  },
]

/** Damaged files may hold a value in another form than it is written in; what is read is written and read the same. */
function checkStoredValue(given: Uint8Array): undefined {
  const decoded = decodeValue(given)
  if (!decoded.ok) return
  const written = encodeValue(decoded.value)
  const again = decodeValue(written)
  if (!again.ok || !equalBytes(encodeValue(again.value), written))
    throw new Finding('a stored value is not read as it was written', '')
}
