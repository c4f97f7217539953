// The inner nodes of a perfect tree that grows at its right end: one flat buffer per level, holding as many nodes as
// the present leaves need. Everything further right is the zero root of its level.
import { hashNodeWords } from '../hash/domains.ts'
import { copyHash, hashAt } from './tree.ts'

export class HashLevels {
  readonly depth: number
  private readonly zeros: readonly Uint8Array[]
  /** Made when they are first written: most lists of most messages stay empty. */
  private levels: (Uint32Array | undefined)[] = []
  /** Leaves below this index have not changed since the levels above were computed for them. */
  private clean = 0
  private count = 0

  constructor(depth: number, zeros: readonly Uint8Array[]) {
    this.depth = depth
    this.zeros = zeros
  }

  /** Says that leaves from `index` on changed or vanished. */
  invalidate(index: number): void {
    if (index < this.clean) this.clean = index
  }

  /** Brings all levels up to date with `count` leaves; `hashLeaf` writes the hash of a leaf at a word offset. */
  update(count: number, hashLeaf: (index: number, out: Uint32Array, outWord: number) => void): void {
    if (this.clean === count && this.count === count) return
    const bottom = this.level(0, count)
    for (let i = this.clean; i < count; i++) hashLeaf(i, bottom, i * 8)
    let from = this.clean
    let width = count
    for (let level = 0; level < this.depth; level++) {
      const below = this.level(level, width)
      if (width % 2 === 1) copyHash(below, width * 8, this.zero(level))
      from = from >>> 1
      width = (width + 1) >>> 1
      const above = this.level(level + 1, width)
      for (let i = from; i < width; i++) hashNodeWords(above, i * 8, below, i * 16)
    }
    this.clean = count
    this.count = count
  }

  /** The hash of a node as of the last update. */
  node(level: number, index: number): Uint8Array {
    const words = this.levels[level]
    return words !== undefined && index < this.width(level)
      ? hashAt(words, index * 8)
      : this.zero(level).slice()
  }

  fork(): HashLevels {
    const fork = new HashLevels(this.depth, this.zeros)
    fork.levels = this.levels.map((words, level) => {
      if (words === undefined) return undefined
      const copy = new Uint32Array(Math.max(32, (this.width(level) + 1) * 8))
      copy.set(words.subarray(0, this.width(level) * 8))
      return copy
    })
    fork.clean = this.clean
    fork.count = this.count
    return fork
  }

  private width(level: number): number {
    return Math.ceil(this.count / 2 ** level)
  }

  private zero(level: number): Uint8Array {
    const zero = this.zeros[level]
    if (zero === undefined) throw new RangeError(`no level ${level}`)
    return zero
  }

  /** The buffer of a level, grown so that `width` nodes and one zero sibling fit. */
  private level(level: number, width: number): Uint32Array {
    const words = (this.levels[level] ??= new Uint32Array(32))
    if (words.length >= (width + 1) * 8) return words
    const grown = new Uint32Array(Math.max(words.length * 2, (width + 1) * 8))
    grown.set(words)
    this.levels[level] = grown
    return grown
  }
}
