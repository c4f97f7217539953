// The key stream of ChaCha20 for a key alone, with counter and nonce from zero: how a set hash blows 32 bytes up to a
// field element (31, 2.4).

const ROUNDS = 20
const WORDS_PER_BLOCK = 16
/** "expand 32-byte k" in four words. */
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const

/** The first words of the stream; `words` is a multiple of 16, the key has 32 bytes. */
export function chacha20Words(key: Uint8Array, words: number): Uint32Array {
  const start = startState(key)
  const stream = new Uint32Array(words)
  const state = new Uint32Array(WORDS_PER_BLOCK)
  for (let offset = 0; offset < words; offset += WORDS_PER_BLOCK) {
    state.set(start)
    for (let round = 0; round < ROUNDS; round += 2) {
      quarterRound(state, 0, 4, 8, 12)
      quarterRound(state, 1, 5, 9, 13)
      quarterRound(state, 2, 6, 10, 14)
      quarterRound(state, 3, 7, 11, 15)
      quarterRound(state, 0, 5, 10, 15)
      quarterRound(state, 1, 6, 11, 12)
      quarterRound(state, 2, 7, 8, 13)
      quarterRound(state, 3, 4, 9, 14)
    }
    for (let i = 0; i < WORDS_PER_BLOCK; i++) stream[offset + i] = (state[i] ?? 0) + (start[i] ?? 0)
    start[12] = (start[12] ?? 0) + 1
  }
  return stream
}

function startState(key: Uint8Array): Uint32Array {
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength)
  const state = new Uint32Array(WORDS_PER_BLOCK)
  state.set(CONSTANTS)
  for (let i = 0; i < 8; i++) state[4 + i] = view.getUint32(4 * i, true)
  return state
}

function quarterRound(state: Uint32Array, ia: number, ib: number, ic: number, id: number): void {
  let a = state[ia] ?? 0
  let b = state[ib] ?? 0
  let c = state[ic] ?? 0
  let d = state[id] ?? 0
  a = (a + b) | 0
  d = rotate(d ^ a, 16)
  c = (c + d) | 0
  b = rotate(b ^ c, 12)
  a = (a + b) | 0
  d = rotate(d ^ a, 8)
  c = (c + d) | 0
  b = rotate(b ^ c, 7)
  state[ia] = a
  state[ib] = b
  state[ic] = c
  state[id] = d
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
