// The perfect tree over RAM, whose leaves lie in a flat buffer that the engines write to directly. They mark what they
// write in a byte per leaf; a root hashes the marked leaves only, a reset clears the touched ones only, and a snapshot copies
// only the pages that were written since the last one.
import { BATCH_INPUTS, hashRuns, hashSubtrees } from '../hash/batch.ts'
import type { SideHasher } from '../hash/side-hasher.ts'
import { LEAF_BYTES } from '../spec/constants.ts'
import { emptyNodes, hashUpwards } from './heap-nodes.ts'
import type { Nodes } from './heap-nodes.ts'
import { LaterRoots } from './later-roots.ts'
import { hashAt, zeroRoot } from './tree.ts'
import type { LeafTree, NodePosition } from './tree.ts'

const LEAF_WORDS_32 = LEAF_BYTES / 4

const STALE = 1
const TOUCHED = 2
const CHANGED = 4
/** What a writer stores in a leaf's flag byte: hash out of date, not zero since the last reset, not as in the last snapshot. */
export const LEAF_WRITTEN = STALE | TOUCHED | CHANGED

/** Flags that are looked at together. */
const GROUP = 4
const ALL_OF_GROUP = 0x0101_0101
/** A page is what snapshots share and copy: 4 KiB. */
const PAGE_LEAVES = 64
const TABLE_ENTRY_BYTES = 8
const LEAST_PAGES_TO_HAND_OVER = 8

/**
 * RAM as it was at some moment: its pages, undefined where all is zero. Snapshots taken one after another share the pages that were not
 * written in between. Never changed.
 */
export interface MemorySnapshot {
  readonly pages: readonly (Uint32Array | undefined)[]
  /** Bytes that were copied to make it, beyond what it shares with the one before. */
  readonly copiedBytes: number
}

export class MemoryTree implements LeafTree {
  readonly depth: number
  private words: Uint32Array
  private flags: Uint8Array
  /** The flags again, a group in each word: the quickest way over a mostly unwritten memory. */
  private flagGroups: Uint32Array
  private hashed: Nodes | undefined
  private readonly later: LaterRoots
  private readonly pageLeaves: number
  /** Levels from leaves to the root of a page. */
  private readonly pageHeight: number
  /** What every page equals that has no CHANGED leaf. */
  private base: MemorySnapshot

  /**
   * `words` holds the 2^depth leaves, all zero where unflagged; `flags` one byte per leaf, aligned to four bytes.
   * Writers store LEAF_WRITTEN in a leaf's flag with every write to it. The depth is at least 2. `nodes` are those that another tree of this depth has
   * given up.
   */
  constructor(depth: number, words: Uint32Array, flags: Uint8Array, nodes?: Nodes) {
    this.depth = depth
    this.words = words
    this.flags = flags
    this.flagGroups = groupsOf(flags)
    this.pageLeaves = Math.min(PAGE_LEAVES, 2 ** depth)
    this.pageHeight = Math.log2(this.pageLeaves)
    this.base = allZero(2 ** depth / this.pageLeaves)
    this.hashed = nodes
    this.later = new LaterRoots(depth, this.pageHeight)
  }

  /** Makes all of it zero and hands out the nodes, if there are any, for another tree: this one must not be used any more. */
  giveUp(): Nodes | undefined {
    this.reset()
    const { hashed } = this
    this.hashed = undefined
    return hashed
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

  /** What `root` would be now, told when it is asked for: meanwhile another thread hashes, where that saves time. */
  rootLater(hasher: SideHasher): () => Uint8Array {
    const pages = this.pagesWorthTaking()
    const nodes = (this.hashed ??= emptyNodes(this.depth, this.base.pages.length))
    const copy = (page: number, into: Uint32Array, at: number): void => {
      const start = page * this.pageLeaves * LEAF_WORDS_32
      into.set(this.words.subarray(start, start + this.pageLeaves * LEAF_WORDS_32), at)
    }
    const later = pages && this.later.begin(nodes, hasher, pages, copy)
    if (later === undefined) {
      const root = this.root()
      return () => root
    }
    for (const page of pages ?? []) this.markHashed(page, page + 1)
    return later
  }

  /** Makes all of it zero again, in time proportional to what was touched. */
  reset(): void {
    this.later.settle()
    const present = this.hashed?.present
    this.forEachFlagged(TOUCHED, 0, this.flagGroups.length, (index) => {
      const start = index * LEAF_WORDS_32
      this.words.fill(0, start, start + LEAF_WORDS_32)
      this.flags[index] = 0
      if (present === undefined) return
      // A computed node has computed ancestors only, so the first absent one ends the path.
      for (let at = 2 ** this.depth + index; at > 0 && present[at] === 1; at >>>= 1) present[at] = 0
    })
    this.base = allZero(this.base.pages.length)
  }

  /** The content as it is now, for `restore` of this tree or another of its depth. Copies the pages written since the last snapshot. */
  snapshot(): MemorySnapshot {
    let pages: (Uint32Array | undefined)[] | undefined
    let copiedBytes = this.base.pages.length * TABLE_ENTRY_BYTES
    for (let page = 0; page < this.base.pages.length; page++) {
      if (!this.isChanged(page)) continue
      pages ??= this.base.pages.slice()
      const start = page * this.pageLeaves * LEAF_WORDS_32
      pages[page] = this.words.slice(start, start + this.pageLeaves * LEAF_WORDS_32)
      copiedBytes += this.pageLeaves * LEAF_BYTES
      const first = (page * this.pageLeaves) / GROUP
      this.forEachFlagged(CHANGED, first, first + this.pageLeaves / GROUP, (index) => {
        this.flags[index] = (this.flags[index] ?? 0) & ~CHANGED
      })
    }
    if (pages !== undefined) this.base = { pages, copiedBytes }
    return this.base
  }

  /** Goes back, or on, to a snapshot: writes the pages that differ from it. */
  restore(snapshot: MemorySnapshot): void {
    for (let page = 0; page < this.base.pages.length; page++) {
      const content = snapshot.pages[page]
      if (content !== this.base.pages[page] || this.isChanged(page)) this.writePage(page, content)
    }
    this.base = snapshot
  }

  /** Whether any of these leaves may have been written since the last snapshot or restore. */
  mayHaveChanged(firstLeaf: number, lastLeaf: number): boolean {
    for (let leaf = firstLeaf; leaf <= lastLeaf; leaf++)
      if (((this.flags[leaf] ?? 0) & CHANGED) !== 0) return true
    return false
  }

  /** Copies the content into another, all-zero tree of the same depth; hashes are computed there again when needed. */
  copyInto(target: MemoryTree): void {
    this.forEachFlagged(TOUCHED, 0, this.flagGroups.length, (index) => {
      const start = index * LEAF_WORDS_32
      target.words.set(this.words.subarray(start, start + LEAF_WORDS_32), start)
      target.flags[index] = (this.flags[index] ?? 0) | STALE
    })
    target.base = this.base
  }

  /** Goes on in another memory, all zero and of the same size; hashes that are known stay known. */
  moveTo(words: Uint32Array, flags: Uint8Array): void {
    this.forEachFlagged(TOUCHED, 0, this.flagGroups.length, (index) => {
      const start = index * LEAF_WORDS_32
      words.set(this.words.subarray(start, start + LEAF_WORDS_32), start)
      flags[index] = this.flags[index] ?? 0
      this.words.fill(0, start, start + LEAF_WORDS_32)
      this.flags[index] = 0
    })
    this.words = words
    this.flags = flags
    this.flagGroups = groupsOf(flags)
  }

  /** Number of leaves written since the last reset. */
  touchedLeaves(): number {
    let count = 0
    this.forEachFlagged(TOUCHED, 0, this.flagGroups.length, () => count++)
    return count
  }

  private currentNode(nodes: Nodes, { level, index }: NodePosition): Uint8Array {
    const position = 2 ** (this.depth - level) + index
    return nodes.present[position] === 1 ? hashAt(nodes.words, position * 8) : zeroRoot(level).slice()
  }

  /** Hashes what is out of date: whole pages at once, of the others single leaves and what is above them, then all that is above pages. */
  private update(): Nodes {
    this.later.settle()
    const nodes = (this.hashed ??= emptyNodes(this.depth, this.base.pages.length))
    const { pending, words, stalePages } = nodes
    const leaves = this.findStale(nodes)
    hashRuns('leaf', pending, leaves, this.words, 2 ** this.depth, words)
    hashUpwards(nodes, leaves, 0, this.pageHeight)
    let pages = 0
    for (let page = 0; page < stalePages.length; page++)
      if (stalePages[page] === 1) pending[pages++] = stalePages.length + page
    hashUpwards(nodes, pages, this.pageHeight, this.depth)
    return nodes
  }

  /**
   * Says in `stalePages` which pages have leaves that are out of date. Hashes those pages that are so as a whole, and lists the leaves of the
   * others in `pending`; returns how many.
   */
  private findStale(nodes: Nodes): number {
    const { pending, present, stalePages } = nodes
    const firstLeaf = 2 ** this.depth
    let listed = 0
    let wholeFrom = 0
    for (let page = 0; page < stalePages.length; page++) {
      const stale = this.staleLeaves(page)
      stalePages[page] = stale > 0 ? 1 : 0
      const isWhole = stale === this.pageLeaves
      const isFull = (page - wholeFrom) * this.pageLeaves === BATCH_INPUTS
      if (!isWhole || isFull) {
        this.hashPages(nodes, wholeFrom, page)
        wholeFrom = isWhole ? page : page + 1
      }
      if (stale === 0 || isWhole) continue
      const group = (page * this.pageLeaves) / GROUP
      this.forEachFlagged(STALE, group, group + this.pageLeaves / GROUP, (index) => {
        pending[listed++] = firstLeaf + index
        present[firstLeaf + index] = 1
        this.flags[index] = (this.flags[index] ?? 0) & ~STALE
      })
    }
    this.hashPages(nodes, wholeFrom, stalePages.length)
    return listed
  }

  private staleLeaves(page: number): number {
    const first = (page * this.pageLeaves) / GROUP
    let count = 0
    for (let group = first; group < first + this.pageLeaves / GROUP; group++) {
      const stale = (this.flagGroups[group] ?? 0) & (STALE * ALL_OF_GROUP)
      if (stale !== 0) count += Math.imul(stale, ALL_OF_GROUP) >>> 24
    }
    return count
  }

  /** Hashes the pages from `from` to before `to`, all of whose leaves are out of date. */
  private hashPages({ words, present }: Nodes, from: number, to: number): void {
    const first = from * this.pageLeaves
    const count = (to - from) * this.pageLeaves
    if (count === 0) return
    const position = 2 ** this.depth + first
    hashSubtrees(this.words, first * LEAF_WORDS_32, count, this.pageHeight, position, words)
    for (let level = 0; level <= this.pageHeight; level++)
      present.fill(1, position >>> level, (position + count) >>> level)
    this.markHashed(from, to)
  }

  private markHashed(from: number, to: number): void {
    for (let group = (from * this.pageLeaves) / GROUP; group < (to * this.pageLeaves) / GROUP; group++)
      this.flagGroups[group] = (this.flagGroups[group] ?? 0) & ~(STALE * ALL_OF_GROUP)
  }

  /** All pages with leaves that are out of date, when they are so many, and of each so much, that it is worth another thread's while. */
  private pagesWorthTaking(): number[] | undefined {
    if (this.pageLeaves !== PAGE_LEAVES) return undefined
    const pages: number[] = []
    let leaves = 0
    for (let page = 0; page < this.base.pages.length; page++) {
      const stale = this.staleLeaves(page)
      if (stale === 0) continue
      pages.push(page)
      leaves += stale
    }
    const isMuch = pages.length >= LEAST_PAGES_TO_HAND_OVER
    return isMuch && leaves * 2 >= pages.length * PAGE_LEAVES ? pages : undefined
  }

  /** Whether a leaf of the page was written since the last snapshot. */
  private isChanged(page: number): boolean {
    const first = (page * this.pageLeaves) / GROUP
    const mask = CHANGED * ALL_OF_GROUP
    for (let group = first; group < first + this.pageLeaves / GROUP; group++)
      if (((this.flagGroups[group] ?? 0) & mask) !== 0) return true
    return false
  }

  /** Gives a page this content. Leaves that are zero in it and were never touched stay so. */
  private writePage(page: number, content: Uint32Array | undefined): void {
    const first = page * this.pageLeaves
    const start = first * LEAF_WORDS_32
    if (content === undefined) this.words.fill(0, start, start + this.pageLeaves * LEAF_WORDS_32)
    else this.words.set(content, start)
    for (let index = first; index < first + this.pageLeaves; index++) {
      if (this.flags[index] !== 0 || !isZeroLeaf(this.words, index * LEAF_WORDS_32))
        this.flags[index] = STALE | TOUCHED
    }
  }

  /** Visits the leaves of a range of groups whose flag has `bit`, in ascending order. */
  private forEachFlagged(bit: number, from: number, to: number, visit: (index: number) => void): void {
    const { flags, flagGroups } = this
    const mask = bit * ALL_OF_GROUP
    for (let group = from; group < to; group++) {
      // Most of a memory was never touched.
      while (group + RUN <= to && (anyOfRun(flagGroups, group) & mask) === 0) group += RUN
      if (group >= to) return
      if (((flagGroups[group] ?? 0) & mask) === 0) continue
      for (let index = group * GROUP; index < (group + 1) * GROUP; index++) {
        if (((flags[index] ?? 0) & bit) !== 0) visit(index)
      }
    }
  }
}

/** Bytes that snapshots hold together, each shared page counted once. */
export function snapshotBytes(snapshots: readonly MemorySnapshot[]): number {
  const pages = new Set<Uint32Array>()
  let tables = 0
  for (const table of new Set(snapshots.map((snapshot) => snapshot.pages))) {
    tables += table.length
    for (const page of table) if (page !== undefined) pages.add(page)
  }
  let bytes = tables * TABLE_ENTRY_BYTES
  for (const page of pages) bytes += page.byteLength
  return bytes
}

/** Groups that are looked at together. */
const RUN = 8

/** The bits of all flags of a run of groups. */
function anyOfRun(groups: Uint32Array, at: number): number {
  let any = 0
  for (let i = at; i < at + RUN; i++) any |= groups[i] ?? 0
  return any
}

const emptyTables = new Map<number, MemorySnapshot>()

/** The one snapshot of an all-zero memory of so many pages. */
function allZero(pages: number): MemorySnapshot {
  const known = emptyTables.get(pages)
  if (known !== undefined) return known
  const empty = { pages: Array.from({ length: pages }, () => undefined), copiedBytes: 0 }
  emptyTables.set(pages, empty)
  return empty
}

function groupsOf(flags: Uint8Array): Uint32Array {
  return new Uint32Array(flags.buffer, flags.byteOffset, flags.length / GROUP)
}

function isZeroLeaf(words: Uint32Array, start: number): boolean {
  for (let i = 0; i < LEAF_WORDS_32; i++) if (words[start + i] !== 0) return false
  return true
}
