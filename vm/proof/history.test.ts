// Sample points of a level, its history root and witnesses.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashLeaf, hashNode } from '../hash/domains.ts'
import {
  LEVEL_INTERVALS,
  historyRoot,
  levelPoints,
  provePoints,
  roundPoints,
  splitPoints,
  verifyPoints,
} from './history.ts'

const hashesOf = (count: number, salt = 0): Uint8Array[] =>
  Array.from({ length: count }, (_, i) =>
    hashLeaf(new Uint8Array(64).fill(i & 0xff).fill(salt + (i >> 8), 0, 1)),
  )

test('points start and end with the span, ascend, and cut it as evenly as whole steps allow', () => {
  fc.assert(
    fc.property(
      fc.bigInt(0n, 1n << 60n),
      fc.bigInt(1n, 1n << 60n),
      fc.integer({ min: 1, max: 256 }),
      (lo, length, parts) => {
        const points = splitPoints(lo, lo + length, parts)
        const count = length < BigInt(parts) ? Number(length) : parts
        expect(points).toHaveLength(count + 1)
        expect(points[0]).toBe(lo)
        expect(points.at(-1)).toBe(lo + length)
        const gaps = points.slice(1).map((point, i) => point - points[i]!)
        expect(
          gaps.every((gap) => gap === length / BigInt(count) || gap === length / BigInt(count) + 1n),
        ).toBe(true)
      },
    ),
  )
})

test('spans of one step, of fewer steps than parts, and of lengths that the parts do not divide', () => {
  expect(splitPoints(5n, 5n, 4)).toEqual([5n])
  expect(splitPoints(5n, 6n, 4)).toEqual([5n, 6n])
  expect(splitPoints(0n, 3n, 4)).toEqual([0n, 1n, 2n, 3n])
  expect(splitPoints(10n, 20n, 4)).toEqual([10n, 12n, 15n, 17n, 20n])
  expect(levelPoints(0n, 1_000_000_007n)).toHaveLength(LEVEL_INTERVALS + 1)
  expect(roundPoints(3, 200, 4)).toEqual([3, 52, 101, 150, 200])
})

test('rounds of every arity narrow any level to one interval', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 256 }),
      fc.integer({ min: 1, max: 256 }),
      fc.nat(255),
      (arity, count, aim) => {
        const target = aim % count
        let [lo, hi] = [0, count]
        for (let rounds = 0; hi - lo > 1; rounds++) {
          expect(rounds).toBeLessThan(9)
          const points = roundPoints(lo, hi, arity)
          const i = points.findIndex((point) => point > target)
          ;[lo, hi] = [points[i - 1]!, points[i]!]
        }
        expect(lo).toBe(target)
      },
    ),
  )
})

test('a history root is the tree that docs/proofs.md writes down', () => {
  const hashes = hashesOf(3)
  const leaf = (hash: Uint8Array): Uint8Array => {
    const bytes = new Uint8Array(64)
    bytes.set(hash)
    bytes[32] = 3
    return hashLeaf(bytes)
  }
  const [a, b, c] = hashes.map(leaf)
  const root = hashNode(hashNode(a!, b!), hashNode(c!, hashLeaf(new Uint8Array(64))))
  expect(historyRoot(hashes)).toEqual(root)
})

test('witnesses verify for what they prove and for nothing else', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: LEVEL_INTERVALS + 1 }),
      fc.uniqueArray(fc.nat(256), { minLength: 1, maxLength: 12 }),
      fc.nat(),
      (count, picks, noise) => {
        const hashes = hashesOf(count)
        const indices = [...new Set(picks.map((pick) => pick % count))].sort((x, y) => x - y)
        const root = historyRoot(hashes)
        const shown = indices.map((index) => hashes[index]!)
        const path = provePoints(hashes, indices)
        expect(verifyPoints(root, count, indices, shown, path)).toBe(true)

        expect(verifyPoints(root, count + 1, indices, shown, path)).toBe(false)
        expect(verifyPoints(root, count - 1, indices, shown, path)).toBe(false)
        expect(verifyPoints(historyRoot(hashesOf(count, 1)), count, indices, shown, path)).toBe(false)
        const flipped = path.map((byte, at) =>
          at === noise % path.length ? byte ^ (1 << (noise % 8)) : byte,
        )
        const forgedPaths = [
          Uint8Array.of(...path, 0),
          new Uint8Array([...path, ...new Uint8Array(32)]),
          ...(path.length === 0 ? [] : [path.slice(0, -32), flipped]),
        ]
        expect(forgedPaths.some((forged) => verifyPoints(root, count, indices, shown, forged))).toBe(false)
        const other = shown.map((hash, at) =>
          at === noise % shown.length ? hash.map((byte) => byte ^ 1) : hash,
        )
        expect(verifyPoints(root, count, indices, other, path)).toBe(false)
        const moved = indices.map((index) => index + 1)
        expect(verifyPoints(root, count, moved, shown, path)).toBe(false)
      },
    ),
    { numRuns: 60 },
  )
})

test('malformed questions get no for an answer', () => {
  const hashes = hashesOf(5)
  const root = historyRoot(hashes)
  const path = provePoints(hashes, [1, 3])
  const shown = [hashes[1]!, hashes[3]!]
  expect(verifyPoints(root, 5, [1, 3], shown, path)).toBe(true)
  expect(verifyPoints(root, 5, [3, 1], [...shown].reverse(), path)).toBe(false)
  expect(verifyPoints(root, 5, [1, 1], shown, path)).toBe(false)
  expect(verifyPoints(root, 5, [], [], path)).toBe(false)
  expect(verifyPoints(root, 5, [1, 3], [hashes[1]!], path)).toBe(false)
  expect(verifyPoints(root, 5, [1, 3], [hashes[1]!, hashes[3]!.slice(1)], path)).toBe(false)
  expect(verifyPoints(root, 5, [1, 3.5], shown, path)).toBe(false)
  expect(verifyPoints(root, 5, [-1, 3], shown, path)).toBe(false)
  expect(verifyPoints(root, Number.NaN, [1, 3], shown, path)).toBe(false)
  expect(verifyPoints(root, 2 ** 40, [1, 3], shown, path)).toBe(false)
  expect(() => historyRoot([])).toThrow(RangeError)
  expect(() => historyRoot(hashesOf(258))).toThrow(RangeError)
  expect(() => historyRoot([new Uint8Array(31)])).toThrow(RangeError)
})
