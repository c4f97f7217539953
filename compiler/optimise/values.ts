// One walk over the dominator tree that knows which registers hold the same word, what is constant, in which range a word lies
// and which entries of storage are at hand. Five passes are rules of this walk, so that what one finds serves the others at
// once: copies, constants, common subexpressions, storage loads and ranges.
import type { Dominators } from '../mir/dominators.ts'
import { forEachWrite, mapWordReads, moveOf, operation, successors } from '../mir/operands.ts'
import { table } from '../mir/table.ts'
import { NO_REG } from '../mir/types.ts'
import type { MirInstruction, MirOperation, Reg, Terminator } from '../mir/types.ts'
import { treeOf, usesOf } from './draft.ts'
import type { Draft, DraftBlock } from './draft.ts'
import { isCommutative } from './evaluate.ts'
import { foldOperation, foldTerminator } from './fold-constants.ts'
import { Numbering } from './numbering.ts'
import type { ValueNumber } from './numbering.ts'
import {
  Ranges,
  TOP,
  decided,
  decidedBranch,
  isWordOperation,
  learn,
  learnFromResult,
  rangeOfConstant,
  rangeOfResult,
  union,
  withoutCheck,
} from './ranges.ts'
import type { Range } from './ranges.ts'
import { afterLoad, afterStore, keyNumbers, loadedLeaf } from './storage-entries.ts'
import type { StorageEntry } from './storage-entries.ts'

export const VALUE_RULES = ['copies', 'constants', 'common', 'storage-loads', 'ranges'] as const
export type ValueRule = (typeof VALUE_RULES)[number]

/** Where ways meet, so many blocks between there and the block above are looked through; with more all is forgotten. */
const MOST_BETWEEN = 64

/** Applies the rules; says whether a branch turned out to go one way only. With `ranges`, functions with loops are walked twice: the second time the words of loops have ranges. */
export function rewriteValues(draft: Draft, rules: ReadonlySet<ValueRule>): boolean {
  if (rules.size === 0) return false
  const tree = treeOf(draft)
  const twice = rules.has('ranges') && hasLoop(draft.blocks, tree)
  const first = new Walk(draft, tree, rules, twice ? 'spans' : undefined)
  first.run()
  let { changed, decided } = first
  if (twice) {
    draft.uses = undefined
    const second = new Walk(draft, tree, rules, first.spans)
    second.run()
    changed ||= second.changed
    decided ||= second.decided
  }
  if (changed) draft.uses = undefined
  if (decided) draft.tree = undefined
  return decided
}

function hasLoop(blocks: readonly DraftBlock[], { order }: Dominators): boolean {
  if (blocks.length === 1) return false
  const seen = table(blocks.length)
  return order.some((block) => {
    seen[block] = 1
    return successors(blocks[block]?.terminator ?? NO_END).some((next) => seen[next] === 1)
  })
}

const NO_CODE: readonly MirInstruction[] = []
const NO_END: Terminator = { kind: 'return', values: [], origin: 0 }

/** A block on the way from the entry to the one that the walk is at. */
interface Place {
  readonly block: number
  readonly mark: number
  readonly rangesMark: readonly [number, number]
  /** Index of the child to go to next. */
  next: number
  /** What is at hand at the block's end. */
  entries: readonly StorageEntry[]
}

class Walk {
  changed = false
  /** Whether a branch became a jump. */
  decided = false
  /** The range of all that is written to each register, for those that are written more than once. */
  readonly spans: (Range | undefined)[] = []
  private readonly draft: Draft
  private readonly tree: Dominators
  /** Which rules are on: copies, constants, common subexpressions, storage loads. */
  private readonly copies: boolean
  private readonly folds: boolean
  private readonly joins: boolean
  private readonly loads: boolean
  private readonly numbering: Numbering
  private readonly ranges: Ranges | undefined
  /** Ranges of registers by an earlier walk. */
  private readonly known: readonly (Range | undefined)[] | undefined
  private readonly collects: boolean
  /** Stands for the heap: it gets a new number with every store and call. */
  private readonly heap: Reg
  /** Registers written in each block that are written elsewhere too; made when first asked for. */
  private readonly rewritten: (readonly Reg[] | undefined)[] = []
  /** By register: the block in which it was last found to be written. */
  private readonly seenIn: number[] = []
  private entries: readonly StorageEntry[] = []
  private readonly source: (reg: Reg) => Reg
  private readonly constant: (reg: Reg) => bigint | undefined

  constructor(
    draft: Draft,
    tree: Dominators,
    rules: ReadonlySet<ValueRule>,
    /** Ranges of registers by an earlier walk, or that this walk is to collect them in `spans`. */
    known: readonly (Range | undefined)[] | 'spans' | undefined,
  ) {
    this.draft = draft
    this.tree = tree
    this.copies = rules.has('copies')
    this.folds = rules.has('constants')
    this.joins = rules.has('common')
    this.loads = rules.has('storage-loads')
    this.known = known === 'spans' ? undefined : known
    this.collects = known === 'spans'
    this.numbering = new Numbering(usesOf(draft), draft.blocks.length, 1)
    this.ranges = rules.has('ranges') ? new Ranges() : undefined
    this.heap = draft.fn.registers
    this.source = (reg) => this.numbering.source(reg)
    this.constant = (reg) => this.numbering.constant(this.numbering.of(reg))
  }

  run(): void {
    const path: Place[] = [this.enter(0, -1)]
    for (const reg of this.draft.fn.params) this.span(reg, this.numbering.of(reg))
    this.rewrite(0)
    // Not a recursion: a long function's tree is as deep as it has blocks.
    for (let place = path.at(-1); place !== undefined; place = path.at(-1)) {
      const child = this.tree.children[place.block]?.[place.next]
      if (place.next === 0) place.entries = this.entries
      this.entries = place.entries
      if (child === undefined) {
        path.pop()
        this.ranges?.leave(place.rangesMark)
        this.numbering.leave(place.block, place.mark)
        continue
      }
      place.next++
      path.push(this.enter(child, place.block))
      this.rewrite(child)
    }
  }

  private enter(block: number, above: number): Place {
    const mark = this.numbering.enter(block)
    const rangesMark = this.ranges?.enter() ?? [0, 0]
    const ways = this.tree.before[block] ?? []
    if (ways.length === 1 && ways[0] === above) this.follow(above, block)
    else if (above >= 0) this.meet(above, ways)
    return { block, mark, rangesMark, next: 0, entries: this.entries }
  }

  /** Learns from the branch of the block above, which is the only way here. */
  private follow(above: number, index: number): void {
    const end = this.draft.blocks[above]?.terminator
    if (this.ranges === undefined || end?.kind !== 'branch' || end.then === end.otherwise) return
    const a = this.numbering.of(end.a)
    learn(this.ranges, end, end.then === index, a, end.b === NO_REG ? a : this.numbering.of(end.b))
  }

  /** Forgets what may be written between the block above and this one, where several ways meet. */
  private meet(above: number, ways: readonly number[]): void {
    const between = this.between(above, ways)
    if (between === undefined) {
      this.numbering.forgetAll()
      this.entries = []
    } else
      for (const block of between) {
        for (const reg of this.rewrittenIn(block)) this.numbering.forget(reg)
        if (this.draft.blocks[block]?.instructions.some(endsEntries) === true) this.entries = []
      }
    this.numbering.forget(this.heap)
    if (this.known === undefined || this.ranges === undefined) return
    for (const block of between ?? [])
      for (const reg of this.rewrittenIn(block)) {
        const span = this.known[reg]
        if (span !== undefined) this.ranges.narrow(this.numbering.of(reg), span.low, span.high)
      }
  }

  /** Blocks on the ways from the block above to one that it dominates; undefined if there are too many. */
  private between(above: number, ways: readonly number[]): ReadonlySet<number> | undefined {
    const found = new Set<number>()
    const pending = [...ways]
    for (let block = pending.pop(); block !== undefined; block = pending.pop()) {
      if (block === above || found.has(block)) continue
      if (found.size === MOST_BETWEEN) return undefined
      found.add(block)
      pending.push(...(this.tree.before[block] ?? []))
    }
    return found
  }

  private rewrittenIn(block: number): readonly Reg[] {
    const known = this.rewritten[block]
    if (known !== undefined) return known
    const found: Reg[] = []
    const look = (reg: Reg): void => {
      if (this.numbering.isSingle(reg) || this.seenIn[reg] === block) return
      this.seenIn[reg] = block
      found.push(reg)
    }
    for (const instruction of this.draft.blocks[block]?.instructions ?? NO_CODE)
      forEachWrite(instruction, look)
    this.rewritten[block] = found
    return found
  }

  private rewrite(index: number): void {
    const block = this.draft.blocks[index]
    if (block === undefined) return
    const { instructions } = block
    let kept = 0
    for (const instruction of instructions) {
      const after = this.instruction(instruction)
      if (after !== instruction) this.changed = true
      if (after !== undefined) instructions[kept++] = after
    }
    instructions.length = kept
    const end = this.terminator(block.terminator)
    if (end === block.terminator) return
    if (end.kind !== block.terminator.kind) this.decided = true
    block.terminator = end
    this.changed = true
  }

  /** What stands in the instruction's place; undefined for nothing. */
  private instruction(instruction: MirInstruction): MirInstruction | undefined {
    switch (instruction.kind) {
      case 'op':
        return this.operation(instruction)
      case 'call': {
        const after = this.copies ? withSources(instruction, this.source) : instruction
        this.numbering.after(after)
        this.numbering.forget(this.heap)
        this.entries = []
        this.spanWrites(after)
        return after
      }
      case 'const': {
        const number = this.numbering.ofConstant(instruction.value)
        this.ranges?.settle(number, instruction.value)
        this.numbering.write(instruction.target, number)
        this.span(instruction.target, number)
        return instruction
      }
      case 'constLeaf':
        this.numbering.after(instruction)
        this.spanWrites(instruction)
        return instruction
      case 'keep':
        return instruction
    }
  }

  private operation(written: MirOperation): MirInstruction | undefined {
    const folded = this.folds ? foldOperation(written, this.constant) : written
    if (folded?.kind !== 'op') return folded === undefined ? undefined : this.instruction(folded)
    const sourced = this.copies ? mapWordReads(folded, this.source) : folded
    if (sourced.op === 'sload') return this.load(sourced)
    if (sourced.op === 'sstore') return this.store(sourced)
    if (sourced.op === 'mov' || sourced.op === 'movl') {
      this.numbering.after(sourced)
      this.spanWrites(sourced)
      return sourced
    }
    const checked = this.ranges === undefined ? sourced : this.unchecked(sourced, this.ranges)
    if (checked?.kind !== 'op') return checked === undefined ? undefined : this.instruction(checked)
    const { expression, heap } = checked.uses
    if (expression) return this.expression(checked)
    if (heap === 'writes') this.numbering.forget(this.heap)
    this.numbering.after(checked)
    this.spanWrites(checked)
    return checked
  }

  /** Leaves out what ranges say can't fail or is decided, and learns from what did not trap. */
  private unchecked(plain: MirOperation, ranges: Ranges): MirInstruction | undefined {
    const { op, imm, a, b, c, origin } = plain
    if (op === 'fitu' || op === 'fits') {
      const number = this.numbering.of(a)
      const after = withoutCheck(plain, ranges.of(number), ranges.of(number), false)
      if (after !== undefined && op === 'fitu' && imm <= 53) ranges.narrow(number, 0, 2 ** imm - 1)
      return after
    }
    if (!isWordOperation(plain)) return plain
    const x = this.numbering.of(b)
    const y = c === NO_REG ? x : this.numbering.of(c)
    const value = decided(plain, ranges.of(x), ranges.of(y))
    if (value !== undefined) return { kind: 'const', target: a, value, origin }
    const ordered = op === 'subu' && ranges.notBelow(x, y)
    return withoutCheck(plain, ranges.of(x), ranges.of(y), ordered)
  }

  private expression(plain: MirOperation): MirInstruction {
    const { numbering, ranges } = this
    const { a, b, c } = plain
    const x = b === NO_REG ? 0 : numbering.of(b)
    const y = c === NO_REG ? 0 : numbering.of(c)
    const key = this.keyOf(plain, x, y)
    let number = numbering.ofExpression(key)
    const holder = number === 0 ? -1 : numbering.holder(number)
    if (number === 0) {
      number = numbering.fresh()
      numbering.nameExpression(key, number)
    }
    if (ranges !== undefined) {
      const { low, high } = rangeOfResult(plain, ranges.of(x), ranges.of(y))
      ranges.narrow(number, low, high)
      learnFromResult(ranges, plain, number, x, y)
    }
    numbering.write(a, number)
    this.span(a, number)
    return holder < 0 || !this.joins ? plain : moveOf(a, holder, plain.origin)
  }

  /** The same for operations of the same kind on the same words; loads see the heap as it is. */
  private keyOf({ op, uses, d, imm }: MirOperation, x: ValueNumber, y: ValueNumber): number | string {
    const { row, readsC, heap } = uses
    const third = d !== NO_REG ? this.numbering.of(d) : heap === 'reads' ? this.numbering.of(this.heap) : 0
    const swapped = y < x && isCommutative(op)
    const first = swapped ? y : x
    const second = swapped ? x : y
    if (third !== 0) return `${row.code} ${first} ${second} ${third} ${imm}`
    // Numbers below 2^53: pairs of words are positive, words with immediates negative.
    if (readsC === 1) return (row.code * 2 ** 21 + first) * 2 ** 21 + second
    return first < 2 ** 12
      ? -((imm + 2 ** 31) * 2 ** 20 + row.code * 2 ** 12 + first)
      : `${row.code} ${first} ${imm}`
  }

  private load(plain: MirOperation): MirInstruction {
    const { a, b, d, imm, origin } = plain
    const key = keyNumbers(this.numbering, b)
    const leaf = this.loads ? loadedLeaf(this.numbering, this.entries, key) : undefined
    const after = leaf === undefined ? plain : operation('movl', a, leaf, NO_REG, d, imm, origin)
    this.numbering.after(after)
    this.spanWrites(after)
    if (leaf === undefined) this.entries = afterLoad(this.numbering, this.entries, key, a)
    return after
  }

  private store(plain: MirOperation): MirInstruction {
    const key = keyNumbers(this.numbering, plain.b)
    this.entries = afterStore(this.numbering, this.entries, key, plain.a)
    return plain
  }

  private terminator(end: Terminator): Terminator {
    const folded = this.folds ? foldTerminator(end, this.constant) : end
    if (folded.kind === 'branch' && this.ranges !== undefined) {
      const x = this.numbering.of(folded.a)
      const y = folded.b === NO_REG ? x : this.numbering.of(folded.b)
      const ordered = folded.b !== NO_REG && this.ranges.notBelow(x, y)
      const taken = decidedBranch(folded, this.ranges.of(x), this.ranges.of(y), ordered)
      if (taken !== undefined)
        return { kind: 'jump', to: taken ? folded.then : folded.otherwise, origin: folded.origin }
    }
    return this.copies ? withTerminatorSources(folded, this.source) : folded
  }

  /** Takes note of the ranges of all that is written to registers that are written more than once. */
  private spanWrites(instruction: MirInstruction): void {
    if (this.collects) forEachWrite(instruction, this.spanWrite)
  }

  private readonly spanWrite = (reg: Reg): void => {
    if (!this.numbering.isSingle(reg)) this.span(reg, this.numbering.of(reg))
  }

  private span(reg: Reg, number: ValueNumber): void {
    if (!this.collects || this.numbering.isSingle(reg)) return
    const now = this.numberRange(number)
    const before = this.spans[reg]
    this.spans[reg] = before === undefined ? now : union(before, now)
  }

  private numberRange(number: ValueNumber): Range {
    const value = this.numbering.constant(number)
    if (value !== undefined) return rangeOfConstant(value)
    return this.ranges?.of(number) ?? { low: 0, high: TOP }
  }
}

function endsEntries(instruction: MirInstruction): boolean {
  return instruction.kind === 'call' || (instruction.kind === 'op' && instruction.op === 'sstore')
}

function withSources(
  call: Extract<MirInstruction, { kind: 'call' }>,
  source: (reg: Reg) => Reg,
): MirInstruction {
  const args = call.args.map(source)
  const instance = call.instance === null ? null : source(call.instance)
  if (instance === call.instance && args.every((reg, i) => reg === call.args[i])) return call
  return { ...call, instance, args }
}

function withTerminatorSources(end: Terminator, source: (reg: Reg) => Reg): Terminator {
  switch (end.kind) {
    case 'branch': {
      const a = source(end.a)
      const b = end.b === NO_REG ? NO_REG : source(end.b)
      return a === end.a && b === end.b ? end : { ...end, a, b }
    }
    case 'return': {
      const values = end.values.map(source)
      return values.every((reg, i) => reg === end.values[i]) ? end : { ...end, values }
    }
    default:
      return end
  }
}
