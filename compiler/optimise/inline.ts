// Inlining: a call of a small function, or of one that is called in one place only, becomes the function's code. Origins keep the
// function as it was written and the call that was inlined, variables the call that they belong to, so that debuggers see the
// calls as if they happened.
import { calleesIn } from '../mir/calls.ts'
import { forEachWrite, moveOf } from '../mir/operands.ts'
import { sizeOf } from '../mir/size.ts'
import type {
  LeafGroup,
  MirBlock,
  MirCall,
  MirFunction,
  MirInstruction,
  MirOrigin,
  MirVariable,
  OriginId,
  Reg,
  Terminator,
} from '../mir/types.ts'
import { NO_REG, NO_SITE } from '../mir/types.ts'

/** A function of so many instructions costs about as much as calling it. */
const SMALL = 12
/** Functions that are called once are inlined up to this size, into functions that don't grow beyond the next. */
const LARGE = 200
const LARGEST = 1_000

/** Whether a function is worth inlining that is called in `calls` places. */
export function isInlinable(fn: MirFunction, calls: number): boolean {
  const size = sizeOf(fn)
  return size <= SMALL || (calls === 1 && size <= LARGE)
}

/** The function with the calls inlined for which `calleeOf` gives a function. Calls of other contracts stay. */
export function inlineCalls(
  fn: MirFunction,
  calleeOf: (call: MirCall) => MirFunction | undefined,
): MirFunction {
  if (fn.calls.length === 0) return fn
  let size = sizeOf(fn)
  const chosen = new Map<MirCall, MirFunction>()
  for (const { instructions } of fn.blocks)
    for (const instruction of instructions) {
      if (instruction.kind !== 'call' || instruction.instance !== null) continue
      const callee = calleeOf(instruction)
      if (callee === undefined || size + sizeOf(callee) > LARGEST) continue
      size += sizeOf(callee)
      chosen.set(instruction, callee)
    }
  if (chosen.size === 0) return fn
  return new Inliner(fn, chosen).run()
}

class Inliner {
  private readonly fn: MirFunction
  private readonly chosen: ReadonlyMap<MirCall, MirFunction>
  private readonly blocks: MirBlock[] = []
  private readonly groups: LeafGroup[]
  private readonly variables: MirVariable[]
  private readonly origins: MirOrigin[]
  private registers: number

  constructor(fn: MirFunction, chosen: ReadonlyMap<MirCall, MirFunction>) {
    this.fn = fn
    this.chosen = chosen
    this.groups = [...fn.groups]
    this.variables = [...fn.variables]
    this.origins = [...fn.origins]
    this.registers = fn.registers
  }

  run(): MirFunction {
    const starts = this.startsOfBlocks()
    for (const block of this.fn.blocks) {
      let instructions: MirInstruction[] = []
      for (const instruction of block.instructions) {
        const callee = instruction.kind === 'call' ? this.chosen.get(instruction) : undefined
        if (instruction.kind !== 'call' || callee === undefined) {
          instructions.push(instruction)
          continue
        }
        this.splice(instruction, callee, instructions)
        instructions = []
      }
      const terminator = withTargets(block.terminator, (to) => starts[to] ?? to)
      this.blocks.push({ instructions, terminator })
    }
    const { blocks, groups, variables, origins, registers } = this
    return { ...this.fn, blocks, calls: calleesIn(blocks), groups, variables, origins, registers }
  }

  /** The index that each block of the function will have. */
  private startsOfBlocks(): number[] {
    let next = 0
    return this.fn.blocks.map(({ instructions }) => {
      const start = next
      next++
      for (const instruction of instructions) {
        const callee = instruction.kind === 'call' ? this.chosen.get(instruction) : undefined
        // The block is cut in two, with the callee's blocks between.
        if (callee !== undefined) next += callee.blocks.length + 1
      }
      return start
    })
  }

  /** Ends the block with `before`, the instructions up to the call, and appends the callee's blocks. */
  private splice(call: MirCall, callee: MirFunction, before: MirInstruction[]): void {
    const regs = this.registers
    const origins = this.addOrigins(call.origin, callee)
    const given = this.givenDirectly(call, callee)
    const reg = (r: Reg): Reg => (r === NO_REG ? r : (given.get(r) ?? r + regs))
    const origin = (id: OriginId): OriginId => origins + id
    this.registers += callee.registers
    for (const { first, leaves } of callee.groups) this.groups.push({ first: reg(first), leaves })
    for (const variable of callee.variables)
      this.variables.push({
        ...variable,
        regs: variable.regs.map(reg),
        site: variable.site === NO_SITE ? call.origin : origin(variable.site),
      })
    callee.params.forEach((param, i) => {
      const b = call.args[i]
      if (b === undefined) throw new Error(`${callee.key}: an argument is missing`)
      if (!given.has(param)) before.push(moveOf(reg(param), b, call.origin))
    })
    const start = this.blocks.length + 1
    this.blocks.push({ instructions: before, terminator: { kind: 'jump', to: start, origin: call.origin } })
    const behind = start + callee.blocks.length
    for (const block of callee.blocks) {
      const instructions = block.instructions.map((instruction) => moved(instruction, reg, origin))
      const end = movedEnd(block.terminator, reg, origin)
      if (end.kind === 'return') {
        call.results.forEach((result, i) => {
          const b = end.values[i]
          if (b === undefined) throw new Error(`${callee.key}: a result is missing`)
          instructions.push(moveOf(result, b, end.origin))
        })
        this.blocks.push({ instructions, terminator: { kind: 'jump', to: behind, origin: end.origin } })
      } else this.blocks.push({ instructions, terminator: withTargets(end, (to) => start + to) })
    }
  }

  /** Parameters that the callee never changes stand for the arguments themselves: nothing else runs in the meantime. */
  private givenDirectly(call: MirCall, callee: MirFunction): ReadonlyMap<Reg, Reg> {
    const given = new Map<Reg, Reg>()
    callee.params.forEach((param, i) => given.set(param, call.args[i] ?? param))
    for (const { instructions } of callee.blocks)
      for (const instruction of instructions) forEachWrite(instruction, (reg) => given.delete(reg))
    return given
  }

  /** Adds the callee's origins, as seen from the call; gives the index of the first. */
  private addOrigins(site: OriginId, callee: MirFunction): number {
    const first = this.origins.length
    const written = { key: callee.key, name: callee.name, contract: callee.contract, span: callee.span }
    for (const origin of callee.origins)
      this.origins.push({
        ...origin,
        statement: origin.statement < 0 ? origin.statement : first + origin.statement,
        inlined:
          origin.inlined === null
            ? { from: written, site }
            : { from: origin.inlined.from, site: first + origin.inlined.site },
      })
    return first
  }
}

function moved(
  instruction: MirInstruction,
  reg: (r: Reg) => Reg,
  at: (id: OriginId) => OriginId,
): MirInstruction {
  const origin = at(instruction.origin)
  switch (instruction.kind) {
    case 'op': {
      const { a, b, c, d } = instruction
      return { ...instruction, a: reg(a), b: reg(b), c: reg(c), d: reg(d), origin }
    }
    case 'const':
    case 'constLeaf':
      return { ...instruction, target: reg(instruction.target), origin }
    case 'call': {
      const { instance, args, results } = instruction
      return {
        ...instruction,
        instance: instance === null ? null : reg(instance),
        args: args.map(reg),
        results: results.map(reg),
        origin,
      }
    }
    case 'keep':
      return { ...instruction, regs: instruction.regs.map(reg), origin }
  }
}

function movedEnd(end: Terminator, reg: (r: Reg) => Reg, at: (id: OriginId) => OriginId): Terminator {
  const origin = at(end.origin)
  switch (end.kind) {
    case 'jump':
      return { ...end, origin }
    case 'branch':
      return { ...end, a: reg(end.a), b: reg(end.b), origin }
    case 'return':
      return { ...end, values: end.values.map(reg), origin }
    case 'end':
    case 'trap':
      return { ...end, leaf: reg(end.leaf), origin }
  }
}

function withTargets(end: Terminator, map: (to: number) => number): Terminator {
  if (end.kind === 'jump') return { ...end, to: map(end.to) }
  return end.kind === 'branch' ? { ...end, then: map(end.then), otherwise: map(end.otherwise) } : end
}
