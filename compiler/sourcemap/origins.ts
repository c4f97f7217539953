// The origins of a program's functions, each once, numbered as they come up.
import { table } from '../mir/table.ts'
import type { FunctionKey, MirFunction, MirOrigin, OriginId, WrittenFunction } from '../mir/types.ts'
import { NUMBERS_PER_ORIGIN, ORIGIN_KINDS } from './kinds.ts'

/** Where among an origin's numbers its kind is. */
const KIND = 3

export class OriginList {
  /** Functions of which nothing is left but what was inlined; numbered behind those that were placed. */
  readonly inlinedOnly: WrittenFunction[] = []
  private readonly functions: readonly MirFunction[]
  private readonly indices = new Map<FunctionKey, number>()
  /** Inlined origins by what tells them apart; others occur once anyway, in the function that they are written in. */
  private readonly inlined = new Map<string, number>()
  /** The numbers of each origin, with room for all. */
  private readonly list: Int32Array
  private count = 0
  /** The function whose origins are asked for, and what these have as numbers so far, plus 1; 0 for those that have none yet. */
  private index = 0
  private readonly numbers: Int32Array

  constructor(functions: readonly MirFunction[]) {
    this.functions = functions
    let all = 0
    let most = 0
    functions.forEach(({ key, origins }, index) => {
      this.indices.set(key, index)
      all += origins.length
      most = Math.max(most, origins.length)
    })
    this.list = new Int32Array(NUMBERS_PER_ORIGIN * all)
    this.numbers = new Int32Array(most)
  }

  /** From now on, origins are those of the function with this index. */
  begin(index: number): void {
    this.index = index
    this.numbers.fill(0, 0, this.functions[index]?.origins.length)
  }

  /** The number of an origin of the function; -1 if there is no such origin. */
  numberOf(id: OriginId): number {
    const origin = this.functions[this.index]?.origins[id]
    if (origin === undefined) return -1
    const known = this.numbers[id] ?? 0
    if (known > 0) return known - 1
    const { inlined } = origin
    const statement = origin.statement === id ? null : this.numberOf(origin.statement)
    const site = inlined === null ? -1 : this.numberOf(inlined.site)
    const number =
      inlined === null
        ? this.add(origin, statement, this.index, site)
        : this.once(origin, statement, this.indexOf(inlined.from), site)
    this.numbers[id] = number + 1
    return number
  }

  /** All of them, each as the difference to the one before, but for the kinds. */
  encoded(): readonly number[] {
    const encoded = table(NUMBERS_PER_ORIGIN * this.count)
    for (let at = 0; at < encoded.length; at++) {
      const before = at % NUMBERS_PER_ORIGIN === KIND ? 0 : (this.list[at - NUMBERS_PER_ORIGIN] ?? 0)
      encoded[at] = (this.list[at] ?? 0) - before
    }
    return encoded
  }

  private indexOf(written: WrittenFunction): number {
    const known = this.indices.get(written.key)
    if (known !== undefined) return known
    const index = this.functions.length + this.inlinedOnly.length
    this.inlinedOnly.push(written)
    this.indices.set(written.key, index)
    return index
  }

  /** The number of an inlined origin: the same for all that are alike. */
  private once(origin: MirOrigin, statement: number | null, fn: number, site: number): number {
    const { span, kind } = origin
    const key = `${span.file} ${span.start} ${span.end} ${kind} ${fn} ${statement} ${site}`
    const before = this.inlined.get(key)
    if (before !== undefined) return before
    const number = this.add(origin, statement, fn, site)
    this.inlined.set(key, number)
    return number
  }

  /** `statement` null: the origin is a statement itself. */
  private add({ span, kind }: MirOrigin, statement: number | null, fn: number, site: number): number {
    const number = this.count++
    let at = NUMBERS_PER_ORIGIN * number
    this.list[at++] = span.file
    this.list[at++] = span.start
    this.list[at++] = span.end - span.start
    this.list[at++] = ORIGIN_KINDS.indexOf(kind)
    this.list[at++] = statement ?? number
    this.list[at++] = fn
    this.list[at++] = site
    return number
  }
}
