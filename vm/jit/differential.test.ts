// The interpreter is the specification: compiled code agrees with it at every stop, in hash, steps, gas, traps and results.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomInbox, randomProgram } from '../../test/support/random-program.ts'
import { randomFrom } from '../../test/support/random.ts'
import { inspect } from '../machine/inspect.ts'
import { run } from '../machine/run.ts'
import { forkMachine } from '../machine/state.ts'
import type { MachineState } from '../machine/state.ts'
import type { Program } from '../program/image.ts'
import { testEntry, testMachine } from '../testing.ts'
import { createJit } from './engine.ts'
import type { Jit } from './engine.ts'
import { everythingOf } from './testing.ts'

const GAS = 40_000n
const seeds = fc.integer({ min: 0, max: 0xffff_ffff })

function machinesOf(program: Program, seed: number): { compiled: MachineState; specified: MachineState } {
  const inbox = [testEntry({ gas: GAS, payload: randomFrom(seed).bytes(200) }), ...randomInbox(seed, GAS)]
  return { compiled: testMachine(program, { inbox }), specified: testMachine(program, { inbox }) }
}

function total(program: Program, seed: number): bigint {
  const { specified } = machinesOf(program, seed)
  run(specified)
  return inspect(specified).steps
}

describe('compiled random programs', () => {
  it('end as interpreted ones', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const program = randomProgram(seed)
        const { compiled, specified } = machinesOf(program, seed)
        createJit(program).run(compiled)
        run(specified)
        expect(everythingOf(compiled)).toEqual(everythingOf(specified))
      }),
      { numRuns: 120 },
    )
  })

  it('stop exactly at random steps, and go on from there', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.nat(10_000), { minLength: 1, maxLength: 6 }), (seed, fractions) => {
        const program = randomProgram(seed)
        const steps = total(program, seed)
        const { compiled, specified } = machinesOf(program, seed)
        const jit = createJit(program)
        for (const fraction of fractions.sort((x, y) => x - y)) {
          const untilStep = (steps * BigInt(fraction)) / 10_000n
          jit.run(compiled, { untilStep })
          run(specified, { untilStep })
          expect(everythingOf(compiled)).toEqual(everythingOf(specified))
        }
        jit.run(compiled)
        run(specified)
        expect(everythingOf(compiled)).toEqual(everythingOf(specified))
      }),
      { numRuns: 60 },
    )
  })

  it('pass between the engines at any step', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 }),
        (seed, lengths) => {
          const program = randomProgram(seed)
          const { compiled, specified } = machinesOf(program, seed)
          const jit = createJit(program)
          let machine = compiled
          let untilStep = 0n
          const engines: readonly Jit[] = [
            jit,
            { run },
            { run: (state, limit) => run((machine = forkMachine(state)), limit) },
          ]
          lengths.forEach((length, i) => {
            untilStep += BigInt(length)
            engines[i % engines.length]!.run(machine, { untilStep })
          })
          jit.run(machine)
          run(specified)
          expect(everythingOf(machine)).toEqual(everythingOf(specified))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('stop at every step of short runs', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const program = randomProgram(seed)
        const { specified } = machinesOf(program, seed)
        const jit = createJit(program)
        const steps = total(program, seed)
        // A machine from the start for each stop would take a memory each: forks of one that follows behind run a stretch.
        const behind = machinesOf(program, seed).compiled
        for (let untilStep = 0n; untilStep <= steps && untilStep < 60n; untilStep++) {
          run(specified, { untilStep })
          const ahead = forkMachine(behind)
          jit.run(ahead, { untilStep })
          expect(everythingOf(ahead)).toEqual(everythingOf(specified))
          if (untilStep % 7n === 0n) run(behind, { untilStep: untilStep - 5n })
        }
      }),
      { numRuns: 4 },
    )
  })
})
