// Where the machine was at each step of one message: program counter and call depth. Made window by window when somebody looks, and only the
// latest windows are kept, so that messages of any length can be debugged.
import { step, type MachineState } from '../../vm/index.ts'
import { DEPTH, PC, STATUS_REGISTER } from '../../vm/machine/registers.ts'
import type { Trace } from '../../vm/proof/trace.ts'
import { STATUS } from '../../vm/spec/constants.ts'

export interface StepIndex {
  /** Number of steps; 0..length-1 are the states before each step. */
  readonly length: number
  /** Program counter before the step; -1 at pseudo-steps, which execute no instruction, and outside the message. */
  pc(at: number): number
  /** Call depth before the step; 0 outside the message. */
  depth(at: number): number
}

interface Window {
  readonly pcs: Int32Array
  readonly depths: Uint16Array
}

/** Steps of a window: 384 KiB each. */
const WINDOW = 1 << 16
const KEPT_WINDOWS = 32

/** Over `length` steps of a trace from `firstStep` on. */
export function indexSteps(trace: Trace<MachineState>, firstStep: bigint, length: number): StepIndex {
  const windows = new Map<number, Window>()

  function windowOf(number: number): Window {
    const known = windows.get(number)
    if (known !== undefined) return known
    const start = number * WINDOW
    const made = record(trace.stateAt(firstStep + BigInt(start)), Math.min(WINDOW, length - start))
    windows.set(number, made)
    const [oldest] = windows.keys()
    if (windows.size > KEPT_WINDOWS && oldest !== undefined) windows.delete(oldest)
    return made
  }
  const find = (at: number): Window | undefined =>
    at >= 0 && at < length ? windowOf(Math.floor(at / WINDOW)) : undefined
  return {
    length,
    pc: (at) => find(at)?.pcs[at % WINDOW] ?? -1,
    depth: (at) => find(at)?.depths[at % WINDOW] ?? 0,
  }
}

/** Runs `state` through `length` steps and records each. The state is used up. */
function record(state: MachineState, length: number): Window {
  const pcs = new Int32Array(length)
  const depths = new Uint16Array(length)
  for (let at = 0; at < length; at++) {
    pcs[at] = state.registers[STATUS_REGISTER] === STATUS.Running ? (state.registers[PC] ?? 0) : -1
    depths[at] = state.registers[DEPTH] ?? 0
    step(state)
  }
  return { pcs, depths }
}
