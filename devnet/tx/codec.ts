// The binary form of transactions, entries, headers and blocks for storage and peers. It keeps every field whatever the
// version says, so that decoding what was encoded gives the same value, and each value has exactly one encoding.
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import {
  MAX_SCRIPT_PUBLIC_KEY_BYTES,
  MAX_SIGNATURE_SCRIPT_BYTES,
  MAX_TX_INPUTS,
  MAX_TX_OUTPUTS,
} from './constants.ts'
import { subnetworkIdFromBytes, SUBNETWORK_ID_BYTES } from './hash.ts'
import { headerHash, writeBlueWork } from './header-hash.ts'
import { subnetworkBytes } from './transaction-hash.ts'
import { NATIVE_SUBNETWORK } from './constants.ts'
import type {
  Block,
  BlockHeader,
  Covenant,
  Outpoint,
  ScriptPublicKey,
  Transaction,
  TxInput,
  TxOutput,
  UtxoEntry,
} from './types.ts'

export type DecodeResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string }

/** Largest payload read. A block's transient mass allows 250,000 bytes in all. */
export const MAX_PAYLOAD_BYTES = 1_000_000
export const MAX_BLOCK_TRANSACTIONS = 10_000
const MAX_PARENT_LEVELS = 256
const MAX_PARENTS_PER_LEVEL = 4096
const MAX_BLUE_WORK_BYTES = 24
const MIN_INPUT_BYTES = 32 + 4 + 8 + 8 + 1 + 2
const MIN_OUTPUT_BYTES = 8 + 2 + 8 + 1

export function encodeTransaction(tx: Transaction): Uint8Array {
  const writer = new ByteWriter()
  writeTransaction(writer, tx)
  return writer.finish()
}

export function decodeTransaction(bytes: Uint8Array): DecodeResult<Transaction> {
  return decodeAll(bytes, readTransaction)
}

export function encodeUtxoEntry(entry: UtxoEntry): Uint8Array {
  const writer = new ByteWriter().u64(entry.amount)
  writeScriptPublicKey(writer, entry.scriptPublicKey)
  writer
    .u64(entry.blockDaaScore)
    .bool(entry.isCoinbase)
    .bool(entry.covenantId !== undefined)
  if (entry.covenantId !== undefined) writer.hash(entry.covenantId)
  return writer.finish()
}

export function decodeUtxoEntry(bytes: Uint8Array): DecodeResult<UtxoEntry> {
  return decodeAll(bytes, (reader) => {
    const entry = {
      amount: reader.u64(),
      scriptPublicKey: readScriptPublicKey(reader),
      blockDaaScore: reader.u64(),
      isCoinbase: reader.bool(),
    }
    return reader.bool() ? { ...entry, covenantId: reader.hash() } : entry
  })
}

export function encodeHeader(header: BlockHeader): Uint8Array {
  const writer = new ByteWriter()
  writeHeader(writer, header)
  return writer.finish()
}

export function decodeHeader(bytes: Uint8Array): DecodeResult<BlockHeader> {
  return decodeAll(bytes, readHeader)
}

/** The block's hash is not written: it is computed again when decoding. */
export function encodeBlock(block: Block): Uint8Array {
  const writer = new ByteWriter()
  writeHeader(writer, block.header)
  writer.count(block.transactions.length)
  for (const tx of block.transactions) writeTransaction(writer, tx)
  return writer.finish()
}

export function decodeBlock(bytes: Uint8Array): DecodeResult<Block> {
  return decodeAll(bytes, (reader) => {
    const header = readHeader(reader)
    const transactions = reader.list(reader.count(MAX_BLOCK_TRANSACTIONS, 1), readTransaction)
    return { hash: headerHash(header), header, transactions }
  })
}

function decodeAll<T>(bytes: Uint8Array, read: (reader: ByteReader) => T): DecodeResult<T> {
  const reader = new ByteReader(bytes)
  const value = read(reader)
  const reason = reader.end()
  return reason === undefined ? { ok: true, value } : { ok: false, reason }
}

function writeTransaction(writer: ByteWriter, tx: Transaction): void {
  writer.u16(tx.version).count(tx.inputs.length)
  for (const input of tx.inputs) {
    writer.hash(input.previousOutpoint.transactionId).u32(input.previousOutpoint.index)
    writer.varBytes(input.signatureScript).u64(input.sequence)
    writer.u8(input.sigOpCount).u16(input.computeBudget)
  }
  writer.count(tx.outputs.length)
  for (const output of tx.outputs) {
    writer.u64(output.value)
    writeScriptPublicKey(writer, output.scriptPublicKey)
    writer.bool(output.covenant !== undefined)
    if (output.covenant !== undefined) {
      writer.u16(output.covenant.authorizingInput).hash(output.covenant.covenantId)
    }
  }
  writer.u64(tx.lockTime).bytes(subnetworkBytes(tx.subnetworkId)).u64(tx.gas)
  writer.varBytes(tx.payload).u64(tx.storageMass)
}

function readTransaction(reader: ByteReader): Transaction {
  return {
    version: reader.u16(),
    inputs: reader.list(reader.count(MAX_TX_INPUTS, MIN_INPUT_BYTES), readInput),
    outputs: reader.list(reader.count(MAX_TX_OUTPUTS, MIN_OUTPUT_BYTES), readOutput),
    lockTime: reader.u64(),
    subnetworkId: readSubnetworkId(reader),
    gas: reader.u64(),
    payload: reader.varBytes(MAX_PAYLOAD_BYTES),
    storageMass: reader.u64(),
  }
}

function readInput(reader: ByteReader): TxInput {
  return {
    previousOutpoint: readOutpoint(reader),
    signatureScript: reader.varBytes(MAX_SIGNATURE_SCRIPT_BYTES),
    sequence: reader.u64(),
    sigOpCount: reader.u8(),
    computeBudget: reader.u16(),
  }
}

function readOutpoint(reader: ByteReader): Outpoint {
  return { transactionId: reader.hash(), index: reader.u32() }
}

function readOutput(reader: ByteReader): TxOutput {
  const output = { value: reader.u64(), scriptPublicKey: readScriptPublicKey(reader) }
  return reader.bool() ? { ...output, covenant: readCovenant(reader) } : output
}

function readCovenant(reader: ByteReader): Covenant {
  return { authorizingInput: reader.u16(), covenantId: reader.hash() }
}

function readSubnetworkId(reader: ByteReader): Transaction['subnetworkId'] {
  const bytes = reader.bytes(SUBNETWORK_ID_BYTES)
  return bytes.length === SUBNETWORK_ID_BYTES ? subnetworkIdFromBytes(bytes) : NATIVE_SUBNETWORK
}

function writeScriptPublicKey(writer: ByteWriter, spk: ScriptPublicKey): void {
  writer.u16(spk.version).varBytes(spk.script)
}

function readScriptPublicKey(reader: ByteReader): ScriptPublicKey {
  return { version: reader.u16(), script: reader.varBytes(MAX_SCRIPT_PUBLIC_KEY_BYTES) }
}

function writeHeader(writer: ByteWriter, header: BlockHeader): void {
  writer.u16(header.version).count(header.parentsByLevel.length)
  for (const level of header.parentsByLevel) {
    writer.count(level.length)
    for (const parent of level) writer.hash(parent)
  }
  writer.hash(header.hashMerkleRoot).hash(header.acceptedIdMerkleRoot).hash(header.utxoCommitment)
  writer.u64(header.timestamp).u32(header.bits).u64(header.nonce)
  writer.u64(header.daaScore).u64(header.blueScore)
  writeBlueWork(writer, header.blueWork)
  writer.hash(header.pruningPoint)
}

function readHeader(reader: ByteReader): BlockHeader {
  return {
    version: reader.u16(),
    parentsByLevel: reader.list(reader.count(MAX_PARENT_LEVELS, 8), (r) =>
      r.list(r.count(MAX_PARENTS_PER_LEVEL, 32), (r2) => r2.hash()),
    ),
    hashMerkleRoot: reader.hash(),
    acceptedIdMerkleRoot: reader.hash(),
    utxoCommitment: reader.hash(),
    timestamp: reader.u64(),
    bits: reader.u32(),
    nonce: reader.u64(),
    daaScore: reader.u64(),
    blueScore: reader.u64(),
    blueWork: readBlueWork(reader),
    pruningPoint: reader.hash(),
  }
}

function readBlueWork(reader: ByteReader): bigint {
  const bytes = reader.varBytes(MAX_BLUE_WORK_BYTES)
  if (bytes[0] === 0) reader.fail('blue work has a leading zero')
  return bytes.reduce((work, byte) => (work << 8n) | BigInt(byte), 0n)
}
