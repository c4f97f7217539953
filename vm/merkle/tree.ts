// What every perfect tree of the machine offers to whoever commits to it or proves parts of it, and the root of a
// perfect tree given once as bytes.
import { hashLeafWords, hashNodeWords } from '../hash/domains.ts'
import { ZERO_ROOTS } from '../hash/zero-roots.ts'
import { LEAF_BYTES } from '../spec/constants.ts'

export interface NodePosition {
  /** 0 for leaf hashes. */
  readonly level: number
  readonly index: number
}

/** A perfect tree of 2^depth leaves of 64 bytes. Level 0 are the leaves' hashes, level `depth` is the root alone. */
export interface LeafTree {
  readonly depth: number
  /** A copy of a leaf's 64 bytes; absent leaves are zero. */
  leaf(index: number): Uint8Array
  /** A copy of the hash of a node, current with all changes made so far. */
  node(level: number, index: number): Uint8Array
  /** Several nodes at once, where that is cheaper than one by one. */
  nodes?(positions: readonly NodePosition[]): Uint8Array[]
  /** The root: hashes what changed since it was last asked for, and nothing else. */
  root(): Uint8Array
}

/** Least depth of a perfect tree with room for this many leaves. */
export function depthFor(leaves: number): number {
  return leaves <= 1 ? 0 : 32 - Math.clz32(leaves - 1)
}

/** Root of the perfect tree over bytes cut in leaves and zero-padded. Throws when they don't fit the depth. */
export function perfectRoot(depth: number, bytes: Uint8Array): Uint8Array {
  const count = Math.ceil(bytes.length / LEAF_BYTES)
  if (count > 2 ** depth) throw new RangeError(`${count} leaves in a tree of depth ${depth}`)
  if (count === 0) return zeroRoot(depth)
  // One spare leaf, so that an odd last node finds its zero sibling in place.
  const words = new Uint32Array((count + 1) * 16)
  new Uint8Array(words.buffer).set(bytes)
  for (let i = 0; i < count; i++) hashLeafWords(words, i * 8, words, i * 16)
  let width = count
  for (let level = 0; level < depth; level++) {
    if (width % 2 === 1) copyHash(words, width * 8, zeroRoot(level))
    width = Math.ceil(width / 2)
    for (let i = 0; i < width; i++) hashNodeWords(words, i * 8, words, i * 16)
  }
  return new Uint8Array(words.buffer.slice(0, 32))
}

/** Root of an empty tree of this depth. */
export function zeroRoot(depth: number): Uint8Array {
  const root = ZERO_ROOTS[depth]
  if (root === undefined) throw new RangeError(`no tree has depth ${depth}`)
  return root
}

/** Copies a 32-byte hash into a buffer of 32-bit words. */
export function copyHash(target: Uint32Array, word: number, hash: Uint8Array): void {
  new Uint8Array(target.buffer, target.byteOffset + word * 4, 32).set(hash)
}

/** The 32 bytes at a word offset, as a copy. */
export function hashAt(source: Uint32Array, word: number): Uint8Array {
  return new Uint8Array(source.buffer, source.byteOffset + word * 4, 32).slice()
}
