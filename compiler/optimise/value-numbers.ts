// Value numbers along a path of the code: two registers with one number hold the same word.
import { forEachWrite } from '../mir/operands.ts'
import type { MirInstruction, Reg } from '../mir/types.ts'

export type ValueNumber = number

/** Numbers are handed out by a `Numbering`, which all paths of a function share. */
export class Numbering {
  private next = 0
  private readonly constants = new Map<bigint, ValueNumber>()
  private readonly constantNumbers = new Set<ValueNumber>()

  fresh(): ValueNumber {
    return this.next++
  }

  constant(value: bigint): ValueNumber {
    const known = this.constants.get(value)
    if (known !== undefined) return known
    const number = this.fresh()
    this.constants.set(value, number)
    this.constantNumbers.add(number)
    return number
  }

  /** Whether two numbers stand for words that certainly differ. */
  differ(x: ValueNumber, y: ValueNumber): boolean {
    return x !== y && this.constantNumbers.has(x) && this.constantNumbers.has(y)
  }
}

/** What is known at one point of the code. */
export class Values {
  private readonly numbering: Numbering
  private readonly numbers: Map<Reg, ValueNumber>

  constructor(numbering: Numbering, numbers: ReadonlyMap<Reg, ValueNumber> = new Map()) {
    this.numbering = numbering
    this.numbers = new Map(numbers)
  }

  copy(): Values {
    return new Values(this.numbering, this.numbers)
  }

  of(reg: Reg): ValueNumber {
    const known = this.numbers.get(reg)
    if (known !== undefined) return known
    const number = this.numbering.fresh()
    this.numbers.set(reg, number)
    return number
  }

  /** The numbers of consecutive registers. */
  range(first: Reg, count: number): ValueNumber[] {
    return Array.from({ length: count }, (_, i) => this.of(first + i))
  }

  set(reg: Reg, number: ValueNumber): void {
    this.numbers.set(reg, number)
  }

  /** Takes note of what an instruction writes. */
  after(instruction: MirInstruction): void {
    if (instruction.kind === 'const') {
      this.set(instruction.target, this.numbering.constant(instruction.value))
    } else if (instruction.kind === 'constLeaf') {
      instruction.words.forEach((word, i) => this.set(instruction.target + i, this.numbering.constant(word)))
    } else if (instruction.kind === 'op' && instruction.op === 'mov') {
      this.set(instruction.a, this.of(instruction.b))
    } else if (instruction.kind === 'op' && instruction.op === 'movl') {
      this.range(instruction.b, 8).forEach((number, i) => this.set(instruction.a + i, number))
    } else forEachWrite(instruction, (reg) => this.set(reg, this.numbering.fresh()))
  }
}
