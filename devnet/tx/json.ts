// Transactions, headers, blocks and entries as Kaspa's RPC writes them in JSON (31, 3), both ways. All u64 are bigint:
// the caller reads and writes JSON losslessly. Unknown fields are ignored.
import { MAX_BLOCK_TRANSACTIONS, MAX_PAYLOAD_BYTES } from './codec.ts'
import {
  MAX_SCRIPT_PUBLIC_KEY_BYTES,
  MAX_SIGNATURE_SCRIPT_BYTES,
  MAX_TX_INPUTS,
  MAX_TX_OUTPUTS,
} from './constants.ts'
import type { Hash } from './hash.ts'
import { bytesToHex, ZERO_HASH } from './hash.ts'
import { headerHash } from './header-hash.ts'
import * as read from './json-decoder.ts'
import type { JsonDecoder } from './json-decoder.ts'
import { nonContextualMass } from './mass.ts'
import { transactionHash, transactionId } from './transaction-hash.ts'
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

/** What JSON of this project is made of before it is written. */
export type Json =
  string | number | bigint | boolean | null | readonly Json[] | { readonly [key: string]: Json }

const BLUE_WORK_DIGITS = 48
const MAX_LEVELS = 256
const MAX_PARENTS = 4096

/** hex(u16 big-endian version) followed by the script's hex. */
export function scriptPublicKeyToHex(spk: ScriptPublicKey): string {
  return spk.version.toString(16).padStart(4, '0') + bytesToHex(spk.script)
}

export const scriptPublicKeyFromJson: JsonDecoder<ScriptPublicKey> = read.map(
  read.hexBytes(MAX_SCRIPT_PUBLIC_KEY_BYTES + 2),
  (bytes) => {
    const [high, low, ...script] = bytes
    if (high === undefined || low === undefined)
      return read.refuse('the two bytes of its version are missing')
    return read.accept({ version: high * 256 + low, script: Uint8Array.from(script) })
  },
)

export const outpointFromJson: JsonDecoder<Outpoint> = read.object<Outpoint>({
  transactionId: read.hashValue,
  index: read.u32,
})

export function outpointToJson(outpoint: Outpoint): Json {
  return { transactionId: outpoint.transactionId, index: outpoint.index }
}

const inputFromJson: JsonDecoder<TxInput> = read.object<TxInput>({
  previousOutpoint: outpointFromJson,
  signatureScript: read.hexOrNumbers(MAX_SIGNATURE_SCRIPT_BYTES),
  sequence: read.u64,
  sigOpCount: read.withDefault(read.u8, 0),
  computeBudget: read.withDefault(read.u16, 0),
})

const covenantFromJson: JsonDecoder<Covenant> = read.object<Covenant>({
  authorizingInput: read.u16,
  covenantId: read.hashValue,
})

interface OutputFields {
  readonly value: bigint
  readonly scriptPublicKey: ScriptPublicKey
  readonly covenant: Covenant | undefined
}

const outputFromJson: JsonDecoder<TxOutput> = read.map(
  read.object<OutputFields>({
    value: read.u64,
    scriptPublicKey: scriptPublicKeyFromJson,
    covenant: read.withDefault(covenantFromJson, undefined),
  }),
  ({ covenant, ...output }) => read.accept(covenant === undefined ? output : { ...output, covenant }),
)

interface TransactionFields extends Omit<Transaction, 'storageMass'> {
  readonly storageMass: bigint | undefined
  /** The older name of storageMass; when both are there they must agree. */
  readonly mass: bigint | undefined
}

export const transactionFromJson: JsonDecoder<Transaction> = read.map(
  read.object<TransactionFields>({
    version: read.u16,
    inputs: read.list(inputFromJson, MAX_TX_INPUTS),
    outputs: read.list(outputFromJson, MAX_TX_OUTPUTS),
    lockTime: read.u64,
    subnetworkId: read.subnetworkValue,
    gas: read.u64,
    payload: read.hexOrNumbers(MAX_PAYLOAD_BYTES),
    storageMass: read.withDefault(read.u64, undefined),
    mass: read.withDefault(read.u64, undefined),
  }),
  ({ mass, storageMass, ...tx }) => {
    if (mass !== undefined && storageMass !== undefined && mass !== storageMass) {
      return read.refuse('differs from storageMass', 'mass')
    }
    return read.accept({ ...tx, storageMass: storageMass ?? mass ?? 0n })
  },
)

/** Where a transaction stands; Kaspa's `verboseData` has to name it. */
export interface TransactionPlace {
  readonly blockHash: Hash
  /** Milliseconds. */
  readonly blockTime: bigint
}

/** Of a transaction that is in no block yet. */
export const IN_NO_BLOCK: TransactionPlace = { blockHash: ZERO_HASH, blockTime: 0n }

/** With `verboseData` when its place is given, which costs hashing the transaction. */
export function transactionToJson(
  tx: Transaction,
  place?: TransactionPlace,
): { readonly [key: string]: Json } {
  return {
    version: tx.version,
    inputs: tx.inputs.map((input) => ({
      previousOutpoint: outpointToJson(input.previousOutpoint),
      signatureScript: bytesToHex(input.signatureScript),
      sequence: input.sequence,
      sigOpCount: input.sigOpCount,
      computeBudget: input.computeBudget,
      verboseData: null,
    })),
    outputs: tx.outputs.map((output) => ({
      value: output.value,
      scriptPublicKey: scriptPublicKeyToHex(output.scriptPublicKey),
      verboseData: null,
      covenant: output.covenant === undefined ? null : { ...output.covenant },
    })),
    lockTime: tx.lockTime,
    subnetworkId: tx.subnetworkId,
    gas: tx.gas,
    payload: bytesToHex(tx.payload),
    storageMass: tx.storageMass,
    mass: tx.storageMass,
    verboseData: place === undefined ? null : verboseData(tx, place),
  }
}

function verboseData(tx: Transaction, { blockHash, blockTime }: TransactionPlace): Json {
  const mass = nonContextualMass(tx).compute
  // `computeMass` is what Kaspa calls it from 1.0 on.
  const ids = { transactionId: transactionId(tx), hash: transactionHash(tx) }
  return { ...ids, mass, computeMass: mass, blockHash, blockTime }
}

interface EntryFields extends Omit<UtxoEntry, 'covenantId'> {
  readonly covenantId: UtxoEntry['covenantId']
}

export const utxoEntryFromJson: JsonDecoder<UtxoEntry> = read.map(
  read.object<EntryFields>({
    amount: read.u64,
    scriptPublicKey: scriptPublicKeyFromJson,
    blockDaaScore: read.u64,
    isCoinbase: (json) =>
      typeof json === 'boolean' ? read.accept(json) : read.refuse('true or false is expected'),
    covenantId: read.withDefault(read.hashValue, undefined),
  }),
  ({ covenantId, ...entry }) => read.accept(covenantId === undefined ? entry : { ...entry, covenantId }),
)

export function utxoEntryToJson(entry: UtxoEntry): { readonly [key: string]: Json } {
  return {
    amount: entry.amount,
    scriptPublicKey: scriptPublicKeyToHex(entry.scriptPublicKey),
    blockDaaScore: entry.blockDaaScore,
    isCoinbase: entry.isCoinbase,
    covenantId: entry.covenantId ?? null,
  }
}

/** The header's own `hash` field, if any, is not read: `headerHash` computes it. */
export const headerFromJson: JsonDecoder<BlockHeader> = read.object<BlockHeader>({
  version: read.u16,
  parentsByLevel: read.list(read.list(read.hashValue, MAX_PARENTS), MAX_LEVELS),
  hashMerkleRoot: read.hashValue,
  acceptedIdMerkleRoot: read.hashValue,
  utxoCommitment: read.hashValue,
  timestamp: read.u64,
  bits: read.u32,
  nonce: read.u64,
  daaScore: read.u64,
  blueWork: read.hexInteger(BLUE_WORK_DIGITS),
  blueScore: read.u64,
  pruningPoint: read.hashValue,
})

export function headerToJson(header: BlockHeader): { readonly [key: string]: Json } {
  return {
    hash: headerHash(header),
    ...header,
    blueWork: header.blueWork.toString(16).padStart(BLUE_WORK_DIGITS, '0'),
  }
}

interface BlockFields {
  readonly header: BlockHeader
  readonly transactions: readonly Transaction[]
}

export const blockFromJson: JsonDecoder<Block> = read.map(
  read.object<BlockFields>({
    header: headerFromJson,
    transactions: read.list(transactionFromJson, MAX_BLOCK_TRANSACTIONS),
  }),
  ({ header, transactions }) => read.accept({ hash: headerHash(header), header, transactions }),
)

export function blockToJson(block: Block): { readonly [key: string]: Json } {
  const place = { blockHash: block.hash, blockTime: block.header.timestamp }
  return {
    header: { ...headerToJson(block.header), hash: block.hash },
    transactions: block.transactions.map((tx) => transactionToJson(tx, place)),
    verboseData: null,
  }
}
