// A list of leaves under a perfect tree: appended to, truncated on roll-back, hashed when a root is asked for. The outbox
// and the events are such lists; code and context are ones that never change.
import { hashLeafWords, hashNode } from '../hash/domains.ts'
import { ZERO_ROOTS } from '../hash/zero-roots.ts'
import { LEAF_BYTES } from '../spec/constants.ts'
import { HashLevels } from './hash-levels.ts'
import { zeroRoot } from './tree.ts'
import type { LeafTree } from './tree.ts'

const LEAF_WORDS_32 = LEAF_BYTES / 4

/** A list as it was at some moment. Taking one costs nothing; it shares the leaves with the list that goes on. */
export interface ListSnapshot {
  readonly words: Uint32Array
  readonly count: number
}

export class ListTree implements LeafTree {
  readonly depth: number
  private words: Uint32Array
  private levels: HashLevels
  private count = 0
  /** Leaves below this index are shared with snapshots: before one is overwritten, all move to a buffer of this list's own. */
  private shared = 0

  constructor(depth: number) {
    this.depth = depth
    this.words = new Uint32Array(LEAF_WORDS_32)
    this.levels = new HashLevels(depth, ZERO_ROOTS)
  }

  /** The tree over bytes cut in leaves, zero-padded to a whole leaf. */
  static of(depth: number, bytes: Uint8Array): ListTree {
    const tree = new ListTree(depth)
    const leaves = Math.ceil(bytes.length / LEAF_BYTES)
    const padded = new Uint32Array(Math.max(1, leaves) * LEAF_WORDS_32)
    new Uint8Array(padded.buffer).set(bytes)
    for (let i = 0; i < leaves; i++) tree.append(padded, i * LEAF_WORDS_32)
    return tree
  }

  get length(): number {
    return this.count
  }

  /** Appends the leaf at a word offset. Throws when the tree is full. */
  append(source: Uint32Array, sourceWord: number): void {
    if (this.count >= 2 ** this.depth) throw new RangeError('the list is full')
    const start = this.count * LEAF_WORDS_32
    if (this.count < this.shared || start + LEAF_WORDS_32 > this.words.length) {
      const own = new Uint32Array(Math.max(2 * start, LEAF_WORDS_32))
      own.set(this.words.subarray(0, start))
      this.words = own
      this.shared = 0
    }
    for (let i = 0; i < LEAF_WORDS_32; i++) this.words[start + i] = source[sourceWord + i] ?? 0
    this.count += 1
  }

  /** Takes back everything from `length` on: roll-back to when the list had that length. */
  truncate(length: number): void {
    if (length > this.count) throw new RangeError('cannot truncate a list to more than it holds')
    this.count = length
    this.levels.invalidate(length)
  }

  /** Copies a leaf to a word offset; zero when absent. */
  copyLeaf(index: number, out: Uint32Array, outWord: number): void {
    const start = index * LEAF_WORDS_32
    const present = index < this.count
    for (let i = 0; i < LEAF_WORDS_32; i++) out[outWord + i] = present ? (this.words[start + i] ?? 0) : 0
  }

  leaf(index: number): Uint8Array {
    const leaf = new Uint32Array(LEAF_WORDS_32)
    this.copyLeaf(index, leaf, 0)
    return new Uint8Array(leaf.buffer)
  }

  /** All leaves from `from` to before `to`, as copies. */
  leaves(from = 0, to = this.count): Uint8Array[] {
    return Array.from({ length: Math.max(0, to - from) }, (_, i) => this.leaf(from + i))
  }

  node(level: number, index: number): Uint8Array {
    this.update()
    return this.levels.node(level, index)
  }

  root(): Uint8Array {
    return this.node(this.depth, 0)
  }

  /** The root that the list had, or would have, with only its first `count` leaves. */
  rootOfPrefix(count: number): Uint8Array {
    if (count >= this.count) return this.root()
    let hash = zeroRoot(0)
    let index = count
    for (let level = 0; level < this.depth; level++) {
      hash = index % 2 === 1 ? hashNode(this.node(level, index - 1), hash) : hashNode(hash, zeroRoot(level))
      index >>>= 1
    }
    return hash
  }

  /** The content as it is now, in constant time. */
  snapshot(): ListSnapshot {
    this.shared = Math.max(this.shared, this.count)
    return { words: this.words, count: this.count }
  }

  /** Makes the list what it was at a snapshot of it, or of another list of this depth. Hashes of a common beginning stay known. */
  restore({ words, count }: ListSnapshot): void {
    if (words === this.words) this.levels.invalidate(Math.min(count, this.count))
    else {
      this.words = words
      this.shared = Infinity
      this.levels.invalidate(0)
    }
    this.count = count
  }

  /** An independent list with the same content, and what is known of its hashes. */
  fork(): ListTree {
    const fork = new ListTree(this.depth)
    fork.restore(this.snapshot())
    fork.levels = this.levels.fork()
    return fork
  }

  private update(): void {
    this.levels.update(this.count, (index, out, outWord) =>
      hashLeafWords(out, outWord, this.words, index * LEAF_WORDS_32),
    )
  }
}

/** Copies of a snapshot's leaves from `from` on. */
export function leavesOf({ words, count }: ListSnapshot, from: number): Uint8Array[] {
  return Array.from({ length: Math.max(0, count - from) }, (_, i) => {
    const start = (from + i) * LEAF_WORDS_32
    return new Uint8Array(words.slice(start, start + LEAF_WORDS_32).buffer)
  })
}
