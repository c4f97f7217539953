// What a signature signs (31, 2.4). Sub-hashes shared by all inputs are computed once per transaction, so that a
// transaction of many inputs costs linear time.
import { ByteWriter } from './byte-writer.ts'
import { NATIVE_SUBNETWORK } from './constants.ts'
import { HASHERS } from './hashers.ts'
import { subnetworkBytes, writeOutput } from './transaction-hash.ts'
import type { Transaction, UtxoEntry } from './types.ts'

/** The six hash types, as the byte behind a signature. */
export const SIGHASH = {
  ALL: 0x01,
  NONE: 0x02,
  SINGLE: 0x04,
  ALL_ANYONE_CAN_PAY: 0x81,
  NONE_ANYONE_CAN_PAY: 0x82,
  SINGLE_ANYONE_CAN_PAY: 0x84,
} as const

export type SighashType = (typeof SIGHASH)[keyof typeof SIGHASH]

/** Total: undefined for a byte that is no hash type. */
export function parseSighashType(byte: number): SighashType | undefined {
  return Object.values(SIGHASH).find((type) => type === byte)
}

export interface Sighasher {
  /** The 32 bytes that a Schnorr signature of this input signs. */
  schnorr(inputIndex: number, type: SighashType): Uint8Array
  /** The same for ECDSA. */
  ecdsa(inputIndex: number, type: SighashType): Uint8Array
}

const ZERO = new Uint8Array(32)
const ANYONE_CAN_PAY = 0x80
const digest = HASHERS.TransactionSigningHash

/** `entries[i]` is the output that input i spends. Asking for an input that isn't there is a bug and throws. */
export function createSighasher(tx: Transaction, entries: readonly UtxoEntry[]): Sighasher {
  const prevOuts = once(() => prevOutsHash(tx))
  const sequences = once(() => sequencesHash(tx))
  const sigOpCounts = once(() => sigOpCountsHash(tx))
  const allOutputs = once(() => outputsHash(tx, 0, tx.outputs.length))
  const payload = once(() => payloadHash(tx))

  const schnorr = (inputIndex: number, type: SighashType): Uint8Array => {
    const input = tx.inputs[inputIndex]
    const entry = entries[inputIndex]
    if (input === undefined || entry === undefined) throw new RangeError(`no input ${inputIndex}`)
    const anyone = (type & ANYONE_CAN_PAY) !== 0
    const base = type & ~ANYONE_CAN_PAY
    const writer = new ByteWriter().u16(tx.version)
    writer.bytes(anyone ? ZERO : prevOuts())
    writer.bytes(anyone || base !== SIGHASH.ALL ? ZERO : sequences())
    if (tx.version === 0) writer.bytes(anyone ? ZERO : sigOpCounts())
    writer.hash(input.previousOutpoint.transactionId).u32(input.previousOutpoint.index)
    writer.u16(entry.scriptPublicKey.version).varBytes(entry.scriptPublicKey.script)
    writer.u64(entry.amount).u64(input.sequence)
    if (tx.version === 0) writer.u8(input.sigOpCount)
    if (base === SIGHASH.ALL) writer.bytes(allOutputs())
    else if (base === SIGHASH.SINGLE && inputIndex < tx.outputs.length) {
      writer.bytes(outputsHash(tx, inputIndex, inputIndex + 1))
    } else writer.bytes(ZERO)
    writer.u64(tx.lockTime).bytes(subnetworkBytes(tx.subnetworkId)).u64(tx.gas)
    writer.bytes(payload()).u8(type)
    return digest(writer.finish())
  }
  return {
    schnorr,
    ecdsa: (inputIndex, type) => HASHERS.TransactionSigningHashECDSA(schnorr(inputIndex, type)),
  }
}

function prevOutsHash(tx: Transaction): Uint8Array {
  const writer = new ByteWriter()
  for (const { previousOutpoint } of tx.inputs) {
    writer.hash(previousOutpoint.transactionId).u32(previousOutpoint.index)
  }
  return digest(writer.finish())
}

function sequencesHash(tx: Transaction): Uint8Array {
  const writer = new ByteWriter()
  for (const input of tx.inputs) writer.u64(input.sequence)
  return digest(writer.finish())
}

function sigOpCountsHash(tx: Transaction): Uint8Array {
  const writer = new ByteWriter()
  for (const input of tx.inputs) writer.u8(input.sigOpCount)
  return digest(writer.finish())
}

function outputsHash(tx: Transaction, from: number, to: number): Uint8Array {
  const writer = new ByteWriter()
  for (const output of tx.outputs.slice(from, to)) writeOutput(writer, tx.version, output)
  return digest(writer.finish())
}

function payloadHash(tx: Transaction): Uint8Array {
  if (tx.subnetworkId === NATIVE_SUBNETWORK && tx.payload.length === 0) return ZERO
  return digest(new ByteWriter().varBytes(tx.payload).finish())
}

function once(compute: () => Uint8Array): () => Uint8Array {
  let value: Uint8Array | undefined
  return () => (value ??= compute())
}
