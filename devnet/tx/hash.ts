// Ids as values: 32-byte hashes and 20-byte subnetwork ids are kept as branded lower-case hex, so that they serve as
// map keys and compare in the order of their bytes. This file is the only place where hex turns into bytes and back.

/** A 32-byte hash as 64 lower-case hex digits. Comparing two with `<` compares their bytes. */
export type Hash = string & { readonly __brand: 'Hash' }

/** A subnetwork (lane) id: 20 bytes as 40 lower-case hex digits. */
export type SubnetworkId = string & { readonly __brand: 'SubnetworkId' }

export const HASH_BYTES = 32
export const SUBNETWORK_ID_BYTES = 20

const HASH_PATTERN = /^[0-9a-f]{64}$/
const SUBNETWORK_PATTERN = /^[0-9a-f]{40}$/
const HEX_PATTERN = /^(?:[0-9a-fA-F]{2})*$/

const HEX_OF_BYTE: readonly string[] = Array.from({ length: 256 }, (_, b) => b.toString(16).padStart(2, '0'))

/** The hash of 32 zero bytes: stands for "none" in Kaspa's structures. */
export const ZERO_HASH: Hash = hash('00'.repeat(HASH_BYTES))

export function isHash(text: unknown): text is Hash {
  return typeof text === 'string' && HASH_PATTERN.test(text)
}

export function isSubnetworkId(text: unknown): text is SubnetworkId {
  return typeof text === 'string' && SUBNETWORK_PATTERN.test(text)
}

/** Text from elsewhere as a hash; undefined unless it is exactly 64 hex digits (capital digits are folded). */
export function parseHash(text: string): Hash | undefined {
  const lower = text.toLowerCase()
  return isHash(lower) ? lower : undefined
}

/** A hash written in the program itself. Throws on anything else: such text is a bug, not input. */
export function hash(text: string): Hash {
  const parsed = parseHash(text)
  if (parsed === undefined) throw new Error(`not a 32-byte hash in hex: ${text}`)
  return parsed
}

/** 32 bytes as a hash. Throws on another length, which is a bug of the caller. */
export function hashFromBytes(bytes: Uint8Array): Hash {
  if (bytes.length !== HASH_BYTES) throw new Error(`a hash has 32 bytes, got ${bytes.length}`)
  // Hex of 32 bytes is a hash: looking at it again would take longer than making it.
  return bytesToHex(bytes) as Hash
}

/** The 32 bytes of a hash, freshly allocated. */
export function hashToBytes(value: Hash): Uint8Array {
  return decodeHex(value)
}

export function subnetworkIdFromBytes(bytes: Uint8Array): SubnetworkId {
  const text = bytesToHex(bytes)
  if (!isSubnetworkId(text)) throw new Error(`a subnetwork id has 20 bytes, got ${bytes.length}`)
  return text
}

/** Lexicographic order of the bytes: negative, zero or positive. */
export function compareHashes(a: Hash, b: Hash): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Node's own conversion takes a third of the time; where there is none, a table does. */
export const bytesToHex: (bytes: Uint8Array) => string =
  typeof Buffer === 'undefined'
    ? hexByTable
    : (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')

function hexByTable(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += HEX_OF_BYTE[byte]
  return text
}

/** Hex from elsewhere as bytes; undefined when it is no hex or longer than `maxBytes`. */
export function hexToBytes(text: string, maxBytes = Number.MAX_SAFE_INTEGER): Uint8Array | undefined {
  if (text.length > maxBytes * 2 || !HEX_PATTERN.test(text)) return undefined
  return decodeHex(text)
}

function decodeHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = 16 * digitValue(text.charCodeAt(2 * i)) + digitValue(text.charCodeAt(2 * i + 1))
  }
  return bytes
}

/** Of a hex digit in ASCII, of either case. */
function digitValue(code: number): number {
  return code < 0x3a ? code - 0x30 : (code & 0x1f) + 9
}
