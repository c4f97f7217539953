// A storage tree handed over in pages by somebody who isn't trusted: entries in order of position, and what stands beside the path to the last of
// them. With what came before, that gives the root: whoever knows the root knows after each page that nothing was left out, added or changed so far.
import { hashLeaf, hashStorageKey, hashStorageLeaf, hashStorageNode } from '../hash/domains.ts'
import { ZERO_HASH } from '../hash/zero-roots.ts'
import { equalBytes } from '../words.ts'
import { comparePositions, storageEntries, storagePath } from './contents.ts'
import type { StorageEntry } from './contents.ts'
import { StorageTree } from './storage-tree.ts'
import type { StorageSnapshot } from './storage-tree.ts'

export interface StoragePage {
  readonly entries: readonly Omit<StorageEntry, 'position'>[]
  /** Hashes beside the path to the last entry, from the root down; 32 zero bytes where there is nothing. */
  readonly beside: readonly Uint8Array[]
  /** Whether there are entries after these. */
  readonly more: boolean
}

/** So many entries of a tree after a position, or its first ones. */
export function storagePage(
  snapshot: StorageSnapshot,
  after: Uint8Array | undefined,
  limit: number,
): StoragePage {
  const found: StorageEntry[] = []
  let more = false
  for (const entry of storageEntries(snapshot, after)) {
    more = found.length >= limit
    if (more) break
    found.push(entry)
  }
  const last = found.at(-1)
  return {
    entries: found.map(({ instance, key, value }) => ({ instance, key, value })),
    beside: last === undefined ? [] : storagePath(snapshot, last.position).siblings,
    more,
  }
}

export type TakenPage =
  | { readonly ok: true; readonly next: Uint8Array | undefined; readonly tree: StorageTree }
  | { readonly ok: false; readonly reason: string }

export interface StorageReceiver {
  /**
   * Takes the next page. `next`: the position after which the rest is to be asked for; when there is none, the tree has the root. Nothing more is to
   * be taken after a page that was refused.
   */
  take(page: StoragePage): TakenPage
}

const MAX_DEPTH = 256

export function storageReceiver(root: Uint8Array): StorageReceiver {
  const tree = new StorageTree()
  let last: Uint8Array | undefined

  /** The root of the tree that holds what came so far, this last entry, and to the right of it what the page says. */
  function rootWith(position: Uint8Array, value: Uint8Array, beside: readonly Uint8Array[]): Uint8Array {
    const { siblings } = storagePath(tree.snapshot(), position)
    return beside.reduceRight(
      (hash, right, depth) => {
        const isLeft = ((position[depth >>> 3] ?? 0) >>> (7 - (depth & 7))) % 2 === 0
        // To the left of the path everything is here.
        return isLeft ? hashStorageNode(hash, right) : hashStorageNode(siblings[depth] ?? ZERO_HASH, hash)
      },
      hashStorageLeaf(position, hashLeaf(value)),
    )
  }

  function problemOf({ entries, beside, more }: StoragePage): string | undefined {
    if (beside.length > MAX_DEPTH || beside.some((hash) => hash.length !== 32))
      return 'what is beside the last entry is no path'
    let value: Uint8Array | undefined
    for (const entry of entries) {
      if (
        entry.instance < 0n ||
        entry.instance >= 1n << 64n ||
        entry.key.length !== 56 ||
        entry.value.length !== 64
      )
        return 'an entry has a wrong length'
      const position = hashStorageKey(entry.instance, entry.key)
      if (last !== undefined && comparePositions(position, last) <= 0) return 'entries are out of order'
      if (entry.value.every((byte) => byte === 0)) return 'an entry is empty'
      tree.set(entry.instance, entry.key, entry.value)
      last = position
      value = entry.value
    }
    if (!more) return equalBytes(tree.root(), root) ? undefined : 'all entries together have another root'
    if (last === undefined || value === undefined) return 'a page without entries says that there are more'
    return equalBytes(rootWith(last, value, beside), root)
      ? undefined
      : 'the entries so far lead to another root'
  }

  return {
    take(page) {
      const reason = problemOf(page)
      return reason === undefined
        ? { ok: true, next: page.more ? last : undefined, tree }
        : { ok: false, reason }
    },
  }
}
