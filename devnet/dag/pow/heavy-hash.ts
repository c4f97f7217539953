// kHeavyHash, Kaspa's proof of work (31, 2.3): cSHAKE256, a product with a matrix drawn from the header, cSHAKE256 again.
// The value that comes out also gives the block's level, whether or not the work is asked for.
import { cshake256 } from '@noble/hashes/sha3-addons.js'
import type { Hash } from '../../tx/hash.ts'
import { hashToBytes } from '../../tx/hash.ts'
import type { SquareMatrix } from './rank.ts'
import { hasFullRank } from './rank.ts'
import { createXoshiro } from './xoshiro.ts'

const SIZE = 64
const outer = hasherOf('ProofOfWorkHash')
const inner = hasherOf('HeavyHash')

/** What proof of work reads of a header. */
export interface WorkInput {
  /** The header's hash with timestamp and nonce zero. */
  readonly prePowHash: Hash
  /** Milliseconds. */
  readonly timestamp: bigint
  readonly nonce: bigint
}

/** The value that must not be above the target of the header's bits. */
export function powValue({ prePowHash, timestamp, nonce }: WorkInput): bigint {
  const seed = hashToBytes(prePowHash)
  const input = new Uint8Array(80)
  input.set(seed)
  const view = new DataView(input.buffer)
  view.setBigUint64(32, timestamp, true)
  // 32 zero bytes lie between.
  view.setBigUint64(72, nonce, true)
  return fromLittleEndian(heavyHash(drawMatrix(seed), outer(input)))
}

/** The level of a block with that value: one more for each further halving of the odds. */
export function blockLevel(value: bigint, maxBlockLevel: number): number {
  const bits = value === 0n ? 0 : value.toString(2).length
  return Math.max(0, maxBlockLevel - bits)
}

/** Draws until the matrix has full rank, which nearly always is the first time. */
export function drawMatrix(seed: Uint8Array): SquareMatrix {
  const draw = createXoshiro(seed)
  const word = new Uint32Array(2)
  for (;;) {
    const entries = new Uint8Array(SIZE * SIZE)
    for (let i = 0; i < entries.length; i += 16) {
      draw(word)
      for (let nibble = 0; nibble < 16; nibble++) {
        entries[i + nibble] = ((word[nibble >> 3] ?? 0) >>> (4 * (nibble & 7))) & 0xf
      }
    }
    const matrix = { size: SIZE, entries }
    if (hasFullRank(matrix)) return matrix
  }
}

/** Multiplies the nibbles of a hash, the high one of each byte first, and hashes what that changes of it. */
export function heavyHash({ entries }: SquareMatrix, hash: Uint8Array): Uint8Array {
  const nibbles = new Uint8Array(SIZE)
  for (const [i, byte] of hash.entries()) {
    nibbles[2 * i] = byte >> 4
    nibbles[2 * i + 1] = byte & 0xf
  }
  const mixed = hash.slice()
  for (let i = 0; i < mixed.length; i++) {
    const high = rowSum(entries, 2 * i, nibbles) >> 10
    const low = rowSum(entries, 2 * i + 1, nibbles) >> 10
    mixed[i] = (mixed[i] ?? 0) ^ ((high << 4) | low)
  }
  return inner(mixed)
}

function rowSum(entries: Uint8Array, row: number, vector: Uint8Array): number {
  let sum = 0
  for (let k = 0; k < SIZE; k++) sum += (entries[row * SIZE + k] ?? 0) * (vector[k] ?? 0)
  return sum
}

function hasherOf(domain: string): (data: Uint8Array) => Uint8Array {
  const personalization = Uint8Array.from(domain, (c) => c.charCodeAt(0))
  const start = cshake256.create({ personalization, dkLen: 32 })
  return (data) => start.clone().update(data).digest()
}

function fromLittleEndian(bytes: Uint8Array): bigint {
  let value = 0n
  for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte)
  return value
}
