// Traces: any step of a run again, in any order; where two runs part.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryOf, machineOf, programOfText } from '../../test/support/proved-run.ts'
import { machineHash } from '../machine/header.ts'
import type { Checkpoint } from '../machine/checkpoint.ts'
import { inspect } from '../machine/inspect.ts'
import { run } from '../machine/run.ts'
import { type MachineState, createMachine } from '../machine/state.ts'
import { createJit } from '../jit/engine.ts'
import { LEAF_WRITTEN } from '../merkle/memory-tree.ts'
import { RAM_BYTES } from '../spec/constants.ts'
import { LEVEL_INTERVALS, levelPoints, roundPoints } from './history.ts'
import { verifyHalted } from './halted.ts'
import { createMachineTrace, machineFor } from './prove/machine-trace.ts'
import { type TraceMachine, createTrace, firstDivergence } from './trace.ts'
import { verifyStep } from './verify/verify-step.ts'

// Fills a little heap and counts: about 5 steps a turn.
const WORK = programOfText(`
  ldc [8] heap
  ldi [9] 2000
again:
  andi [10] [9] 255
  shli [11] [10] 3
  add [11] [11] [8]
  st64 [9] [11] 0
  subui [9] [9] 1
  jnz [9] again
  movl {16} {8}
  sstore {16} {24}
  end {8}
.word heap 262144`)
const sample = machineOf(WORK, [entryOf({ gas: 1_000_000n }), entryOf({ gas: 9000n, value: 3n })])
const input = {
  program: sample.program,
  storage: sample.storage,
  inbox: sample.inbox,
  context: sample.context,
}

function freshHash(t: bigint): Uint8Array {
  const machine = createMachine(input)
  run(machine, { untilStep: t })
  return machineHash(machine)
}

describe('a trace of the interpreter', () => {
  const trace = createMachineTrace(input, { checkpoints: 4, recent: 3 })

  test('has the length of the run and ends halted', () => {
    const machine = createMachine(input)
    run(machine)
    expect(trace.length).toBe(inspect(machine).steps)
    expect(trace.length).toBeGreaterThan(15_000n)
    expect(trace.hashAt(trace.length)).toEqual(machineHash(machine))
    expect(verifyHalted(trace.hashAt(trace.length), trace.haltedWitness())).toMatchObject({
      ok: true,
      steps: trace.length,
    })
  })

  test('gives every step again, in any order', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, trace.length), (t) => {
        const state = trace.stateAt(t)
        expect(inspect(state).steps).toBe(t)
        expect(machineHash(state)).toEqual(freshHash(t))
        // The state is the caller's: running it on must not change the trace.
        run(state)
        expect(trace.hashAt(t)).toEqual(freshHash(t))
      }),
      { numRuns: 25 },
    )
  })

  test('after the end finds the halted machine, whose proof stays where it is', () => {
    const end = trace.hashAt(trace.length)
    expect(trace.hashAt(trace.length + 5n)).toEqual(end)
    expect(verifyStep(end, trace.proofAt(trace.length))).toEqual({ ok: true, next: end })
    expect(trace.levelHashes(trace.length - 1n, trace.length + 2n).slice(1)).toEqual([end, end, end])
    expect(() => trace.hashAt(-1n)).toThrow(RangeError)
  })

  test('told its length, right or wrong, has the same hashes of the level over all of it', () => {
    const expected = trace.levelHashes(0n, trace.length)
    for (const expectedLength of [trace.length, trace.length - 1n, trace.length + 1n, 7n, 0n, 10n ** 9n]) {
      const told = createMachineTrace(input, { checkpoints: 4, expectedLength })
      expect(told.length).toBe(trace.length)
      expect(told.levelHashes(0n, told.length)).toEqual(expected)
      expect(told.hashAt(777n)).toEqual(trace.hashAt(777n))
    }
  })

  test('level hashes are those at the sample points', () => {
    for (const [lo, hi] of [
      [0n, trace.length],
      [777n, 12_345n],
      [5000n, 5001n],
      [100n, 130n],
    ] as const) {
      const hashes = trace.levelHashes(lo, hi)
      const points = levelPoints(lo, hi)
      expect(hashes).toHaveLength(points.length)
      for (const at of [0, 1, points.length >> 1, points.length - 1])
        expect(hashes[at]).toEqual(freshHash(points[at]!))
    }
  })

  test('proofs lead from each hash to the next', () => {
    for (const t of [0n, 1n, 4096n, trace.length - 1n])
      expect(verifyStep(trace.hashAt(t), trace.proofAt(t))).toEqual({ ok: true, next: trace.hashAt(t + 1n) })
  })
})

describe('checkpoints', () => {
  /** Writes over a megabyte of the heap again and again: about 7 million steps. */
  const heavy = machineOf(
    programOfText(`
      ldc [8] heap
      ldi [9] 1000000
    again:
      mulu [10] [9] [12]
      addui [12] [12] 40503
      andi [10] [10] 131071
      shli [10] [10] 3
      add [10] [10] [8]
      st64 [9] [10] 0
      subui [9] [9] 1
      jnz [9] again
      end {8}
    .word heap 262144`),
    [entryOf({ gas: 1n << 40n })],
  )
  const heavyInput = { ...input, program: heavy.program, inbox: heavy.inbox, context: heavy.context }
  const jit = createJit(heavy.program)
  const MEGABYTE = 1 << 20

  test('stay within their number and memory, evenly spread, and give every step again, by either engine', () => {
    const bounds = { checkpoints: 16, memory: 10 * MEGABYTE }
    const compiled = createMachineTrace(heavyInput, { ...bounds, run: jit.run })
    const interpreted = createMachineTrace(heavyInput, bounds)
    for (const trace of [compiled, interpreted]) {
      const at = trace.checkpoints()
      expect(at.length).toBeGreaterThanOrEqual(6)
      expect(at.length).toBeLessThanOrEqual(16)
      expect(trace.checkpointBytes()).toBeLessThan(12 * MEGABYTE)
      const gaps = at.slice(1).map((t, i) => t - (at[i] ?? 0n))
      expect(gaps.every((gap) => gap < trace.length / 5n)).toBe(true)
    }
    for (const t of [5_000_000n, 3n, 1_234_567n, compiled.length, 1_234_568n])
      expect(compiled.hashAt(t)).toEqual(interpreted.hashAt(t))
    expect(compiled.levelHashes(100_000n, 4_000_000n)).toEqual(interpreted.levelHashes(100_000n, 4_000_000n))
  })

  test('share the pages that were not written between them', () => {
    const trace = createMachineTrace(input, { checkpoints: 1000 })
    expect(trace.checkpointBytes()).toBeLessThan(trace.checkpoints().length * 40_000)
  })
})

/** The interpreter with a fault: after step `at` a byte of RAM is wrong. From there on it computes honestly. */
function faulty(at: bigint): TraceMachine<MachineState, Checkpoint> {
  const honest = machineFor(input)
  return {
    ...honest,
    runTo: (state, steps) => {
      if (honest.steps(state) >= at || steps < at) return honest.runTo(state, steps)
      honest.runTo(state, at)
      state.ramBytes[RAM_BYTES - 1] = 1
      state.flags[state.flags.length - 1] = LEAF_WRITTEN
      honest.runTo(state, steps)
    },
  }
}

describe('two traces', () => {
  const honest = createMachineTrace(input)

  test('that agree have no divergence', () => {
    expect(firstDivergence(honest, createMachineTrace(input, { checkpoints: 2 }))).toBeUndefined()
  })

  test('part where the fault is', () => {
    // The fault must outlast its message, as a last message's RAM does: in the first one, roots don't tell.
    const second = 12_100n
    for (const at of [second, second + 1n, second + 1234n]) {
      const cheat = createTrace(faulty(at))
      expect(firstDivergence(honest, cheat)).toBe(at)
      expect(firstDivergence(cheat, honest)).toBe(at)
      // The proof that both can make shows the honest one right.
      const verdict = verifyStep(cheat.hashAt(at - 1n), cheat.proofAt(at - 1n))
      expect(verdict).toEqual({ ok: true, next: honest.hashAt(at) })
    }
  })

  test('that start differently part at 0', () => {
    const other = createMachineTrace({ ...input, inbox: [entryOf()] })
    expect(firstDivergence(honest, other)).toBe(0n)
  })
})

test('levels and rounds of a dispute end at the one step that two players differ on', () => {
  const fault = 13_579n
  const honest = createMachineTrace(input)
  const cheat = createTrace(faulty(fault))
  for (const arity of [2, 3, 16, 256]) {
    let [lo, hi] = [0n, honest.length]
    while (hi - lo > 1n) {
      const [right, wrong] = [honest.levelHashes(lo, hi), cheat.levelHashes(lo, hi)]
      let [first, last] = [0, Math.min(LEVEL_INTERVALS, Number(hi - lo))]
      while (last - first > 1) {
        const shown = roundPoints(first, last, arity)
        const i = shown.findIndex((at) => Buffer.compare(right[at]!, wrong[at]!) !== 0)
        ;[first, last] = [shown[i - 1]!, shown[i]!]
      }
      const points = levelPoints(lo, hi)
      ;[lo, hi] = [points[first]!, points[last]!]
    }
    expect(hi).toBe(fault)
  }
})

test('a machine that does not halt within the limit is refused', () => {
  expect(() => createMachineTrace(input, { limit: 500n })).toThrow('has not halted after 500 steps')
})
