// The domain-separated hash functions of the base layer (31, 2.4): BLAKE2b-256 keyed with the domain's name, BLAKE3
// keyed with the name padded by zeros, and SHA-256 behind the hash of the name. This file is their one home. A validated transaction
// takes some twenty of these hashes: in WebAssembly they cost a tenth of what they do in JavaScript, which stays their oracle in tests.
import { sha256 } from '@noble/hashes/sha2.js'
import { createBLAKE2b, createBLAKE3 } from 'hash-wasm'
import type { IHasher } from 'hash-wasm'

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

/** Every domain with its function. The modules are compiled once, when this file is loaded: from then on all is synchronous. */
export const HASHERS: Readonly<Record<HashDomain, Hasher>> = await buildHashers()

/** BLAKE2b-256 without a key, as pay-to-script-hash uses it. */
export const blake2b256: Hasher = hasherOf(await createBLAKE2b(256))

async function buildHashers(): Promise<Record<HashDomain, Hasher>> {
  const entries: [HashDomain, Hasher][] = []
  for (const domain of BLAKE2B_DOMAINS)
    entries.push([domain, hasherOf(await createBLAKE2b(256, ascii(domain)))])
  for (const domain of BLAKE3_DOMAINS) {
    const key = new Uint8Array(32)
    key.set(ascii(domain))
    entries.push([domain, hasherOf(await createBLAKE3(256, key))])
  }
  for (const domain of SHA256_DOMAINS) entries.push([domain, prefixedSha256(domain)])
  return Object.fromEntries(entries) as Record<HashDomain, Hasher>
}

/** One state serves all calls, since each runs to its end before the next begins. */
function hasherOf(state: IHasher): Hasher {
  return (...parts) => {
    state.init()
    for (const part of parts) state.update(part)
    return state.digest('binary')
  }
}

function prefixedSha256(domain: string): Hasher {
  const start = sha256.create().update(sha256(ascii(domain)))
  return (...parts) => {
    const state = start.clone()
    for (const part of parts) state.update(part)
    return state.digest()
  }
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => c.charCodeAt(0))
}
