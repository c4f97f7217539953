// The binary Merkle tree over transaction hashes (31, 2.4): a missing right sibling counts as the zero hash, which
// is the same as padding to a power of two and leaving empty pairs out.
import { HASHERS } from './hashers.ts'
import type { Hasher } from './hashers.ts'
import type { Hash } from './hash.ts'
import { hashFromBytes, hashToBytes, ZERO_HASH } from './hash.ts'
import { transactionHash } from './transaction-hash.ts'
import type { Transaction } from './types.ts'

/** The root over the leaves; the zero hash when there are none, the leaf itself when there is one. */
export function merkleRoot(leaves: readonly Hash[], branch: Hasher = HASHERS.MerkleBranchHash): Hash {
  const zero = hashToBytes(ZERO_HASH)
  let level = leaves.map(hashToBytes)
  while (level.length > 1) {
    const above: Uint8Array[] = []
    for (let i = 0; i < level.length; i += 2) above.push(branch(level[i] ?? zero, level[i + 1] ?? zero))
    level = above
  }
  const [root] = level
  return root === undefined ? ZERO_HASH : hashFromBytes(root)
}

/** The header's hashMerkleRoot of these transactions. */
export function hashMerkleRoot(transactions: readonly Transaction[]): Hash {
  return merkleRoot(transactions.map(transactionHash))
}
