// One function of a program as one WebAssembly function (entry, frame word, fuel) -> fuel. Structured control flow is made of the
// dominator tree: a block's dominated blocks follow it, each behind a label that the block's code may branch to; a loop's
// head opens a `loop` around all that it dominates. A run that is resumed is led down the tree to its loop head.
import { LEAF_WRITTEN } from '../merkle/memory-tree.ts'
import { MEMORY_LAYOUT } from '../machine/registers.ts'
import { instructionAt } from '../program/image.ts'
import type { Program } from '../program/image.ts'
import { LEAF_BYTES } from '../spec/constants.ts'
import { writesField } from '../spec/opcode.ts'
import { OPCODES } from '../spec/opcodes.ts'
import { ARITHMETIC } from './emit/arithmetic.ts'
import { FunctionContext, PARAMETERS } from './emit/context.ts'
import type { Emitters, Site } from './emit/context.ts'
import { CONDITIONS, SILO, emitCall } from './emit/control.ts'
import { LEFT_TO_INTERPRETER, WIDE } from './emit/wide.ts'
import { memoryEmitters } from './emit/memory.ts'
import { segmentsOf } from './emit/segments.ts'
import type { FlowBlock } from './flow.ts'
import { FRAME_FP_MASK, FUEL_BELOW_ZERO, LEFT, fuelOf } from './layout.ts'
import { availabilityOf, cachedSlots, effectsAt } from './slots.ts'
import type { Availability } from './slots.ts'
import { BodyWriter } from './wasm/body.ts'
import type { Label } from './wasm/body.ts'
import { OP } from './wasm/opcodes.ts'

/** What all functions of a program share. */
export interface ProgramContext {
  readonly program: Program
  /** WebAssembly function by first word; functions that are not compiled are missing. */
  readonly functionIndex: ReadonlyMap<number, number>
  /** Grows with every function. */
  readonly sites: Site[]
}

interface Compilation extends ProgramContext {
  readonly f: FunctionContext
  readonly blocks: readonly FlowBlock[]
  readonly availability: Availability
  readonly emitters: Emitters
  readonly blockLabels: Map<number, Label>
  readonly loopLabels: Map<number, Label>
}

/** The body of the function that consists of these blocks. */
export function compileFunction(context: ProgramContext, blocks: readonly FlowBlock[]): number[] {
  const { program, sites } = context
  const cached = cachedSlots(program, blocks)
  const w = new BodyWriter(Object.keys(PARAMETERS).length)
  const f = new FunctionContext(w, slotsIn(cached), sites)
  w.get(PARAMETERS.frame)
  w.i32(FRAME_FP_MASK)
  w.op(OP.i32And)
  w.set(f.fp)
  markWrittenLeaves(f, program, blocks)
  emitTree({
    ...context,
    f,
    blocks,
    availability: availabilityOf(program, blocks, cached),
    emitters: { ...ARITHMETIC, ...memoryEmitters(program), ...SILO, ...WIDE },
    blockLabels: new Map(),
    loopLabels: new Map(),
  })
  w.op(OP.unreachable)
  w.end(f.exit)
  f.recordExit()
  w.i64(LEFT)
  w.op(OP.return)
  w.end(f.unwind)
  w.i64(LEFT)
  return w.finish()
}

function slotsIn(set: bigint): number[] {
  const slots: number[] = []
  for (let slot = 0, rest = set; rest !== 0n; slot++, rest >>= 1n) if ((rest & 1n) !== 0n) slots.push(slot)
  return slots
}

/** Flags of all leaves that the function may write, at every entry: then single writes of slots need no flag. */
function markWrittenLeaves(f: FunctionContext, program: Program, blocks: readonly FlowBlock[]): void {
  const leaves = new Set<number>()
  for (const { start, end } of blocks) {
    for (let word = start; word < end; word++) {
      const { opcode, a } = instructionAt(program, word)
      const use = OPCODES[opcode]?.a
      if (use !== undefined && writesField(use)) leaves.add(a >>> 3)
      if (use === 'frame') leaves.add(a)
    }
  }
  for (const leaf of [...leaves].sort((x, y) => x - y)) {
    f.w.get(f.fp)
    f.w.i32(Math.log2(LEAF_BYTES))
    f.w.op(OP.i32ShrU)
    f.w.i32(LEAF_WRITTEN)
    f.w.memory(OP.i32Store8, MEMORY_LAYOUT.flags + leaf)
  }
}

/** A work list instead of recursion: a chain of dominated blocks may be as long as the function. */
function emitTree(c: Compilation): void {
  const work: (() => void)[] = [() => openBlock(c, 0, work)]
  for (let next = work.pop(); next !== undefined; next = work.pop()) next()
}

function openBlock(c: Compilation, number: number, work: (() => void)[]): void {
  const { f, blocks, availability } = c
  const { w } = f
  const block = blocks[number]
  if (block === undefined) return
  if (block.isLoopHead) {
    f.available = availability.beforeLoop[number] ?? 0n
    if (block.entry > 0) arrive(c, block)
    const preloads = (availability.preloads[number] ?? 0n) & ~f.available
    for (const slot of slotsIn(preloads)) f.operand(slot, 0)
    const label = w.loop(`loop at ${block.start}`)
    c.loopLabels.set(number, label)
    work.push(() => w.end(label))
  }
  f.available = availability.atStart[number] ?? 0n
  for (const child of [...block.children].reverse()) {
    const label = w.block(`block at ${blocks[child]?.start}`)
    c.blockLabels.set(child, label)
  }
  for (const child of [...block.children].reverse()) {
    work.push(() => {
      const label = c.blockLabels.get(child)
      if (label !== undefined) w.end(label)
      openBlock(c, child, work)
    })
  }
  if (block.routes.size > 0) lead(c, block)
  emitBlock(c, number, block)
}

/** A resumed run that was to come to this loop head has come there. */
function arrive({ f: { w } }: Compilation, { entry, routes }: FlowBlock): void {
  if (routes.size === 0) {
    w.i32(0)
    w.set(PARAMETERS.entry)
    return
  }
  w.get(PARAMETERS.entry)
  w.i32(entry)
  w.op(OP.i32Eq)
  const here = w.if('here')
  w.i32(0)
  w.set(PARAMETERS.entry)
  w.end(here)
}

/** Leads a resumed run on towards its loop head. */
function lead({ f: { w }, blockLabels }: Compilation, { routes }: FlowBlock): void {
  w.get(PARAMETERS.entry)
  const resumed = w.if('resumed')
  const last = Math.max(...routes.keys())
  const labels = Array.from({ length: last + 1 }, (_, entry) => {
    const child = routes.get(entry)
    return (child === undefined ? undefined : blockLabels.get(child)) ?? resumed
  })
  w.get(PARAMETERS.entry)
  w.brTable(labels, resumed)
  w.end(resumed)
}

function emitBlock(c: Compilation, number: number, block: FlowBlock): void {
  const { f, program, functionIndex, emitters } = c
  const leaves = (word: number): boolean => {
    const { opcode, immediate } = instructionAt(program, word)
    const flow = OPCODES[opcode]?.flow
    if (flow === 'stop' || flow === undefined || LEFT_TO_INTERPRETER.has(opcode)) return true
    return flow === 'call' && !functionIndex.has(immediate)
  }
  for (const { start, sites } of segmentsOf(program, block.start, block.end, leaves)) {
    const [first] = sites
    if (first === undefined) {
      f.current = { pc: start, steps: 0, gas: 0 }
      f.leave()
      forget(c, start)
      continue
    }
    f.current = first
    charge(f, first)
    for (const site of sites) {
      f.current = site
      const instruction = instructionAt(program, site.pc)
      const row = OPCODES[instruction.opcode]
      const callee = functionIndex.get(instruction.immediate)
      switch (row?.flow) {
        case 'call':
          if (callee !== undefined) emitCall(f, instruction, callee)
          break
        case 'branch':
          emitBranch(c, number, site.pc)
          break
        case 'return':
          f.w.get(PARAMETERS.fuel)
          f.w.op(OP.return)
          return
        case 'next':
          emitters[row.name]?.(f, instruction)
          break
        case 'jump':
        case 'stop':
        case undefined:
          break
      }
      forget(c, site.pc)
    }
  }
  // What is left is the next word, or the target of a jump: the last successor of a branch is its target, the first what follows.
  const [next] = block.successors
  if (next !== undefined) goTo(c, number, next)
}

function forget({ f, program }: Compilation, word: number): void {
  f.available &= ~effectsAt(program, word).lost
}

/** Takes steps and gas of a segment; leaves with it not begun when there is too little of either. */
function charge(f: FunctionContext, { steps, gas }: Site): void {
  const { w } = f
  w.get(PARAMETERS.fuel)
  w.i64(fuelOf(steps, gas))
  w.op(OP.i64Sub)
  w.tee(PARAMETERS.fuel)
  w.i64(FUEL_BELOW_ZERO)
  w.op(OP.i64And)
  w.i64(0n)
  w.op(OP.i64Ne)
  f.leaveIf()
}

function emitBranch(c: Compilation, from: number, word: number): void {
  const instruction = instructionAt(c.program, word)
  const [, target] = c.blocks[from]?.successors ?? []
  // With one successor the branch leads to the next word either way.
  if (target === undefined) return
  CONDITIONS[OPCODES[instruction.opcode]?.name ?? '']?.(c.f, instruction)
  c.f.w.brIf(labelOf(c, from, target))
}

function goTo(c: Compilation, from: number, to: number): void {
  c.f.w.br(labelOf(c, from, to))
}

function labelOf({ blockLabels, loopLabels }: Compilation, from: number, to: number): Label {
  const label = to <= from ? loopLabels.get(to) : blockLabels.get(to)
  if (label === undefined) throw new Error(`no label for block ${to} in block ${from}`)
  return label
}
