// Flat pools that hold the nodes of storage trees: no object per node. Nodes are only ever added; trees that share an
// arena share the nodes they have in common. A *reference* is 0 for an empty subtree, i > 0 for inner node i, -j for leaf j.
// Nodes of a stored tree (node-store.ts) stand here by id and hash alone until somebody looks inside.
import { hashStorageKeyWords } from '../hash/domains.ts'
import { isLeafId, STORED_INNER, STORED_LEAF } from './node-store.ts'
import type { NodeSource } from './node-store.ts'

/** Layout of a leaf in 32-bit words. */
export const LEAF = { position: 0, hash: 8, value: 16, key: 32, words: 48 } as const

const FIRST_CAPACITY = 64

/** Both children of an inner node that has not been read yet. */
const UNREAD = -0x8000_0000
const STALE = 0
const HASHED = 1
/** A leaf of which only the hash is here. */
const HASH_ONLY = 2

/** Where stored nodes come from, and which of an arena's nodes are stored: their ids, 0 for the others. */
interface Stored {
  readonly source: NodeSource
  innerIds: Float64Array
  leafIds: Float64Array
}

export class StorageArena {
  /** Two child references per inner node. */
  children: Int32Array = new Int32Array(2 * FIRST_CAPACITY)
  innerHashes: Uint32Array = new Uint32Array(8 * FIRST_CAPACITY)
  /** 0 where the hash is out of date. */
  innerHashed: Uint8Array = new Uint8Array(FIRST_CAPACITY)
  /** LEAF.words per leaf. `openLeaf` before looking at more than the hash. */
  leaves: Uint32Array = new Uint32Array(LEAF.words * FIRST_CAPACITY)
  /** 0 where the hash is out of date. */
  leafHashed: Uint8Array = new Uint8Array(FIRST_CAPACITY)
  /** Next free number of each pool; number 0 stays unused. */
  innerTop = 1
  leafTop = 1
  private stored: Stored | undefined

  newInner(left: number, right: number): number {
    const node = this.innerTop++
    if (node >= this.innerHashed.length) this.growInner()
    this.children[2 * node] = left
    this.children[2 * node + 1] = right
    this.innerHashed[node] = STALE
    return node
  }

  /** A new leaf with nothing set. */
  newLeaf(): number {
    const leaf = this.leafTop++
    if (leaf >= this.leafHashed.length) this.growLeaves()
    this.leafHashed[leaf] = STALE
    return leaf
  }

  child(node: number, side: number): number {
    const reference = this.children[2 * node + side] ?? 0
    if (reference !== UNREAD) return reference
    this.readInner(node)
    return this.children[2 * node + side] ?? 0
  }

  /** Reads a leaf of which only the hash is here. */
  openLeaf(leaf: number): void {
    if (this.leafHashed[leaf] === HASH_ONLY) this.readLeaf(leaf)
  }

  /** From now on nodes may be stored ones. */
  attach(source: NodeSource): void {
    if (this.stored?.source === source) return
    this.stored = {
      source,
      innerIds: new Float64Array(this.innerHashed.length),
      leafIds: new Float64Array(this.leafHashed.length),
    }
  }

  get source(): NodeSource | undefined {
    return this.stored?.source
  }

  /** The id of a stored node; 0 for one that isn't. */
  idOf(reference: number): number {
    if (this.stored === undefined) return 0
    return (reference < 0 ? this.stored.leafIds[-reference] : this.stored.innerIds[reference]) ?? 0
  }

  /** Says that a node is stored. It is never changed in place from then on. */
  setId(reference: number, id: number): void {
    if (this.stored === undefined) throw new Error('the arena has no store')
    if (reference < 0) this.stored.leafIds[-reference] = id
    else this.stored.innerIds[reference] = id
  }

  /** A node that is stored under an id and has the hash at a word offset; what is in it is read when somebody looks. */
  newStored(id: number, hash: Uint32Array, hashWord: number): number {
    if (id === 0) return 0
    if (isLeafId(id)) {
      const leaf = this.newLeaf()
      this.leafHashed[leaf] = HASH_ONLY
      this.setId(-leaf, id)
      for (let i = 0; i < 8; i++) this.leaves[leaf * LEAF.words + LEAF.hash + i] = hash[hashWord + i] ?? 0
      return -leaf
    }
    const node = this.newInner(UNREAD, UNREAD)
    this.innerHashed[node] = HASHED
    this.setId(node, id)
    for (let i = 0; i < 8; i++) this.innerHashes[node * 8 + i] = hash[hashWord + i] ?? 0
    return node
  }

  isRead(node: number): boolean {
    return this.children[2 * node] !== UNREAD
  }

  /** Bytes held by the pools. */
  bytes(): number {
    return (
      (this.stored?.innerIds.byteLength ?? 0) +
      (this.stored?.leafIds.byteLength ?? 0) +
      this.children.byteLength +
      this.innerHashes.byteLength +
      this.innerHashed.byteLength +
      this.leaves.byteLength +
      this.leafHashed.byteLength
    )
  }

  private readInner(node: number): void {
    const words = this.stored?.source.inner(this.idOf(node))
    if (words === undefined) throw new Error('a stored node is read without its store')
    for (const side of [0, 1]) {
      const start = side * STORED_INNER.childWords
      const id = (words[start] ?? 0) + (words[start + 1] ?? 0) * 2 ** 32
      const reference = this.newStored(id, words, start + STORED_INNER.hash)
      this.children[2 * node + side] = reference
    }
  }

  private readLeaf(leaf: number): void {
    const words = this.stored?.source.leaf(this.idOf(-leaf))
    if (words === undefined) throw new Error('a stored leaf is read without its store')
    const start = leaf * LEAF.words
    for (let i = 0; i < 16; i++) {
      this.leaves[start + LEAF.key + i] = words[STORED_LEAF.key + i] ?? 0
      this.leaves[start + LEAF.value + i] = words[STORED_LEAF.value + i] ?? 0
    }
    hashStorageKeyWords(this.leaves, start + LEAF.position, this.leaves, start + LEAF.key)
    this.leafHashed[leaf] = HASHED
  }

  private growInner(): void {
    const capacity = this.innerHashed.length * 2
    const children = new Int32Array(2 * capacity)
    children.set(this.children)
    this.children = children
    this.innerHashes = grown(this.innerHashes, 8 * capacity)
    this.innerHashed = grownFlags(this.innerHashed, capacity)
    if (this.stored !== undefined) this.stored.innerIds = grownIds(this.stored.innerIds, capacity)
  }

  private growLeaves(): void {
    const capacity = this.leafHashed.length * 2
    this.leaves = grown(this.leaves, LEAF.words * capacity)
    this.leafHashed = grownFlags(this.leafHashed, capacity)
    if (this.stored !== undefined) this.stored.leafIds = grownIds(this.stored.leafIds, capacity)
  }
}

function grown(words: Uint32Array, length: number): Uint32Array {
  const copy = new Uint32Array(length)
  copy.set(words)
  return copy
}

function grownFlags(flags: Uint8Array, length: number): Uint8Array {
  const copy = new Uint8Array(length)
  copy.set(flags)
  return copy
}

function grownIds(ids: Float64Array, length: number): Float64Array {
  const copy = new Float64Array(length)
  copy.set(ids)
  return copy
}

/** Bit `depth` of a position of eight 32-bit words: most significant bit of byte 0 first. */
export function positionBit(words: Uint32Array, start: number, depth: number): number {
  const word = words[start + (depth >>> 5)] ?? 0
  // Bytes are little-endian within the word, bits are taken from a byte's top.
  return (word >>> ((depth & 24) + 7 - (depth & 7))) & 1
}
