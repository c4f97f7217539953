// Compiled code against hand-written WebAssembly of the same algorithms, and against the interpreter.
import type { Bench, Run } from '../harness/bench.ts'
import { inTurns } from '../harness/measure.ts'
import { atMost, atMostTimes, single } from '../harness/rows.ts'
import type { Row } from '../harness/rows.ts'
import { geometricMean } from '../harness/statistics.ts'
import { JIT_CASES, jitSides } from '../jit-rows.ts'
import type { JitCase } from '../jit-rows.ts'

const BY_HAND = 'hand-written'

/** What a case that misses its bound pays for; the profile of compiled code is in docs/jit.md. */
const CALLS = {
  why: 'a call writes a link of four words, flags its leaves, leaves its frame in RAM, and tests calls left, fuel and whether the callee has left, which lets the machine be stopped anywhere and carried on from RAM alone; and V8 inlines a small function that is written by hand deeper into itself than ours',
  next: 'inlining small functions when compiling, so that most calls are none',
}

async function measured({ quick }: Run, one: JitCase): Promise<Row> {
  const { interpreted, compiled, byHand } = jitSides(one, quick)
  const sides = await inTurns(
    [
      { name: 'silo', execute: compiled },
      { name: BY_HAND, execute: byHand },
    ],
    { warmUp: quick ? 1 : 5, rounds: quick ? 3 : 15, milliseconds: 20_000 },
  )
  const once = interpreted().milliseconds
  return {
    name: `jit: ${one.name}`,
    unit: 'ms',
    sides,
    goals: [atMostTimes(3, BY_HAND)],
    shortfall: CALLS,
    note: `the interpreter takes ${once.toFixed(0)} ms, once`,
  }
}

export const jitBench: Bench = {
  name: 'jit',
  group: 'vm',
  title: 'Compiled code against hand-written WebAssembly',
  about:
    'The same algorithms with the same checks of overflow, bounds and depth. Hand-written code keeps its values in locals and does no accounting of steps and gas; silo stops at any exact step, and carries on in either engine. Both are warm; the machine and its memory are new in each execution.',
  async run(run) {
    const rows: Row[] = []
    for (const one of JIT_CASES) {
      run.say(`  ${one.name}`)
      rows.push(await measured(run, one))
    }
    const ratios = rows.map(({ sides: [own, hand] }) => (own?.median ?? 0) / (hand?.median ?? 0))
    return {
      rows: [
        ...rows,
        {
          name: 'jit: geometric mean of all',
          unit: 'times the hand-written time',
          sides: [single('silo', geometricMean(ratios))],
          goals: [atMost(2)],
          shortfall: CALLS,
        },
      ],
    }
  },
}
