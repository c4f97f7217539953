// A machine in the memory of one that is done is as a machine in a new one.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomInbox, randomProgram } from '../../test/support/random-program.ts'
import { everythingOf } from '../jit/testing.ts'
import { createJit } from '../jit/engine.ts'
import { testMachine } from '../testing.ts'
import { run } from './run.ts'
import { forkMachine, recycleMachine } from './state.ts'
import type { MachineState } from './state.ts'

const seeds = fc.integer({ min: 0, max: 0xffff_ffff })

function machineOf(seed: number): MachineState {
  return testMachine(randomProgram(seed), { inbox: randomInbox(seed, 9000n) })
}

describe('recycled memory', () => {
  it('holds nothing of the machine before, wherever that one stopped', () => {
    fc.assert(
      fc.property(seeds, seeds, fc.nat(600), fc.boolean(), (before, seed, steps, isHashed) => {
        const done = machineOf(before)
        const { memory } = done
        run(done, { untilStep: BigInt(steps) })
        if (isHashed) everythingOf(done)
        recycleMachine(done)
        const [recycled, fresh] = [machineOf(seed), machineOf(seed)]
        expect(recycled.memory).toBe(memory)
        expect(fresh.memory).not.toBe(memory)
        for (const untilStep of [0n, 100n, 400n]) {
          for (const machine of [recycled, fresh]) run(machine, { untilStep })
          expect(everythingOf(recycled)).toEqual(everythingOf(fresh))
        }
        for (const machine of [recycled, fresh]) run(machine)
        expect(everythingOf(forkMachine(recycled))).toEqual(everythingOf(fresh))
        expect(everythingOf(recycled)).toEqual(everythingOf(fresh))
      }),
      { numRuns: 25 },
    )
  })

  it('holds nothing of the machine before in the memory of compiled code either', () => {
    fc.assert(
      fc.property(seeds, seeds, seeds, fc.nat(600), (code, before, seed, steps) => {
        const program = testMachine(randomProgram(code)).program
        const jit = createJit(program)
        const done = testMachine(program, { inbox: randomInbox(before, 9000n) })
        jit.run(done, { untilStep: BigInt(steps) })
        const { memory } = done
        jit.recycle(done)
        const inbox = randomInbox(seed, 9000n)
        const [recycled, fresh] = [testMachine(program, { inbox }), testMachine(program, { inbox })]
        for (const untilStep of [100n, 400n, undefined]) {
          const limit = untilStep === undefined ? {} : { untilStep }
          jit.run(recycled, limit)
          run(fresh, limit)
          expect(recycled.memory).toBe(memory)
          expect(everythingOf(recycled)).toEqual(everythingOf(fresh))
        }
      }),
      { numRuns: 25 },
    )
  })

  it('is that which a machine left when compiled code moved it', () => {
    const program = testMachine(randomProgram(1)).program
    const jit = createJit(program)
    const moved = testMachine(program, { inbox: randomInbox(2, 9000n) })
    run(moved, { untilStep: 200n })
    const left = moved.memory
    jit.run(moved, { untilStep: 400n })
    expect(moved.memory).not.toBe(left)
    const [next, fresh] = [machineOf(3), machineOf(3)]
    expect(next.memory).toBe(left)
    for (const machine of [next, fresh]) run(machine)
    expect(everythingOf(next)).toEqual(everythingOf(fresh))
  })

  it('is not that of a machine that compiled code has moved', () => {
    const moved = machineOf(1)
    createJit(moved.program).run(moved, { untilStep: 50n })
    const { memory } = moved
    recycleMachine(moved)
    expect(machineOf(1).memory).not.toBe(memory)
  })
})
