// Runs a machine under observation: tracing, coverage, gas profiles, breakpoints. A loop of its own, so that the interpreter pays
// nothing when nobody watches.
import { register } from './lifecycle.ts'
import { GAS, PC, STATUS_REGISTER, STEPS } from './registers.ts'
import { isHalted, step } from './run.ts'
import type { RunLimit } from './run.ts'
import type { MachineState } from './state.ts'

/** What was about to happen before a step. */
export interface StepOrigin {
  /** A value of STATUS: an instruction at `pc` iff it is STATUS.Running. */
  readonly status: number
  readonly pc: number
  readonly gas: bigint
}

export interface Observer {
  /** Called before each step; returning true stops the run there. */
  readonly beforeStep?: (state: MachineState) => boolean
  /** Called after each step. */
  readonly afterStep?: (state: MachineState, origin: StepOrigin) => void
}

export type StopReason = 'halted' | 'limit' | 'stopped'

/** As `run`, step by step. The observer may read the state, not change it. */
export function runObserved(
  state: MachineState,
  observer: Observer,
  { untilStep }: RunLimit = {},
): StopReason {
  while (!isHalted(state)) {
    if (untilStep !== undefined && register(state, STEPS) >= untilStep) return 'limit'
    if (observer.beforeStep?.(state) === true) return 'stopped'
    const origin: StepOrigin = {
      status: state.registers[STATUS_REGISTER] ?? 0,
      pc: state.registers[PC] ?? 0,
      gas: register(state, GAS),
    }
    step(state)
    observer.afterStep?.(state, origin)
  }
  return 'halted'
}
