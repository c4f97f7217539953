// One function of a program as one WebAssembly function (entry, frame word, fuel, slots) -> (slots, fuel). Structured control flow is made of the
// dominator tree: a block's dominated blocks follow it, each behind a label that the block's code may branch to; a loop's
// head opens a `loop` around all that it dominates. A run that is resumed is led down the tree to its loop head.
import { instructionAt } from '../program/image.ts'
import type { Program } from '../program/image.ts'
import { OPCODES } from '../spec/opcodes.ts'
import { chargesOf, gasAt, minus, plus } from './charges.ts'
import type { BlockCharge, Charge } from './charges.ts'
import { dataflowOf } from './dataflow.ts'
import type { Dataflow } from './dataflow.ts'
import { ARITHMETIC } from './emit/arithmetic.ts'
import { FunctionContext, PARAMETERS, SLOT_PARAMETERS } from './emit/context.ts'
import type { Emitters, LeavingPlaces } from './emit/context.ts'
import { CONDITIONS, SILO, emitCall } from './emit/control.ts'
import type { Callee } from './emit/control.ts'
import { LEFT_TO_INTERPRETER } from './emit/host.ts'
import { WIDE } from './emit/wide.ts'
import { memoryEmitters } from './emit/memory.ts'
import { markWrittenLeaves } from './emit/written-leaves.ts'
import type { FlowBlock } from './flow.ts'
import type { FunctionPlan } from './interface.ts'
import { emitFrameOf, fuelCharge } from './layout.ts'
import { effectsAt, linksAfter, setOf, slotsIn } from './slots.ts'
import type { SlotSet } from './slots.ts'
import { BodyWriter } from './wasm/body.ts'
import type { Label } from './wasm/body.ts'
import { OP } from './wasm/opcodes.ts'

/** What all functions of a program share. */
export interface ProgramContext extends LeavingPlaces {
  readonly program: Program
  /** By first word; undefined for functions that are never compiled. */
  readonly calleeAt: (start: number) => Callee | undefined
}

export interface CompiledBody {
  readonly body: number[]
  /** What a frame of the engine's stack holds for it, by a rough estimate. */
  readonly frameBytes: number
}

interface Compilation extends ProgramContext {
  readonly f: FunctionContext
  readonly blocks: readonly FlowBlock[]
  /** Slots that have locals. */
  readonly cached: SlotSet
  readonly parameters: SlotSet
  readonly results: readonly number[]
  readonly dataflow: Dataflow
  readonly charges: readonly BlockCharge[]
  readonly emitters: Emitters
  readonly blockLabels: Map<number, Label>
  readonly loopLabels: Map<number, Label>
}

/** The code of one function. */
export function compileFunction(context: ProgramContext, plan: FunctionPlan): CompiledBody {
  const { program, calleeAt } = context
  const { blocks, cached, parameters, results } = plan
  const w = new BodyWriter(SLOT_PARAMETERS + parameters.length)
  const f = new FunctionContext(w, parameters, slotsIn(cached), results.length, context)
  w.get(PARAMETERS.frame)
  emitFrameOf(w)
  w.set(f.fp)
  markWrittenLeaves(f, program, blocks)
  const leaves = (word: number): boolean => {
    const { opcode, immediate } = instructionAt(program, word)
    const flow = OPCODES[opcode]?.flow
    if (flow === 'stop' || flow === undefined || LEFT_TO_INTERPRETER.has(opcode)) return true
    return flow === 'call' && calleeAt(immediate) === undefined
  }
  emitTree({
    ...context,
    f,
    blocks,
    cached,
    parameters: setOf(parameters),
    results,
    dataflow: dataflowOf(program, plan, (start) => calleeAt(start)?.results ?? []),
    charges: chargesOf(program, blocks, leaves),
    emitters: { ...ARITHMETIC, ...memoryEmitters(program), ...WIDE, ...SILO },
    blockLabels: new Map(),
    loopLabels: new Map(),
  })
  w.op(OP.unreachable)
  return { body: f.finish(), frameBytes: w.localBytes() }
}

/** Parameters come in locals and maybe nowhere else. A loop that begins with the function may want some of them in memory: no edge leads there that could see to it. */
function begin({ f, parameters, dataflow }: Compilation): void {
  f.available = parameters
  f.newer = parameters
  f.writeBack(~(dataflow.newer[0] ?? 0n))
}

/** A work list instead of recursion: a chain of dominated blocks may be as long as the function. */
function emitTree(c: Compilation): void {
  begin(c)
  const work: (() => void)[] = [() => openBlock(c, 0, work)]
  for (let next = work.pop(); next !== undefined; next = work.pop()) next()
}

function openBlock(c: Compilation, number: number, work: (() => void)[]): void {
  const { f, blocks, dataflow } = c
  const { w } = f
  const block = blocks[number]
  if (block === undefined) return
  if (block.isLoopHead) {
    f.available = dataflow.beforeLoop[number] ?? 0n
    f.newer = (dataflow.newer[number] ?? 0n) & f.available
    if (block.entry > 0) arrive(c, number, block)
    const preloads = (dataflow.preloads[number] ?? 0n) & ~f.available
    for (const slot of slotsIn(preloads)) f.operand(slot, 0)
    const label = w.loop(`loop at ${block.start}`)
    c.loopLabels.set(number, label)
    work.push(() => w.end(label))
  }
  f.available = dataflow.atStart[number] ?? 0n
  f.newer = dataflow.newer[number] ?? 0n
  f.linked = 0n
  f.room = 0
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

/** A resumed run that was to come to this loop head has come there; what others have charged on their way is charged. */
function arrive(c: Compilation, number: number, { entry, routes, start }: FlowBlock): void {
  const { f } = c
  const { w } = f
  const before = c.charges[number]?.before ?? NONE
  if (routes.size === 0 && before.steps === 0) {
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
  if (before.steps > 0) {
    f.current = { pc: start, ...before }
    charge(f, before)
  }
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

const NONE: Charge = { steps: 0, gas: 0 }

function emitBlock(c: Compilation, number: number, block: FlowBlock): void {
  const { f, program } = c
  const { end, leaves, before, taken } = c.charges[number] ?? {
    ...block,
    leaves: false,
    before: NONE,
    taken: NONE,
  }
  let charged = plus(before, taken)
  if (taken.steps > 0) {
    f.current = { pc: block.start, ...charged }
    charge(f, taken)
  }
  for (let pc = block.start; pc < end; pc++) {
    if (pc > block.start || taken.steps === 0) f.current = { pc, ...charged }
    charged = minus(charged, { steps: 1, gas: gasAt(program, pc) })
    emitInstruction(c, number, charged)
  }
  if (leaves) {
    f.current = { pc: end, ...charged }
    f.leave()
    return
  }
  // What is left is the next word, or the target of a jump: the last successor of a branch is its target, the first what follows.
  const [next] = block.successors
  if (next !== undefined) {
    takeEdge(c, number, next)
    f.w.br(labelOf(c, number, next))
  }
}

/** The instruction at `f.current`. `charged`: what is charged and not done after it. */
function emitInstruction(c: Compilation, number: number, charged: Charge): void {
  const { f, program, cached, calleeAt, emitters } = c
  const instruction = instructionAt(program, f.current.pc)
  const effects = effectsAt(program, f.current.pc)
  const { reads, memoryReads, lost } = effects
  const row = OPCODES[instruction.opcode]
  f.writeBack(memoryReads)
  for (const slot of reads) f.fetch(slot)
  switch (row?.flow) {
    case 'call': {
      const callee = calleeAt(instruction.immediate)
      if (callee !== undefined) emitCall(f, instruction, callee, charged)
      break
    }
    case 'branch':
      emitBranch(c, number)
      break
    case 'return':
      emitReturn(c)
      break
    case 'next':
      emitters[row.name]?.(f, instruction)
      f.forget(lost)
      break
    case 'jump':
    case 'stop':
    case undefined:
      break
  }
  f.linked = linksAfter(f.linked, instruction, effects)
  // The data flow relies on it: a local that is taken for valid and isn't would be written back over newer memory.
  if ((setOf(reads) & cached & ~lost & ~f.available) !== 0n)
    throw new Error(`${row?.name} at word ${f.current.pc} reads a slot that no local holds afterwards`)
}

/** Hands out what callers read in registers, and leaves the rest of the frame in memory. */
function emitReturn({ f, results }: Compilation): void {
  f.writeBack(~setOf(results))
  for (const slot of results) f.pushSlot(slot)
  f.w.get(PARAMETERS.fuel)
  f.w.op(OP.return)
}

/** Takes steps and gas; leaves with the current instruction not begun when there is too little. */
function charge(f: FunctionContext, amount: Charge): void {
  const { w } = f
  w.get(PARAMETERS.fuel)
  w.i64(fuelCharge(amount))
  w.op(OP.i64Add)
  w.tee(PARAMETERS.fuel)
  w.i64(0n)
  w.op(OP.i64LtS)
  f.leaveIf()
}

function emitBranch(c: Compilation, from: number): void {
  const { f, program } = c
  const instruction = instructionAt(program, f.current.pc)
  const [, target] = c.blocks[from]?.successors ?? []
  // With one successor the branch leads to the next word either way.
  if (target === undefined) return
  CONDITIONS[OPCODES[instruction.opcode]?.name ?? '']?.(f, instruction)
  const label = labelOf(c, from, target)
  const { steps, gas } = givenBack(c, from, target)
  if ((f.newer & ~keptOn(c, from, target)) === 0n && steps === 0 && gas === 0) {
    f.w.brIf(label)
    return
  }
  const taken = f.w.if('taken')
  takeEdge(c, from, target)
  f.w.br(label)
  f.w.end(taken)
}

/** What must be done between two blocks: slots are written back that are not known to be newer there, and charges given back that aren't known. */
function takeEdge(c: Compilation, from: number, to: number): void {
  const { f } = c
  f.writeBackAside(~keptOn(c, from, to))
  const amount = givenBack(c, from, to)
  if (amount.steps === 0 && amount.gas === 0) return
  f.w.get(PARAMETERS.fuel)
  f.w.i64(fuelCharge(amount))
  f.w.op(OP.i64Sub)
  f.w.set(PARAMETERS.fuel)
}

/** Slots that may be newer in their locals at the end of this edge. */
function keptOn({ dataflow, blocks }: Compilation, from: number, to: number): SlotSet {
  const newer = dataflow.newer[to] ?? 0n
  // What is loaded before a loop must be in memory there.
  return to > from && blocks[to]?.isLoopHead === true ? newer & (dataflow.beforeLoop[to] ?? 0n) : newer
}

function givenBack({ charges }: Compilation, from: number, to: number): Charge {
  const amount = minus(charges[from]?.after ?? NONE, charges[to]?.before ?? NONE)
  if (amount.steps < 0 || amount.gas < 0)
    throw new Error(`block ${to} is paid for by nobody from block ${from}`)
  return amount
}

function labelOf({ blockLabels, loopLabels }: Compilation, from: number, to: number): Label {
  const label = to <= from ? loopLabels.get(to) : blockLabels.get(to)
  if (label === undefined) throw new Error(`no label for block ${to} in block ${from}`)
  return label
}
