// Builds one function of mid-level code. Code is appended to the current block; after a terminator it goes to a block
// that nothing reaches, which `finish` leaves out.
import { MAX_CODE_WORDS } from '../../vm/spec/constants.ts'
import type { AbiType } from '../abi/types.ts'
import type { Span } from '../source.ts'
import type { OriginKind } from '../sourcemap/types.ts'
import { moveOf, operation } from './operands.ts'
import { table } from './table.ts'
import { NO_REG, NO_SITE } from './types.ts'
import type {
  BranchOp,
  FunctionKey,
  LeafGroup,
  MirFunction,
  MirInstruction,
  MirOrigin,
  MirVariable,
  OriginId,
  Reg,
  Terminator,
} from './types.ts'

const ZEROS: readonly bigint[] = [0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n]

/** What stands for the places of blocks until they have one. */
const UNREACHED = -2
const REACHED = -1

/** Blocks' ends count too. Four times what the machine holds: no optimiser makes that fit. */
export const MOST_INSTRUCTIONS = 4 * MAX_CODE_WORDS

/**
 * A function has more code than could ever fit. Thrown, as the lowering has nothing to do any more: a few lines of source can ask for
 * more than there is memory for.
 */
export class TooMuchCode extends Error {}

/** A block under construction. Until all are placed, ends name blocks by their `id`. */
export interface BlockLabel {
  readonly id: number
  readonly instructions: MirInstruction[]
  terminator: OpenTerminator
}

/** What the ends of blocks are while a function is built: their targets get the blocks' places at last. */
type OpenTerminator =
  | { readonly kind: 'jump'; to: number; readonly origin: OriginId }
  | {
      readonly kind: 'branch'
      readonly op: BranchOp
      readonly a: Reg
      readonly b: Reg
      then: number
      otherwise: number
      readonly origin: OriginId
    }
  | Exclude<Terminator, { kind: 'jump' | 'branch' }>

/** The end of a block that has none yet. */
const OPEN: Terminator = { kind: 'return', values: [], origin: 0 }

export interface OperationFields {
  readonly a?: Reg
  readonly b?: Reg
  readonly c?: Reg
  readonly d?: Reg
  readonly imm?: number
}

export class FunctionBuilder {
  readonly params: Reg[] = []
  /** All blocks by their ids, and those that were placed, in the order of the code. */
  private readonly labels: BlockLabel[] = []
  private readonly order: BlockLabel[] = []
  private readonly groups: LeafGroup[] = []
  private readonly variables: MirVariable[] = []
  /** What is called, and the blocks that the calls are in. */
  private readonly callees: FunctionKey[] = []
  private readonly callers: BlockLabel[] = []
  private readonly origins: MirOrigin[] = []
  /** The newest origin by the start of its span, and by origin the one before that begins at the same place: few do. */
  private readonly originsAt = new Map<number, OriginId>()
  private readonly olderOrigins: OriginId[] = []
  private registers = 0
  private current: BlockLabel
  private originNow: OriginId = 0
  private size = 0

  constructor(span: Span) {
    this.current = this.label()
    this.order.push(this.current)
    this.originNow = this.intern(span, 'prologue', -1)
  }

  // Registers

  reg(): Reg {
    return this.registers++
  }

  regs(count: number): Reg[] {
    const first = this.registers
    this.registers += count
    const regs: Reg[] = []
    for (let i = 0; i < count; i++) regs.push(first + i)
    return regs
  }

  /** A group of consecutive leaves: registers whose slots will lie in a row, aligned. */
  leaf(leaves = 1): Reg {
    const base = this.registers
    this.registers += 8 * leaves
    this.groups.push({ first: base, leaves })
    return base
  }

  param(): Reg {
    const reg = this.reg()
    this.params.push(reg)
    return reg
  }

  variable(name: string, type: AbiType, declared: Span, regs: readonly Reg[]): void {
    this.variables.push({ name, type, declared, regs, site: NO_SITE })
  }

  // Origins

  /** Makes this place the origin of the code that follows; gives what `leave` wants to go back to the one before. */
  enter(span: Span, kind: OriginKind): OriginId {
    const before = this.originNow
    const statement = kind === 'expression' ? (this.origins[before]?.statement ?? -1) : -1
    this.originNow = this.intern(span, kind, statement)
    return before
  }

  leave(before: OriginId): void {
    this.originNow = before
  }

  /** Runs `body` with this place as the origin of the code that it appends. */
  at<T>(span: Span, kind: OriginKind, body: () => T): T {
    const before = this.enter(span, kind)
    const result = body()
    this.leave(before)
    return result
  }

  get origin(): OriginId {
    return this.originNow
  }

  // Code

  op(op: string, fields: OperationFields): void {
    const { a = NO_REG, b = NO_REG, c = NO_REG, d = NO_REG, imm = 0 } = fields
    this.append(operation(op, a, b, c, d, imm, this.originNow))
  }

  /** An operation whose target is a fresh register. */
  value(op: string, fields: OperationFields): Reg {
    const target = this.reg()
    const { b = NO_REG, c = NO_REG, d = NO_REG, imm = 0 } = fields
    this.append(operation(op, target, b, c, d, imm, this.originNow))
    return target
  }

  move(target: Reg, source: Reg): void {
    if (target !== source) this.append(moveOf(target, source, this.originNow))
  }

  moveAll(targets: readonly Reg[], sources: readonly Reg[]): void {
    targets.forEach((target, i) => {
      this.move(target, sources[i] ?? target)
    })
  }

  constant(value: bigint): Reg {
    const target = this.reg()
    this.setConstant(target, value)
    return target
  }

  setConstant(target: Reg, value: bigint): void {
    this.append({ kind: 'const', target, value: BigInt.asUintN(64, value), origin: this.originNow })
  }

  constantLeaf(target: Reg, words: readonly bigint[]): void {
    const padded = words.length === 0 ? ZEROS : ZEROS.map((zero, i) => words[i] ?? zero)
    this.append({ kind: 'constLeaf', target, words: padded, origin: this.originNow })
  }

  call(callee: FunctionKey, instance: Reg | null, args: readonly Reg[], resultWords: number): Reg[] {
    const results = this.regs(resultWords)
    this.append({ kind: 'call', callee, instance, args, results, origin: this.originNow })
    this.callees.push(callee)
    this.callers.push(this.current)
    return results
  }

  keep(regs: readonly Reg[]): void {
    if (regs.length > 0) this.append({ kind: 'keep', regs, origin: this.originNow })
  }

  /** Says how often a loop goes round at most, at a place that every round passes. */
  rounds(rounds: bigint): void {
    this.append({ kind: 'keep', regs: [], origin: this.originNow, rounds })
  }

  // Blocks

  label(): BlockLabel {
    const label = { id: this.labels.length, instructions: [], terminator: OPEN }
    this.labels.push(label)
    return label
  }

  /** Whether code appended now can be reached from the block's start. */
  get open(): boolean {
    return this.current.terminator === OPEN
  }

  /** Goes on in `block`, which comes next in the code; an open block before it falls into it. */
  place(block: BlockLabel): void {
    if (this.open) this.jump(block)
    this.order.push(block)
    this.current = block
  }

  jump(to: BlockLabel): void {
    this.terminate({ kind: 'jump', to: to.id, origin: this.originNow })
  }

  branch(op: BranchOp, a: Reg, b: Reg, then: BlockLabel, otherwise: BlockLabel): void {
    this.terminate({
      kind: 'branch',
      op,
      a,
      b,
      then: then.id,
      otherwise: otherwise.id,
      origin: this.originNow,
    })
  }

  return(values: readonly Reg[]): void {
    this.terminate({ kind: 'return', values, origin: this.originNow })
  }

  end(leaf: Reg, leaves: number): void {
    this.terminate({ kind: 'end', leaf, leaves, origin: this.originNow })
  }

  trap(detail: number, leaf: Reg, leaves: number): void {
    this.terminate({ kind: 'trap', leaf, leaves, detail, origin: this.originNow })
  }

  /** The function without unreachable blocks. Throws if a reachable block has no terminator: a bug of the lowering. */
  finish(about: Pick<MirFunction, 'key' | 'name' | 'contract' | 'span' | 'resultWords'>): MirFunction {
    const places = this.reachedLabels(about.key)
    const blocks = this.order.filter(({ id }) => places[id] === REACHED)
    for (const [place, { id }] of blocks.entries()) places[id] = place
    if (places.includes(REACHED)) throw new Error(`${about.key}: a block was never placed`)
    const placeOf = (id: number): number => places[id] ?? UNREACHED
    for (const { terminator } of blocks)
      if (terminator.kind === 'jump') terminator.to = placeOf(terminator.to)
      else if (terminator.kind === 'branch') {
        terminator.then = placeOf(terminator.then)
        terminator.otherwise = placeOf(terminator.otherwise)
      }
    return {
      ...about,
      params: this.params,
      blocks,
      calls: this.callees.filter((_, i) => placeOf(this.callers[i]?.id ?? UNREACHED) >= 0),
      registers: this.registers,
      groups: this.groups,
      variables: this.variables,
      origins: this.origins,
    }
  }

  /** By id: whether the entry reaches the block. */
  private reachedLabels(key: FunctionKey): number[] {
    const places = table(this.labels.length, UNREACHED)
    const pending = this.order.slice(0, 1)
    const reach = (id: number): void => {
      const label = this.labels[id]
      if (label !== undefined && places[id] === UNREACHED) pending.push(label)
    }
    for (let label = pending.pop(); label !== undefined; label = pending.pop()) {
      const { id, terminator } = label
      if (terminator === OPEN) throw new Error(`${key}: a block without an end`)
      places[id] = REACHED
      if (terminator.kind === 'jump') reach(terminator.to)
      else if (terminator.kind === 'branch') {
        reach(terminator.then)
        reach(terminator.otherwise)
      }
    }
    return places
  }

  private append(instruction: MirInstruction): void {
    this.count()
    if (!this.open) this.place(this.label())
    this.current.instructions.push(instruction)
  }

  private terminate(terminator: OpenTerminator): void {
    this.count()
    if (!this.open) this.place(this.label())
    this.current.terminator = terminator
  }

  private count(): void {
    if (++this.size > MOST_INSTRUCTIONS) throw new TooMuchCode()
  }

  private intern(span: Span, kind: OriginKind, statement: OriginId): OriginId {
    const newest = this.originsAt.get(span.start) ?? -1
    for (let known = newest; known >= 0; known = this.olderOrigins[known] ?? -1)
      if (isOrigin(this.origins[known], span, kind, statement)) return known
    const id = this.origins.length
    this.origins.push({ span, kind, statement: kind === 'statement' ? id : statement, inlined: null })
    this.olderOrigins.push(newest)
    this.originsAt.set(span.start, id)
    return id
  }
}

/** Whether an origin is that of the span, seen as this kind and, unless it is a statement itself, within this statement. */
function isOrigin(
  origin: MirOrigin | undefined,
  { file, start, end }: Span,
  kind: OriginKind,
  statement: OriginId,
): boolean {
  if (origin === undefined || origin.kind !== kind) return false
  if (kind !== 'statement' && origin.statement !== statement) return false
  const at = origin.span
  return at.start === start && at.end === end && at.file === file
}
