// Value numbers: two registers with one number hold the same word. The numbering follows a walk over the dominator tree: a
// register that is written once keeps its number, what is known of others is taken back when the walk leaves a branch of the
// tree, and forgotten where ways meet on which they are written.
import { forEachWrite } from '../mir/operands.ts'
import { table } from '../mir/table.ts'
import type { MirInstruction, Reg } from '../mir/types.ts'
import type { Uses } from './draft.ts'
import { isSingle } from './draft.ts'

/** 0 stands for none. */
export type ValueNumber = number

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER)

export class Numbering {
  /** The number of the word that each register holds now. */
  private readonly numbers: number[]
  /** 1 for registers that hold one value wherever they are read. */
  private readonly single: number[]
  private readonly inLeaf: readonly number[]
  /** The block in which a register was last written on the walk. */
  private readonly writtenIn: number[]
  /** 1 for the blocks on the way from the entry to the block of the walk. */
  private readonly onPath: number[]
  /** What `numbers` held before, for the way back: pairs of register and number. */
  private readonly undo: number[] = []
  private readonly constantNumbers = new Map<number | bigint, ValueNumber>()
  /** By number: the constant that it stands for, and a register that was given it. */
  private readonly constants: (bigint | undefined)[] = [undefined]
  private readonly holders: Reg[] = [0]
  private readonly expressions = new Map<number | string, ValueNumber>()
  private block = 0

  /** `extra` registers behind the function's own are free for other things that change. */
  constructor(uses: Uses, blocks: number, extra: number) {
    const registers = uses.writes.length
    this.numbers = table(registers + extra)
    this.single = table(registers + extra)
    for (let reg = 0; reg < registers; reg++) if (isSingle(uses, reg)) this.single[reg] = 1
    this.inLeaf = uses.inLeaf
    this.writtenIn = table(registers + extra)
    this.onPath = table(blocks)
  }

  /** Goes on in a block below the one of the walk. Gives a mark to `leave` with. */
  enter(block: number): number {
    this.onPath[block] = 1
    this.block = block
    return this.undo.length
  }

  /** Takes back what was learnt since `enter`, but for what holds everywhere. */
  leave(block: number, mark: number): void {
    this.onPath[block] = 0
    while (this.undo.length > mark) {
      const number = this.undo.pop() ?? 0
      this.numbers[this.undo.pop() ?? 0] = number
    }
  }

  /** Nothing is known of the register from here on. */
  forget(reg: Reg): void {
    if (this.single[reg] !== 1) this.set(reg, 0)
  }

  /** Nothing is known of any register that is written more than once. */
  forgetAll(): void {
    for (let reg = 0; reg < this.numbers.length; reg++)
      if (this.single[reg] !== 1 && this.numbers[reg] !== 0) this.set(reg, 0)
  }

  isSingle(reg: Reg): boolean {
    return this.single[reg] === 1
  }

  fresh(): ValueNumber {
    this.constants.push(undefined)
    return this.holders.push(-1) - 1
  }

  ofConstant(value: bigint): ValueNumber {
    // Small ones as numbers, which are quicker to look up.
    const key = value <= MAX_SAFE ? Number(value) : value
    let number = this.constantNumbers.get(key)
    if (number === undefined) {
      number = this.fresh()
      this.constants[number] = value
      this.constantNumbers.set(key, number)
    }
    return number
  }

  constant(number: ValueNumber): bigint | undefined {
    return this.constants[number]
  }

  /** Whether two numbers stand for words that certainly differ. */
  differ(x: ValueNumber, y: ValueNumber): boolean {
    return x !== y && this.constants[x] !== undefined && this.constants[y] !== undefined
  }

  /** The number of an expression, the same for all that are written alike; 0 if it was not seen before. */
  ofExpression(key: number | string): ValueNumber {
    return this.expressions.get(key) ?? 0
  }

  nameExpression(key: number | string, number: ValueNumber): void {
    this.expressions.set(key, number)
  }

  of(reg: Reg): ValueNumber {
    const known = this.numbers[reg] ?? 0
    if (known !== 0) return known
    const number = this.fresh()
    this.write(reg, number)
    return number
  }

  /** The numbers of consecutive registers. */
  range(first: Reg, count: number): ValueNumber[] {
    const result: ValueNumber[] = []
    for (let i = 0; i < count; i++) result.push(this.of(first + i))
    return result
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
    if (this.single[reg] !== 1) this.undo.push(reg, this.numbers[reg] ?? 0)
    this.numbers[reg] = number
  }

  /** Takes note of an instruction that is no expression. */
  after(instruction: MirInstruction): void {
    switch (instruction.kind) {
      case 'const':
        this.write(instruction.target, this.ofConstant(instruction.value))
        return
      case 'constLeaf': {
        // Most of a leaf is zero, and looking a constant up takes longer than writing it.
        let number = 0
        instruction.words.forEach((word, i) => {
          if (number === 0 || word !== instruction.words[i - 1]) number = this.ofConstant(word)
          this.write(instruction.target + i, number)
        })
        return
      }
      case 'keep':
        return
      case 'op':
        if (instruction.op === 'mov') this.write(instruction.a, this.of(instruction.b))
        else if (instruction.op === 'movl') {
          const numbers = this.range(instruction.b, 8)
          for (let i = 0; i < 8; i++) this.write(instruction.a + i, numbers[i] ?? 0)
        } else forEachWrite(instruction, this.writeFresh)
        return
      case 'call':
        forEachWrite(instruction, this.writeFresh)
        return
    }
  }

  private readonly writeFresh = (reg: Reg): void => {
    this.write(reg, this.fresh())
  }
}
