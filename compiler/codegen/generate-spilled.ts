// Machine code of a function that keeps some of its registers in memory, or passes words there (convention.ts). Where the area of
// a function lies is known once all functions of the silo have their code (areas.ts). A function has one call of it under way at a
// time, so one area is enough; functions that call themselves have one for each depth, and know it by their first argument.
import { FIRST_SLOT, WORDS_PER_LEAF } from '../../vm/spec/constants.ts'
import { operandsOf, runLength, successors } from '../mir/operands.ts'
import { NO_REG } from '../mir/types.ts'
import type {
  FunctionKey,
  MirCall,
  MirFunction,
  MirInstruction,
  MirOperation,
  Reg,
  Terminator,
} from '../mir/types.ts'
import { argumentOffset, passedInMemory, resultOffset, SLOT_WORDS } from './convention.ts'
import { Emitter } from './generate.ts'
import { CODES, LOADS, STORES } from './opcodes.ts'
import { sequence } from './parallel-move.ts'
import { spill } from './spill.ts'
import type { Spilling } from './spill.ts'
import { IN_AREA } from './types.ts'
import type { FunctionCode, FunctionMemory } from './types.ts'

const WORD = 8
/** The scratch leaf for the address of a callee's area. */
const CALLEE_LEAF = 3
/** Leaves that end a message in one go, from scratch. */
const FEW_LEAVES = 4

export interface SpillSetting {
  /** Functions that call themselves, and of how many leaves their frames are at most; their first argument is how deep in one another these calls are. */
  readonly recursive: ReadonlyMap<FunctionKey, number>
  /** Of the entry: the word of memory that says how much of what lies behind the areas is used. It begins behind them. */
  readonly reserve: { readonly key: FunctionKey; readonly address: number }
}

/** The code of a function that doesn't fit in slots, or that takes part in passing words in memory. */
export function generateSpilled(fn: MirFunction, setting: SpillSetting): FunctionCode {
  const entered = withEntrance(fn)
  return new SpillingEmitter(entered, spill(entered, setting.recursive.get(fn.key)), setting).run()
}

/** Nothing jumps to block 0 then, so that what comes before it runs once. */
function withEntrance(fn: MirFunction): MirFunction {
  if (!fn.blocks.some(({ terminator }) => successors(terminator).includes(0))) return fn
  const origin = fn.blocks[0]?.terminator.origin ?? 0
  const shifted = fn.blocks.map(({ instructions, terminator: end }) => {
    const terminator: Terminator =
      end.kind === 'jump'
        ? { ...end, to: end.to + 1 }
        : end.kind === 'branch'
          ? { ...end, then: end.then + 1, otherwise: end.otherwise + 1 }
          : end
    return { instructions, terminator }
  })
  return { ...fn, blocks: [{ instructions: [], terminator: { kind: 'jump', to: 1, origin } }, ...shifted] }
}

class SpillingEmitter extends Emitter {
  private readonly spilling: Spilling
  private readonly setting: SpillSetting

  constructor(fn: MirFunction, spilling: Spilling, setting: SpillSetting) {
    super(fn, spilling)
    this.spilling = spilling
    this.setting = setting
  }

  protected override prologue(): void {
    const { base, scratch } = this.spilling
    const { recursive, reserve } = this.setting
    const { key } = this.fn
    if (recursive.has(key))
      this.emitPatched({ kind: 'stride', at: this.here, key }, CODES.mului, base, FIRST_SLOT)
    else this.emit(CODES.ldi, base)
    if (key === reserve.key) {
      this.emitPatched({ kind: 'areas', at: this.here }, CODES.ldi, scratch)
      this.emit(codeFor(STORES, 1), scratch, base, 0, reserve.address)
    }
    for (const [index, reg] of this.fn.params.slice(0, SLOT_WORDS).entries())
      if (this.offset(reg) >= 0) this.store(FIRST_SLOT + index, reg, 1)
  }

  protected override memory(): FunctionMemory {
    return { bytes: this.spilling.bytes, base: this.spilling.base }
  }

  protected override homeOf(reg: Reg): number {
    const offset = this.offset(reg)
    return offset < 0 ? super.homeOf(reg) : IN_AREA + offset
  }

  /** Registers behind the function's own are the scratch slots. */
  protected override slot(reg: Reg): number {
    return reg < this.fn.registers ? super.slot(reg) : this.spilling.scratch + reg - this.fn.registers
  }

  protected override instruction(instruction: MirInstruction): void {
    switch (instruction.kind) {
      case 'op':
      case 'call':
        super.instruction(instruction)
        return
      case 'const': {
        const { target } = instruction
        if (this.spilling.constants.has(target)) return
        this.written(target, 1, 0, (reg) => super.instruction({ ...instruction, target: reg }))
        return
      }
      case 'constLeaf':
        this.written(instruction.target, WORDS_PER_LEAF, 0, (reg) =>
          super.instruction({ ...instruction, target: reg }),
        )
        return
      case 'keep':
        return
    }
  }

  protected override operation(operation: MirOperation): void {
    if (operation.op === 'mov') {
      this.moveOne(operation.a, operation.b)
      return
    }
    const { readsA, writesA, readsB, readsC, readsD } = operandsOf(operation.op)
    const run = (size: number): number => runLength(size, operation.imm)
    const b = this.read(operation.b, run(readsB), 1)
    const c = this.read(operation.c, run(readsC), 2)
    const d = this.read(operation.d, run(readsD), 3)
    if (writesA === 0) {
      super.operation({ ...operation, a: this.read(operation.a, run(readsA), 0), b, c, d })
      return
    }
    if (readsA !== 0) this.read(operation.a, run(readsA), 0)
    this.written(operation.a, run(writesA), 0, (a) => super.operation({ ...operation, a, b, c, d }))
  }

  protected override call(call: MirCall): void {
    const area = this.allocation.frameLeaves * WORDS_PER_LEAF + FIRST_SLOT
    const { callee: key, args, results } = call
    const passed = passedInMemory(args.length, results.length)
    const callee = passed > 0 ? this.calleeBase(call) : 0
    args.forEach((reg, i) => {
      if (i < SLOT_WORDS) this.bring(reg, area + i)
      else this.access(STORES, this.slot(this.read(reg, 1, 0)), 1, callee, key, argumentOffset(i))
    })
    this.emitCall(key, call.instance === null ? null : this.read(call.instance, 1, 0))
    results.forEach((reg, i) => {
      if (i < SLOT_WORDS) {
        if (this.offset(reg) >= 0) this.store(area + i, reg, 1)
        else this.move(this.slot(reg), area + i)
        return
      }
      const offset = resultOffset(args.length, i)
      this.written(reg, 1, 0, (to) => this.access(LOADS, this.slot(to), 1, callee, key, offset))
    })
  }

  protected override terminator(end: Terminator, next: number): void {
    switch (end.kind) {
      case 'branch':
        super.terminator({ ...end, a: this.read(end.a, 1, 0), b: this.read(end.b, 1, 1) }, next)
        return
      case 'jump':
      case 'return':
        super.terminator(end, next)
        return
      case 'end':
      case 'trap':
        if (this.offset(end.leaf) < 0) super.terminator(end, next)
        else this.emit(CODES[end.kind], this.lastLeaves(end.leaf, end.leaves), 0, 0, detailOf(end))
        return
    }
  }

  /** Results: those in memory while all values are where they were, then what moves between slots, then what comes from memory. */
  protected override giveBack(values: readonly Reg[]): void {
    const { key, params } = this.fn
    const { base } = this.spilling
    for (const [i, reg] of values.entries())
      if (i >= SLOT_WORDS)
        this.access(STORES, this.slot(this.read(reg, 1, 0)), 1, base, key, resultOffset(params.length, i))
    const first = values.slice(0, SLOT_WORDS)
    const moves = first.flatMap((reg, i) =>
      this.isInSlot(reg) ? [{ to: FIRST_SLOT + i, from: this.slot(reg) }] : [],
    )
    for (const { to, from } of sequence(moves, this.spilling.scratch)) this.move(to, from)
    first.forEach((reg, i) => {
      if (!this.isInSlot(reg)) this.bring(reg, FIRST_SLOT + i)
    })
  }

  /** Brings the leaves that a message ends with into slots; gives the first of these. */
  private lastLeaves(leaf: Reg, leaves: number): number {
    const many = leaves > FEW_LEAVES
    // Nothing else is needed any more: many leaves take the whole frame, and the base goes where it is not in their way.
    const base = many ? FIRST_SLOT : this.spilling.base
    const first = many ? WORDS_PER_LEAF : this.spilling.scratch
    if (many) this.move(base, this.spilling.base)
    for (let i = 0; i < leaves; i++) {
      const from = leaf + i * WORDS_PER_LEAF
      this.access(LOADS, first + i * WORDS_PER_LEAF, WORDS_PER_LEAF, base, this.fn.key, this.offset(from))
    }
    return first
  }

  /** A slot with what is added to addresses in a callee's area. */
  private calleeBase({ callee: key, args: [depth = NO_REG] }: MirCall): number {
    const { recursive } = this.setting
    const slot = this.spilling.scratch + CALLEE_LEAF * WORDS_PER_LEAF
    if (recursive.has(key)) {
      const from = this.slot(this.read(depth, 1, 0))
      this.emitPatched({ kind: 'stride', at: this.here, key }, CODES.mului, slot, from)
    } else if (recursive.has(this.fn.key)) this.emit(CODES.ldi, slot)
    else return this.spilling.base
    return slot
  }

  private moveOne(to: Reg, from: Reg): void {
    if (this.offset(to) < 0) this.bring(from, this.slot(to))
    else this.store(this.slot(this.read(from, 1, 0)), to, 1)
  }

  /** Puts a register's word into a slot. */
  private bring(reg: Reg, slot: number): void {
    const constant = this.spilling.constants.get(reg)
    if (constant !== undefined) this.constant(slot, constant)
    else if (this.offset(reg) < 0) this.move(slot, this.slot(reg))
    else this.load(slot, reg, 1)
  }

  /** The registers themselves, or scratch registers of an operand's leaf into which they were brought. */
  private read(reg: Reg, size: number, leaf: number): Reg {
    if (reg === NO_REG || size === 0 || this.isInSlot(reg)) return reg
    const scratch = this.scratchFor(reg, size, leaf)
    if (size === 1) this.bring(reg, this.slot(scratch))
    else this.load(this.slot(scratch), reg, size)
    return scratch
  }

  /** Runs code that writes the registers, or scratch registers that go to their places in memory then. */
  private written(reg: Reg, size: number, leaf: number, write: (reg: Reg) => void): void {
    if (this.isInSlot(reg)) {
      write(reg)
      return
    }
    const scratch = this.scratchFor(reg, size, leaf)
    write(scratch)
    this.store(this.slot(scratch), reg, size)
  }

  private scratchFor(reg: Reg, size: number, leaf: number): Reg {
    const within = size === 1 ? 0 : (this.offset(reg) / WORD) % WORDS_PER_LEAF
    return this.fn.registers + leaf * WORDS_PER_LEAF + within
  }

  private isInSlot(reg: Reg): boolean {
    return this.offset(reg) < 0 && !this.spilling.constants.has(reg)
  }

  private offset(reg: Reg): number {
    return this.spilling.offsets[reg] ?? -1
  }

  private load(slot: number, reg: Reg, size: number): void {
    this.access(LOADS, slot, size, this.spilling.base, this.fn.key, this.offset(reg))
  }

  private store(slot: number, reg: Reg, size: number): void {
    this.access(STORES, slot, size, this.spilling.base, this.fn.key, this.offset(reg))
  }

  /** Loads or stores words of the area of a function. */
  private access(
    codes: ReadonlyMap<number, number>,
    slot: number,
    size: number,
    base: number,
    key: FunctionKey,
    offset: number,
  ): void {
    this.emitPatched({ kind: 'area', at: this.here, key, offset }, codeFor(codes, size), slot, base)
  }
}

/** The load or store of so many words. */
function codeFor(codes: ReadonlyMap<number, number>, size: number): number {
  const code = codes.get(size)
  if (code === undefined) throw new Error(`nothing loads or stores ${size} words`)
  return code
}

function detailOf(end: Extract<Terminator, { kind: 'end' | 'trap' }>): number {
  return end.kind === 'trap' ? end.detail : 0
}
