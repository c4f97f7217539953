// Encodings that say the same otherwise, or what can't be: each is refused by name.
import { expect, test } from 'vitest'
import { ZERO_HASH_ROOTS, ZERO_ROOTS } from '../hash/zero-roots.ts'
import { ListTree } from '../merkle/list-tree.ts'
import { OUTBOX_DEPTH } from '../spec/constants.ts'
import { leafOfWords } from './bytes.ts'
import { decodeProof } from './decode.ts'
import { proveEntries, verifyOutboxEntry } from './lists.ts'

const zeros = (length: number): number[] => Array.from({ length }, () => 0)
/** Leaf 0 of the header and its three siblings, all left out. */
const HEADER = [1, ...zeros(64), 0]

function outcome(
  sections: number,
  bytes: readonly number[],
  header: readonly number[] = HEADER,
  version = 1,
): string {
  const decoded = decodeProof(Uint8Array.of(version, sections, ...header, ...bytes))
  return decoded.ok ? 'ok' : decoded.reason
}

const ram = (indices: readonly number[], siblings: number): number[] => [
  indices.length,
  ...indices.flatMap((index) => [index & 255, index >> 8]),
  ...zeros(64 * indices.length),
  ...zeros(Math.ceil(siblings / 8)),
]

test.each([
  ['ok', 0, []],
  ['bytes after the end of the proof', 0, [0]],
  ['unknown section', 128, []],
  ['the proof is cut short', 2, []],
  ['ok', 2, ram([4, 5], 15)],
  ['leaf indices that do not ascend', 2, ram([5, 5], 16)],
  ['leaf indices that do not ascend', 2, ram([5, 4], 16)],
  ['a section with too many leaves or none', 2, ram([], 0)],
  ['a section with too many leaves or none', 2, ram([0, 1, 2, 3, 4], 14)],
  // Code of depth 1, 15, and an index beyond depth 1.
  ['ok', 1, [1, ...ram([1], 1)]],
  ['a code tree deeper than any', 1, [15, ...ram([1], 14)]],
  ['a leaf index beyond its tree', 1, [1, ...ram([2], 1)]],
  // Context has four leaves.
  ['ok', 4, [8, ...zeros(64), 0]],
  ['a leaf index beyond its tree', 4, [16, ...zeros(64), 0]],
  ['a section without leaves', 4, [0]],
  ['a bit for a sibling that does not exist', 4, [8, ...zeros(64), 4, ...zeros(32)]],
  ['an empty sibling that should be left out', 4, [8, ...zeros(64), 1, ...(ZERO_ROOTS[0] ?? [])]],
  // Storage: depth, end.
  ['ok', 8, [0, 0, 0]],
  ['an unknown end of a storage path', 8, [0, 0, 6]],
  ['a removal with a sibling at the root', 8, [0, 0, 4, ...zeros(96)]],
  ['a storage path longer than a position', 8, [1, 1, 0, ...zeros(32)]],
  ['an empty sibling that should be left out', 8, [1, 0, 0, 1, ...zeros(32)]],
  // Inbox: view 0 has no use, 5 no meaning.
  ['ok', 16, [1, ...zeros(64 + 32 + 32), 0, 0]],
  ['an unknown view of an inbox entry', 16, [0, ...zeros(96), 0, 0]],
  ['an unknown view of an inbox entry', 16, [5, ...zeros(64 + 32 + 32), 0, 0]],
  ['an empty sibling that should be left out', 16, [1, ...zeros(128), 2, 0, ...(ZERO_HASH_ROOTS[1] ?? [])]],
  // Lists.
  ['ok', 32, [16, ...zeros(512)]],
  ['an append path longer than its tree', 32, [17, ...zeros(544)]],
  ['an append path longer than its tree', 64, [21, ...zeros(640)]],
] as const)('%s', (reason, sections, bytes) => {
  expect(outcome(sections, bytes)).toBe(reason)
})

test('versions and headers', () => {
  expect(outcome(0, [], HEADER, 0)).toBe('unknown proof version')
  expect(outcome(0, [], HEADER, 2)).toBe('unknown proof version')
  expect(outcome(0, [], [0])).toBe('a section without leaves')
  expect(outcome(0, [], [255, ...zeros(512)])).toBe('ok')
})

test('a list witness in which an empty sibling is written out', () => {
  const tree = ListTree.of(OUTBOX_DEPTH, leafOfWords([5n]))
  const path = proveEntries(tree, [0])
  expect([...path]).toEqual([0, 0])
  expect(verifyOutboxEntry(tree.root(), 0, tree.leaf(0), path)).toBe(true)
  const written = Uint8Array.of(1, 0, ...(ZERO_ROOTS[0] ?? []))
  expect(verifyOutboxEntry(tree.root(), 0, tree.leaf(0), written)).toBe(false)
})
