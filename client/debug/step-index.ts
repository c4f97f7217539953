// Where the machine was at each step of one message: program counter and call depth, in flat arrays. One pass fills it, and every
// step command of the debugger, forward or back, is then a look-up.
import { step, type MachineState } from '../../vm/index.ts'
import { DEPTH, PC, STATUS_REGISTER } from '../../vm/machine/registers.ts'
import { STATUS } from '../../vm/spec/constants.ts'

/** Longest message that can be debugged: its index takes 8 bytes a step. */
export const MAX_DEBUG_STEPS = 1 << 24

export interface StepIndex {
  /** Number of steps; entries 0..length-1 describe the state before each step. */
  readonly length: number
  /** Program counter before the step; -1 at pseudo-steps, which execute no instruction. */
  readonly pcs: Int32Array
  /** Call depth before the step. */
  readonly depths: Uint16Array
}

/** Runs `state` through `length` steps and records each. The state is used up. */
export function indexSteps(state: MachineState, length: number): StepIndex {
  const pcs = new Int32Array(length)
  const depths = new Uint16Array(length)
  for (let at = 0; at < length; at++) {
    pcs[at] = state.registers[STATUS_REGISTER] === STATUS.Running ? (state.registers[PC] ?? 0) : -1
    depths[at] = state.registers[DEPTH] ?? 0
    step(state)
  }
  return { length, pcs, depths }
}
