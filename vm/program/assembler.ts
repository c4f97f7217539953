// Builds programs by hand or by a compiler: instructions with labels as targets, constant data behind the instructions.
import { MAX_CODE_WORDS, WORDS_PER_LEAF } from '../spec/constants.ts'
import { OPCODE_BY_NAME } from '../spec/opcodes.ts'
import type { Opcode } from '../spec/opcodes.ts'
import type { Program } from './image.ts'
import { lowHalfOf } from './instruction.ts'

/** A label names a place in the code or a piece of data; its word (or leaf) index is filled in when the program is built. */
export interface LabelReference {
  readonly label: string
}

export interface Operands {
  readonly a?: number
  readonly b?: number
  readonly c?: number
  /** Signed values are allowed for signed immediates. */
  readonly immediate?: number | LabelReference
}

export type AssemblyResult =
  | { readonly ok: true; readonly program: Program }
  | { readonly ok: false; readonly errors: readonly string[] }

interface Unresolved {
  readonly word: number
  readonly opcode: Opcode
  readonly label: string
}

/** Collects instructions and data in order. Nothing is validated here but names: that is the validator's work. */
export class Assembler {
  /** The halves of the instructions' words, with room behind them. */
  private halves = new Uint32Array(512)
  private count = 0
  /** Immediates that are labels. */
  private readonly unresolved: Unresolved[] = []
  private readonly data: bigint[] = []
  private readonly leaves: (readonly bigint[])[] = []
  private readonly codeLabels = new Map<string, number>()
  private readonly dataLabels = new Map<string, number>()
  private readonly leafLabels = new Map<string, number>()
  private readonly errors: string[] = []

  /** Word index of the next instruction. */
  get here(): number {
    return this.count
  }

  label(name: string): this {
    this.define(this.codeLabels, name, this.count)
    return this
  }

  emit(name: string, { a = 0, b = 0, c = 0, immediate = 0 }: Operands = {}): this {
    const opcode = OPCODE_BY_NAME.get(name)
    if (opcode === undefined) {
      this.errors.push(`${name} is not an instruction`)
      return this
    }
    if (2 * this.count === this.halves.length) this.grow()
    const word = this.count++
    this.halves[2 * word] = lowHalfOf({ opcode: opcode.code, a, b, c })
    if (typeof immediate === 'number') this.halves[2 * word + 1] = immediate
    else this.unresolved.push({ word, opcode, label: immediate.label })
    return this
  }

  /** Names the next word of data. */
  dataLabel(name: string): this {
    this.define(this.dataLabels, name, this.data.length)
    return this
  }

  word(...words: readonly bigint[]): this {
    this.data.push(...words.map((word) => BigInt.asUintN(64, word)))
    return this
  }

  /** Names and adds one leaf of data: up to eight words, zero-padded. */
  leaf(name: string, words: readonly bigint[]): this {
    if (words.length > WORDS_PER_LEAF) this.errors.push(`the leaf ${name} has more than eight words`)
    // Where leaves begin depends on the number of instructions, known at the end: until then, they are kept apart.
    this.define(this.leafLabels, name, this.leaves.length)
    this.leaves.push(words)
    return this
  }

  /** The program, with labels resolved. Leaves of data come first, on a leaf boundary, then the words. */
  build(): AssemblyResult {
    const errors = [...this.errors]
    const { count } = this
    const padding =
      this.leaves.length === 0 ? 0 : (WORDS_PER_LEAF - (count % WORDS_PER_LEAF)) % WORDS_PER_LEAF
    const firstLeaf = (count + padding) / WORDS_PER_LEAF
    const firstWord = count + padding + this.leaves.length * WORDS_PER_LEAF
    const leafLabels = new Map([...this.leafLabels].map(([name, at]) => [name, firstLeaf + at]))
    const wordLabels = new Map([...this.dataLabels].map(([name, at]) => [name, firstWord + at]))
    const resolved = this.unresolved.map(({ opcode, label }) => {
      const labels =
        opcode.imm === 'target' ? this.codeLabels : opcode.imm === 'dataLeaf' ? leafLabels : wordLabels
      const found = labels.get(label)
      if (found === undefined) errors.push(`${opcode.name} names ${label}, which is not defined`)
      return found ?? 0
    })
    const leafWords = this.leaves.flatMap((words) =>
      Array.from({ length: WORDS_PER_LEAF }, (_, i) => BigInt.asUintN(64, words[i] ?? 0n)),
    )
    const data = [...Array.from({ length: padding }, () => 0n), ...leafWords, ...this.data]
    if (count + data.length > MAX_CODE_WORDS) errors.push(`the program has more than ${MAX_CODE_WORDS} words`)
    if (errors.length > 0) return { ok: false, errors }
    const words = new BigUint64Array(count + data.length)
    words.set(data, count)
    const halves = new Uint32Array(words.buffer)
    halves.set(this.halves.subarray(0, 2 * count))
    this.unresolved.forEach(({ word }, i) => {
      halves[2 * word + 1] = resolved[i] ?? 0
    })
    return { ok: true, program: { instructionCount: count, words: halves } }
  }

  private grow(): void {
    const larger = new Uint32Array(2 * this.halves.length)
    larger.set(this.halves)
    this.halves = larger
  }

  private define(labels: Map<string, number>, name: string, at: number): void {
    const taken = [this.codeLabels, this.dataLabels, this.leafLabels].some((labels) => labels.has(name))
    if (taken) this.errors.push(`${name} is defined twice`)
    labels.set(name, at)
  }
}
