// The compiled engine against the interpreter's states: to the end, through stops, and with hand-overs between the engines.
import { createJit } from '../../../vm/jit/engine.ts'
import type { Jit } from '../../../vm/jit/engine.ts'
import { run, step } from '../../../vm/machine/run.ts'
import { forkMachine } from '../../../vm/machine/state.ts'
import type { MachineState } from '../../../vm/machine/state.ts'
import type { Random } from '../../support/random.ts'
import { Finding, agree } from '../tool/finding.ts'
import { agreeOnEnd, fingerprint } from './fingerprint.ts'
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

/** Runs through some of the known states, one after another, and on to the end. */
export function throughStops(
  jit: Jit,
  random: Random,
  { start, end, states }: CompiledRun,
  stops: number,
): void {
  const machine = start()
  for (const at of someOf(random, [...states.keys()], stops)) {
    jit.run(machine, { untilStep: BigInt(at) })
    compare('stopped', states, at, machine)
  }
  jit.run(machine)
  agreeOnEnd(DISAGREE, 'after stops', end, machine)
}

/** From one state straight to a later one, for each of some pairs: stops that no earlier stop has prepared. */
export function straightTo(jit: Jit, random: Random, { start, states }: CompiledRun, stops: number): void {
  const behind = start()
  for (const at of someOf(random, [...states.keys()], stops)) {
    const ahead = forkMachine(behind)
    jit.run(ahead, { untilStep: BigInt(at) })
    compare('straight from an earlier state', states, at, ahead)
    if (random.below(3) === 0) run(behind, { untilStep: BigInt(random.below(at + 1)) })
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
    (untilStep) => createJit(machine.program).run(machine, { untilStep }),
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
