// Flat pools that hold the nodes of storage trees: no object per node. Nodes are only ever added; trees that share an
// arena share the nodes they have in common. A *reference* is 0 for an empty subtree, i > 0 for inner node i, -j for leaf j.

/** Layout of a leaf in 32-bit words. */
export const LEAF = { position: 0, hash: 8, value: 16, key: 32, words: 48 } as const

const FIRST_CAPACITY = 64

export class StorageArena {
  /** Two child references per inner node. */
  children: Int32Array = new Int32Array(2 * FIRST_CAPACITY)
  innerHashes: Uint32Array = new Uint32Array(8 * FIRST_CAPACITY)
  /** 1 where the stored hash is current. */
  innerHashed: Uint8Array = new Uint8Array(FIRST_CAPACITY)
  /** LEAF.words per leaf. */
  leaves: Uint32Array = new Uint32Array(LEAF.words * FIRST_CAPACITY)
  leafHashed: Uint8Array = new Uint8Array(FIRST_CAPACITY)
  /** Next free number of each pool; number 0 stays unused. */
  innerTop = 1
  leafTop = 1

  newInner(left: number, right: number): number {
    const node = this.innerTop++
    if (node >= this.innerHashed.length) this.growInner()
    this.children[2 * node] = left
    this.children[2 * node + 1] = right
    this.innerHashed[node] = 0
    return node
  }

  /** A new leaf with nothing set. */
  newLeaf(): number {
    const leaf = this.leafTop++
    if (leaf >= this.leafHashed.length) this.growLeaves()
    this.leafHashed[leaf] = 0
    return leaf
  }

  child(node: number, side: number): number {
    return this.children[2 * node + side] ?? 0
  }

  /** Bytes held by the pools. */
  bytes(): number {
    return (
      this.children.byteLength +
      this.innerHashes.byteLength +
      this.innerHashed.byteLength +
      this.leaves.byteLength +
      this.leafHashed.byteLength
    )
  }

  private growInner(): void {
    const capacity = this.innerHashed.length * 2
    const children = new Int32Array(2 * capacity)
    children.set(this.children)
    this.children = children
    this.innerHashes = grown(this.innerHashes, 8 * capacity)
    this.innerHashed = grownFlags(this.innerHashed, capacity)
  }

  private growLeaves(): void {
    const capacity = this.leafHashed.length * 2
    this.leaves = grown(this.leaves, LEAF.words * capacity)
    this.leafHashed = grownFlags(this.leafHashed, capacity)
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

/** Bit `depth` of a position of eight 32-bit words: most significant bit of byte 0 first. */
export function positionBit(words: Uint32Array, start: number, depth: number): number {
  const word = words[start + (depth >>> 5)] ?? 0
  // Bytes are little-endian within the word, bits are taken from a byte's top.
  return (word >>> ((depth & 24) + 7 - (depth & 7))) & 1
}
