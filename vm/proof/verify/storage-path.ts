// The compact sparse Merkle tree of storage, seen along one position's path (docs/machine.md, *State*).
import { hashLeaf, hashStorageLeaf, hashStorageNode } from '../../hash/domains.ts'
import { ZERO_HASH } from '../../hash/zero-roots.ts'
import { equalBytes } from '../../words.ts'
import { isZero } from '../bytes.ts'
import type { StoragePart } from '../format.ts'
import type { StorageAnswer, StorageUse } from './run.ts'

/** Bit `index` of a position, from the most significant of byte 0 on: 0 goes left. */
function bit(position: Uint8Array, index: number): number {
  return ((position[index >>> 3] ?? 0) >>> (7 - (index & 7))) & 1
}

function parent(position: Uint8Array, depth: number, node: Uint8Array, sibling: Uint8Array): Uint8Array {
  return bit(position, depth - 1) === 0 ? hashStorageNode(node, sibling) : hashStorageNode(sibling, node)
}

/** Carries a subtree's hash from `depth` up to the root. */
function climb(
  position: Uint8Array,
  depth: number,
  node: Uint8Array,
  siblings: readonly Uint8Array[],
): Uint8Array {
  let hash = node
  for (let at = depth; at > 0; at--) hash = parent(position, at, hash, siblings[at - 1] ?? ZERO_HASH)
  return hash
}

function siblingOfRemoval(end: Extract<StoragePart['end'], { kind: 'removal' }>): Uint8Array {
  return end.sibling === 'leaf'
    ? hashStorageLeaf(end.first, end.second)
    : hashStorageNode(end.first, end.second)
}

/** The root that a path shows for `position`. */
export function storageRootBefore(position: Uint8Array, { siblings, end }: StoragePart): Uint8Array {
  const depth = siblings.length
  switch (end.kind) {
    case 'empty':
      return climb(position, depth, ZERO_HASH, siblings)
    case 'value':
      return climb(position, depth, hashStorageLeaf(position, hashLeaf(end.value)), siblings)
    case 'present':
      return climb(position, depth, hashStorageLeaf(position, end.valueHash), siblings)
    case 'other':
      return climb(position, depth, hashStorageLeaf(end.position, end.valueHash), siblings)
    case 'removal': {
      const leaf = hashStorageLeaf(position, end.valueHash)
      return climb(position, depth, parent(position, depth + 1, leaf, siblingOfRemoval(end)), siblings)
    }
  }
}

/** What a path says of `position`, if it is of the form that this use of it calls for; otherwise undefined. */
export function answerOfPath(
  position: Uint8Array,
  { siblings, end }: StoragePart,
  use: StorageUse,
): StorageAnswer | undefined {
  switch (end.kind) {
    case 'empty':
      return { present: false }
    case 'other':
      return commonPrefix(position, end.position) < siblings.length || equalBytes(position, end.position)
        ? undefined
        : { present: false }
    case 'value':
      return use === 'read' ? { present: true, value: end.value } : undefined
    case 'present':
      return use === 'put' || (use === 'remove' && siblings.length === 0) ? { present: true } : undefined
    case 'removal':
      return use === 'remove' ? { present: true } : undefined
  }
}

/** The root after the value at `position` became `value`, on a path that `answerOfPath` took. */
export function storageRootAfter(position: Uint8Array, part: StoragePart, value: Uint8Array): Uint8Array {
  return isZero(value)
    ? rootWithout(position, part)
    : rootWith(position, part, hashStorageLeaf(position, hashLeaf(value)))
}

function rootWith(position: Uint8Array, { siblings, end }: StoragePart, leaf: Uint8Array): Uint8Array {
  const depth = siblings.length
  if (end.kind !== 'other') return climb(position, depth, leaf, siblings)
  // Two keys now share what was one's place: they part where their positions do, with nothing beside them on the way there.
  const shared = commonPrefix(position, end.position)
  const fork = parent(position, shared + 1, leaf, hashStorageLeaf(end.position, end.valueHash))
  const alone = Array.from({ length: shared - depth }, () => ZERO_HASH)
  return climb(position, shared, fork, [...siblings, ...alone])
}

function rootWithout(position: Uint8Array, part: StoragePart): Uint8Array {
  const { siblings, end } = part
  // A present key at the root was the only one; an absent one leaves all as it is.
  if (end.kind === 'present') return ZERO_HASH
  if (end.kind !== 'removal') return storageRootBefore(position, part)
  const sibling = siblingOfRemoval(end)
  let depth = siblings.length
  if (end.sibling === 'node')
    return climb(position, depth, parent(position, depth + 1, ZERO_HASH, sibling), siblings)
  // The sibling is a single key: it moves up to where it has company again.
  while (depth > 0 && isZero(siblings[depth - 1] ?? ZERO_HASH)) depth--
  return climb(position, depth, sibling, siblings)
}

/** Number of leading bits that two positions share. */
function commonPrefix(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < 32; i++) {
    const difference = (a[i] ?? 0) ^ (b[i] ?? 0)
    if (difference !== 0) return i * 8 + Math.clz32(difference) - 24
  }
  return 256
}
