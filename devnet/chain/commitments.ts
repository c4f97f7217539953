// What a header commits to about the chain block's acceptance. The accepted ids are chained as Kaspa did before lanes; the
// UTXO commitment is a chain of digests of diffs: deterministic and checked, though not Kaspa's MuHash.
import { blake3 } from '@noble/hashes/blake3.js'
import type { Hash } from '../tx/index.ts'
import { encodeUtxoEntry, hashFromBytes, hashToBytes, merkleRoot } from '../tx/index.ts'
import type { UtxoDiff } from '../utxo/index.ts'

const UTXO_DOMAIN = 'silo.utxo-diff.v1'

/** Stands for the hash that the virtual block doesn't have, and for that of the chain block above it. */
export const VIRTUAL_HASH: Hash = hashFromBytes(keyed('silo.virtual.v1').digest())
export const NEXT_HASH: Hash = hashFromBytes(keyed('silo.virtual-next.v1').digest())

/** Over the accepted ids of all chain blocks up to this one, in the order of acceptance. */
export function acceptedIdMerkleRoot(selectedParentRoot: Hash, acceptedIds: readonly Hash[]): Hash {
  return merkleRoot([selectedParentRoot, merkleRoot(acceptedIds)])
}

/** Over the diffs of all chain blocks up to this one. */
export function utxoCommitment(selectedParentCommitment: Hash, diff: UtxoDiff): Hash {
  const digest = keyed(UTXO_DOMAIN).update(hashToBytes(selectedParentCommitment))
  for (const side of [diff.removed, diff.added]) {
    digest.update(u32Bytes(side.size))
    for (const [key, { entry }] of [...side].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const bytes = encodeUtxoEntry(entry)
      digest.update(asciiBytes(key)).update(u32Bytes(bytes.length)).update(bytes)
    }
  }
  return hashFromBytes(digest.digest())
}

function keyed(domain: string) {
  const key = new Uint8Array(32)
  key.set(asciiBytes(domain))
  return blake3.create({ key })
}

function asciiBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function u32Bytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}
