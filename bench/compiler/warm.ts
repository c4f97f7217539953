// Lines per second of warm compilers with their optimisers, on generated projects that compute the same.
import type { Bench } from '../harness/bench.ts'
import { clockedAsync, inTurns, threadTime } from '../harness/measure.ts'
import type { Contender } from '../harness/measure.ts'
import { atLeast } from '../harness/rows.ts'
import { converted } from '../harness/statistics.ts'
import { cashProject, siloProject, solidityProject, tactProject } from './generated.ts'
import type { Generated } from './generated.ts'
import { cashCompiler, compileSilo, solcCompiler, tactCompiler } from './sides.ts'
import type { Compile } from './sides.ts'

/** V8 goes on optimising the code of a compiler for about so many executions of one that takes seconds, and for so long of a quick one. */
const WARM_UP = 10
const WARM_UP_MILLISECONDS = 12_000

interface Sized extends Contender {
  readonly lines: number
}

function side(name: string, compile: Compile, project: Generated): Sized {
  return {
    name,
    lines: project.lines,
    execute: () =>
      clockedAsync(async () => {
        const functions = await compile(project)
        return functions === project.functions
          ? 'every function'
          : `${functions} of ${project.functions} functions`
      }, threadTime),
  }
}

export const warmCompilerBench: Bench = {
  name: 'compile-warm',
  group: 'compiler',
  title: 'A warm compiler on a large project',
  about:
    'Projects of contracts with counters, whose functions compute in a loop, branch and change storage; all compilers optimise, in one process, in turns, after ten executions and twelve seconds each. Silo and solc get about 5,000 lines in ten contracts, Tact and CashScript 500 lines in one: their speed falls with size. CashScript has neither loops over state nor storage, so its functions compute straight.',
  async run({ peers, quick }) {
    const large = quick ? 300 : 5_000
    const small = quick ? 100 : 500
    const sides = [
      side('silo', compileSilo, siloProject(large, 10)),
      side('solc', await solcCompiler(peers), solidityProject(large, 10)),
      side('tact', await tactCompiler(peers), tactProject(small)),
      side('cashc', await cashCompiler(peers), cashProject(small)),
    ]
    const times = await inTurns(sides, {
      warmUp: quick ? 1 : WARM_UP,
      warmUpMilliseconds: quick ? 0 : WARM_UP_MILLISECONDS,
      rounds: quick ? 3 : 7,
      milliseconds: 60_000,
    })
    return {
      rows: [
        {
          name: 'compile: warm, optimised',
          unit: 'lines/s',
          sides: times.map((time, i) => ({
            ...converted(time, (milliseconds) => ((sides[i]?.lines ?? 0) * 1000) / milliseconds),
            name: time.name,
          })),
          goals: [atLeast(50_000)],
          shortfall: {
            why: 'no stage stands out: the optimiser takes a quarter, reading and checking a fifth, lowering and the garbage collector a seventh each, slots and code a tenth; what is allocated (some 44 MB) is mostly small objects for tokens, expressions, instructions and origins',
            next: 'mid-level code in flat arrays of numbers, and one walk over the values of loops where two are taken now',
          },
        },
      ],
    }
  },
}
