// The domain-separated hash functions of the base layer (31, 2.4): BLAKE2b-256 keyed with the domain's name, BLAKE3
// keyed with the name padded by zeros, and SHA-256 behind the hash of the name. This file is their one home.
import { blake2b } from '@noble/hashes/blake2.js'
import { blake3 } from '@noble/hashes/blake3.js'
import { sha256 } from '@noble/hashes/sha2.js'

/** Hashes the concatenation of its arguments to 32 bytes. */
export type Hasher = (...parts: readonly Uint8Array[]) => Uint8Array

export const BLAKE2B_DOMAINS = [
  'TransactionHash',
  'TransactionID',
  'TransactionSigningHash',
  'BlockHash',
  'ProofOfWorkHash',
  'MerkleBranchHash',
  'MuHashElement',
  'MuHashFinalize',
  'PersonalMessageSigningHash',
  'CovenantID',
] as const

export const BLAKE3_DOMAINS = [
  'SeqCommitmentMerkleBranchHash',
  'PayloadDigest',
  'TransactionRest',
  'TransactionV1Id',
  'SeqCommitLaneKey',
  'SeqCommitLaneTip',
  'SeqCommitActivityLeaf',
  'SeqCommitMergesetContext',
  'SeqCommitMinerPayloadLeaf',
  'SeqCommitActivityRoot',
  'SeqCommitActiveLeaf',
  'SeqCommitActiveNode',
  'SeqCommitActiveCollapsedNode',
] as const

export const SHA256_DOMAINS = ['TransactionSigningHashECDSA'] as const

export type HashDomain =
  (typeof BLAKE2B_DOMAINS)[number] | (typeof BLAKE3_DOMAINS)[number] | (typeof SHA256_DOMAINS)[number]

/** Every domain with its function. */
export const HASHERS: Readonly<Record<HashDomain, Hasher>> = buildHashers()

/** BLAKE2b-256 without a key, as pay-to-script-hash uses it. */
export function blake2b256(data: Uint8Array): Uint8Array {
  return blake2b(data, { dkLen: 32 })
}

function buildHashers(): Record<HashDomain, Hasher> {
  const entries: [HashDomain, Hasher][] = [
    ...BLAKE2B_DOMAINS.map((domain): [HashDomain, Hasher] => [domain, keyedBlake2b(domain)]),
    ...BLAKE3_DOMAINS.map((domain): [HashDomain, Hasher] => [domain, keyedBlake3(domain)]),
    ...SHA256_DOMAINS.map((domain): [HashDomain, Hasher] => [domain, prefixedSha256(domain)]),
  ]
  return Object.fromEntries(entries) as Record<HashDomain, Hasher>
}

function keyedBlake2b(domain: string): Hasher {
  const start = blake2b.create({ dkLen: 32, key: ascii(domain) })
  return (...parts) => digest(start.clone(), parts)
}

function keyedBlake3(domain: string): Hasher {
  const key = new Uint8Array(32)
  key.set(ascii(domain))
  const start = blake3.create({ key })
  return (...parts) => digest(start.clone(), parts)
}

function prefixedSha256(domain: string): Hasher {
  const start = sha256.create().update(sha256(ascii(domain)))
  return (...parts) => digest(start.clone(), parts)
}

interface HashState {
  update(data: Uint8Array): unknown
  digest(): Uint8Array
}

function digest(state: HashState, parts: readonly Uint8Array[]): Uint8Array {
  for (const part of parts) state.update(part)
  return state.digest()
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0))
}
