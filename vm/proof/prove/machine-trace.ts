// Traces of the real machine: what managers play disputes from.
import {
  type Checkpoint,
  checkpointBytes,
  restoreCheckpoint,
  takeCheckpoint,
  workOf,
} from '../../machine/checkpoint.ts'
import type { SideHasher } from '../../hash/side-hasher.ts'
import { machineHash, machineHashLater } from '../../machine/header.ts'
import { register } from '../../machine/lifecycle.ts'
import { STEPS } from '../../machine/registers.ts'
import { type RunLimit, isHalted, run, step } from '../../machine/run.ts'
import { type MachineInput, type MachineState, createMachine } from '../../machine/state.ts'
import { watchMachine } from '../../machine/watch.ts'
import { type Trace, type TraceMachine, type TraceOptions, createTrace } from '../trace.ts'
import { proveHalted, proveStep } from './prove.ts'

/** What runs machines: the interpreter's `run`, or a compiled engine's. */
export type RunMachine = (state: MachineState, limit: RunLimit) => void

/**
 * The machine of a reference block as a `TraceMachine`. Spread and override parts of it for an altered machine: `runTo` and `step`. With a side hasher, hashes
 * of many states are taken while the machine runs on.
 */
export function machineFor(
  input: MachineInput,
  runMachine: RunMachine = run,
  hasher?: SideHasher,
): TraceMachine<MachineState, Checkpoint> {
  return {
    start: () => createMachine(input),
    save: takeCheckpoint,
    restore: restoreCheckpoint,
    runTo: (state, steps) => runMachine(state, { untilStep: steps }),
    steps: (state) => register(state, STEPS),
    work: workOf,
    savedBytes: (saved) => saved.ram.copiedBytes,
    heldBytes: checkpointBytes,
    halted: isHalted,
    step,
    watch: watchMachine,
    hash: machineHash,
    ...(hasher !== undefined && { hashLater: (state: MachineState) => machineHashLater(state, hasher) }),
    prove: proveStep,
    proveHalted,
  }
}

/** Runs a reference block and keeps what it takes to answer for any of its steps. */
export function createMachineTrace(
  input: MachineInput,
  options: TraceOptions & { readonly run?: RunMachine; readonly hasher?: SideHasher } = {},
): Trace<MachineState> {
  const storage = input.storage.fork()
  return createTrace(machineFor({ ...input, storage }, options.run, options.hasher), options)
}
