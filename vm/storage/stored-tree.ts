// A storage tree whose versions live in a store: reads what it needs of it, writes what is new. Machines run on it as on any other tree.
import { LEAF, StorageArena } from './arena.ts'
import { storageEntries } from './contents.ts'
import { STORED_INNER, STORED_LEAF } from './node-store.ts'
import type { NodeStore, StoredVersion } from './node-store.ts'
import { StorageTree } from './storage-tree.ts'
import type { StorageSnapshot } from './storage-tree.ts'

export interface StoredTree {
  /** The newest version; undefined while nothing was committed. */
  latest(): StoredVersion | undefined
  /** All kept versions, oldest first. */
  versions(): readonly StoredVersion[]
  /** The tree as it was at a version, or at the newest; changes to it stay in memory until committed. Undefined when the version isn't kept. */
  checkout(version?: number): StorageTree | undefined
  /**
   * Stores what a tree holds as the next version. It may come from anywhere, but only what descends from the newest version is stored
   * without writing all of it.
   */
  commit(tree: StorageTree, tag?: Uint8Array): StoredVersion
  /**
   * Goes back: later versions are forgotten, and the next commit follows this one. Trees of later versions must not be used any more. False when
   * the version isn't kept.
   */
  rollBack(version: number): boolean
  /** Forgets the versions before one. */
  prune(version: number): void
}

export interface StoredTreeOptions {
  /** Bytes of nodes in memory beyond which a checkout begins without any. */
  readonly cacheBytes?: number
}

const DEFAULT_CACHE = 64 << 20
const FIRST_ID = 2
const NO_TAG = new Uint8Array(0)

export function openStoredTree(store: NodeStore, options: StoredTreeOptions = {}): StoredTree {
  const { cacheBytes = DEFAULT_CACHE } = options
  /** The newest version in memory, with whatever was read of it. */
  let known: { readonly version: number; readonly snapshot: StorageSnapshot } | undefined
  /** Ids of versions that were taken back while trees of them may still be in memory. They are no longer stored, and not handed out again. */
  const gone: { readonly from: number; readonly to: number }[] = []

  const latest = (): StoredVersion | undefined => store.versions().at(-1)

  const snapshotOf = (stored: StoredVersion | undefined): StorageSnapshot => {
    if (
      known !== undefined &&
      known.version === stored?.version &&
      known.snapshot.arena.bytes() <= cacheBytes
    )
      return known.snapshot
    const arena = new StorageArena()
    arena.attach(store)
    if (stored === undefined) return { arena, root: 0, size: 0 }
    const hash = new Uint32Array(new Uint8Array(stored.rootHash).buffer)
    const snapshot = { arena, root: arena.newStored(stored.root, hash, 0), size: stored.size }
    if (stored.version === latest()?.version) known = { version: stored.version, snapshot }
    return snapshot
  }

  return {
    latest,
    versions: () => store.versions(),
    checkout(version) {
      const stored = version === undefined ? latest() : find(store, version)
      return stored === undefined && version !== undefined ? undefined : StorageTree.at(snapshotOf(stored))
    },
    commit(tree, tag = NO_TAG) {
      const before = latest()
      const rootHash = tree.root()
      const snapshot = ownSnapshot(tree, store)
      const old = snapshotOf(before)
      const firstId = gone.reduce((first, { to }) => Math.max(first, to), before?.nextId ?? FIRST_ID)
      const isStored = (id: number): boolean =>
        id !== 0 && !gone.some(({ from, to }) => id >= from && id < to)
      const added = collectNew(snapshot, firstId, isStored)
      const version: StoredVersion = {
        version: (before?.version ?? 0) + 1,
        root: added.idOf(snapshot.root),
        rootHash,
        size: snapshot.size,
        nextId: added.nextId,
        tag,
      }
      store.append({ version, nodes: recordsOf(snapshot, added), dropped: dropped(old, added.shared) })
      for (const [reference, id] of added.ids) snapshot.arena.setId(reference, id)
      known = { version: version.version, snapshot }
      return version
    },
    rollBack(version) {
      const stored = find(store, version)
      const newest = latest()
      if (stored === undefined || newest === undefined) return false
      if (newest.nextId > stored.nextId) gone.push({ from: stored.nextId, to: newest.nextId })
      store.rollBack(version)
      known = undefined
      return true
    },
    prune: (version) => store.prune(version),
  }
}

function find(store: NodeStore, version: number): StoredVersion | undefined {
  return store.versions().find((stored) => stored.version === version)
}

/** The content of a tree in an arena of this store: where it is, unless it belongs to another store. */
function ownSnapshot(tree: StorageTree, store: NodeStore): StorageSnapshot {
  const snapshot = tree.snapshot()
  const { source } = snapshot.arena
  if (source === undefined || source === store) {
    snapshot.arena.attach(store)
    return snapshot
  }
  const copy = new StorageTree()
  for (const { instance, key, value } of storageEntries(snapshot)) copy.set(instance, key, value)
  copy.root()
  return ownSnapshot(copy, store)
}

interface NewNodes {
  /** Ids of nodes that were not stored before, children first. */
  readonly ids: ReadonlyMap<number, number>
  /** Ids of stored nodes that new ones have as children, or of the root. */
  readonly shared: ReadonlySet<number>
  readonly nextId: number
  idOf(reference: number): number
}

function collectNew(
  { arena, root }: StorageSnapshot,
  firstId: number,
  isStored: (id: number) => boolean,
): NewNodes {
  const ids = new Map<number, number>()
  const shared = new Set<number>()
  let next = firstId
  const visit = (reference: number): void => {
    if (reference === 0) return
    const id = arena.idOf(reference)
    if (isStored(id)) {
      shared.add(id)
      return
    }
    if (reference > 0) {
      visit(arena.child(reference, 0))
      visit(arena.child(reference, 1))
    }
    ids.set(reference, reference < 0 ? next + 1 : next)
    next += 2
  }
  visit(root)
  return { ids, shared, nextId: next, idOf: (reference) => ids.get(reference) ?? arena.idOf(reference) }
}

function* recordsOf(
  { arena }: StorageSnapshot,
  added: NewNodes,
): Generator<{ id: number; words: Uint32Array }> {
  for (const [reference, id] of added.ids)
    yield { id, words: reference < 0 ? leafRecord(arena, -reference) : innerRecord(arena, reference, added) }
}

function leafRecord(arena: StorageArena, leaf: number): Uint32Array {
  const words = new Uint32Array(STORED_LEAF.words)
  const start = leaf * LEAF.words
  words.set(arena.leaves.subarray(start + LEAF.key, start + LEAF.key + 16), STORED_LEAF.key)
  words.set(arena.leaves.subarray(start + LEAF.value, start + LEAF.value + 16), STORED_LEAF.value)
  return words
}

function innerRecord(arena: StorageArena, node: number, added: NewNodes): Uint32Array {
  const words = new Uint32Array(STORED_INNER.words)
  for (const side of [0, 1]) {
    const child = arena.child(node, side)
    if (child === 0) continue
    const id = added.idOf(child)
    const start = side * STORED_INNER.childWords
    words[start] = id % 2 ** 32
    words[start + 1] = Math.floor(id / 2 ** 32)
    const from = child < 0 ? -child * LEAF.words + LEAF.hash : child * 8
    const hashes = child < 0 ? arena.leaves : arena.innerHashes
    words.set(hashes.subarray(from, from + 8), start + STORED_INNER.hash)
  }
  return words
}

/** Ids of the old version's nodes that are in no subtree which the new one shares. */
function dropped({ arena, root }: StorageSnapshot, shared: ReadonlySet<number>): Float64Array {
  const ids: number[] = []
  const waiting = [root]
  for (let reference = waiting.pop(); reference !== undefined; reference = waiting.pop()) {
    if (reference === 0) continue
    const id = arena.idOf(reference)
    if (shared.has(id)) continue
    ids.push(id)
    if (reference > 0) waiting.push(arena.child(reference, 1), arena.child(reference, 0))
  }
  return Float64Array.from(ids)
}
