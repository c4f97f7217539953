// Hashes in batches are the hashes one by one, by the kernel and without it.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BATCH_INPUTS, hashRuns, hashSubtrees, scalarBatch, vectorBatch } from './batch.ts'
import { HASH_DOMAINS, hashLeafWords, hashNodeWords } from './domains.ts'
import * as domains from './domains.ts'

const random = (length: number, seed: number): Uint32Array =>
  Uint32Array.from({ length }, (_, i) => Math.imul(i + 1, seed | 1) ^ (seed << 7) ^ (i >>> 3))

const ONE_BY_ONE: Record<domains.HashDomain, domains.WordHasher> = {
  leaf: domains.hashLeafWords,
  node: domains.hashNodeWords,
  storageKey: domains.hashStorageKeyWords,
  storageLeaf: domains.hashStorageLeafWords,
  storageNode: domains.hashStorageNodeWords,
  contract: domains.hashContractWords,
  state: domains.hashStateWords,
}

test('this host has the kernel', () => {
  expect(vectorBatch()).toBeDefined()
})

describe.each([
  ['the kernel', vectorBatch()!],
  ['without it', scalarBatch()],
])('%s', (_, batch) => {
  test.each(HASH_DOMAINS)('hashes each input of a batch of any size: %s', (domain) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer(), (count, seed) => {
        const inputs = random(count * 16, seed)
        batch.words.set(inputs, 8)
        batch.run(domain, count, 8, 3000)
        const expected = new Uint32Array(count * 8)
        for (let i = 0; i < count; i++) ONE_BY_ONE[domain](expected, i * 8, inputs, i * 16)
        expect(batch.words.slice(3000, 3000 + count * 8)).toEqual(expected)
      }),
      { numRuns: 30 },
    )
  })
})

test('runs of positions, longer than a batch and with gaps, go to their places and nowhere else', () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom(1, 2, 5, 100, BATCH_INPUTS + 3), (seed, most) => {
      const positions = random(BATCH_INPUTS * 2, seed)
        .map((word) => word % 4096)
        .sort()
      const distinct = [...new Set([...positions.slice(0, most), 7, 8, 9])].sort((a, b) => a - b)
      const source = random(4096 * 16, seed)
      const target = new Uint32Array(4100 * 8)
      const expected = target.slice()
      for (const position of distinct) hashLeafWords(expected, (position + 4) * 8, source, position * 16)
      const list = Uint32Array.from(distinct, (position) => position + 4)
      hashRuns('leaf', list, list.length, source, 4, target)
      expect(target).toEqual(expected)
    }),
    { numRuns: 20 },
  )
})

test('trees side by side have the hashes of each of them', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.constantFrom(0, 1, 3, 6),
      fc.constantFrom(1, 2, 5, 16),
      (seed, height, trees) => {
        const count = trees * 2 ** height
        const source = random((count + 1) * 16, seed)
        const first = 16 * 2 ** height
        const target = new Uint32Array(2 * first * 8)
        hashSubtrees(source, 16, count, height, first, target)
        const expected = new Uint32Array(2 * first * 8)
        for (let leaf = 0; leaf < count; leaf++)
          hashLeafWords(expected, (first + leaf) * 8, source, (leaf + 1) * 16)
        for (let level = 1; level <= height; level++)
          for (let node = first >>> level; node < (first + count) >>> level; node++)
            hashNodeWords(expected, node * 8, expected, node * 16)
        expect(target).toEqual(expected)
      },
    ),
  )
})
