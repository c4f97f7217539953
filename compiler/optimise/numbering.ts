// Value numbers: two registers with one number hold the same word. The numbering follows a walk over the dominator tree: a
// register that is written once keeps its number, what is known of others is taken back when the walk leaves a branch of the
// tree, and forgotten where ways meet on which they are written. Its tables serve one function after the other.
import type { Reg } from '../mir/types.ts'
import type { Uses } from './draft.ts'
import { isSingle } from './draft.ts'
import { Expressions } from './expressions.ts'
import { Stack } from './stack.ts'

/** 0 stands for none, 1 for the immediate of an operation. */
export type ValueNumber = number
const FIRST: ValueNumber = 2

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER)
/** Stands among codes of operations for constants. */
const CONSTANT = -1

export class Numbering {
  /** The number of the word that each register holds now. */
  private numbers = new Int32Array(256)
  /** 1 for registers that hold one value wherever they are read. */
  private single = new Uint8Array(256)
  private inLeaf: Int32Array = new Int32Array(0)
  /** The block in which a register was last written on the walk. */
  private writtenIn = new Int32Array(256)
  private registers = 0
  /** 1 for the blocks on the way from the entry to the block of the walk. */
  private onPath = new Uint8Array(64)
  private block = 0
  /** What `numbers` held before, for the way back: pairs of register and number. */
  private readonly undo = new Stack()
  private readonly marks = new Stack()
  /** The next number. */
  private next = FIRST
  /** By number: the constant that it stands for, and a register that was given it; -1 for none. */
  private readonly constants: (bigint | undefined)[] = [undefined, undefined]
  private holders = new Int32Array(1024)
  private readonly expressions = new Expressions()
  private readonly largeConstants = new Map<bigint, ValueNumber>()

  /** Begins anew for a function. `extra` registers behind its own are free for other things that change. */
  clear(uses: Uses, blocks: number, extra: number): void {
    const own = uses.registers
    this.registers = own + extra
    if (this.registers > this.numbers.length) {
      this.numbers = new Int32Array(2 * this.registers)
      this.single = new Uint8Array(2 * this.registers)
      this.writtenIn = new Int32Array(2 * this.registers)
    }
    if (blocks > this.onPath.length) this.onPath = new Uint8Array(2 * blocks)
    this.numbers.fill(0, 0, this.registers)
    for (let reg = 0; reg < own; reg++) this.single[reg] = isSingle(uses, reg) ? 1 : 0
    this.single.fill(0, own, this.registers)
    this.inLeaf = uses.inLeaf
    this.next = FIRST
    this.expressions.clear()
    if (this.largeConstants.size > 0) this.largeConstants.clear()
  }

  /** Goes on in a block below the one of the walk. */
  enter(block: number): void {
    this.onPath[block] = 1
    this.block = block
    this.marks.push(this.undo.size)
  }

  /** Takes back what was learnt since `enter`, but for what holds everywhere. */
  leave(block: number): void {
    this.onPath[block] = 0
    const { undo } = this
    const before = this.marks.pop()
    while (undo.size > before) {
      const number = undo.pop()
      this.numbers[undo.pop()] = number
    }
  }

  /** Nothing is known of the register from here on. */
  forget(reg: Reg): void {
    if (this.single[reg] !== 1 && this.numbers[reg] !== 0) this.set(reg, 0)
  }

  /** Nothing is known of any register that is written more than once. */
  forgetAll(): void {
    for (let reg = 0; reg < this.registers; reg++) this.forget(reg)
  }

  isSingle(reg: Reg): boolean {
    return this.single[reg] === 1
  }

  fresh(): ValueNumber {
    const number = this.next++
    if (number === this.holders.length) {
      const old = this.holders
      this.holders = new Int32Array(2 * number)
      this.holders.set(old)
    }
    this.holders[number] = -1
    this.constants[number] = undefined
    return number
  }

  ofConstant(value: bigint): ValueNumber {
    const number = value <= MAX_SAFE ? this.ofSmall(Number(value)) : this.ofLarge(value)
    if (number === this.next) this.constants[this.fresh()] = value
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
    const known = this.numbers[reg] ?? 0
    if (known !== 0) return known
    const number = this.fresh()
    this.write(reg, number)
    return number
  }

  /** The register now holds the word with this number. */
  write(reg: Reg, number: ValueNumber): void {
    this.set(reg, number)
    this.writtenIn[reg] = this.block
    const holder = this.holders[number] ?? -1
    if (holder < 0 || !this.holds(holder, number)) this.holders[number] = reg
  }

  /** A register that holds the word with this number here; -1 if none is known. */
  holder(number: ValueNumber): Reg {
    const reg = this.holders[number] ?? -1
    return reg >= 0 && this.holds(reg, number) ? reg : -1
  }

  /** A register to read instead of this one: it holds the same word and is the first that did. */
  source(reg: Reg): Reg {
    const holder = this.holder(this.of(reg))
    return holder < 0 ? reg : holder
  }

  private holds(reg: Reg, number: ValueNumber): boolean {
    if (this.numbers[reg] !== number) return false
    if (this.single[reg] === 1) return this.onPath[this.writtenIn[reg] ?? 0] === 1
    // A word of a leaf would keep all eight alive in other blocks.
    return this.inLeaf[reg] !== 1 || this.writtenIn[reg] === this.block
  }

  private set(reg: Reg, number: ValueNumber): void {
    if (this.single[reg] !== 1) {
      this.undo.push(reg)
      this.undo.push(this.numbers[reg] ?? 0)
    }
    this.numbers[reg] = number
  }
}
