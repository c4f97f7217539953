// Constant data behind the instructions: leaves first, on a leaf boundary, then words. Each occurs once, in the order in which the
// code first names it.
import { WORDS_PER_LEAF } from '../../vm/spec/constants.ts'
import type { Patch } from '../codegen/types.ts'

export class ConstantData {
  private readonly words = new Map<bigint, number>()
  private readonly leaves = new Map<string, { readonly number: number; readonly words: readonly bigint[] }>()
  private firstLeaf = 0
  private firstWord = 0

  /** Takes up the word or leaf that an instruction names, if it names one. */
  note(patch: Patch): void {
    if (patch.kind === 'dataWord') {
      if (!this.words.has(patch.value)) this.words.set(patch.value, this.words.size)
    } else if (patch.kind === 'dataLeaf') {
      const { words } = patch
      const name = nameOf(words)
      if (!this.leaves.has(name)) this.leaves.set(name, { number: this.leaves.size, words })
    }
  }

  /** Gives all of it a place behind so many instructions; the number of words with them. */
  placeBehind(instructions: number): number {
    const { leaves, words } = this
    this.firstLeaf = Math.ceil(instructions / WORDS_PER_LEAF)
    this.firstWord = leaves.size === 0 ? instructions : (this.firstLeaf + leaves.size) * WORDS_PER_LEAF
    return this.firstWord + words.size
  }

  /** The index of a word that was noted. */
  wordOf(value: bigint): number {
    return this.firstWord + (this.words.get(value) ?? 0)
  }

  /** The index of a leaf that was noted, counted in leaves. */
  leafOf(words: readonly bigint[]): number {
    return this.firstLeaf + (this.leaves.get(nameOf(words))?.number ?? 0)
  }

  /** Writes all of it into the words of a program, given as halves. */
  write(halves: Uint32Array): void {
    const all = new BigUint64Array(halves.buffer)
    for (const { number, words } of this.leaves.values())
      all.set(words, (this.firstLeaf + number) * WORDS_PER_LEAF)
    for (const [value, number] of this.words) all[this.firstWord + number] = value
  }
}

function nameOf(words: readonly bigint[]): string {
  return words.join(' ')
}
