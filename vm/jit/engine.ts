// The engine that runs machines by compiled code. It agrees with the interpreter in every state that it can be stopped in: compiled code
// only ever does whole instructions, and leaves whatever is special (traps, ends, too little fuel) to the interpreter.
import { HANDLERS } from '../machine/instructions/table.ts'
import { pseudoStep, register } from '../machine/lifecycle.ts'
import { GAS, STATUS_REGISTER, STEPS } from '../machine/registers.ts'
import { run as interpret, step } from '../machine/run.ts'
import type { RunLimit } from '../machine/run.ts'
import type { MachineState } from '../machine/state.ts'
import { codeRoot } from '../program/code-tree.ts'
import type { Program } from '../program/image.ts'
import { STATUS } from '../spec/constants.ts'
import { OPCODE_BY_NAME } from '../spec/opcodes.ts'
import { equalBytes } from '../words.ts'
import { compileProgram } from './compile.ts'
import { attach, callsWithRoom, entryOf, isAttached, runCompiled, wantsMoreCalls } from './instance.ts'
import type { Instance } from './instance.ts'
import { LONGEST_STRETCH } from './layout.ts'
import { hostWebAssembly } from './wasm/api.ts'
import type { WasmApi } from './wasm/api.ts'

export interface Jit {
  /**
   * As the interpreter's `run`: until the machine halts or has done `untilStep` steps in all. The machine must run this engine's program,
   * and may come from and go to any other engine between calls. Its typed arrays are replaced when it first comes here.
   */
  run(state: MachineState, limit?: RunLimit): void
}

const RETURN = HANDLERS[OPCODE_BY_NAME.get('ret')?.code ?? 0]

/** Compiles a validated program on its first run. Without WebAssembly, or memory for it, the interpreter does everything. */
export function createJit(program: Program): Jit {
  const wasm = hostWebAssembly()
  const instances = new WeakMap<MachineState, Instance>()
  const accepted = new WeakSet<Program>([program])
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
      const instance =
        known !== undefined && isAttached(known, state) ? known : attached(wasm, program, state)
      if (instance === undefined) return interpret(state, limit)
      instances.set(state, instance)
      drive(instance, state, limit)
    },
  }
}

function attached(wasm: WasmApi | undefined, program: Program, state: MachineState): Instance | undefined {
  const compiled = wasm === undefined ? undefined : compileProgram(wasm, program)
  return wasm === undefined || compiled === undefined ? undefined : attach(wasm, compiled, state)
}

function drive(instance: Instance, state: MachineState, limit: RunLimit): void {
  let calls = callsWithRoom(instance, instance.wantedCalls)
  if (calls === 0) return interpret(state, limit)
  const { untilStep } = limit
  for (;;) {
    const status = state.registers[STATUS_REGISTER]
    if (status === STATUS.Halted) return
    const left = untilStep === undefined ? LONGEST_STRETCH : smallOf(untilStep - register(state, STEPS))
    if (left <= 0) return
    if (status !== STATUS.Running) pseudoStep(state)
    else if (runStretch(instance, state, left, calls) && wantsMoreCalls(instance)) {
      calls = Math.max(calls, callsWithRoom(instance, instance.wantedCalls))
    }
  }
}

/** At most `limit` steps, at least one. Says whether compiled code has run, and left. */
function runStretch(instance: Instance, state: MachineState, limit: number, calls: number): boolean {
  const entry = entryOf(instance.compiled, state)
  if (entry === 0) {
    step(state)
    return false
  }
  const most = Math.min(limit, smallOf(register(state, GAS)))
  const { outcome, steps, gas } = runCompiled(instance, state, entry, most, calls)
  charge(state, steps, gas)
  // The callers of a function that returned are frames in RAM, not calls of compiled code.
  if (outcome === 'returned') RETURN?.(state, 0, 0)
  else if (steps < limit) step(state)
  return outcome === 'left'
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
