// What the test of browsers runs in a page and in Node alike: the machine in both engines, and the compiler.
import { compile, memoryHost } from '../../compiler/index.ts'
import { fibProgram, matrixProgram, sieveProgram } from '../../bench/programs.ts'
import { createJit } from '../../vm/jit/engine.ts'
import { everythingOf } from '../../vm/jit/testing.ts'
import { inspect } from '../../vm/machine/inspect.ts'
import { run } from '../../vm/machine/run.ts'
import type { MachineState } from '../../vm/machine/state.ts'
import type { Program } from '../../vm/program/image.ts'
import { testEntry, testMachine, testProgram } from '../../vm/testing.ts'
import { randomInbox, randomProgram } from '../support/random-program.ts'

const GAS = 40_000n
const STOPS = 5n

/** Everything of the machine at each of five stops and at the end. */
export interface Answers {
  readonly compiled: readonly string[]
  readonly interpreted: readonly string[]
}

/** A random program. */
export function answersOfSeed(seed: number): Answers {
  const inbox = [testEntry({ gas: GAS }), ...randomInbox(seed, GAS)]
  return answers(randomProgram(seed), (program) => testMachine(program, { inbox }))
}

/** Programs that loop and recurse for long, so that compiled code is what runs them. */
export function answersOfPrograms(): readonly Answers[] {
  return [fibProgram(16), sieveProgram(5_000), matrixProgram(16)].map((text) =>
    answers(testProgram(text), (program) =>
      testMachine(program, { inbox: [testEntry({ gas: 1_000_000_000n })] }),
    ),
  )
}

function answers(program: Program, machine: (program: Program) => MachineState): Answers {
  const whole = machine(program)
  run(whole)
  const { steps } = inspect(whole)
  const stops = Array.from({ length: Number(STOPS) }, (_, i) => (steps * BigInt(i + 1)) / (STOPS + 1n))
  const jit = createJit(program)
  return {
    compiled: states(machine(program), jit.run, stops),
    interpreted: states(machine(program), run, stops),
  }
}

function states(state: MachineState, engine: typeof run, stops: readonly bigint[]): readonly string[] {
  const seen = stops.map((untilStep) => {
    engine(state, { untilStep })
    return textOf(state)
  })
  engine(state)
  return [...seen, textOf(state)]
}

function textOf(state: MachineState): string {
  return JSON.stringify(everythingOf(state), (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
}

/** The artifact of a source, as text. */
export function artifactOf(source: string): string {
  const { artifact, diagnostics } = compile(memoryHost({ 'main.silo': source }), 'main.silo')
  return JSON.stringify(artifact ?? diagnostics)
}
