// One walk over the dominator tree that knows which registers hold the same word, what is constant, in which range a word lies
// and which entries of storage are at hand. Five passes are rules of this walk, so that what one finds serves the others at
// once: copies, constants, common subexpressions, storage loads and ranges.
import { dominators } from '../mir/dominators.ts'
import { moveOf, operation, runLength } from '../mir/operands.ts'
import { truncate } from '../mir/table.ts'
import { NO_REG } from '../mir/types.ts'
import type {
  MirCall,
  MirConstant,
  MirInstruction,
  MirOperation,
  OriginId,
  Reg,
  Terminator,
} from '../mir/types.ts'
import { treeOf, usesOf } from './draft.ts'
import type { Draft, DraftBlock } from './draft.ts'
import { isCommutative } from './evaluate.ts'
import { foldBranch, foldExpression } from './fold-constants.ts'
import { Meets } from './meets.ts'
import { Numbering } from './numbering.ts'
import type { ValueNumber } from './numbering.ts'
import {
  decided,
  decidedBranch,
  fits,
  learnFromBranch,
  learnFromResult,
  withoutCheck,
} from './range-rules.ts'
import { IMMEDIATE, Ranges } from './ranges.ts'
import { Spans } from './spans.ts'
import { StorageEntries } from './storage-entries.ts'
import { sourcesOfCall, sourcesOfOperation, sourcesOfTerminator } from './sources.ts'

export const VALUE_RULES = ['copies', 'constants', 'common', 'storage-loads', 'ranges'] as const
export type ValueRule = (typeof VALUE_RULES)[number]

type Branch = Extract<Terminator, { kind: 'branch' }>

const LEAF = 8
const NO_BLOCKS: readonly DraftBlock[] = []
const NO_TREE = dominators([])

/** Applies the rules to one function after the other. What it knows lies in tables that all of them share. */
export class ValueWalk {
  /** Which rules are on: copies, constants, common subexpressions, storage loads, ranges. */
  private readonly copies: boolean
  private readonly folds: boolean
  private readonly joins: boolean
  private readonly loads: boolean
  private readonly narrows: boolean
  private readonly ranges = new Ranges()
  private readonly numbering = new Numbering(this.ranges)
  private readonly entries = new StorageEntries(this.numbering)
  private readonly meets = new Meets(this.numbering)
  /** What the first of two walks collects, and the second knows. */
  private readonly spans = new Spans()
  private collects = false
  private knows = false
  private blocks = NO_BLOCKS
  private tree = NO_TREE
  /** Stands for the heap: it gets a new number with every store and call. */
  private heap: Reg = 0
  /** Whether a branch became a jump. */
  private decided = false

  constructor(rules: ReadonlySet<ValueRule>) {
    this.copies = rules.has('copies')
    this.folds = rules.has('constants')
    this.joins = rules.has('common')
    this.loads = rules.has('storage-loads')
    this.narrows = rules.has('ranges')
  }

  /** Says whether a branch turned out to go one way only. With ranges, functions with loops are walked twice: the second time the words of loops have ranges. */
  rewrite(draft: Draft): boolean {
    if (isPlain(draft.blocks)) return false
    this.decided = false
    this.blocks = draft.blocks
    this.tree = treeOf(draft)
    this.heap = draft.fn.registers
    this.collects = this.narrows && this.tree.loops
    this.knows = false
    if (this.collects) this.spans.clear(draft.fn.registers)
    this.numbering.begin(usesOf(draft), this.blocks.length, 1)
    this.meets.begin(this.blocks)
    this.walk(draft.fn.params)
    if (this.collects) {
      this.collects = false
      this.knows = true
      // The walk moves no write to another block or register, so counts of writes and what blocks write hold for the second walk too,
      // and for the passes behind it.
      this.walk(draft.fn.params)
    }
    if (this.decided) draft.tree = undefined
    return this.decided
  }

  private walk(params: readonly Reg[]): void {
    const { tree } = this
    this.enter(0)
    for (const reg of params) this.writeFresh(reg, 1)
    this.rewriteBlock(0)
    // Not a recursion: a long function's tree is as deep as it has blocks.
    let above = 0
    let block = tree.child[0] ?? -1
    while (above >= 0) {
      if (block >= 0) {
        this.enter(block)
        this.arrive(above, block)
        this.rewriteBlock(block)
        above = block
        block = tree.child[above] ?? -1
      } else {
        this.leave(above)
        block = tree.sibling[above] ?? -1
        above = tree.parent[above] ?? -1
      }
    }
    this.numbering.clear()
  }

  private enter(block: number): void {
    this.numbering.enter(block)
    this.ranges.enter()
    this.entries.enter()
  }

  private leave(block: number): void {
    this.numbering.leave(block)
    this.ranges.leave()
    this.entries.leave()
  }

  private arrive(above: number, block: number): void {
    const { before } = this.tree
    const way = before.newest(block)
    if (before.valueAt(way) === above && before.older(way) < 0) this.follow(above, block)
    else this.meet(above, block)
  }

  /** Learns from the branch of the block above, which is the only way here. */
  private follow(above: number, block: number): void {
    const end = this.blocks[above]?.terminator
    if (!this.narrows || end?.kind !== 'branch' || end.then === end.otherwise) return
    const x = this.numbering.of(end.a)
    const y = end.b === NO_REG ? x : this.numbering.of(end.b)
    learnFromBranch(this.ranges, end, end.then === block, x, y)
  }

  /** Forgets what may be written between the block above and this one, where several ways meet. */
  private meet(above: number, block: number): void {
    const { meets } = this
    this.numbering.forget(this.heap)
    if (!meets.look(above, block, this.tree.before)) {
      this.numbering.forgetAll()
      this.entries.clear()
      return
    }
    for (let i = 0; i < meets.count; i++) {
      const between = meets.between[i] ?? 0
      meets.forEachRun(between, this.forget)
      if (meets.storesIn(between)) this.entries.clear()
    }
    if (!this.knows) return
    for (let i = 0; i < meets.count; i++) meets.forEachRun(meets.between[i] ?? 0, this.recall)
  }

  /** Gives words of which only the span is known the range of their span. */
  private readonly recall = (first: Reg, count: number): void => {
    for (let reg = first; reg < first + count; reg++) {
      const low = this.spans.low(reg)
      const high = this.spans.high(reg)
      if (low <= high) this.ranges.narrow(this.numbering.of(reg), low, high)
    }
  }

  private readonly forget = (first: Reg, count: number): void => {
    for (let reg = first; reg < first + count; reg++) this.numbering.forget(reg)
  }

  private rewriteBlock(index: number): void {
    const block = this.blocks[index]
    if (block === undefined) return
    const { instructions } = block
    let kept = 0
    for (const instruction of instructions) {
      const after = this.instruction(instruction)
      if (after !== undefined) instructions[kept++] = after
    }
    truncate(instructions, kept)
    const end = this.terminator(block.terminator)
    if (end === block.terminator) return
    if (end.kind !== block.terminator.kind) this.decided = true
    block.terminator = end
  }

  /** What stands in the instruction's place; undefined for nothing. */
  private instruction(instruction: MirInstruction): MirInstruction | undefined {
    switch (instruction.kind) {
      case 'op':
        return this.operation(instruction)
      case 'call':
        return this.call(instruction)
      case 'const':
        this.write(instruction.target, this.numbering.ofConstant(instruction.value))
        return instruction
      case 'constLeaf':
        this.constantLeaf(instruction.target, instruction.words)
        return instruction
      case 'keep':
        return instruction
    }
  }

  private call(written: MirCall): MirCall {
    const after = this.copies ? sourcesOfCall(this.numbering, written) : written
    for (const reg of after.results) this.writeFresh(reg, 1)
    this.numbering.forget(this.heap)
    this.entries.clear()
    return after
  }

  private constantLeaf(target: Reg, words: readonly bigint[]): void {
    // Most of a leaf is zero, and looking a constant up takes longer than writing it.
    for (let begin = 0, end = 1; begin < LEAF; begin = end++) {
      const word = words[begin] ?? 0n
      while (end < LEAF && words[end] === word) end++
      const number = this.numbering.ofConstant(word)
      this.numbering.writeRun(target + begin, end - begin, number)
      if (this.collects) for (let i = begin; i < end; i++) this.addSpan(target + i, number)
    }
  }

  private operation(written: MirOperation): MirInstruction | undefined {
    switch (written.op) {
      case 'mov':
        return this.move(written)
      case 'movl':
        this.copyLeaf(written.a, written.b)
        return written
      case 'sload':
        return this.loads ? this.load(written) : this.other(written)
      case 'sstore':
        return this.loads ? this.store(written) : this.other(written)
      case 'fitu':
      case 'fits':
        return this.check(written)
      default:
        return written.uses.expression ? this.expression(written) : this.other(written)
    }
  }

  private move(written: MirOperation): MirInstruction {
    const value = this.folds ? this.numbering.constantIn(written.b) : undefined
    if (value === undefined) return this.copy(written)
    return this.constantInto(written.a, value, written.origin)
  }

  private copy(written: MirOperation): MirOperation {
    const after = this.copies ? sourcesOfOperation(this.numbering, written) : written
    this.write(after.a, this.numbering.of(after.b))
    return after
  }

  private copyLeaf(to: Reg, from: Reg): void {
    const { numbering } = this
    // Leaves overlap wholly or not at all.
    for (let i = 0; i < LEAF; i++) this.write(to + i, numbering.of(from + i))
  }

  private load(written: MirOperation): MirOperation {
    const { a, b, origin } = written
    this.entries.setKey(b)
    const leaf = this.entries.find()
    if (leaf >= 0) {
      this.copyLeaf(a, leaf)
      return operation('movl', a, leaf, NO_REG, NO_REG, 0, origin)
    }
    this.writeFresh(a, LEAF)
    this.entries.afterLoad(a)
    return written
  }

  private store(written: MirOperation): MirOperation {
    this.entries.setKey(written.b)
    this.entries.afterStore(written.a)
    return written
  }

  /** A check that a word fits in some bits. */
  private check(written: MirOperation): MirOperation | undefined {
    const { op, imm } = written
    const number = this.numbering.of(written.a)
    const value = this.folds && op === 'fitu' ? this.numbering.constant(number) : undefined
    if (value !== undefined && value < 1n << BigInt(imm)) return undefined
    if (this.narrows) {
      if (fits(this.ranges, op, imm, number)) return undefined
      if (op === 'fitu' && imm <= 53) this.ranges.narrow(number, 0, 2 ** imm - 1)
    }
    return this.copies ? sourcesOfOperation(this.numbering, written) : written
  }

  private other(written: MirOperation): MirOperation {
    const after = this.copies ? sourcesOfOperation(this.numbering, written) : written
    const { uses, a, imm } = after
    if (uses.heap === 'writes') this.numbering.forget(this.heap)
    if (uses.writesA !== 0) this.writeFresh(a, runLength(uses.writesA, imm))
    return after
  }

  /** An operation that gives a word of words. */
  private expression(written: MirOperation): MirInstruction {
    const folded = this.folds ? foldExpression(this.numbering, written) : written
    if (folded.kind === 'const') return this.constantInto(folded.target, folded.value, folded.origin)
    if (folded.op === 'mov') return this.copy(folded)
    const sourced = this.copies ? sourcesOfOperation(this.numbering, folded) : folded
    const x = sourced.b === NO_REG ? 0 : this.numbering.of(sourced.b)
    const y = sourced.c === NO_REG ? IMMEDIATE : this.numbering.of(sourced.c)
    if (!this.narrows) return this.joined(sourced, this.numberOf(sourced, x, y))
    const { ranges } = this
    ranges.settle(IMMEDIATE, sourced.imm)
    const value = decided(ranges, sourced.op, x, y)
    if (value !== undefined) return this.constantInto(sourced.a, value ? 1n : 0n, sourced.origin)
    const plain = withoutCheck(ranges, sourced, x, y)
    ranges.settle(IMMEDIATE, plain.imm)
    const number = this.numberOf(plain, x, y)
    learnFromResult(ranges, plain, number, x, y)
    return this.joined(plain, number)
  }

  /** The same for operations of the same kind on the same words; loads see the heap as it is. */
  private numberOf({ op, uses, c, d, imm }: MirOperation, x: ValueNumber, y: ValueNumber): ValueNumber {
    const { numbering } = this
    const z = d !== NO_REG ? numbering.of(d) : uses.heap === 'reads' ? numbering.of(this.heap) : 0
    const swapped = c !== NO_REG && y < x && isCommutative(op)
    return numbering.ofExpression(uses.row.code, swapped ? y : x, swapped ? x : y, z, imm)
  }

  /** A move of what holds the word already, if something does; otherwise the operation. */
  private joined(plain: MirOperation, number: ValueNumber): MirOperation {
    const holder = this.joins ? this.numbering.holder(number) : -1
    this.write(plain.a, number)
    return holder < 0 ? plain : moveOf(plain.a, holder, plain.origin)
  }

  private terminator(end: Terminator): Terminator {
    const branch = end.kind === 'branch' ? this.branch(end) : end
    return this.copies ? sourcesOfTerminator(this.numbering, branch) : branch
  }

  private branch(written: Branch): Terminator {
    const end = this.folds ? foldBranch(this.numbering, written) : written
    if (end.kind !== 'branch' || !this.narrows) return end
    const x = this.numbering.of(end.a)
    const y = end.b === NO_REG ? x : this.numbering.of(end.b)
    const taken = decidedBranch(this.ranges, end, x, y)
    if (taken === undefined) return end
    return { kind: 'jump', to: taken ? end.then : end.otherwise, origin: end.origin }
  }

  private constantInto(target: Reg, value: bigint, origin: OriginId): MirConstant {
    this.write(target, this.numbering.ofConstant(value))
    return { kind: 'const', target, value, origin }
  }

  private write(reg: Reg, number: ValueNumber): void {
    this.numbering.write(reg, number)
    if (this.collects) this.addSpan(reg, number)
  }

  private writeFresh(first: Reg, count: number): void {
    this.numbering.writeFresh(first, count)
    if (this.collects) this.spans.addAll(first, count)
  }

  private addSpan(reg: Reg, number: ValueNumber): void {
    this.spans.add(reg, this.ranges.low(number), this.ranges.high(number))
  }
}

/** Whether no rule can find anything: one block without operations, in which no word can be the same as another. */
function isPlain(blocks: readonly DraftBlock[]): boolean {
  const [only] = blocks
  if (only === undefined || blocks.length > 1 || only.terminator.kind === 'branch') return false
  let constants = 0
  return only.instructions.every(({ kind }) => {
    if (kind === 'const') constants++
    return kind !== 'op' && kind !== 'constLeaf' && constants < 2
  })
}
