// Proof of work against values of Kaspa's own tests (rusty-kaspa 593399eb, consensus/pow), and the rank against a slow
// computation. Whole headers are in devnet/chain/replay.test.ts.
import { sha256 } from '@noble/hashes/sha2.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesToHex } from '../../tx/hash.ts'
import { blockLevel, drawMatrix } from './heavy-hash.ts'
import { determinant, hasFullRank, hasFullRankModulo } from './rank.ts'
import { createXoshiro } from './xoshiro.ts'

describe('the matrix', () => {
  it('drawn from a known seed is the known one', () => {
    // The digest over the 4096 entries that Kaspa's test lists.
    expect(bytesToHex(sha256(drawMatrix(new Uint8Array(32).fill(42)).entries))).toBe(
      '3412183235c45eac486390ff4dbd8b575ad4f50cbd9c99853b6962ef0dfb4334',
    )
  })

  it('comes from xoshiro256++', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
        const draw = createXoshiro(seed)
        const expected = slowXoshiro(seed)
        const word = new Uint32Array(2)
        for (let i = 0; i < 20; i++) {
          draw(word)
          expect((BigInt(word[1]!) << 32n) | BigInt(word[0]!)).toBe(expected())
        }
      }),
    )
  })

  it('has a rank that is exact where the prime alone says too little', () => {
    const diagonal = (values: readonly number[]) => ({
      size: values.length,
      entries: Uint8Array.from({ length: values.length ** 2 }, (_, i) =>
        i % (values.length + 1) === 0 ? values[i / (values.length + 1)]! : 0,
      ),
    })
    expect(hasFullRankModulo(diagonal([3, 1]), 3)).toBe(false)
    expect(hasFullRank(diagonal([3, 1]))).toBe(true)
  })

  it('has a determinant of zero exactly when no prime finds full rank', () => {
    const sizes = fc.integer({ min: 1, max: 6 })
    fc.assert(
      fc.property(
        sizes.chain((size) =>
          fc.record({
            size: fc.constant(size),
            entries: fc.uint8Array({ minLength: size * size, maxLength: size * size, max: 3 }),
          }),
        ),
        (matrix) => {
          const exact = determinant(matrix)
          expect(exact).toBe(laplace(matrix.size, Array.from(matrix.entries, BigInt)))
          expect(hasFullRank(matrix)).toBe(exact !== 0n)
          for (const prime of [2, 7, 4093])
            expect(hasFullRankModulo(matrix, prime)).toBe(exact % BigInt(prime) !== 0n)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('the level', () => {
  it('is the largest one less the bits of the value, and never below zero', () => {
    expect(blockLevel(0n, 250)).toBe(250)
    expect(blockLevel(1n, 250)).toBe(249)
    expect(blockLevel((1n << 249n) - 1n, 250)).toBe(1)
    expect(blockLevel((1n << 256n) - 1n, 250)).toBe(0)
  })
})

/** By the definition, on whole 64-bit words. */
function slowXoshiro(seed: Uint8Array): () => bigint {
  const view = new DataView(seed.buffer, seed.byteOffset)
  const s = [0, 1, 2, 3].map((i) => view.getBigUint64(8 * i, true))
  const u64 = (x: bigint) => BigInt.asUintN(64, x)
  const rotate = (x: bigint, n: bigint) => u64(x << n) | (x >> (64n - n))
  return () => {
    const out = u64(rotate(u64(s[0]! + s[3]!), 23n) + s[0]!)
    const t = u64(s[1]! << 17n)
    s[2]! ^= s[0]!
    s[3]! ^= s[1]!
    s[1]! ^= s[2]!
    s[0]! ^= s[3]!
    s[2]! ^= t
    s[3] = rotate(s[3]!, 45n)
    return out
  }
}

/** The determinant by its definition. */
function laplace(size: number, entries: readonly bigint[]): bigint {
  if (size === 0) return 1n
  let sum = 0n
  for (let k = 0; k < size; k++) {
    const minor = entries.slice(size).filter((_, i) => i % size !== k)
    sum += (k % 2 === 0 ? 1n : -1n) * entries[k]! * laplace(size - 1, minor)
  }
  return sum
}
