// The perfect tree over RAM, whose leaves lie in a flat buffer that the engines write to directly. They mark what they
// write in a byte per leaf; a root hashes the marked leaves only, and a reset clears the touched ones only.
import { hashLeafWords, hashNodeWords } from '../hash/domains.ts'
import { LEAF_BYTES } from '../spec/constants.ts'
import { copyHash, hashAt, zeroRoot } from './tree.ts'
import type { LeafTree, NodePosition } from './tree.ts'

const LEAF_WORDS_32 = LEAF_BYTES / 4

/** What a writer stores in a leaf's flag byte: hash out of date, and not zero since the last reset. */
export const LEAF_WRITTEN = 3
const STALE = 1
const TOUCHED = 2
const GROUP = 8

/** Inner nodes in heap order (root 1, children of k are 2k and 2k+1): two siblings are one hash input. */
interface Nodes {
  readonly words: Uint32Array
  /** 1 where `words` holds the node; any other node is the zero root of its level. */
  readonly present: Uint8Array
  /** Work list of one level during an update. */
  readonly pending: Uint32Array
}

export class MemoryTree implements LeafTree {
  readonly depth: number
  private words: Uint32Array
  private flags: Uint8Array
  /** Eight flags at a time: the quickest way over a mostly unwritten memory. A group is 0 iff all of its flags are. */
  private flagGroups: Float64Array
  private hashed: Nodes | undefined

  /**
   * `words` holds the 2^depth leaves, all zero where unflagged; `flags` one byte per leaf, aligned to eight bytes.
   * Writers store LEAF_WRITTEN in a leaf's flag with every write to it. The depth is at least 3.
   */
  constructor(depth: number, words: Uint32Array, flags: Uint8Array) {
    this.depth = depth
    this.words = words
    this.flags = flags
    this.flagGroups = groupsOf(flags)
  }

  leaf(index: number): Uint8Array {
    const start = index * LEAF_WORDS_32
    return new Uint8Array(this.words.slice(start, start + LEAF_WORDS_32).buffer)
  }

  node(level: number, index: number): Uint8Array {
    return this.currentNode(this.update(), { level, index })
  }

  nodes(positions: readonly NodePosition[]): Uint8Array[] {
    const nodes = this.update()
    return positions.map((position) => this.currentNode(nodes, position))
  }

  root(): Uint8Array {
    return this.node(this.depth, 0)
  }

  /** Makes all of it zero again, in time proportional to what was touched. */
  reset(): void {
    const present = this.hashed?.present
    this.forEachFlagged(TOUCHED, (index) => {
      const start = index * LEAF_WORDS_32
      this.words.fill(0, start, start + LEAF_WORDS_32)
      this.flags[index] = 0
      if (present === undefined) return
      // A computed node has computed ancestors only, so the first absent one ends the path.
      for (let at = 2 ** this.depth + index; at > 0 && present[at] === 1; at >>>= 1) present[at] = 0
    })
  }

  /** Copies the content into another, all-zero tree of the same depth; hashes are computed there again when needed. */
  copyInto(target: MemoryTree): void {
    this.forEachFlagged(TOUCHED, (index) => {
      const start = index * LEAF_WORDS_32
      target.words.set(this.words.subarray(start, start + LEAF_WORDS_32), start)
      target.flags[index] = LEAF_WRITTEN
    })
  }

  /** Goes on in another memory, all zero and of the same size; hashes that are known stay known. */
  moveTo(words: Uint32Array, flags: Uint8Array): void {
    this.forEachFlagged(TOUCHED, (index) => {
      const start = index * LEAF_WORDS_32
      words.set(this.words.subarray(start, start + LEAF_WORDS_32), start)
      flags[index] = this.flags[index] ?? 0
    })
    this.words = words
    this.flags = flags
    this.flagGroups = groupsOf(flags)
  }

  /** Number of leaves written since the last reset. */
  touchedLeaves(): number {
    let count = 0
    this.forEachFlagged(TOUCHED, () => count++)
    return count
  }

  private currentNode(nodes: Nodes, { level, index }: NodePosition): Uint8Array {
    const position = 2 ** (this.depth - level) + index
    return nodes.present[position] === 1 ? hashAt(nodes.words, position * 8) : zeroRoot(level).slice()
  }

  private update(): Nodes {
    const nodes = (this.hashed ??= emptyNodes(this.depth))
    const { pending } = nodes
    let count = 0
    this.forEachFlagged(STALE, (index) => {
      const position = 2 ** this.depth + index
      hashLeafWords(nodes.words, position * 8, this.words, index * LEAF_WORDS_32)
      nodes.present[position] = 1
      this.flags[index] = TOUCHED
      if (count === 0 || pending[count - 1] !== position >>> 1) pending[count++] = position >>> 1
    })
    for (let level = 1; level <= this.depth; level++) {
      let parents = 0
      for (let i = 0; i < count; i++) {
        const position = pending[i] ?? 0
        fillAbsent(nodes, position * 2, level - 1)
        fillAbsent(nodes, position * 2 + 1, level - 1)
        hashNodeWords(nodes.words, position * 8, nodes.words, position * 16)
        nodes.present[position] = 1
        if (parents === 0 || pending[parents - 1] !== position >>> 1) pending[parents++] = position >>> 1
      }
      count = parents
    }
    return nodes
  }

  /** Visits the leaves whose flag has `bit`, in ascending order. */
  private forEachFlagged(bit: number, visit: (index: number) => void): void {
    const { flags, flagGroups } = this
    for (let group = 0; group < flagGroups.length; group++) {
      if (flagGroups[group] === 0) continue
      for (let index = group * GROUP; index < (group + 1) * GROUP; index++) {
        if (((flags[index] ?? 0) & bit) !== 0) visit(index)
      }
    }
  }
}

function groupsOf(flags: Uint8Array): Float64Array {
  return new Float64Array(flags.buffer, flags.byteOffset, flags.length / GROUP)
}

function emptyNodes(depth: number): Nodes {
  const positions = 2 ** (depth + 1)
  return {
    words: new Uint32Array(positions * 8),
    present: new Uint8Array(positions),
    pending: new Uint32Array(2 ** depth),
  }
}

function fillAbsent(nodes: Nodes, position: number, level: number): void {
  if (nodes.present[position] === 1) return
  copyHash(nodes.words, position * 8, zeroRoot(level))
  nodes.present[position] = 1
}
