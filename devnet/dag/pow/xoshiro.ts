// The generator xoshiro256++ in halves of 32 bits: Kaspa draws the matrix of its proof of work from it (31, 2.3).

/** Draws 64 bits into `out` as [low, high]. */
export type Draw64 = (out: Uint32Array) => void

/** Seeded by 32 bytes: four words of 64 bits, the lowest byte first. */
export function createXoshiro(seed: Uint8Array): Draw64 {
  const view = new DataView(seed.buffer, seed.byteOffset, seed.byteLength)
  const at = (i: number): number => view.getInt32(4 * i, true)
  let [low0, high0, low1, high1] = [at(0), at(1), at(2), at(3)]
  let [low2, high2, low3, high3] = [at(4), at(5), at(6), at(7)]

  return (out) => {
    // out = rotate(s0 + s3, 23) + s0
    const sumLow = (low0 >>> 0) + (low3 >>> 0)
    const sl = sumLow | 0
    const sh = (high0 + high3 + (sumLow > 0xffff_ffff ? 1 : 0)) | 0
    const rotatedLow = (sl << 23) | (sh >>> 9)
    const rotatedHigh = (sh << 23) | (sl >>> 9)
    const outLow = (rotatedLow >>> 0) + (low0 >>> 0)
    out[0] = outLow
    out[1] = rotatedHigh + high0 + (outLow > 0xffff_ffff ? 1 : 0)

    const shiftedLow = low1 << 17
    const shiftedHigh = (high1 << 17) | (low1 >>> 15)
    low2 ^= low0
    high2 ^= high0
    low3 ^= low1
    high3 ^= high1
    low1 ^= low2
    high1 ^= high2
    low0 ^= low3
    high0 ^= high3
    low2 ^= shiftedLow
    high2 ^= shiftedHigh
    // A rotation by 45 swaps the halves and goes on by 13.
    const low = low3
    low3 = (high3 << 13) | (low >>> 19)
    high3 = (low << 13) | (high3 >>> 19)
  }
}
