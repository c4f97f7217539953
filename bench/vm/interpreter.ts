// Steps per second of the interpreter: a counted loop, and fib by recursion.
import { inspect } from '../../vm/machine/inspect.ts'
import { run } from '../../vm/machine/run.ts'
import type { MachineState } from '../../vm/machine/state.ts'
import { testEntry, testMachine } from '../../vm/testing.ts'
import type { Bench } from '../harness/bench.ts'
import { clocked, inTurns } from '../harness/measure.ts'
import { atLeast } from '../harness/rows.ts'
import type { Row } from '../harness/rows.ts'
import { converted } from '../harness/statistics.ts'
import { fibProgram, loopProgram } from '../programs.ts'

/** The machine after its one call, which must have gone well. */
function ended(state: MachineState): MachineState {
  const trap = state.results[0]?.trapName
  if (state.results[0]?.trap !== 0) throw new Error(`the program trapped: ${trap}`)
  return state
}

async function stepsPerSecond(name: string, text: string): Promise<Row> {
  let steps = 0n
  const [time] = await inTurns(
    [
      {
        name: 'silo',
        execute: () => {
          const state = testMachine(text, { inbox: [testEntry({ gas: 1n << 40n })] })
          return clocked(() => {
            run(state)
            steps = inspect(ended(state)).steps
            return steps
          })
        },
      },
    ],
    { warmUp: 1, rounds: 5 },
  )
  if (time === undefined) throw new Error('nothing was measured')
  const rate = converted(time, (milliseconds) => Number(steps) / milliseconds / 1000)
  return {
    name,
    unit: 'million steps/s',
    sides: [{ name: 'silo', ...rate }],
    goals: [atLeast(30)],
    shortfall: {
      why: 'each step is a call through a table of handlers that read their operands from RAM and write them back as two 32-bit halves, since a 64-bit word has no unboxed form in JavaScript but in a WebAssembly local',
      next: 'an interpreter loop in WebAssembly beside the readable one, or superinstructions for the pairs that programs repeat',
    },
  }
}

export const interpreterBench: Bench = {
  name: 'interpreter',
  group: 'vm',
  title: 'Interpreter',
  about:
    'Steps per second of the engine that is the specification: a counted loop of three instructions, and recursive fib with frames, links and depth checks.',
  async run({ quick }) {
    return {
      rows: [
        await stepsPerSecond('interpreter: counted loop', loopProgram(quick ? 10_000 : 10_000_000)),
        await stepsPerSecond('interpreter: fib', fibProgram(quick ? 15 : 27)),
      ],
    }
  },
}
