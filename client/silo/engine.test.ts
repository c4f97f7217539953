// Which engine runs what: short runs and distrusted programs are interpreted, long ones compiled, and nobody can tell from the state.
import { describe, expect, it } from 'vitest'
import { createJit } from '../../vm/jit/engine.ts'
import { everythingOf } from '../../vm/jit/testing.ts'
import { run } from '../../vm/machine/run.ts'
import { forkMachine } from '../../vm/machine/state.ts'
import type { Program } from '../../vm/program/image.ts'
import { testMachine, testProgram } from '../../vm/testing.ts'
import { createCompiledEngine, INTERPRETED_STEPS } from './engine.ts'

const LONG = `
        ldi [9] 30000
  loop: addu [10] [10] [8]
        addui [8] [8] 1
        jltu [8] [9] loop
        end {8}`

function counting(): {
  readonly engine: ReturnType<typeof createCompiledEngine>
  readonly runs: () => number
} {
  let runs = 0
  const engine = createCompiledEngine((program: Program) => {
    const jit = createJit(program)
    return {
      run(state, limit) {
        runs++
        jit.run(state, limit)
      },
    }
  })
  return { engine, runs: () => runs }
}

describe('the engine of peacetime', () => {
  it('interprets what is short', () => {
    const { engine, runs } = counting()
    const [machine, specified] = [testMachine(LONG), testMachine(LONG)]
    engine.runTo(machine, INTERPRETED_STEPS.ofNewProgram)
    engine.runTo(testMachine('end {8}'))
    run(specified, { untilStep: INTERPRETED_STEPS.ofNewProgram })
    expect(runs()).toBe(0)
    expect(everythingOf(machine)).toEqual(everythingOf(specified))
  })

  it('compiles what goes on, and stops and goes on anywhere', () => {
    const { engine, runs } = counting()
    const [machine, specified] = [testMachine(LONG), testMachine(LONG)]
    for (const untilStep of [40_000n, 40_001n, 41_000n, undefined]) {
      engine.runTo(machine, untilStep)
      run(specified, untilStep === undefined ? {} : { untilStep })
      expect(everythingOf(machine)).toEqual(everythingOf(specified))
    }
    expect(runs()).toBe(4)
  })

  it('interprets every program with the code of a distrusted one', () => {
    const { engine, runs } = counting()
    const machine = testMachine(LONG)
    engine.runTo(machine, 40_000n)
    engine.check?.distrust(testProgram(LONG))
    for (const state of [machine, forkMachine(machine), testMachine(LONG)]) engine.runTo(state)
    engine.runTo(testMachine(LONG.replace('30000', '30001')))
    expect(runs()).toBe(2)
  })
})
