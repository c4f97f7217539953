// BLAKE2b's compression function (RFC 7693, 3.2), one block at a time, on 64-bit words kept as two halves, low half first.

/** First 64 bits of the fractional parts of the square roots of the first eight primes, low halves first. */
// prettier-ignore
export const BLAKE2B_INITIAL = Uint32Array.of(
  0xf3bc_c908, 0x6a09_e667, 0x84ca_a73b, 0xbb67_ae85,
  0xfe94_f82b, 0x3c6e_f372, 0x5f1d_36f1, 0xa54f_f53a,
  0xade6_82d1, 0x510e_527f, 0x2b3e_6c1f, 0x9b05_688c,
  0xfb41_bd6b, 0x1f83_d9ab, 0x137e_2179, 0x5be0_cd19,
)

/** Which message words a round mixes in; rounds 10 and 11 are as 0 and 1. */
// prettier-ignore
export const BLAKE2B_ORDERS = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
] as const
const ROUNDS = 12

const v = new Int32Array(32)
const message = new Int32Array(32)

/** Mixes words x and y of the message into words a, b, c, d of v: sums of 64 bits by halves, rotations by 32, 24, 16 and 63. */
function quarter(a: number, b: number, c: number, d: number, x: number, y: number): void {
  let aLow = v[2 * a] ?? 0
  let aHigh = v[2 * a + 1] ?? 0
  let bLow = v[2 * b] ?? 0
  let bHigh = v[2 * b + 1] ?? 0
  let cLow = v[2 * c] ?? 0
  let cHigh = v[2 * c + 1] ?? 0
  let dLow = v[2 * d] ?? 0
  let dHigh = v[2 * d + 1] ?? 0

  let sum = (aLow >>> 0) + (bLow >>> 0) + ((message[2 * x] ?? 0) >>> 0)
  aHigh = (aHigh + bHigh + (message[2 * x + 1] ?? 0) + carryOf(sum)) | 0
  aLow = sum | 0
  let turned = dLow ^ aLow
  dLow = dHigh ^ aHigh
  dHigh = turned
  sum = (cLow >>> 0) + (dLow >>> 0)
  cHigh = (cHigh + dHigh + carryOf(sum)) | 0
  cLow = sum | 0
  turned = bLow ^ cLow
  bHigh ^= cHigh
  bLow = (turned >>> 24) | (bHigh << 8)
  bHigh = (bHigh >>> 24) | (turned << 8)

  sum = (aLow >>> 0) + (bLow >>> 0) + ((message[2 * y] ?? 0) >>> 0)
  aHigh = (aHigh + bHigh + (message[2 * y + 1] ?? 0) + carryOf(sum)) | 0
  aLow = sum | 0
  turned = dLow ^ aLow
  dHigh ^= aHigh
  dLow = (turned >>> 16) | (dHigh << 16)
  dHigh = (dHigh >>> 16) | (turned << 16)
  sum = (cLow >>> 0) + (dLow >>> 0)
  cHigh = (cHigh + dHigh + carryOf(sum)) | 0
  cLow = sum | 0
  turned = bLow ^ cLow
  bHigh ^= cHigh
  bLow = (turned << 1) | (bHigh >>> 31)
  bHigh = (bHigh << 1) | (turned >>> 31)

  v[2 * a] = aLow
  v[2 * a + 1] = aHigh
  v[2 * b] = bLow
  v[2 * b + 1] = bHigh
  v[2 * c] = cLow
  v[2 * c + 1] = cHigh
  v[2 * d] = dLow
  v[2 * d + 1] = dHigh
}

/** What a sum of up to three numbers below 2^32 carries. */
function carryOf(sum: number): number {
  return sum < 0x1_0000_0000 ? 0 : sum < 0x2_0000_0000 ? 1 : 2
}

/**
 * Writes the state (64 bytes) after a block of 128 bytes, given as two halves. Buffers are seen as little-endian 32-bit words; offsets count words. `out`
 * may be the state or the block. The upper word of the offset counter is 0.
 */
export function compressBlake2bWords(
  out: Uint32Array,
  outWord: number,
  state: Uint32Array,
  stateWord: number,
  block: Uint32Array,
  firstHalf: number,
  secondHalf: number,
  counterLow: number,
  counterHigh: number,
  isLast: boolean,
): void {
  for (let i = 0; i < 16; i++) {
    message[i] = block[firstHalf + i] ?? 0
    message[16 + i] = block[secondHalf + i] ?? 0
    v[i] = state[stateWord + i] ?? 0
    v[16 + i] = BLAKE2B_INITIAL[i] ?? 0
  }
  v[24] = (v[24] ?? 0) ^ counterLow
  v[25] = (v[25] ?? 0) ^ counterHigh
  if (isLast) {
    v[28] = ~(v[28] ?? 0)
    v[29] = ~(v[29] ?? 0)
  }
  for (let round = 0; round < ROUNDS; round++) {
    const order = BLAKE2B_ORDERS[round % BLAKE2B_ORDERS.length] ?? BLAKE2B_ORDERS[0]
    quarter(0, 4, 8, 12, order[0], order[1])
    quarter(1, 5, 9, 13, order[2], order[3])
    quarter(2, 6, 10, 14, order[4], order[5])
    quarter(3, 7, 11, 15, order[6], order[7])
    quarter(0, 5, 10, 15, order[8], order[9])
    quarter(1, 6, 11, 12, order[10], order[11])
    quarter(2, 7, 8, 13, order[12], order[13])
    quarter(3, 4, 9, 14, order[14], order[15])
  }
  for (let i = 0; i < 16; i++) out[outWord + i] = (state[stateWord + i] ?? 0) ^ (v[i] ?? 0) ^ (v[16 + i] ?? 0)
}
