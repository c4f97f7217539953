// Roots of a memory tree that were begun at some moment and are told later: pages are hashed by a side hasher meanwhile, and their hashes come into the tree in
// the order in which roots were begun.
import type { PagesBegun, SideHasher } from '../hash/side-hasher.ts'
import { hashUpwards } from './heap-nodes.ts'
import type { Nodes } from './heap-nodes.ts'
import { hashAt } from './tree.ts'

interface Begun {
  readonly nodes: Nodes
  readonly pages: readonly number[]
  readonly hashing: PagesBegun
  root?: Uint8Array
}

const HASH_WORDS = 8
const ROOT_POSITION = 1

export class LaterRoots {
  private readonly depth: number
  /** Levels from leaves to the root of a page. */
  private readonly pageHeight: number
  private readonly begun: Begun[] = []

  constructor(depth: number, pageHeight: number) {
    this.depth = depth
    this.pageHeight = pageHeight
  }

  /**
   * Begins the root of the tree in which these pages, ascending, are as `copy` writes them and everything else is as in the root before. Undefined when the hasher
   * takes no more.
   */
  begin(
    nodes: Nodes,
    hasher: SideHasher,
    pages: readonly number[],
    copy: (page: number, into: Uint32Array, at: number) => void,
  ): (() => Uint8Array) | undefined {
    for (;;) {
      const hashing = hasher.begin(pages.length, (i, into, at) => copy(pages[i] ?? 0, into, at))
      if (hashing !== undefined) {
        const begun: Begun = { nodes, pages, hashing }
        this.begun.push(begun)
        return () => this.rootOf(begun)
      }
      // Room is made by what has waited longest.
      const oldest = this.begun[0]
      if (oldest === undefined) return undefined
      this.settle(oldest)
    }
  }

  /** Brings everything that has begun into the tree, or what has up to one root. */
  settle(last?: Begun): void {
    const upTo = last === undefined ? this.begun.length : this.begun.indexOf(last) + 1
    for (let done = 0; done < upTo; done++) {
      const next = this.begun.shift()
      if (next !== undefined) next.root = this.apply(next)
    }
  }

  private rootOf(begun: Begun): Uint8Array {
    this.settle(begun)
    if (begun.root === undefined) throw new Error('a root that was begun is lost')
    return begun.root.slice()
  }

  private apply({ nodes, pages, hashing }: Begun): Uint8Array {
    const { words, present, pending } = nodes
    // Inside of pages that come again nobody looks before they do.
    const again = this.begun[0]
    const lowest = again !== undefined && isWithin(pages, again.pages) ? this.pageHeight : 0
    hashing.finish(lowest, (from, count, level, hashes, at) => {
      const width = 2 ** (this.pageHeight - level)
      for (let done = 0, run = 0; done < count; done += run) {
        run = runLength(pages, from + done, from + count)
        const first = ((2 ** this.depth) >>> level) + (pages[from + done] ?? 0) * width
        const word = at + done * width * HASH_WORDS
        words.set(hashes.subarray(word, word + run * width * HASH_WORDS), first * HASH_WORDS)
        present.fill(1, first, first + run * width)
      }
    })
    pages.forEach((page, i) => (pending[i] = 2 ** (this.depth - this.pageHeight) + page))
    hashUpwards(nodes, pages.length, this.pageHeight, this.depth)
    return hashAt(words, ROOT_POSITION * HASH_WORDS)
  }
}

/** How many pages from a place of the list on follow each other without a gap. */
function runLength(pages: readonly number[], start: number, end: number): number {
  let at = start + 1
  while (at < end && pages[at] === (pages[at - 1] ?? 0) + 1) at++
  return at - start
}

/** Whether all of some ascending pages are among others. */
function isWithin(pages: readonly number[], others: readonly number[]): boolean {
  let at = 0
  for (const page of pages) {
    while (at < others.length && (others[at] ?? 0) < page) at++
    if (others[at] !== page) return false
  }
  return true
}
