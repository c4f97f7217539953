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
import { threadTime } from '../../harness/measure.ts'
import { quantile } from '../../harness/statistics.ts'
import { COPIES, measuredProgram, singleProgram } from './programs.ts'
import type { Subject } from './programs.ts'

/** A storage, and the power of two of keys in it. */
export interface Keys {
  readonly storage: StorageTree
  readonly bits: number
}

type Runner = (state: MachineState) => void

const GAS = 1n << 45n
const LEAST = 0.05
const CALIBRATION_ROUNDS = 64
const REPETITIONS = 10

/** Nanoseconds in compiled code. What hashing a change costs at the end of the block belongs to it. */
export function compiledTime(subject: Subject, keys: Keys, milliseconds: number): number {
  return engineTime(subject, keys, milliseconds, (program) => {
    const jit = createJit(program)
    return (state) => jit.run(state)
  })
}

export function interpretedTime(subject: Subject, keys: Keys, milliseconds: number): number {
  return engineTime(subject, keys, milliseconds, () => (state) => run(state))
}

function engineTime(
  subject: Subject,
  keys: Keys,
  milliseconds: number,
  runnerOf: (program: Program) => Runner,
): number {
  const prepared = (rounds: number, copies: 0 | typeof COPIES): (() => number) => {
    const program = measuredProgram(subject, rounds, copies, keys.bits)
    const validation = validateProgram(program)
    if (!validation.ok) throw new Error(`${subject.name}: ${validation.problems[0]?.message}`)
    const runner = runnerOf(program)
    return () => timeOf(program, runner, keys.storage)
  }
  const most = Math.max(1, Math.floor(subject.most / COPIES))
  const calibration = Math.min(CALIBRATION_ROUNDS, most)
  const small = prepared(calibration, COPIES)
  small()
  const estimate = Math.max(small() / calibration, 1e-5)
  const rounds = Math.min(most, Math.max(calibration, Math.round(milliseconds / estimate)))
  const full = prepared(rounds, COPIES)
  const empty = prepared(rounds, 0)
  // The least of several: whatever else the computer does only adds. The first ones run in code that is made quickly and replaced.
  let [least, leastEmpty] = [Infinity, Infinity]
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    least = Math.min(least, full())
    leastEmpty = Math.min(leastEmpty, empty())
  }
  return Math.max(LEAST, ((least - leastEmpty) * 1e6) / (rounds * COPIES))
}

/** Milliseconds of one block with this program, its roots included. */
function timeOf(program: Program, runner: Runner, storage: StorageTree): number {
  const state = testMachine(program, { inbox: [testEntry({ gas: GAS })], storage })
  const start = threadTime()
  runner(state)
  state.storage.root()
  state.outbox.root()
  state.events.root()
  const time = threadTime() - start
  const [result] = state.results
  if (result?.trap !== 0) throw new Error(`trapped: ${result?.trapName} at ${result?.place}`)
  return time
}

/** Nanoseconds that consensus takes to verify the step, and the bytes of its proof. */
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
  const times: number[] = []
  for (let i = 0; i < repetitions; i++) {
    const start = performance.now()
    const verdict = verifyStep(hash, proof)
    times.push(performance.now() - start)
    if (!verdict.ok) throw new Error(`${subject.name}: ${verdict.reason}`)
  }
  const sorted = times.toSorted((x, y) => x - y)
  return { nanoseconds: quantile(sorted, 0.5) * 1e6, bytes: proof.length }
}
