// Transaction ids and hashes (31, 2.4). The id leaves out everything a signer may still change; in version 1 it also
// splits the payload off, so that a payload can be proven from the id without the rest of the transaction.
import { ByteWriter } from './byte-writer.ts'
import { HASHERS } from './hashers.ts'
import type { Hash } from './hash.ts'
import { hashFromBytes, hexToBytes, SUBNETWORK_ID_BYTES } from './hash.ts'
import type { SubnetworkId } from './hash.ts'
import type { Transaction, TxInput, TxOutput } from './types.ts'

/** Which form of a transaction is written: whole for its hash, or without what the id leaves out. */
type Form = 'whole' | 'id' | 'rest'

const EMPTY = new Uint8Array(0)
const ids = new WeakMap<Transaction, Hash>()
const hashes = new WeakMap<Transaction, Hash>()

/** The id by which outpoints name the transaction. Remembered per object, since transactions never change. */
export function transactionId(tx: Transaction): Hash {
  const known = ids.get(tx)
  if (known !== undefined) return known
  const id = hashFromBytes(tx.version === 0 ? idOfVersion0(tx) : idOfVersion1(tx))
  ids.set(tx, id)
  return id
}

/**
 * The hash over all of the transaction, signatures included: a leaf of a block's hash Merkle root. Remembered per object.
 */
export function transactionHash(tx: Transaction): Hash {
  const known = hashes.get(tx)
  if (known !== undefined) return known
  const hash = hashFromBytes(HASHERS.TransactionHash(preimage(tx, 'whole')))
  hashes.set(tx, hash)
  return hash
}

/** The digest of a payload: with `transactionRestDigest` it makes the id of a version-1 transaction. */
export function payloadDigest(payload: Uint8Array): Uint8Array {
  return HASHERS.PayloadDigest(payload)
}

/** The digest of everything in a version-1 id but the payload. */
export function transactionRestDigest(tx: Transaction): Uint8Array {
  return HASHERS.TransactionRest(preimage(tx, 'rest'))
}

/** Checks a payload against a version-1 id, given the digest of the rest. */
export function provesPayload(id: Hash, payload: Uint8Array, restDigest: Uint8Array): boolean {
  return hashFromBytes(HASHERS.TransactionV1Id(payloadDigest(payload), restDigest)) === id
}

function idOfVersion0(tx: Transaction): Uint8Array {
  return HASHERS.TransactionID(preimage(tx, 'id'))
}

function idOfVersion1(tx: Transaction): Uint8Array {
  return HASHERS.TransactionV1Id(payloadDigest(tx.payload), transactionRestDigest(tx))
}

function preimage(tx: Transaction, form: Form): Uint8Array {
  const writer = new ByteWriter().u16(tx.version).count(tx.inputs.length)
  for (const input of tx.inputs) writeInput(writer, tx.version, input, form)
  writer.count(tx.outputs.length)
  for (const output of tx.outputs) writeOutput(writer, tx.version, output)
  writer.u64(tx.lockTime).bytes(subnetworkBytes(tx.subnetworkId)).u64(tx.gas)
  writer.varBytes(form === 'rest' ? EMPTY : tx.payload)
  if (form === 'whole' && (tx.version >= 1 || tx.storageMass > 0n)) writer.u64(tx.storageMass)
  return writer.finish()
}

function writeInput(writer: ByteWriter, version: number, input: TxInput, form: Form): void {
  const whole = form === 'whole'
  writer.hash(input.previousOutpoint.transactionId).u32(input.previousOutpoint.index)
  writer.varBytes(whole ? input.signatureScript : EMPTY)
  if (whole && version === 0) writer.u8(input.sigOpCount)
  writer.u64(input.sequence)
  if (whole && version >= 1) writer.u16(input.computeBudget)
}

/** An output as it enters ids, hashes and signature hashes. */
export function writeOutput(writer: ByteWriter, version: number, output: TxOutput): void {
  writer.u64(output.value).u16(output.scriptPublicKey.version).varBytes(output.scriptPublicKey.script)
  if (version === 0) return
  writer.bool(output.covenant !== undefined)
  if (output.covenant !== undefined) {
    writer.u16(output.covenant.authorizingInput).hash(output.covenant.covenantId)
  }
}

export function subnetworkBytes(id: SubnetworkId): Uint8Array {
  return hexToBytes(id) ?? new Uint8Array(SUBNETWORK_ID_BYTES)
}
