// The rows that a chain is kept in: keys, and each kind of value as bytes and back. What is read was sealed when it was written, so
// that a value which decodes is taken for what its table holds.
import type { BridgeChange, BridgeRecord } from '../../bridge/index.ts'
import type { ChainEffects, LedgerPlace, PrunedTo, ValidBlock } from '../../chain/index.ts'
import type { LaneLeaf, SequencingState } from '../../chain/sequencing/index.ts'
import type { DagPlace, PruningSample } from '../../dag/index.ts'
import { ByteReader } from '../../tx/byte-reader.ts'
import { ByteWriter } from '../../tx/byte-writer.ts'
import type { Block, DecodeResult, Hash, OutpointKey } from '../../tx/index.ts'
import { decodeBlock, decodeUtxoEntry, encodeBlock, encodeUtxoEntry, hash } from '../../tx/index.ts'
import type { Utxo, UtxoDiff } from '../../utxo/index.ts'
import { decodeDiff, EMPTY_DIFF, encodeDiff } from '../../utxo/index.ts'
import type { Entry } from './tables.ts'
import { DamagedTable } from './tables.ts'
import { decodeValue, encodeValue } from './value-codec.ts'

/** Where a block stands in the order of arrival. Tables of blocks are in this order. */
export function blockKey(place: number): Uint8Array {
  const key = Buffer.alloc(8)
  key.writeBigUInt64BE(BigInt(place))
  return key
}

export function placeOfKey(key: Uint8Array): number {
  return Number(Buffer.from(key).readBigUInt64BE())
}

export function textKey(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'utf8'))
}

/** From the key that maps use: the transaction's id in hex, a colon, the index. */
export function outpointRowKey(key: OutpointKey): Uint8Array {
  const colon = key.indexOf(':')
  const id = hash(key.slice(0, colon))
  return new ByteWriter()
    .hash(id)
    .u32(Number(key.slice(colon + 1)))
    .finish()
}

export const blockRow = {
  encode: encodeBlock,
  decode: (entry: Entry): Block => value(decodeBlock(entry.value)),
}

export const utxoRow = {
  encode: ({ entry }: Utxo): Uint8Array => encodeUtxoEntry(entry),
  decode({ key, value: bytes }: Entry): Utxo {
    const reader = new ByteReader(key)
    const outpoint = { transactionId: reader.hash(), index: reader.u32() }
    return { outpoint, entry: value(decodeUtxoEntry(bytes)) }
  },
}

export const bridgeRow = {
  encode: (record: BridgeRecord): Uint8Array => encodeValue(record),
  decode: ({ key, value: bytes }: Entry): readonly [string, BridgeRecord] => [
    Buffer.from(key).toString('utf8'),
    plain<BridgeRecord>(bytes),
  ],
}

export const placeRow = {
  encode: ({ mergeset: _mergeset, ...place }: DagPlace & { readonly mergeset?: unknown }): Uint8Array =>
    encodeValue(place),
  decode: ({ value: bytes }: Entry): DagPlace => plain<DagPlace>(bytes),
}

type LastingEffects = Omit<ChainEffects, 'utxo' | 'bridge'>

/** What a chain block did, as far as it is asked for when it is final, too. */
export const effectsRow = {
  encode: ({ utxo: _utxo, bridge: _bridge, ...effects }: ChainEffects): Uint8Array => encodeValue(effects),
  decode: ({ value: bytes }: Entry): ChainEffects => ({
    ...plain<LastingEffects>(bytes),
    utxo: EMPTY_DIFF,
    bridge: [],
  }),
}

/** How to undo a chain block, and what is built on: needed until it is final. */
export interface UndoRow {
  readonly utxo: UtxoDiff
  readonly bridge: readonly BridgeChange[]
  /** Of the set of unspent outputs. */
  readonly numerator: bigint
  readonly utxoCommitment: Hash
  readonly sequencing: Omit<SequencingState, 'lanes'>
  readonly lanes: readonly LaneRow[]
}

export interface LaneRow {
  readonly key: Hash
  readonly tip: Hash
  readonly blueScore: bigint
}

export const undoRow = {
  /** Undefined for a block that nothing can be built on. */
  encode({
    effects,
    commitments,
    lanes,
  }: ValidBlock & { readonly lanes: readonly LaneLeaf[] }): Uint8Array | undefined {
    if (commitments === undefined) return undefined
    const { utxoSet, utxoCommitment, sequencing } = commitments
    const { lanes: _lanes, ...state } = sequencing
    return encodeValue({
      diff: encodeDiff(effects.utxo),
      bridge: effects.bridge,
      numerator: utxoSet.numerator,
      utxoCommitment,
      sequencing: state,
      lanes: lanes.map(laneRowOf),
    })
  },
  decode({ value: bytes }: Entry): UndoRow {
    const { diff, ...row } = plain<Omit<UndoRow, 'utxo'> & { readonly diff: Uint8Array }>(bytes)
    return { ...row, utxo: value(decodeDiff(diff)) }
  },
}

export function laneRowOf({ key, lane }: LaneLeaf): LaneRow {
  return { key, tip: lane.tip, blueScore: lane.blueScore }
}

export const laneRow = {
  encode: (lane: LaneRow): Uint8Array => encodeValue(lane),
  decode: ({ value: bytes }: Entry): LaneRow => plain<LaneRow>(bytes),
}

export const reasonRow = {
  encode: (reason: string): Uint8Array => encodeValue(reason),
  decode: ({ value: bytes }: Entry): string => plain<string>(bytes),
}

/** One value each, under these names in the table `meta`. */
export interface MetaRows {
  readonly ledger: LedgerPlace
  readonly pruned: PrunedRow
  readonly finalityPoint: Hash
  /** The block whose lanes are in the table `lanes`. */
  readonly base: Hash
}

/** Pruning samples are a chain that grows as long as the network lives: kept as a list, from the root's down. */
export interface PrunedRow extends Omit<PrunedTo, 'gone' | 'rootSample'> {
  readonly samples: readonly Omit<PruningSample, 'previous'>[]
}

export function prunedRowOf({ root, rootIndex, old, rootSample }: PrunedTo): PrunedRow {
  const samples: Omit<PruningSample, 'previous'>[] = []
  for (let at = rootSample; at !== undefined; at = at.previous)
    samples.push({ hash: at.hash, blueScore: at.blueScore })
  return { root, rootIndex, old, samples }
}

export function rootSampleOf({ samples }: PrunedRow): PruningSample | undefined {
  return samples.reduceRight<PruningSample | undefined>(
    (previous, sample) => ({ ...sample, previous }),
    undefined,
  )
}

export function encodeMeta<K extends keyof MetaRows>(row: MetaRows[K]): Uint8Array {
  return encodeValue(row)
}

export function decodeMeta<K extends keyof MetaRows>(bytes: Uint8Array): MetaRows[K] {
  return plain<MetaRows[K]>(bytes)
}

export function metaKey(name: keyof MetaRows): Uint8Array {
  return textKey(name)
}

function plain<T>(bytes: Uint8Array): T {
  return value(decodeValue(bytes)) as T
}

function value<T>(decoded: DecodeResult<T>): T {
  if (decoded.ok) return decoded.value
  throw new DamagedTable(`a value can't be read: ${decoded.reason}`)
}
