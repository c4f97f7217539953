// Machine code of one function: registers become slots, constants the shortest load, branches fall through where they can.
import { FIRST_SLOT, FRAME_SLOTS, WORDS_PER_LEAF } from '../../vm/spec/constants.ts'
import { FLAG_BIT, WIDE_FLAG_BIT, type ImmediateUse } from '../../vm/spec/opcode.ts'
import { NO_REG } from '../mir/types.ts'
import type {
  BranchOp,
  MirCall,
  MirFunction,
  MirInstruction,
  MirOperation,
  Reg,
  Terminator,
} from '../mir/types.ts'
import { allocate, positionOf } from './allocate.ts'
import type { Allocation } from './allocate.ts'
import { sequence } from './parallel-move.ts'
import type {
  CodeImmediate,
  CodeInstruction,
  FunctionCode,
  FunctionMemory,
  Home,
  VariableLocation,
} from './types.ts'

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
  for (const block of fn.blocks) {
    for (const instruction of block.instructions) {
      if (instruction.kind !== 'call') continue
      const words = Math.max(instruction.args.length, instruction.results.length)
      if (area + words > FRAME_SLOTS) return undefined
    }
  }
  return new Emitter(fn, allocation).run()
}

export const number = (value: number): CodeImmediate => ({ kind: 'number', value })
const ZERO = number(0)

/** Emits a function whose registers all have slots. What is different where some are in memory is in generate-spilled.ts. */
export class Emitter {
  protected readonly fn: MirFunction
  protected readonly allocation: Allocation
  private readonly code: CodeInstruction[] = []
  private readonly blockStarts: number[] = []
  /** First instruction of each running number, for the ranges of variables. */
  private readonly startOfRunning: number[] = []
  private origin = 0

  constructor(fn: MirFunction, allocation: Allocation) {
    this.fn = fn
    this.allocation = allocation
  }

  run(): FunctionCode {
    this.fn.blocks.forEach((block, index) => {
      this.blockStarts.push(this.code.length)
      if (index === 0) this.prologue()
      for (const instruction of block.instructions) {
        this.startOfRunning.push(this.code.length)
        this.origin = instruction.origin
        this.instruction(instruction)
      }
      this.startOfRunning.push(this.code.length)
      this.origin = block.terminator.origin
      this.terminator(block.terminator, index + 1)
    })
    this.startOfRunning.push(this.code.length)
    return {
      source: this.fn,
      instructions: this.code,
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

  /** Where a register is for the source map to name; undefined for those that are nowhere. */
  protected homeOf(reg: Reg): Home | undefined {
    const slot = this.allocation.slots[reg] ?? -1
    return slot < 0 ? undefined : { kind: 'slot', slot }
  }

  protected slot(reg: Reg): number {
    const slot = this.allocation.slots[reg] ?? -1
    if (slot < 0) throw new Error(`${this.fn.key}: register ${reg} has no slot`)
    return slot
  }

  private field(reg: Reg): number {
    return reg === NO_REG ? 0 : this.slot(reg)
  }

  protected emit(op: string, a: number, b = 0, c = 0, imm: CodeImmediate = ZERO): void {
    this.code.push({ op, a, b, c, imm, origin: this.origin })
  }

  protected move(to: number, from: number): void {
    if (to !== from) this.emit('mov', to, from)
  }

  protected instruction(instruction: MirInstruction): void {
    switch (instruction.kind) {
      case 'op':
        this.operation(instruction)
        return
      case 'const':
        this.constant(this.slot(instruction.target), instruction.value)
        return
      case 'constLeaf':
        if (instruction.words.every((word) => word === 0n)) this.emit('zerol', this.slot(instruction.target))
        else
          this.emit('ldcl', this.slot(instruction.target), 0, 0, {
            kind: 'dataLeaf',
            words: instruction.words,
          })
        return
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
    const imm = this.immediate(operation, operation.uses.row.imm)
    this.emit(
      operation.op,
      this.field(operation.a),
      this.field(operation.b),
      this.field(operation.c),
      number(imm),
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
    if (value < 1n << 32n) this.emit('ldi', slot, 0, 0, number(Number(value)))
    else if (value >= (1n << 64n) - (1n << 31n))
      this.emit('ldn', slot, 0, 0, number(Number(BigInt.asIntN(64, value))))
    else this.emit('ldc', slot, 0, 0, { kind: 'dataWord', value })
  }

  protected call(call: MirCall): void {
    const leaves = this.allocation.frameLeaves
    const area = leaves * WORDS_PER_LEAF + FIRST_SLOT
    call.args.forEach((reg, i) => this.move(area + i, this.slot(reg)))
    const target: CodeImmediate = { kind: 'function', key: call.callee }
    if (call.instance === null) this.emit('call', leaves, 0, 0, target)
    else this.emit('callx', leaves, this.slot(call.instance), 0, target)
    call.results.forEach((reg, i) => this.move(this.slot(reg), area + i))
  }

  protected terminator(end: Terminator, next: number): void {
    switch (end.kind) {
      case 'jump':
        if (end.to !== next) this.emit('jmp', 0, 0, 0, { kind: 'block', index: end.to })
        return
      case 'branch':
        if (end.then === next) this.branch(INVERSE[end.op], end.a, end.b, end.otherwise)
        else {
          this.branch(end.op, end.a, end.b, end.then)
          if (end.otherwise !== next) this.emit('jmp', 0, 0, 0, { kind: 'block', index: end.otherwise })
        }
        return
      case 'return': {
        const moves = end.values.map((reg, i) => ({ to: FIRST_SLOT + i, from: this.slot(reg) }))
        // No call is under way here, so the first slot behind the frame is free.
        const scratch = Math.max(this.allocation.frameLeaves * WORDS_PER_LEAF, FIRST_SLOT + moves.length)
        for (const move of sequence(moves, scratch)) this.move(move.to, move.from)
        this.emit('ret', 0)
        return
      }
      case 'end':
        this.emit('end', this.slot(end.leaf))
        return
      case 'trap':
        this.emit('trap', this.slot(end.leaf), 0, 0, number(end.detail))
        return
    }
  }

  private branch(op: BranchOp, a: Reg, b: Reg, to: number): void {
    this.emit(op, this.slot(a), this.field(b), 0, { kind: 'block', index: to })
  }

  private variables(): VariableLocation[] {
    const result: VariableLocation[] = []
    const { starts, ends } = this.allocation
    this.fn.variables.forEach((variable, index) => {
      const homes = variable.regs.flatMap((reg) => this.homeOf(reg) ?? [])
      if (homes.length === 0 || homes.length < variable.regs.length) return
      const from = Math.max(...variable.regs.map((reg) => this.afterPosition(starts[reg] ?? 0)))
      const to = Math.min(...variable.regs.map((reg) => this.afterPosition(ends[reg] ?? 0)))
      if (from < to) result.push({ variable: index, from, to, homes })
    })
    return result
  }

  /** The instruction behind the one that a position belongs to. */
  private afterPosition(position: number): number {
    const running = (position - (position % 2) - positionOf(0)) / 2
    return this.startOfRunning[running + 1] ?? this.code.length
  }
}
