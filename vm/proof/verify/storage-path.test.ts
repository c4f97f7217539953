// The verifier's view of storage against the real tree: every kind of path, before and after loads, stores and deletions.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashLeaf, hashStorageKey } from '../../hash/domains.ts'
import { storagePath } from '../../storage/contents.ts'
import { StorageTree } from '../../storage/storage-tree.ts'
import { isZero, leafOfWords } from '../bytes.ts'
import { storagePartOf } from '../prove/storage-part.ts'
import { answerOfPath, storageRootAfter, storageRootBefore } from './storage-path.ts'

const keyOf = (name: number): Uint8Array => leafOfWords([BigInt(name)]).slice(0, 56)

test('loads, stores and deletions lead to the roots of the real tree', () => {
  const kinds = new Set<string>()
  const operation = fc.record({ key: fc.nat(24), value: fc.nat(2), instance: fc.nat(1) })
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const tree = new StorageTree()
      for (const { key, value, instance } of operations) {
        const position = hashStorageKey(BigInt(instance), keyOf(key))
        const leaf = leafOfWords([BigInt(value)])
        const before = tree.root()
        const stored = tree.get(BigInt(instance), keyOf(key))
        const path = storagePath(tree.snapshot(), position)

        const read = storagePartOf(path, position, 'read')
        expect(storageRootBefore(position, read)).toEqual(before)
        expect(answerOfPath(position, read, 'read')).toEqual(
          isZero(stored) ? { present: false } : { present: true, value: stored },
        )

        const use = value === 0 ? 'remove' : 'put'
        const part = storagePartOf(path, position, use)
        kinds.add(`${use} ${part.end.kind}`)
        expect(storageRootBefore(position, part)).toEqual(before)
        expect(answerOfPath(position, part, use)).toEqual({ present: !isZero(stored) })
        tree.set(BigInt(instance), keyOf(key), leaf)
        expect(storageRootAfter(position, part, leaf)).toEqual(tree.root())
      }
    }),
    // The removal of the only key is rarely met by chance.
    { numRuns: 200, examples: [[[1, 0].map((value) => ({ key: 0, value, instance: 0 }))]] },
  )
  expect([...kinds].sort()).toEqual([
    'put empty',
    'put other',
    'put present',
    'remove empty',
    'remove other',
    'remove present',
    'remove removal',
  ])
})

test('a deletion moves a lone neighbour up past empty subtrees, and leaves an inner one where it is', () => {
  // Positions by hand: the first two part at bit 9 only, the third at bit 0.
  const leaf = (first: number, second: number): Uint8Array =>
    Uint8Array.of(first, second, ...new Uint8Array(30))
  const a = leaf(0, 0)
  const b = leaf(0, 0b01000000)
  const value = leafOfWords([7n])
  const part = (siblings: Uint8Array[]) =>
    ({
      siblings,
      end: {
        kind: 'removal',
        valueHash: hashLeaf(value),
        sibling: 'leaf',
        first: b,
        second: hashLeaf(value),
      },
    }) as const
  const empty = new Uint8Array(32)
  const company = new Uint8Array(32).fill(9)
  const alone = Array.from({ length: 9 }, () => empty)
  // Nothing else in the tree: what remains is b's leaf, as the whole tree.
  const absent = storageRootAfter(a, { siblings: [], end: { kind: 'empty' } }, value)
  const onlyB = storageRootAfter(b, { siblings: [], end: { kind: 'empty' } }, value)
  expect(storageRootAfter(a, part(alone), new Uint8Array(64))).toEqual(onlyB)
  expect(absent).not.toEqual(onlyB)
  // Company at depth 1: b stops below the root.
  const withCompany = storageRootAfter(a, part([company, ...alone.slice(1)]), new Uint8Array(64))
  expect(withCompany).toEqual(storageRootAfter(b, { siblings: [company], end: { kind: 'empty' } }, value))
})

test('an exclusion by a key that is not on the path is refused', () => {
  const position = new Uint8Array(32)
  const elsewhere = new Uint8Array(32).fill(0xff)
  const end = { kind: 'other', position: elsewhere, valueHash: new Uint8Array(32) } as const
  const siblings = [new Uint8Array(32).fill(1)]
  expect(answerOfPath(position, { siblings, end }, 'read')).toBeUndefined()
  expect(answerOfPath(elsewhere, { siblings, end }, 'read')).toBeUndefined()
  expect(answerOfPath(position, { siblings: [], end }, 'read')).toEqual({ present: false })
})
