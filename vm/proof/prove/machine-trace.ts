// Traces of the real machine: what managers play disputes from.
import { machineHash } from '../../machine/header.ts'
import { register } from '../../machine/lifecycle.ts'
import { STEPS } from '../../machine/registers.ts'
import { isHalted, run } from '../../machine/run.ts'
import { type MachineInput, type MachineState, createMachine, forkMachine } from '../../machine/state.ts'
import { type Trace, type TraceMachine, type TraceOptions, createTrace } from '../trace.ts'
import { proveHalted, proveStep } from './prove.ts'

/** The interpreter as a `TraceMachine`, starting from a reference block's input. Spread and override parts of it for an altered machine. */
export function interpreterFor(input: MachineInput): TraceMachine<MachineState> {
  return {
    start: () => createMachine(input),
    fork: forkMachine,
    runTo: (state, steps) => run(state, { untilStep: steps }),
    steps: (state) => register(state, STEPS),
    halted: isHalted,
    hash: machineHash,
    prove: proveStep,
    proveHalted,
  }
}

/** Runs a reference block and keeps what it takes to answer for any of its steps. */
export function createMachineTrace(input: MachineInput, options?: TraceOptions): Trace<MachineState> {
  const storage = input.storage.fork()
  return createTrace(interpreterFor({ ...input, storage }), options)
}
