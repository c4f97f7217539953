// BLAKE3 of any bytes (its specification, 2.4 and 2.5): chunks of 1024 bytes, joined in a tree. The plain hash, with no key and 32 bytes of output.
import { viewOf } from '../words.ts'
import { BLAKE3_INITIAL, compressBlake3Words } from './blake3.ts'

const CHUNK_BYTES = 1024
const BLOCK_BYTES = 64
const CHAIN_WORDS = 8
const CHUNK_START = 1
const CHUNK_END = 2
const PARENT = 4
const ROOT = 8
/** Chaining values that are under way at once: one for each level of the tree, which has 2^53 bytes at most. */
const MOST_OPEN = 45

/** The other half of the initial words is of the next four primes. */
const INITIAL = Uint32Array.of(...BLAKE3_INITIAL, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)
const block = new Uint32Array(BLOCK_BYTES / 4)
const blockBytes = new Uint8Array(block.buffer)
const chain = new Uint32Array(CHAIN_WORDS)
/** Chaining values of full subtrees, from the left. */
const open = new Uint32Array(CHAIN_WORDS * MOST_OPEN)

/** The hash, 32 bytes. */
export function blake3Bytes(bytes: Uint8Array): Uint8Array {
  const chunks = Math.max(1, Math.ceil(bytes.length / CHUNK_BYTES))
  let count = 0
  for (let chunk = 0; chunk < chunks; chunk++) {
    hashChunk(bytes, chunk, chunks === 1 ? ROOT : 0)
    open.set(chain, CHAIN_WORDS * count++)
    // Two full subtrees of one size become one. The last chunk's are joined below: one of them is the root.
    if (chunk === chunks - 1) break
    for (let full = chunk + 1; full % 2 === 0; full /= 2) join(--count - 1, 0)
  }
  while (count > 1) {
    count--
    join(count - 1, count === 1 ? ROOT : 0)
  }
  const hash = new Uint8Array(4 * CHAIN_WORDS)
  const view = viewOf(hash)
  for (let i = 0; i < CHAIN_WORDS; i++) view.setUint32(4 * i, open[i] ?? 0, true)
  return hash
}

/** Leaves the chunk's chaining value in `chain`. */
function hashChunk(bytes: Uint8Array, chunk: number, root: number): void {
  chain.set(INITIAL)
  const start = chunk * CHUNK_BYTES
  const end = Math.min(start + CHUNK_BYTES, bytes.length)
  let flags = CHUNK_START
  let at = start
  do {
    const next = Math.min(at + BLOCK_BYTES, end)
    if (next - at < BLOCK_BYTES) block.fill(0)
    for (let i = at; i < next; i++) blockBytes[i - at] = bytes[i] ?? 0
    if (next === end) flags |= CHUNK_END | root
    const high = Math.floor(chunk / 2 ** 32)
    compressBlake3Words(chain, 0, chain, 0, block, 0, chunk, high, next - at, flags)
    flags = 0
    at = next
  } while (at < end)
}

/** The parent of two neighbours takes the place of the left one. */
function join(left: number, root: number): void {
  const at = CHAIN_WORDS * left
  compressBlake3Words(open, at, INITIAL, 0, open, at, 0, 0, BLOCK_BYTES, PARENT | root)
}
