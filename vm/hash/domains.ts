// The hashes of the machine by domain (docs/machine.md, *Hashing*): keyed BLAKE3 of exactly 64 bytes, the key being the domain's name.
// Three forms each: new bytes; `...Into` for byte buffers; and `Hasher` over 32-bit words for trees kept in flat buffers.
import { writeWord } from '../words.ts'
import { compress } from './compress.ts'

export const HASH_BYTES = 32
export const HASH_WORDS_32 = 8
const INPUT_BYTES = 64

/** One compression under a fixed domain, over little-endian 32-bit words. Output and input may overlap. */
export type WordHasher = (out: Uint32Array, outWord: number, input: Uint32Array, inputWord: number) => void

/** One compression under a fixed domain, over bytes at any alignment. Output and input may overlap. */
export type ByteHasher = (out: Uint8Array, outOffset: number, input: Uint8Array, inputOffset: number) => void

const NAMES = {
  leaf: 'silo.leaf.v1',
  node: 'silo.node.v1',
  storageKey: 'silo.storage-key.v1',
  storageLeaf: 'silo.storage-leaf.v1',
  storageNode: 'silo.storage-node.v1',
  contract: 'silo.hash.v1',
  state: 'silo.state.v1',
} as const

export type HashDomain = keyof typeof NAMES

/** The 32-byte BLAKE3 key of a domain: its ASCII name, zero-padded. */
export function domainKey(domain: HashDomain): Uint8Array {
  const key = new Uint8Array(32)
  key.set(new TextEncoder().encode(NAMES[domain]))
  return key
}

export const HASH_DOMAINS: readonly HashDomain[] = [
  'leaf',
  'node',
  'storageKey',
  'storageLeaf',
  'storageNode',
  'contract',
  'state',
]

function wordHasher(domain: HashDomain): WordHasher {
  const key = new Uint32Array(domainKey(domain).buffer)
  return (out, outWord, input, inputWord) => compress(key, out, outWord, input, inputWord)
}

export const hashLeafWords = wordHasher('leaf')
export const hashNodeWords = wordHasher('node')
export const hashStorageKeyWords = wordHasher('storageKey')
export const hashStorageLeafWords = wordHasher('storageLeaf')
export const hashStorageNodeWords = wordHasher('storageNode')
export const hashContractWords = wordHasher('contract')
export const hashStateWords = wordHasher('state')

// One aligned block that byte inputs pass through: nothing here is re-entrant, so one is enough.
const block = new Uint32Array(16)
const blockBytes = new Uint8Array(block.buffer)

function byteHasher(hash: WordHasher): ByteHasher {
  return (out, outOffset, input, inputOffset) => {
    if (inputOffset + INPUT_BYTES > input.length) throw new RangeError('a hash input is 64 bytes')
    if (outOffset + HASH_BYTES > out.length) throw new RangeError('a hash output is 32 bytes')
    for (let i = 0; i < INPUT_BYTES; i++) blockBytes[i] = input[inputOffset + i] ?? 0
    hash(block, 0, block, 0)
    for (let i = 0; i < HASH_BYTES; i++) out[outOffset + i] = blockBytes[i] ?? 0
  }
}

export const hashLeafInto = byteHasher(hashLeafWords)
export const hashNodeInto = byteHasher(hashNodeWords)
export const hashStorageKeyInto = byteHasher(hashStorageKeyWords)
export const hashStorageLeafInto = byteHasher(hashStorageLeafWords)
export const hashStorageNodeInto = byteHasher(hashStorageNodeWords)
export const hashContractInto = byteHasher(hashContractWords)
export const hashStateInto = byteHasher(hashStateWords)

function hashOf(hash: WordHasher, first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length + second.length !== INPUT_BYTES) throw new RangeError('a hash input is 64 bytes')
  blockBytes.set(first, 0)
  blockBytes.set(second, first.length)
  hash(block, 0, block, 0)
  return blockBytes.slice(0, HASH_BYTES)
}

const NOTHING = new Uint8Array(0)

/** Hash of a 64-byte leaf of a perfect tree. */
export function hashLeaf(leaf: Uint8Array): Uint8Array {
  return hashOf(hashLeafWords, leaf, NOTHING)
}

/** Hash of an inner node of a perfect tree. */
export function hashNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  return hashOf(hashNodeWords, left, right)
}

/** Storage position of a key: the contract instance (modulo 2^64) and seven key words (56 bytes). */
export function hashStorageKey(instance: bigint, keyWords: Uint8Array): Uint8Array {
  const first = new Uint8Array(8)
  writeWord(first, 0, instance)
  return hashOf(hashStorageKeyWords, first, keyWords)
}

/** Hash of a storage leaf: position and the leaf hash (`hashLeaf`) of the value. */
export function hashStorageLeaf(position: Uint8Array, valueHash: Uint8Array): Uint8Array {
  return hashOf(hashStorageLeafWords, position, valueHash)
}

/** Hash of an inner node of the storage tree. */
export function hashStorageNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  return hashOf(hashStorageNodeWords, left, right)
}

/** What the `hash` instruction computes of a leaf. */
export function hashContract(leaf: Uint8Array): Uint8Array {
  return hashOf(hashContractWords, leaf, NOTHING)
}

/** State commitment of a storage root and `hashNode(outbox root, event root)`. */
export function hashState(storageRoot: Uint8Array, pairHash: Uint8Array): Uint8Array {
  return hashOf(hashStateWords, storageRoot, pairHash)
}
