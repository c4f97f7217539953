// The shape of BLAKE3's compression (BLAKE3 specification, 2.2), for whatever generates one.

export const ROUNDS = 7

/** Where message word i of a round comes from in the round before (table 2). */
export const PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8] as const

/** The eight mixings of a round, as state words a, b, c, d: four columns, then four diagonals. */
export const MIXINGS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const

/** State words 8 to 11. */
export const INITIAL = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a] as const

/** KEYED_HASH | CHUNK_START | CHUNK_END | ROOT: one block is the whole input. */
export const FLAGS = 16 | 1 | 2 | 8
export const BLOCK_LENGTH = 64
