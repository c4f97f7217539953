// Machine code of one function: registers become slots, constants the shortest load, branches fall through where they can.
import { FIRST_SLOT, FRAME_SLOTS, WORDS_PER_LEAF } from '../../vm/spec/constants.ts'
import { packFields } from '../../vm/program/instruction.ts'
import { FLAG_BIT, WIDE_FLAG_BIT, type ImmediateUse } from '../../vm/spec/opcode.ts'
import { NO_REG } from '../mir/types.ts'
import type {
  BranchOp,
  FunctionKey,
  MirCall,
  MirFunction,
  MirInstruction,
  MirOperation,
  Reg,
  Terminator,
} from '../mir/types.ts'
import { allocate } from './allocate.ts'
import type { Allocation } from './allocate.ts'
import { positionOf } from './hulls.ts'
import { BRANCH_CODES, CODES } from './opcodes.ts'
import { sequence } from './parallel-move.ts'
import type { FunctionCode, FunctionMemory, Patch, VariableLocation } from './types.ts'

const INVERSE: Readonly<Record<BranchOp, BranchOp>> = {
  jz: 'jnz',
  jnz: 'jz',
  jeq: 'jne',
  jne: 'jeq',
  jltu: 'jgeu',
  jgeu: 'jltu',
  jlts: 'jges',
  jges: 'jlts',
}

/**
 * The code of a function, or undefined if its variables don't fit in a frame. Variables keep their slots up to the end
 * of their scopes where there is room, so that a debugger can show them.
 */
export function generate(fn: MirFunction): FunctionCode | undefined {
  return attempt(fn, allocate(fn, true)) ?? attempt(fn, allocate(fn, false))
}

function attempt(fn: MirFunction, allocation: Allocation | undefined): FunctionCode | undefined {
  if (allocation === undefined) return undefined
  const area = allocation.frameLeaves * WORDS_PER_LEAF + FIRST_SLOT
  if (FIRST_SLOT + fn.resultWords >= FRAME_SLOTS) return undefined
  if (fn.calls.length > 0 && area + wordsOfCalls(fn) > FRAME_SLOTS) return undefined
  return new Emitter(fn, allocation).run()
}

/** The most words that a call of the function takes or gives. */
function wordsOfCalls({ blocks }: MirFunction): number {
  let most = 0
  for (const { instructions } of blocks)
    for (const instruction of instructions)
      if (instruction.kind === 'call')
        most = Math.max(most, instruction.args.length, instruction.results.length)
  return most
}

/** Below it, constants are loaded as they are, and from the other on sign-extended. */
const LEAST_BEYOND = 1n << 32n
const LEAST_EXTENDED = (1n << 64n) - (1n << 31n)

/** Emits a function whose registers all have slots. What is different where some are in memory is in generate-spilled.ts. */
export class Emitter {
  protected readonly fn: MirFunction
  protected readonly allocation: Allocation
  private readonly words: number[] = []
  private readonly origins: number[] = []
  private readonly jumps: number[] = []
  private readonly patches: Patch[] = []
  private readonly blockStarts: number[] = []
  /** First instruction of each running number, for the ranges of variables. */
  private readonly startOfRunning: number[] = []
  private origin = 0

  constructor(fn: MirFunction, allocation: Allocation) {
    this.fn = fn
    this.allocation = allocation
  }

  run(): FunctionCode {
    let next = 0
    for (const { instructions, terminator } of this.fn.blocks) {
      this.blockStarts.push(this.here)
      if (next === 0) this.prologue()
      next++
      for (const instruction of instructions) {
        this.startOfRunning.push(this.here)
        this.origin = instruction.origin
        this.instruction(instruction)
      }
      this.startOfRunning.push(this.here)
      this.origin = terminator.origin
      this.terminator(terminator, next)
    }
    this.startOfRunning.push(this.here)
    for (const at of this.jumps) this.words[2 * at + 1] = this.blockStarts[this.words[2 * at + 1] ?? 0] ?? 0
    return {
      source: this.fn,
      words: this.words,
      origins: this.origins,
      jumps: this.jumps,
      patches: this.patches,
      blockStarts: this.blockStarts,
      variables: this.variables(),
      frameLeaves: this.allocation.frameLeaves,
      memory: this.memory(),
    }
  }

  /** What comes before the first instruction. */
  protected prologue(): void {
    // Where all is in slots, nothing.
  }

  protected memory(): FunctionMemory | null {
    return null
  }

  /** Where a register is for the source map to name, as in `VariableLocation`; -1 for those that are nowhere. */
  protected homeOf(reg: Reg): number {
    return this.allocation.slots[reg] ?? -1
  }

  protected slot(reg: Reg): number {
    const slot = this.allocation.slots[reg] ?? -1
    if (slot < 0) throw new Error(`${this.fn.key}: register ${reg} has no slot`)
    return slot
  }

  private field(reg: Reg): number {
    return reg === NO_REG ? 0 : this.slot(reg)
  }

  /** Index of the next instruction. */
  protected get here(): number {
    return this.origins.length
  }

  protected emit(code: number, a: number, b = 0, c = 0, imm = 0): void {
    this.words.push(packFields(code, a, b, c), imm | 0)
    this.origins.push(this.origin)
  }

  /** Emits an instruction whose immediate comes later. */
  protected emitPatched(patch: Patch, code: number, a: number, b = 0): void {
    this.patches.push(patch)
    this.emit(code, a, b)
  }

  private emitJump(block: number, code: number, a = 0, b = 0): void {
    this.jumps.push(this.here)
    // Where the block begins takes its place when all is emitted.
    this.emit(code, a, b, 0, block)
  }

  protected move(to: number, from: number): void {
    if (to !== from) this.emit(CODES.mov, to, from)
  }

  protected instruction(instruction: MirInstruction): void {
    switch (instruction.kind) {
      case 'op':
        this.operation(instruction)
        return
      case 'const':
        this.constant(this.slot(instruction.target), instruction.value)
        return
      case 'constLeaf': {
        const { target, words } = instruction
        if (words.every((word) => word === 0n)) this.emit(CODES.zerol, this.slot(target))
        else this.emitPatched({ kind: 'dataLeaf', at: this.here, words }, CODES.ldcl, this.slot(target))
        return
      }
      case 'call':
        this.call(instruction)
        return
      case 'keep':
        return
    }
  }

  protected operation(operation: MirOperation): void {
    if (operation.op === 'mov') {
      this.move(this.slot(operation.a), this.slot(operation.b))
      return
    }
    const { row } = operation.uses
    this.emit(
      row.code,
      this.field(operation.a),
      this.field(operation.b),
      this.field(operation.c),
      this.immediate(operation, row.imm),
    )
  }

  private immediate(operation: MirOperation, use: ImmediateUse): number {
    switch (use) {
      case 'slot':
      case 'quad':
        return this.slot(operation.d)
      case 'slotAndFlag':
        return this.slot(operation.d) + operation.imm * FLAG_BIT
      case 'wideAndFlag':
        return this.slot(operation.d) + (operation.imm & 1) * FLAG_BIT + (operation.imm >> 1) * WIDE_FLAG_BIT
      default:
        return operation.imm
    }
  }

  protected constant(slot: number, value: bigint): void {
    if (value < LEAST_BEYOND) this.emit(CODES.ldi, slot, 0, 0, Number(value))
    else if (value >= LEAST_EXTENDED) this.emit(CODES.ldn, slot, 0, 0, Number(BigInt.asIntN(32, value)))
    else this.emitPatched({ kind: 'dataWord', at: this.here, value }, CODES.ldc, slot)
  }

  protected call({ callee, instance, args, results }: MirCall): void {
    const area = this.allocation.frameLeaves * WORDS_PER_LEAF + FIRST_SLOT
    for (let i = 0; i < args.length; i++) this.move(area + i, this.slot(args[i] ?? NO_REG))
    this.emitCall(callee, instance)
    for (let i = 0; i < results.length; i++) this.move(this.slot(results[i] ?? NO_REG), area + i)
  }

  protected emitCall(key: FunctionKey, instance: Reg | null): void {
    const leaves = this.allocation.frameLeaves
    const patch: Patch = { kind: 'function', at: this.here, key }
    if (instance === null) this.emitPatched(patch, CODES.call, leaves)
    else this.emitPatched(patch, CODES.callx, leaves, this.slot(instance))
  }

  protected terminator(end: Terminator, next: number): void {
    switch (end.kind) {
      case 'jump':
        if (end.to !== next) this.emitJump(end.to, CODES.jmp)
        return
      case 'branch':
        if (end.then === next) this.branch(INVERSE[end.op], end.a, end.b, end.otherwise)
        else {
          this.branch(end.op, end.a, end.b, end.then)
          if (end.otherwise !== next) this.emitJump(end.otherwise, CODES.jmp)
        }
        return
      case 'return':
        this.giveBack(end.values)
        this.emit(CODES.ret, 0)
        return
      case 'end':
        this.emit(CODES.end, this.slot(end.leaf))
        return
      case 'trap':
        this.emit(CODES.trap, this.slot(end.leaf), 0, 0, end.detail)
        return
    }
  }

  /** Puts results where callers look for them. */
  protected giveBack(values: readonly Reg[]): void {
    const [first] = values
    if (first === undefined) return
    if (values.length === 1) {
      this.move(FIRST_SLOT, this.slot(first))
      return
    }
    const moves = values.map((reg, i) => ({ to: FIRST_SLOT + i, from: this.slot(reg) }))
    // No call is under way here, so the first slot behind the frame is free.
    const scratch = Math.max(this.allocation.frameLeaves * WORDS_PER_LEAF, FIRST_SLOT + moves.length)
    for (const move of sequence(moves, scratch)) this.move(move.to, move.from)
  }

  private branch(op: BranchOp, a: Reg, b: Reg, to: number): void {
    this.emitJump(to, BRANCH_CODES[op], this.slot(a), this.field(b))
  }

  private variables(): VariableLocation[] {
    const result: VariableLocation[] = []
    const { starts, ends } = this.allocation
    for (const variable of this.fn.variables) {
      const homes: number[] = []
      let from = 0
      let to = this.here
      for (const reg of variable.regs) {
        const home = this.homeOf(reg)
        if (home < 0) break
        homes.push(home)
        from = Math.max(from, this.afterPosition(starts[reg] ?? 0))
        to = Math.min(to, this.afterPosition(ends[reg] ?? 0))
      }
      const isWhole = homes.length > 0 && homes.length === variable.regs.length
      if (isWhole && from < to) result.push({ variable, from, to, homes })
    }
    return result
  }

  /** The instruction behind the one that a position belongs to. */
  private afterPosition(position: number): number {
    const running = (position - (position % 2) - positionOf(0)) / 2
    return this.startOfRunning[running + 1] ?? this.here
  }
}
