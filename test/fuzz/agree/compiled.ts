// The compiled engine against the interpreter's states: to the end, through stops, and with hand-overs between the engines.
import { createJit } from '../../../vm/jit/engine.ts'
import type { Jit } from '../../../vm/jit/engine.ts'
import { restoreCheckpoint, takeCheckpoint } from '../../../vm/machine/checkpoint.ts'
import { run, step } from '../../../vm/machine/run.ts'
import { forkMachine } from '../../../vm/machine/state.ts'
import type { MachineState } from '../../../vm/machine/state.ts'
import type { Random } from '../../support/random.ts'
import { Finding, agree } from '../tool/finding.ts'
import { agreeOnEnd, fingerprint } from './fingerprint.ts'
import { onShortStack } from './short-stack.ts'
import { hashedLater } from './side-hasher.ts'
import type { States } from './specified.ts'

/** One sort for all, since a smaller case may show it in another of the runs. */
const DISAGREE = 'compiled code disagrees with the interpreter'

export interface CompiledRun {
  readonly start: () => MachineState
  readonly end: MachineState
  readonly states: States
  /** Steps of the whole run. */
  readonly length: number
}

/** Runs to the end at once. Throws a finding also when compiled code did not run at all: then nothing would be tested. */
export function toTheEnd(jit: Jit, { start, end }: CompiledRun): void {
  const machine = start()
  const { memory } = machine
  jit.run(machine)
  const hadInstructions = end.results.some(({ trapName }) => trapName !== 'Refused')
  if (hadInstructions && machine.memory === memory)
    throw new Finding('the program was not compiled', 'the host refused its module or its memory')
  agreeOnEnd(DISAGREE, 'at once', end, machine)
}

/** Runs through some of the known states, one after another, and on to the end. Hashes are compared there, or begun there and told at the end. */
export function throughStops(
  jit: Jit,
  random: Random,
  { start, end, states }: CompiledRun,
  stops: number,
): void {
  const machine = start()
  const later: (() => void)[] = []
  for (const at of someOf(random, [...states.keys()], stops)) {
    jit.run(machine, { untilStep: BigInt(at) })
    if (random.below(3) === 0) later.push(hashedLater(DISAGREE, states, at, machine))
    else compare('stopped', states, at, machine)
  }
  jit.run(machine)
  for (const check of later) check()
  agreeOnEnd(DISAGREE, 'after stops', end, machine)
}

/**
 * From earlier states straight to later ones: stops that no stop before has prepared. The earlier states are checkpoints, restored into the one
 * machine that runs them all.
 */
export function straightTo(jit: Jit, random: Random, { start, states }: CompiledRun, stops: number): void {
  const machine = start()
  const saved = [{ at: 0, checkpoint: takeCheckpoint(machine) }]
  const known = [...states.keys()]
  for (let i = 0; i < stops; i++) {
    const from = random.pick(saved)
    restoreCheckpoint(machine, from.checkpoint)
    compare('restored from a checkpoint', states, from.at, machine)
    const at = random.pick(known)
    if (at < from.at) continue
    jit.run(machine, { untilStep: BigInt(at) })
    compare('straight from an earlier state', states, at, machine)
    if (random.below(4) === 0) saved.push({ at, checkpoint: takeCheckpoint(machine) })
  }
}

/** Hands the machine from engine to engine at random steps: compiled, interpreted, stepped, forked. */
export function handedOver(jit: Jit, random: Random, { start, end, states, length }: CompiledRun): void {
  let machine = start()
  const compiled = (untilStep: bigint): void => jit.run(machine, { untilStep })
  const engines: readonly ((until: bigint) => void)[] = [
    ...Array.from({ length: 6 }, () => compiled),
    ...[1, 2, 3, 4].map(() => (untilStep: bigint) => run(machine, { untilStep })),
    (untilStep) => {
      step(machine)
      jit.run(machine, { untilStep })
    },
    (untilStep) => run((machine = forkMachine(machine)), { untilStep }),
    (untilStep) => {
      const checkpoint = takeCheckpoint(machine)
      machine = start()
      restoreCheckpoint(machine, checkpoint)
      jit.run(machine, { untilStep })
    },
    (untilStep) => createJit(machine.program).run(machine, { untilStep }),
    (untilStep) => onShortStack(0.1 + random.below(20) / 100, () => compiled(untilStep)),
  ]
  const longest = Math.max(2, Math.floor(length / (1 + random.below(12))))
  for (let at = 0, hands = 0; at < length && hands < 40; hands++) {
    at = Math.min(length, at + 1 + random.below(longest))
    random.pick(engines)(BigInt(at))
    if (states.has(at)) compare('handed between engines', states, at, machine)
  }
  if (random.below(2) === 0) jit.run(machine)
  else run(machine)
  agreeOnEnd(DISAGREE, 'handed between engines', end, machine)
}

function compare(how: string, states: States, at: number, machine: MachineState): void {
  agree(DISAGREE, `${how}, after ${at} steps`, states.get(at) ?? '', fingerprint(machine))
}

/** So many of these numbers, ascending. */
function someOf(random: Random, from: readonly number[], count: number): number[] {
  if (from.length <= count) return [...from].sort((x, y) => x - y)
  return [...new Set(Array.from({ length: count }, () => random.pick(from)))].sort((x, y) => x - y)
}
