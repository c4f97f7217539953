// Value numbers: two registers with one number hold the same word. The numbering follows a walk over the dominator tree, in which
// what a block writes holds for the blocks below it. Where ways meet, registers that are written on them are forgotten. Its tables
// serve one function after the other.
import type { Reg } from '../mir/types.ts'
import type { Uses } from './draft.ts'
import { isSingle } from './draft.ts'
import { Expressions } from './expressions.ts'
import type { Ranges } from './ranges.ts'
import { Stack, grownInts } from './stack.ts'

/** 0 stands for none, 1 for the immediate of an operation. */
export type ValueNumber = number
const FIRST: ValueNumber = 2

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER)
/** Stands among codes of operations for constants. */
const CONSTANT = -1
const NO_TABLE = new Int32Array(0)
const NO_USES: Uses = { registers: 0, writes: NO_TABLE, reads: NO_TABLE, inLeaf: NO_TABLE }

export class Numbering {
  /** The next number. */
  private next = FIRST
  private readonly ranges: Ranges
  /** The number of the word that each register got last, and the block in which it got it; it counts if the walk is at or below it. */
  private numbers = new Int32Array(256)
  private writtenIn = new Int32Array(256)
  private registers = 0
  private uses = NO_USES
  /** 1 for the blocks on the way from the entry to the block of the walk. */
  private onPath = new Uint8Array(64)
  private block = 0
  /** What registers held above the block that wrote or forgot them: register, number, and block. */
  private readonly undo = new Stack()
  private readonly marks = new Stack()
  /** By number: a register that was given it; any register if none was. */
  private holders = new Int32Array(1024)
  /** By number: the constant that it stands for; and which numbers stand for one. */
  private readonly constants: (bigint | undefined)[] = Array.from({ length: 1024 }, () => undefined)
  private readonly constantNumbers = new Stack()
  private readonly largeConstants = new Map<bigint, ValueNumber>()
  private readonly expressions = new Expressions()

  constructor(ranges: Ranges) {
    this.ranges = ranges
  }

  /** Takes the next function. `extra` registers behind its own are free for other things that change. */
  begin(uses: Uses, blocks: number, extra: number): void {
    this.uses = uses
    this.registers = uses.registers + extra
    if (this.registers > this.numbers.length) {
      this.numbers = new Int32Array(2 * this.registers)
      this.writtenIn = new Int32Array(2 * this.registers)
    }
    if (blocks > this.onPath.length) this.onPath = new Uint8Array(2 * blocks)
  }

  /** Ends a walk: all is forgotten. */
  clear(): void {
    this.numbers.fill(0, 0, this.registers)
    this.next = FIRST
    while (this.constantNumbers.size > 0) {
      const number = this.constantNumbers.pop()
      this.constants[number] = undefined
      this.ranges.unsettle(number)
    }
    if (this.largeConstants.size > 0) this.largeConstants.clear()
    this.expressions.clear()
  }

  /** Goes on in a block below the one of the walk. */
  enter(block: number): void {
    this.onPath[block] = 1
    this.block = block
    this.marks.push(this.undo.size)
  }

  /** Takes back what was learnt since `enter`. */
  leave(block: number): void {
    this.onPath[block] = 0
    const { undo } = this
    const before = this.marks.pop()
    while (undo.size > before) {
      const where = undo.pop()
      const number = undo.pop()
      const reg = undo.pop()
      this.numbers[reg] = number
      this.writtenIn[reg] = where
    }
  }

  /** Nothing is known of the register from here on. */
  forget(reg: Reg): void {
    if (this.knows(reg) && !this.isSingle(reg)) this.set(reg, 0)
  }

  /** Nothing is known of any register that is written more than once. */
  forgetAll(): void {
    for (let reg = 0; reg < this.registers; reg++) this.forget(reg)
  }

  isSingle(reg: Reg): boolean {
    return reg < this.uses.registers && isSingle(this.uses, reg)
  }

  fresh(): ValueNumber {
    if (this.next === this.holders.length) this.grow()
    return this.next++
  }

  private grow(): void {
    const size = this.holders.length
    this.holders = grownInts(this.holders, 2 * size)
    for (let number = size; number < 2 * size; number++) this.constants.push(undefined)
  }

  ofConstant(value: bigint): ValueNumber {
    const number = value <= MAX_SAFE ? this.ofSmall(Number(value)) : this.ofLarge(value)
    if (number === this.next) {
      this.constants[this.fresh()] = value
      this.constantNumbers.push(number)
      if (value <= MAX_SAFE) this.ranges.settle(number, Number(value))
    }
    return number
  }

  private ofSmall(value: number): ValueNumber {
    return this.expressions.numberOf(CONSTANT, Math.floor(value / 2 ** 32), 0, 0, value, this.next)
  }

  private ofLarge(value: bigint): ValueNumber {
    const known = this.largeConstants.get(value)
    if (known === undefined) this.largeConstants.set(value, this.next)
    return known ?? this.next
  }

  constant(number: ValueNumber): bigint | undefined {
    return this.constants[number]
  }

  /** The constant that a register holds, if it holds one. */
  constantIn(reg: Reg): bigint | undefined {
    return this.constants[this.of(reg)]
  }

  /** Whether two numbers stand for words that certainly differ. */
  differ(x: ValueNumber, y: ValueNumber): boolean {
    return x !== y && this.constants[x] !== undefined && this.constants[y] !== undefined
  }

  /** The number of an operation on words, the same for all that are written alike; one that nothing holds if it was not seen before. */
  ofExpression(code: number, x: ValueNumber, y: ValueNumber, z: ValueNumber, imm: number): ValueNumber {
    const number = this.expressions.numberOf(code, x, y, z, imm, this.next)
    return number === this.next ? this.fresh() : number
  }

  of(reg: Reg): ValueNumber {
    if (!this.knows(reg)) this.writeFresh(reg, 1)
    return this.numbers[reg] ?? 0
  }

  /** Whether the register has a number here. */
  private knows(reg: Reg): boolean {
    return this.numbers[reg] !== 0 && this.onPath[this.writtenIn[reg] ?? 0] === 1
  }

  /** Puts the numbers of consecutive registers in a table. */
  copyNumbers(first: Reg, count: number, into: Int32Array, at: number): void {
    for (let i = 0; i < count; i++) into[at + i] = this.of(first + i)
  }

  /** The register now holds the word with this number. */
  write(reg: Reg, number: ValueNumber): void {
    this.set(reg, number)
    if (!this.holds(this.holders[number] ?? 0, number)) this.holders[number] = reg
  }

  /** Consecutive registers now hold the word with this number. */
  writeRun(first: Reg, count: number, number: ValueNumber): void {
    this.write(first, number)
    for (let reg = first + 1; reg < first + count; reg++) this.set(reg, number)
  }

  /** Consecutive registers now hold words of which nothing is known. */
  writeFresh(first: Reg, count: number): void {
    for (let reg = first; reg < first + count; reg++) {
      const number = this.fresh()
      this.set(reg, number)
      this.holders[number] = reg
    }
  }

  /** A register that holds the word with this number here; -1 if none is known. */
  holder(number: ValueNumber): Reg {
    const reg = this.holders[number] ?? 0
    return this.holds(reg, number) ? reg : -1
  }

  /** A register to read instead of this one: it holds the same word and is the first that did. */
  source(reg: Reg): Reg {
    const holder = this.holder(this.of(reg))
    return holder < 0 ? reg : holder
  }

  private holds(reg: Reg, number: ValueNumber): boolean {
    if (this.numbers[reg] !== number) return false
    const where = this.writtenIn[reg] ?? 0
    // A word of a leaf would keep all eight alive in other blocks.
    return this.uses.inLeaf[reg] === 1 ? where === this.block : this.onPath[where] === 1
  }

  private set(reg: Reg, number: ValueNumber): void {
    const before = this.numbers[reg] ?? 0
    const where = this.writtenIn[reg] ?? 0
    // What the block itself wrote, or one that the walk has left, is of no use above it.
    if (before !== 0 && where !== this.block && this.onPath[where] === 1) {
      this.undo.push(reg)
      this.undo.push(before)
      this.undo.push(where)
    }
    this.numbers[reg] = number
    this.writtenIn[reg] = this.block
  }
}
