// The silo's persistent map as a compact sparse Merkle tree (docs/machine.md, *Storage*), with hashes computed when a root
// is asked for. Snapshots and forks are taken in constant time: what existed before one is never changed after it, only copied.
import { writeWord } from '../words.ts'
import { LEAF, positionBit, StorageArena } from './arena.ts'
import { compacted } from './compact.ts'
import { subtreeHash } from './hashing.ts'
import { positionOfKey } from './positions.ts'

/** A storage tree as it was at some moment; restoring it later is cheap. */
export interface StorageSnapshot {
  readonly arena: StorageArena
  readonly root: number
  readonly size: number
}

const MAX_DEPTH = 256
/** Arena nodes per key, beyond which a tree moves its own nodes to a fresh arena and leaves the rest to the collector. */
const GARBAGE_FACTOR = 8
const GARBAGE_ALLOWANCE = 1 << 16

// Scratch of one operation; nothing here is re-entrant.
const position = new Uint32Array(8)
const path = new Int32Array(MAX_DEPTH)

export class StorageTree {
  private arena = new StorageArena()
  private rootReference = 0
  private keys = 0
  /** Nodes from these numbers on belong to this tree alone, and may be changed in place. */
  private ownInner = 1
  private ownLeaves = 1

  /** Number of keys. */
  get size(): number {
    return this.keys
  }

  /**
   * Copies the value of a key to a word offset of `out` (zero if absent) and says whether it was there. A key is 16 words of
   * 32 bits: the instance and seven key words.
   */
  load(key: Uint32Array, keyWord: number, out: Uint32Array, outWord: number): boolean {
    const leaf = this.find(key, keyWord)
    if (leaf === 0) {
      out.fill(0, outWord, outWord + 16)
      return false
    }
    const { leaves } = this.arena
    const start = leaf * LEAF.words + LEAF.value
    for (let i = 0; i < 16; i++) out[outWord + i] = leaves[start + i] ?? 0
    return true
  }

  has(key: Uint32Array, keyWord: number): boolean {
    return this.find(key, keyWord) !== 0
  }

  /** Sets the value of a key; a zero leaf deletes it. */
  store(key: Uint32Array, keyWord: number, value: Uint32Array, valueWord: number): void {
    positionOfKey(position, key, keyWord)
    if (isZero(value, valueWord)) this.delete()
    else this.insert(key, keyWord, value, valueWord)
  }

  /** `load` for bytes: instance and 56 key bytes to 64 value bytes. */
  get(instance: bigint, keyWords: Uint8Array): Uint8Array {
    const value = new Uint32Array(16)
    this.load(keyOf(instance, keyWords), 0, value, 0)
    return new Uint8Array(value.buffer)
  }

  /** `store` for bytes. */
  set(instance: bigint, keyWords: Uint8Array, value: Uint8Array): void {
    if (value.length !== 64) throw new RangeError('a storage value is 64 bytes')
    this.store(keyOf(instance, keyWords), 0, new Uint32Array(new Uint8Array(value).buffer), 0)
  }

  /** The storage root; hashes only what changed since the last one. */
  root(): Uint8Array {
    return subtreeHash(this.arena, this.rootReference)
  }

  snapshot(): StorageSnapshot {
    this.compactIfWorthwhile()
    this.freeze()
    return { arena: this.arena, root: this.rootReference, size: this.keys }
  }

  /** Makes the tree what it was at a snapshot of it or of a fork of it. */
  restore(snapshot: StorageSnapshot): void {
    this.arena = snapshot.arena
    this.rootReference = snapshot.root
    this.keys = snapshot.size
    this.freeze()
  }

  /** An independent tree with the same content, in constant time. */
  fork(): StorageTree {
    return StorageTree.at(this.snapshot())
  }

  static at(snapshot: StorageSnapshot): StorageTree {
    const tree = new StorageTree()
    tree.restore(snapshot)
    return tree
  }

  /** Bytes of memory held by the nodes of this tree and of those it shares them with. */
  memoryBytes(): number {
    return this.arena.bytes()
  }

  private freeze(): void {
    this.ownInner = this.arena.innerTop
    this.ownLeaves = this.arena.leafTop
  }

  private compactIfWorthwhile(): void {
    const nodes = this.arena.innerTop + this.arena.leafTop
    if (nodes <= GARBAGE_FACTOR * this.keys + GARBAGE_ALLOWANCE) return
    const { arena, root } = compacted(this.arena, this.rootReference)
    this.arena = arena
    this.rootReference = root
  }

  /** The leaf of a key, or 0. */
  private find(key: Uint32Array, keyWord: number): number {
    positionOfKey(position, key, keyWord)
    let reference = this.rootReference
    for (let depth = 0; reference > 0; depth++) {
      reference = this.arena.child(reference, positionBit(position, 0, depth))
    }
    return reference < 0 && this.isAt(-reference) ? -reference : 0
  }

  /** Whether a leaf is the one of the scratch position. */
  private isAt(leaf: number): boolean {
    this.arena.openLeaf(leaf)
    const { leaves } = this.arena
    const start = leaf * LEAF.words + LEAF.position
    for (let i = 0; i < 8; i++) if (leaves[start + i] !== position[i]) return false
    return true
  }

  /** Fills `path` with the inner nodes towards the scratch position; returns the reference below the last, and their number. */
  private descend(): { terminal: number; depth: number } {
    let terminal = this.rootReference
    let depth = 0
    while (terminal > 0) {
      path[depth] = terminal
      terminal = this.arena.child(terminal, positionBit(position, 0, depth))
      depth++
    }
    return { terminal, depth }
  }

  private insert(key: Uint32Array, keyWord: number, value: Uint32Array, valueWord: number): void {
    const { terminal, depth } = this.descend()
    if (terminal < 0 && this.isAt(-terminal)) {
      if (this.sameValue(-terminal, value, valueWord)) return
      if (this.isOwn(terminal)) {
        this.writeValue(-terminal, value, valueWord)
        this.attach(depth, terminal)
        return
      }
      this.attach(depth, this.newLeaf(key, keyWord, value, valueWord))
      return
    }
    this.keys += 1
    const leaf = this.newLeaf(key, keyWord, value, valueWord)
    this.attach(depth, terminal === 0 ? leaf : this.split(terminal, leaf, depth))
  }

  /** Whether a node belongs to this tree alone: made since the last snapshot, and not read from or written to a store. */
  private isOwn(reference: number): boolean {
    const isNew = reference < 0 ? -reference >= this.ownLeaves : reference >= this.ownInner
    return isNew && this.arena.idOf(reference) === 0
  }

  private newLeaf(key: Uint32Array, keyWord: number, value: Uint32Array, valueWord: number): number {
    const leaf = this.arena.newLeaf()
    const start = leaf * LEAF.words
    for (let i = 0; i < 8; i++) this.arena.leaves[start + LEAF.position + i] = position[i] ?? 0
    for (let i = 0; i < 16; i++) this.arena.leaves[start + LEAF.key + i] = key[keyWord + i] ?? 0
    this.writeValue(leaf, value, valueWord)
    return -leaf
  }

  private writeValue(leaf: number, value: Uint32Array, valueWord: number): void {
    const { leaves } = this.arena
    const start = leaf * LEAF.words + LEAF.value
    for (let i = 0; i < 16; i++) leaves[start + i] = value[valueWord + i] ?? 0
    this.arena.leafHashed[leaf] = 0
  }

  private sameValue(leaf: number, value: Uint32Array, valueWord: number): boolean {
    const start = leaf * LEAF.words + LEAF.value
    const { leaves } = this.arena
    for (let i = 0; i < 16; i++) if (leaves[start + i] !== value[valueWord + i]) return false
    return true
  }

  /** The subtree at `depth` holding an old leaf and a new one: inner nodes down to where their positions part. */
  private split(old: number, fresh: number, depth: number): number {
    const oldStart = -old * LEAF.words + LEAF.position
    let parting = depth
    while (positionBit(this.arena.leaves, oldStart, parting) === positionBit(position, 0, parting)) parting++
    let subtree = 0
    for (let at = parting; at >= depth; at--) {
      const side = positionBit(position, 0, at)
      const below = at === parting ? fresh : subtree
      const beside = at === parting ? old : 0
      subtree = side === 0 ? this.arena.newInner(below, beside) : this.arena.newInner(beside, below)
    }
    return subtree
  }

  private delete(): void {
    const { terminal, depth } = this.descend()
    if (terminal >= 0 || !this.isAt(-terminal)) return
    this.keys -= 1
    // A leaf left alone in its subtree moves up to where it is not.
    let rest = 0
    let at = depth
    while (at > 0) {
      const sibling = this.arena.child(path[at - 1] ?? 0, 1 - positionBit(position, 0, at - 1))
      if (rest === 0 && sibling < 0) rest = sibling
      else if (!(rest < 0 && sibling === 0)) break
      at--
    }
    this.attach(at, rest)
  }

  /** Hangs a subtree below the first `depth` nodes of `path`, copying those that are not this tree's own. */
  private attach(depth: number, subtree: number): void {
    let reference = subtree
    for (let at = depth - 1; at >= 0; at--) {
      const node = path[at] ?? 0
      const side = positionBit(position, 0, at)
      if (this.isOwn(node)) {
        this.arena.children[2 * node + side] = reference
        // An own node without a current hash has ancestors alike, which lead to it already.
        if (this.arena.innerHashed[node] === 0) return
        this.arena.innerHashed[node] = 0
        reference = node
      } else {
        const sibling = this.arena.child(node, 1 - side)
        reference =
          side === 0 ? this.arena.newInner(reference, sibling) : this.arena.newInner(sibling, reference)
      }
    }
    this.rootReference = reference
  }
}

function isZero(words: Uint32Array, start: number): boolean {
  for (let i = 0; i < 16; i++) if (words[start + i] !== 0) return false
  return true
}

function keyOf(instance: bigint, keyWords: Uint8Array): Uint32Array {
  if (keyWords.length !== 56) throw new RangeError('a storage key is seven words')
  const key = new Uint8Array(64)
  writeWord(key, 0, instance)
  key.set(keyWords, 8)
  return new Uint32Array(key.buffer)
}
