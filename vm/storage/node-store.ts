// What a storage tree needs of a place that outlives the process: nodes by id, and versions of the whole, written in one piece. The
// interface knows no files: implementations that do I/O live elsewhere (client/storage-disk).
//
// Ids are handed out in ascending order and never again; a node's children have smaller ids than it. Odd ids are leaves.

/** A stored inner node in 32-bit words: for each child its id (two words, low first; 0 for none) and its hash. */
export const STORED_INNER = { childWords: 10, hash: 2, words: 20 } as const
/** A stored leaf: the key (instance and seven key words), the value. */
export const STORED_LEAF = { key: 0, value: 16, words: 32 } as const

export function isLeafId(id: number): boolean {
  return id % 2 === 1
}

/** Reads nodes. Asked only for ids that a stored version names; words may be views that are good until the next call. */
export interface NodeSource {
  inner(id: number): Uint32Array
  leaf(id: number): Uint32Array
}

/** A whole tree at some moment. */
export interface StoredVersion {
  /** Ascending, without gaps between those that are kept. */
  readonly version: number
  /** Id of the root node; 0 for an empty tree. */
  readonly root: number
  /** 32 bytes. */
  readonly rootHash: Uint8Array
  /** Number of keys. */
  readonly size: number
  /** Ids of this and earlier versions are below this. */
  readonly nextId: number
  /** Whatever the owner wants to know a version by: a block's hash, say. */
  readonly tag: Uint8Array
}

export interface NewVersion {
  readonly version: StoredVersion
  /** Nodes that no earlier version has, by ascending id. */
  readonly nodes: Iterable<{ readonly id: number; readonly words: Uint32Array }>
  /** Ids of nodes of the version before that this one no longer has. */
  readonly dropped: Float64Array
}

/** Each change happens whole or, when the process or computer dies in the midst of it, not at all. */
export interface NodeStore extends NodeSource {
  /** All kept versions, oldest first. */
  versions(): readonly StoredVersion[]
  append(change: NewVersion): void
  /** Forgets all versions after this one, with the nodes that only they have. */
  rollBack(version: number): void
  /** Forgets all versions before this one, with the nodes that only they have. */
  prune(version: number): void
}
