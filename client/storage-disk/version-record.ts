// How a version of a stored tree stands in the file: little-endian numbers, the root's hash, the owner's tag.
import type { StoredVersion } from '../../vm/storage/node-store.ts'

const HASH_BYTES = 32
const NUMBERS = ['root', 'size', 'nextId'] as const
const HEAD_BYTES = NUMBERS.length * 8 + HASH_BYTES

export function encodeVersion(version: StoredVersion): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + version.tag.length)
  const view = new DataView(bytes.buffer)
  NUMBERS.forEach((name, i) => view.setBigUint64(i * 8, BigInt(version[name]), true))
  bytes.set(version.rootHash, NUMBERS.length * 8)
  bytes.set(version.tag, HEAD_BYTES)
  return bytes
}

/** Undefined when the bytes are no version. */
export function decodeVersion(version: number, bytes: Uint8Array): StoredVersion | undefined {
  if (bytes.length < HEAD_BYTES) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [root = 0, size = 0, nextId = 0] = NUMBERS.map((_, i) => Number(view.getBigUint64(i * 8, true)))
  if (![root, size, nextId].every(Number.isSafeInteger)) return undefined
  return {
    version,
    root,
    size,
    nextId,
    rootHash: bytes.slice(NUMBERS.length * 8, HEAD_BYTES),
    tag: bytes.slice(HEAD_BYTES),
  }
}
