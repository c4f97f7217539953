// BLAKE3's compression function (its specification, 2.2) in general: any chaining value, counter, block length and flags. The machine's own hashes
// use `compress.ts`, which is faster and fixes all of these.

/** First 32 bits of the fractional parts of the square roots of the first four primes. */
export const BLAKE3_INITIAL = Int32Array.of(0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a)
/** Where message word i of a round comes from in the round before. */
const PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8] as const
const ROUNDS = 7

/** Which message words a round mixes in. */
export const BLAKE3_ORDERS: readonly Uint8Array[] = (() => {
  const orders = [Uint8Array.from(PERMUTATION, (_, i) => i)]
  while (orders.length < ROUNDS)
    orders.push(Uint8Array.from(PERMUTATION, (from) => orders.at(-1)?.[from] ?? 0))
  return orders
})()

const v = new Int32Array(16)
const message = new Int32Array(16)

function quarter(a: number, b: number, c: number, d: number, x: number, y: number): void {
  let va = v[a] ?? 0
  let vb = v[b] ?? 0
  let vc = v[c] ?? 0
  let vd = v[d] ?? 0
  va = (va + vb + (message[x] ?? 0)) | 0
  vd ^= va
  vd = (vd >>> 16) | (vd << 16)
  vc = (vc + vd) | 0
  vb ^= vc
  vb = (vb >>> 12) | (vb << 20)
  va = (va + vb + (message[y] ?? 0)) | 0
  vd ^= va
  vd = (vd >>> 8) | (vd << 24)
  vc = (vc + vd) | 0
  vb ^= vc
  vb = (vb >>> 7) | (vb << 25)
  v[a] = va
  v[b] = vb
  v[c] = vc
  v[d] = vd
}

/**
 * Writes the first 32 bytes that a block of 64 bytes compresses to. Buffers are seen as little-endian 32-bit words; offsets count words. They may
 * overlap: all is read first.
 */
export function compressBlake3Words(
  out: Uint32Array,
  outWord: number,
  chaining: Uint32Array,
  chainingWord: number,
  block: Uint32Array,
  blockWord: number,
  counterLow: number,
  counterHigh: number,
  blockLength: number,
  flags: number,
): void {
  for (let i = 0; i < 16; i++) message[i] = block[blockWord + i] ?? 0
  for (let i = 0; i < 8; i++) v[i] = chaining[chainingWord + i] ?? 0
  v.set(BLAKE3_INITIAL, 8)
  v[12] = counterLow
  v[13] = counterHigh
  v[14] = blockLength
  v[15] = flags
  for (const order of BLAKE3_ORDERS) {
    quarter(0, 4, 8, 12, order[0] ?? 0, order[1] ?? 0)
    quarter(1, 5, 9, 13, order[2] ?? 0, order[3] ?? 0)
    quarter(2, 6, 10, 14, order[4] ?? 0, order[5] ?? 0)
    quarter(3, 7, 11, 15, order[6] ?? 0, order[7] ?? 0)
    quarter(0, 5, 10, 15, order[8] ?? 0, order[9] ?? 0)
    quarter(1, 6, 11, 12, order[10] ?? 0, order[11] ?? 0)
    quarter(2, 7, 8, 13, order[12] ?? 0, order[13] ?? 0)
    quarter(3, 4, 9, 14, order[14] ?? 0, order[15] ?? 0)
  }
  for (let i = 0; i < 8; i++) out[outWord + i] = (v[i] ?? 0) ^ (v[i + 8] ?? 0)
}
