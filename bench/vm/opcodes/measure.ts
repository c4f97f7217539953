// Nanoseconds of one instruction in each engine: a loop that does it many times, less the loop without it; and the verification of its step.
import { createJit } from '../../../vm/jit/engine.ts'
import { machineHash } from '../../../vm/machine/header.ts'
import { inspect } from '../../../vm/machine/inspect.ts'
import { run, step } from '../../../vm/machine/run.ts'
import type { MachineState } from '../../../vm/machine/state.ts'
import type { Program } from '../../../vm/program/image.ts'
import { validateProgram } from '../../../vm/program/validator/validate.ts'
import { proveStep } from '../../../vm/proof/prove/prove.ts'
import { verifyStep } from '../../../vm/proof/verify/verify-step.ts'
import type { StorageTree } from '../../../vm/storage/storage-tree.ts'
import { testEntry, testMachine } from '../../../vm/testing.ts'
import { COPIES, measuredProgram, singleProgram } from './programs.ts'
import type { Subject } from './programs.ts'

/** A storage, and the power of two of keys in it. */
export interface Keys {
  readonly storage: StorageTree
  readonly bits: number
}

type Runner = (state: MachineState) => void

const GAS = 1n << 45n
const ROUNDS_FACTOR = 8
const CALIBRATION_RUNS = 4

/** Least milliseconds of a round of the loop with the subject, and without it. Interference only adds to either. */
export interface RoundTimes {
  readonly full: number
  readonly empty: number
}

export const UNMEASURED: RoundTimes = { full: Infinity, empty: Infinity }

/** Nanoseconds of one instruction: what is too quick to tell from none counts as the least that can be told. */
export function nanosecondsOf({ full, empty }: RoundTimes): number {
  return Math.max(LEAST, ((full - empty) * 1e6) / COPIES)
}

const LEAST = 0.05

export interface Effort {
  /** Milliseconds of one execution of the loop. */
  readonly milliseconds: number
  readonly repetitions: number
}

/** Compiled code. What hashing a change costs at the end of the block belongs to it. */
export function compiledTimes(subject: Subject, keys: Keys, effort: Effort): RoundTimes {
  return engineTimes(subject, keys, effort, (program) => {
    const jit = createJit(program)
    return (state) => jit.run(state)
  })
}

export function interpretedTimes(subject: Subject, keys: Keys, effort: Effort): RoundTimes {
  return engineTimes(subject, keys, effort, () => (state) => run(state))
}

function engineTimes(
  subject: Subject,
  keys: Keys,
  { milliseconds, repetitions }: Effort,
  runnerOf: (program: Program) => Runner,
): RoundTimes {
  const prepared = (rounds: number, copies: 0 | typeof COPIES): (() => number) => {
    const program = measuredProgram(subject, rounds, copies, keys.bits)
    const validation = validateProgram(program)
    if (!validation.ok) throw new Error(`${subject.name}: ${validation.problems[0]?.message}`)
    const runner = runnerOf(program)
    return () => timeOf(program, runner, keys.storage)
  }
  const most = Math.max(1, Math.floor(subject.most / COPIES))
  // A run has a beginning and an end of its own, such as a new memory: the loop has to take as long as told beyond that.
  let rounds = 1
  const least = leastOfRuns(prepared(rounds, COPIES))
  for (let time = 0; time < least + milliseconds && rounds < most;) {
    rounds = Math.min(most, rounds * ROUNDS_FACTOR)
    time = leastOfRuns(prepared(rounds, COPIES))
  }
  const full = prepared(rounds, COPIES)
  const empty = prepared(rounds, 0)
  let times = UNMEASURED
  for (let repetition = 0; repetition < repetitions; repetition++) {
    times = leastOf(times, { full: full() / rounds, empty: empty() / rounds })
  }
  return times
}

function leastOfRuns(execute: () => number): number {
  return Math.min(...Array.from({ length: CALIBRATION_RUNS }, execute))
}

export function leastOf(x: RoundTimes, y: RoundTimes): RoundTimes {
  return { full: Math.min(x.full, y.full), empty: Math.min(x.empty, y.empty) }
}

/**
 * Milliseconds of one block with this program, its roots included. By the clock on the wall, since what the system says of a thread's time is as old as its last
 * tick: executions are short enough that many of them are not interrupted, and the least of many counts.
 */
function timeOf(program: Program, runner: Runner, storage: StorageTree): number {
  const state = testMachine(program, { inbox: [testEntry({ gas: GAS })], storage })
  const start = performance.now()
  runner(state)
  state.storage.root()
  state.outbox.root()
  state.events.root()
  const time = performance.now() - start
  const [result] = state.results
  if (result?.trap !== 0) throw new Error(`trapped: ${result?.trapName} at ${result?.place}`)
  return time
}

/** The least nanoseconds that consensus takes to verify the step, and the bytes of its proof. */
export function verifiedStep(
  subject: Subject,
  { storage, bits }: Keys,
  repetitions: number,
): { readonly nanoseconds: number; readonly bytes: number } {
  const { program, pc } = singleProgram(subject, bits)
  const state = testMachine(program, { inbox: [testEntry({ gas: GAS })], storage })
  step(state)
  while (inspect(state).pc !== pc) step(state)
  const hash = machineHash(state)
  const proof = proveStep(state)
  let least = Infinity
  for (let i = 0; i < repetitions; i++) {
    const start = performance.now()
    const verdict = verifyStep(hash, proof)
    least = Math.min(least, performance.now() - start)
    if (!verdict.ok) throw new Error(`${subject.name}: ${verdict.reason}`)
  }
  return { nanoseconds: least * 1e6, bytes: proof.length }
}
