// The engine that runs machines by compiled code. It agrees with the interpreter in every state that it can be stopped in: compiled code
// only ever does whole instructions, and leaves whatever is special (traps, ends, too little fuel) to the interpreter.
import { HANDLERS } from '../machine/instructions/table.ts'
import { pseudoStep, register } from '../machine/lifecycle.ts'
import { GAS, PC, STATUS_REGISTER, STEPS } from '../machine/registers.ts'
import { run as interpret, step } from '../machine/run.ts'
import type { RunLimit } from '../machine/run.ts'
import { recycleMachine } from '../machine/state.ts'
import type { MachineState } from '../machine/state.ts'
import { codeRoot } from '../program/code-tree.ts'
import type { Program } from '../program/image.ts'
import { STATUS } from '../spec/constants.ts'
import { OPCODE_BY_NAME } from '../spec/opcodes.ts'
import { equalBytes } from '../words.ts'
import { compiledProgram } from './cache.ts'
import {
  attach,
  callsWithRoom,
  entryOf,
  isAttached,
  reattach,
  release,
  runCompiled,
  wantsMoreCalls,
} from './instance.ts'
import type { Instance, Linked } from './instance.ts'
import { LONGEST_STRETCH } from './layout.ts'
import { hostWebAssembly } from './wasm/api.ts'

export interface Jit {
  /**
   * As the interpreter's `run`: until the machine halts or has done `untilStep` steps in all. The machine must run this engine's program,
   * and may come from and go to any other engine between calls. Its typed arrays are replaced when it first comes here.
   */
  run(state: MachineState, limit?: RunLimit): void
}

/** An engine that keeps the memory of machines that are done. */
export interface RecyclingJit extends Jit {
  /** Says that a machine is done and that nobody looks at its memory again: the next one takes it over, with the code that is there. */
  recycle(state: MachineState): void
}

/** Memories are large. */
const MAX_SPARES = 1

const RETURN = HANDLERS[OPCODE_BY_NAME.get('ret')?.code ?? 0]

/** Compiles a validated program on its first run. Without WebAssembly, or memory for it, the interpreter does everything. */
export function createJit(program: Program): RecyclingJit {
  const wasm = hostWebAssembly()
  const instances = new WeakMap<MachineState, Instance>()
  const accepted = new WeakSet<Program>([program])
  const spares: Instance[] = []
  const newInstance = (state: MachineState): Instance | undefined => {
    const spare = spares.pop()
    if (spare !== undefined) return reattach(spare, state)
    return wasm && attach(wasm, compiledProgram(wasm, program), state)
  }
  return {
    run(state, limit = {}) {
      if (!accepted.has(state.program)) {
        if (!equalBytes(codeRoot(state.program), codeRoot(program))) {
          throw new Error('the machine runs another program than the engine was made for')
        }
        accepted.add(state.program)
      }
      const known = instances.get(state)
      // Another engine may have moved the machine into a memory of its own since.
      const instance = known !== undefined && isAttached(known, state) ? known : newInstance(state)
      if (instance === undefined) return interpret(state, limit)
      instances.set(state, instance)
      drive(instance, state, limit)
    },
    recycle(state) {
      const instance = instances.get(state)
      if (instance === undefined || !isAttached(instance, state)) recycleMachine(state)
      else if (spares.length < MAX_SPARES) {
        release(instance)
        spares.push(instance)
      }
    },
  }
}

/** What one call of `run` knows. */
interface Stretches {
  readonly instance: Instance
  readonly state: MachineState
  /** Calls that may be nested, with frames of so many bytes; 0 when that isn't known. */
  calls: number
  frameBytes: number
}

function drive(instance: Instance, state: MachineState, { untilStep }: RunLimit): void {
  const stretches: Stretches = { instance, state, calls: 0, frameBytes: 0 }
  for (;;) {
    const status = state.registers[STATUS_REGISTER]
    if (status === STATUS.Halted) return
    const left = untilStep === undefined ? LONGEST_STRETCH : smallOf(untilStep - register(state, STEPS))
    if (left <= 0) return
    if (status === STATUS.Running) runStretch(stretches, left)
    else pseudoStep(state)
  }
}

/** At most `limit` steps; at least one, unless the run goes on in another cluster. */
function runStretch(stretches: Stretches, limit: number): void {
  const { instance, state } = stretches
  const { compiled } = instance
  const cluster = compiled.clusterAt(state.registers[PC] ?? 0)
  const entry = entryOf(compiled, state)
  const linked = cluster === undefined || entry === 0 ? undefined : instance.link(cluster)
  if (linked === undefined) return step(state)
  if (stretches.calls === 0 || stretches.frameBytes < compiled.frameBytes) lookForRoom(stretches, linked)
  if (stretches.calls === 0) return interpret(state, { untilStep: register(state, STEPS) + BigInt(limit) })
  const most = Math.min(limit, smallOf(register(state, GAS)))
  const done = runCompiled(instance, linked, state, entry, most, stretches.calls)
  charge(state, done.steps, done.gas)
  switch (done.outcome) {
    case 'returned':
      // The callers of a function that returned are frames in RAM, not calls of compiled code.
      RETURN?.(state, 0, 0)
      return
    case 'elsewhere':
      return
    case 'left':
      if (done.steps < limit) step(state)
      if (wantsMoreCalls(instance, done)) lookForRoom(stretches, linked)
  }
}

/** The stack of this call of `run` is what it is: frames may have become larger, or more calls wanted. */
function lookForRoom(stretches: Stretches, linked: Linked): void {
  const { instance } = stretches
  stretches.frameBytes = instance.compiled.frameBytes
  stretches.calls = callsWithRoom(linked, stretches.frameBytes, instance.wantedCalls)
}

function smallOf(value: bigint): number {
  return value < BigInt(LONGEST_STRETCH) ? Number(value) : LONGEST_STRETCH
}

/** Brings the steps and gas registers up to date; gas is never charged beyond what is there. */
function charge(state: MachineState, steps: number, gas: number): void {
  add(state.registers, STEPS, steps)
  add(state.registers, GAS, -gas)
}

/** Adds a small number, maybe below zero, to a 64-bit register that stays within its range. */
function add(registers: Int32Array, index: number, count: number): void {
  const sum = ((registers[index] ?? 0) >>> 0) + count
  registers[index] = sum
  if (sum > 0xffff_ffff) registers[index + 1] = (registers[index + 1] ?? 0) + 1
  if (sum < 0) registers[index + 1] = (registers[index + 1] ?? 0) - 1
}
