// The differential check of one scenario: interpreter, step verifier, compiled engine and seekable traces agree on it.
import { createJit } from '../../../vm/jit/engine.ts'
import { register } from '../../../vm/machine/lifecycle.ts'
import { STEPS } from '../../../vm/machine/registers.ts'
import { run } from '../../../vm/machine/run.ts'
import { recycleMachine } from '../../../vm/machine/state.ts'
import type { MachineInput, MachineState } from '../../../vm/machine/state.ts'
import { instructionAt } from '../../../vm/program/image.ts'
import { opcodeOf } from '../../../vm/program/instruction.ts'
import { levelPoints } from '../../../vm/proof/history.ts'
import { createMachineTrace } from '../../../vm/proof/prove/machine-trace.ts'
import { verifyStep } from '../../../vm/proof/verify/verify-step.ts'
import type { StorageTree } from '../../../vm/storage/storage-tree.ts'
import type { Random } from '../../support/random.ts'
import { goalName } from '../programs/goals.ts'
import { inputFor, machineFor, storageFor } from '../programs/scenario.ts'
import type { Scenario } from '../programs/scenario.ts'
import type { Coverage } from '../tool/coverage.ts'
import { agree } from '../tool/finding.ts'
import { handedOver, straightTo, throughStops, toTheEnd } from './compiled.ts'
import type { CompiledRun } from './compiled.ts'
import { agreeOnEnd, hexOf } from './fingerprint.ts'
import { hashOf, sideHasher } from './side-hasher.ts'
import { specified } from './specified.ts'
import type { ProvedStep } from './specified.ts'
import { walk } from './walk.ts'
import type { Walk } from './walk.ts'

/** Topics of the coverage. */
export const ENGINES = ['interpreter', 'compiled', 'verifier'] as const

/** Runs up to this long are compared and proved at every step, others at chosen ones. */
const SHORT = 120
/** Steps that are looked at in longer runs. */
const CHOSEN = 40
const PROVED = 16
/** Runs from a checkpoint straight to a later step. */
const STRAIGHT_STOPS = 12
/** From here on, checkpoints of traces come into play. */
const LONG = 4096
/** And from here on, a run is only compared at its end and at few stops. */
const VERY_LONG = 1_000_000
const SEEKING = 'a trace finds another state'
/** A message that traps ends with the trap, the refund and the receipt. */
const AFTER_TRAP = 3

export interface Checked {
  readonly coverage: Coverage
  readonly onProof?: (step: ProvedStep) => void
}

/** Throws a finding where two of them differ. */
export function checkScenario(scenario: Scenario, random: Random, checked: Checked): void {
  let storage = storageFor(scenario)
  for (let block = 0; block < scenario.blocks.length; block++)
    storage = checkBlock(scenario, block, storage, random, checked)
}

/** Gives the storage after the block. */
function checkBlock(
  scenario: Scenario,
  block: number,
  storage: StorageTree,
  random: Random,
  { coverage, onProof }: Checked,
): StorageTree {
  const start = (): MachineState => machineFor(scenario, block, storage)
  const end = start()
  const seen = walk(end)
  run(end)
  const length = Number(register(end, STEPS))
  const names = [...seen.steps, ...trapsBeyond(end, seen.steps.length)]
  for (const name of names) coverage.add('interpreter', name)
  const stops = chooseStops(random, length, seen, end)
  const proved = length <= SHORT ? new Set(stops) : toProve(random, stops, seen)
  const stepped = start()
  const states = specified(stepped, stops, proved, (step) => {
    coverage.add('verifier', step.name)
    onProof?.(step)
  })
  run(stepped)
  agreeOnEnd('the interpreter disagrees with itself', 'after stops', end, stepped)
  const compiled = { start, end, states, length }
  checkCompiled(compiled, random)
  for (const name of names) coverage.add('compiled', name)
  if (length > LONG && length < VERY_LONG) checkSeeking(inputFor(scenario, block, storage), random, compiled)
  // Machines to come live in what these leave behind.
  for (const done of [stepped, end]) recycleMachine(done)
  return end.storage
}

/** Traps of messages that end beyond what was walked. */
function trapsBeyond(end: MachineState, walked: number): string[] {
  return end.results
    .filter(({ firstStep, steps, trap }) => trap !== 0 && Number(firstStep + steps) - AFTER_TRAP > walked)
    .map(({ place, trapName }) =>
      goalName({ step: opcodeOf(instructionAt(end.program, place))?.name ?? '', outcome: trapName }),
    )
}

/** Making a machine takes longer than most runs, so that not every case does everything. */
function checkCompiled(compiled: CompiledRun, random: Random): void {
  const jit = createJit(compiled.end.program)
  toTheEnd(jit, compiled)
  if (compiled.length > VERY_LONG) return throughStops(jit, random, compiled, 4)
  if (random.below(2) === 0) throughStops(jit, random, compiled, 1 + random.below(CHOSEN))
  else handedOver(jit, random, compiled)
  if (random.below(3) === 0) straightTo(jit, random, compiled, STRAIGHT_STOPS)
}

/** A trace, made by either engine, with many checkpoints or few, with a second thread that hashes or without, gives the states of a plain run in any order, and proofs of their steps. */
function checkSeeking(input: MachineInput, random: Random, { states, end }: CompiledRun): void {
  const jit = createJit(input.program)
  const hasher = random.below(2) === 0 ? sideHasher() : undefined
  const trace = createMachineTrace(input, {
    checkpoints: 1 + random.below(6),
    recent: random.below(3),
    memory: random.pick([1, 100_000, 1 << 26]),
    run: random.below(2) === 0 ? run : (state, limit) => jit.run(state, limit),
    ...(hasher !== undefined && { hasher }),
  })
  agree(SEEKING, 'length', `${register(end, STEPS)}`, `${trace.length}`)
  const known = [...states]
  for (let i = 0; i < 6; i++) {
    const [at, state] = random.pick(known)
    const hash = trace.hashAt(BigInt(at))
    agree(SEEKING, `after ${at} steps`, hashOf(state), hexOf(hash))
    const next = states.get(at + 1)
    if (next === undefined || random.below(2) === 0) continue
    const verdict = verifyStep(hash, trace.proofAt(BigInt(at)))
    agree(SEEKING, `proof of step ${at}`, hashOf(next), verdict.ok ? hexOf(verdict.next) : verdict.reason)
  }
  const [from, to] = [random.pick(known)[0], random.pick(known)[0]].sort((x, y) => x - y)
  const points = levelPoints(BigInt(from ?? 0), BigInt(to ?? 0))
  trace.levelHashes(BigInt(from ?? 0), BigInt(to ?? 0)).forEach((hash, i) => {
    const state = states.get(Number(points[i]))
    if (state !== undefined) agree(SEEKING, `level hash at ${points[i]}`, hashOf(state), hexOf(hash))
  })
}

/** Where to compare: everywhere in short runs; in longer ones around whatever is special, at block boundaries, and anywhere. */
function chooseStops(random: Random, length: number, { boundaries }: Walk, end: MachineState): number[] {
  if (length <= SHORT) return Array.from({ length: length + 1 }, (_, at) => at)
  const chosen = new Set<number>([0, length])
  for (let i = 0; i < CHOSEN; i++) {
    chosen.add(random.below(length + 1))
    if (boundaries.length > 0) chosen.add(random.pick(boundaries))
  }
  for (const { firstStep, steps } of end.results) {
    chosen.add(Number(firstStep))
    for (let back = 0; back <= AFTER_TRAP; back++) chosen.add(Number(firstStep + steps) - back)
  }
  return [...chosen].sort((x, y) => x - y)
}

/** Of each sort of step some, the rarest of this run first. */
function toProve(random: Random, stops: readonly number[], { steps }: Walk): Set<number> {
  const counts = new Map<string, number>()
  for (const name of steps) counts.set(name, (counts.get(name) ?? 0) + 1)
  const countOf = (at: number): number => counts.get(steps[at] ?? '') ?? 0
  const rarest = [...stops].sort((x, y) => countOf(x) - countOf(y) || x - y).slice(0, PROVED / 2)
  return new Set([...rarest, ...Array.from({ length: PROVED / 2 }, () => random.pick(stops))])
}
