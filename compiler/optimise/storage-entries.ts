// Entries of storage whose value a leaf of registers holds. A store ends what might be the same entry; any call ends all, since
// the callee may write the same storage. What is at hand is taken back when the walk goes up the tree.
import type { Reg } from '../mir/types.ts'
import type { Numbering } from './numbering.ts'
import { Stack, grownInts } from './stack.ts'

const KEY_WORDS = 7
const LEAF_WORDS = 8
/** Numbers of an entry: those of the words of its key and value, the register of the leaf, and whether it has ended. */
const ENTRY = KEY_WORDS + LEAF_WORDS + 2
const LEAF_AT = ENTRY - 2
const ENDED_AT = ENTRY - 1

export class StorageEntries {
  private readonly numbering: Numbering
  private numbers = new Int32Array(16 * ENTRY)
  /** The entries at hand are those between these two places that have not ended. */
  private first = 0
  private end = 0
  /** Places of entries that have ended, for the way back. */
  private readonly ended = new Stack()
  private readonly marks = new Stack()

  constructor(numbering: Numbering) {
    this.numbering = numbering
  }

  enter(): void {
    this.marks.push(this.first)
    this.marks.push(this.end)
    this.marks.push(this.ended.size)
  }

  /** Takes back what happened since `enter`. */
  leave(): void {
    const ended = this.marks.pop()
    while (this.ended.size > ended) this.numbers[this.ended.pop() + ENDED_AT] = 0
    this.end = this.marks.pop()
    this.first = this.marks.pop()
  }

  clear(): void {
    this.first = this.end
  }

  /** Sets the key that the functions below are about: it is written where the next entry goes. */
  setKey(key: Reg): void {
    if (this.end === this.numbers.length) this.numbers = grownInts(this.numbers, 2 * this.end)
    this.numbering.copyNumbers(key, KEY_WORDS, this.numbers, this.end)
  }

  /** The leaf that holds what a load with the key would give; -1 if none does. */
  find(): Reg {
    for (let at = this.first; at < this.end; at += ENTRY)
      if (this.isAtHand(at) && this.hasKey(at) && this.holdsValue(at)) return this.numbers[at + LEAF_AT] ?? -1
    return -1
  }

  afterLoad(leaf: Reg): void {
    for (let at = this.first; at < this.end; at += ENTRY)
      if (this.isAtHand(at) && this.hasKey(at)) this.drop(at)
    this.add(leaf)
  }

  afterStore(leaf: Reg): void {
    for (let at = this.first; at < this.end; at += ENTRY)
      if (this.isAtHand(at) && !this.hasOtherKey(at)) this.drop(at)
    this.add(leaf)
  }

  private isAtHand(at: number): boolean {
    return this.numbers[at + ENDED_AT] === 0
  }

  private drop(at: number): void {
    this.numbers[at + ENDED_AT] = 1
    this.ended.push(at)
  }

  /** The leaf holds the value of the key. */
  private add(leaf: Reg): void {
    const { numbers, end } = this
    this.numbering.copyNumbers(leaf, LEAF_WORDS, numbers, end + KEY_WORDS)
    numbers[end + LEAF_AT] = leaf
    numbers[end + ENDED_AT] = 0
    this.end += ENTRY
  }

  private hasKey(at: number): boolean {
    const { numbers, end } = this
    for (let i = 0; i < KEY_WORDS; i++) if (numbers[at + i] !== numbers[end + i]) return false
    return true
  }

  /** Whether the entry certainly has another key. */
  private hasOtherKey(at: number): boolean {
    const { numbers, end } = this
    for (let i = 0; i < KEY_WORDS; i++)
      if (this.numbering.differ(numbers[at + i] ?? 0, numbers[end + i] ?? 0)) return true
    return false
  }

  /** Whether the words of the entry's leaf still have the numbers that they had. */
  private holdsValue(at: number): boolean {
    const { numbers } = this
    const leaf = numbers[at + LEAF_AT] ?? 0
    for (let i = 0; i < LEAF_WORDS; i++)
      if (numbers[at + KEY_WORDS + i] !== this.numbering.of(leaf + i)) return false
    return true
  }
}
