// Witnesses for outbox entries and event records.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ListTree } from '../merkle/list-tree.ts'
import { EVENT_DEPTH, OUTBOX_DEPTH } from '../spec/constants.ts'
import { leafOfWords } from './bytes.ts'
import {
  MAX_ENTRIES_AT_ONCE,
  proveEntries,
  showsOutboxEnd,
  verifyEvents,
  verifyOutboxEntries,
  verifyOutboxEntry,
} from './lists.ts'

function listOf(depth: number, count: number): ListTree {
  const bytes = new Uint8Array(count * 64)
  for (let i = 0; i < count; i++) bytes.set(leafOfWords([BigInt(i) + 1n]), i * 64)
  return ListTree.of(depth, bytes)
}

test.each([
  ['outbox', OUTBOX_DEPTH, verifyOutboxEntries],
  ['events', EVENT_DEPTH, verifyEvents],
] as const)('entries of the %s are proved in batches and singly', (_, depth, verify) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 70 }),
      fc.uniqueArray(fc.nat(200), { minLength: 1, maxLength: 9 }),
      fc.nat(),
      (count, picks, noise) => {
        const tree = listOf(depth, count)
        const root = tree.root()
        const indices = [...new Set(picks.map((pick) => pick % count))].sort((a, b) => a - b)
        const entries = indices.map((index) => ({ index, leaf: tree.leaf(index) }))
        const path = proveEntries(tree, indices)
        expect(verify(root, entries, path)).toBe(true)

        const flipped = path.slice()
        flipped[noise % path.length]! ^= 1 << (noise % 8)
        expect(verify(root, entries, flipped)).toBe(false)
        expect(verify(root, entries, path.slice(0, -1))).toBe(false)
        expect(verify(root, entries, Uint8Array.of(...path, 0))).toBe(false)
        expect(verify(root, [...entries, ...entries], path)).toBe(false)
        const altered = entries.map((entry, at) =>
          at === noise % entries.length ? { ...entry, leaf: entry.leaf.map((byte) => byte ^ 1) } : entry,
        )
        expect(verify(root, altered, path)).toBe(false)
        const moved = entries.map(({ index, leaf }) => ({ index: index + 1, leaf }))
        expect(verify(root, moved, path)).toBe(false)
      },
    ),
    { numRuns: 40 },
  )
})

test('a path shows the end of the outbox when it leads to the last entry, and at no other time', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 70 }),
      fc.uniqueArray(fc.nat(200), { minLength: 1, maxLength: 9 }),
      (count, picks) => {
        const tree = listOf(OUTBOX_DEPTH, count)
        const indices = [...new Set(picks.map((pick) => pick % count))].sort((a, b) => a - b)
        const last = indices.at(-1) === count - 1
        expect(showsOutboxEnd(indices, proveEntries(tree, indices))).toBe(last)
      },
    ),
  )
  expect(showsOutboxEnd([], new Uint8Array(0))).toBe(false)
})

test('one entry, places past the end, and malformed questions', () => {
  const tree = listOf(OUTBOX_DEPTH, 5)
  const root = tree.root()
  const path = proveEntries(tree, [4])
  expect(verifyOutboxEntry(root, 4, tree.leaf(4), path)).toBe(true)
  expect(verifyOutboxEntry(root, 5, tree.leaf(4), path)).toBe(false)
  expect(verifyOutboxEntry(root, 4 + 2 ** OUTBOX_DEPTH, tree.leaf(4), path)).toBe(false)
  expect(verifyOutboxEntry(root, 4, tree.leaf(4).slice(1), path)).toBe(false)
  expect(verifyOutboxEntry(root, -1, tree.leaf(4), path)).toBe(false)
  expect(verifyOutboxEntry(root, 0.5, tree.leaf(4), path)).toBe(false)
  expect(verifyOutboxEntries(root, [], path)).toBe(false)
  expect(verifyEvents(root, [{ index: 4, leaf: tree.leaf(4) }], path)).toBe(false)
  // An absent entry is a zero leaf, provably.
  expect(verifyOutboxEntry(root, 5, new Uint8Array(64), proveEntries(tree, [5]))).toBe(true)
})

test('as many entries at once as are allowed, and no more', () => {
  const tree = listOf(OUTBOX_DEPTH, MAX_ENTRIES_AT_ONCE + 1)
  const verdict = (count: number): boolean => {
    const indices = Array.from({ length: count }, (_, index) => index)
    const entries = indices.map((index) => ({ index, leaf: tree.leaf(index) }))
    return verifyOutboxEntries(tree.root(), entries, proveEntries(tree, indices))
  }
  expect(verdict(MAX_ENTRIES_AT_ONCE)).toBe(true)
  expect(verdict(MAX_ENTRIES_AT_ONCE + 1)).toBe(false)
})
