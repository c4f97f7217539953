// SHA-256's compression function (FIPS 180-4, 6.2.2), one block at a time. Blocks and states are bytes as they stand in messages and digests: big-endian words.

/** First 32 bits of the fractional parts of the cube roots of the first 64 primes. */
// prettier-ignore
export const SHA256_CONSTANTS = Int32Array.of(
  0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1,
  0x923f_82a4, 0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3,
  0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786,
  0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
  0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147,
  0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13,
  0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
  0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
  0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a,
  0x5b9c_ca4f, 0x682e_6ff3, 0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208,
  0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
)

const schedule = new Int32Array(64)

function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)
}

function rotated(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by))
}

/**
 * Writes the state (32 bytes) after a block (64 bytes). Buffers are seen as little-endian 32-bit words; offsets count words. They may overlap: all
 * is read first.
 */
export function compressSha256Words(
  out: Uint32Array,
  outWord: number,
  state: Uint32Array,
  stateWord: number,
  block: Uint32Array,
  blockWord: number,
): void {
  for (let i = 0; i < 16; i++) schedule[i] = swapped(block[blockWord + i] ?? 0)
  for (let i = 16; i < 64; i++) {
    const w15 = schedule[i - 15] ?? 0
    const w2 = schedule[i - 2] ?? 0
    const s0 = rotated(w15, 7) ^ rotated(w15, 18) ^ (w15 >>> 3)
    const s1 = rotated(w2, 17) ^ rotated(w2, 19) ^ (w2 >>> 10)
    schedule[i] = (schedule[i - 16] ?? 0) + s0 + (schedule[i - 7] ?? 0) + s1
  }
  const at = (i: number): number => swapped(state[stateWord + i] ?? 0)
  const [a0, b0, c0, d0, e0, f0, g0, h0] = [at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)]
  let [a, b, c, d, e, f, g, h] = [a0, b0, c0, d0, e0, f0, g0, h0]
  for (let i = 0; i < 64; i++) {
    const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
    const chosen = (e & f) ^ (~e & g)
    const first = (h + s1 + chosen + (SHA256_CONSTANTS[i] ?? 0) + (schedule[i] ?? 0)) | 0
    const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + s0 + majority) | 0
  }
  out[outWord] = swapped(a0 + a)
  out[outWord + 1] = swapped(b0 + b)
  out[outWord + 2] = swapped(c0 + c)
  out[outWord + 3] = swapped(d0 + d)
  out[outWord + 4] = swapped(e0 + e)
  out[outWord + 5] = swapped(f0 + f)
  out[outWord + 6] = swapped(g0 + g)
  out[outWord + 7] = swapped(h0 + h)
}
