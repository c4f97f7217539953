// Long traces: going to any step of one, hash included, and a prover's answer to one level of a dispute over all of it.
import { hashingThread } from '../../devnet/local/hashing-thread.ts'
import type { SideHasher } from '../../vm/hash/side-hasher.ts'
import { createJit } from '../../vm/jit/engine.ts'
import type { Jit } from '../../vm/jit/engine.ts'
import { machineHash } from '../../vm/machine/header.ts'
import { inspect } from '../../vm/machine/inspect.ts'
import type { MachineInput } from '../../vm/machine/state.ts'
import { createMachine } from '../../vm/machine/state.ts'
import { historyRoot } from '../../vm/proof/history.ts'
import { createMachineTrace } from '../../vm/proof/prove/machine-trace.ts'
import type { Trace } from '../../vm/proof/trace.ts'
import { StorageTree } from '../../vm/storage/storage-tree.ts'
import { scatterText, testContext, testEntry, testProgram } from '../../vm/testing.ts'
import type { Bench } from '../harness/bench.ts'
import { clocked, inTurns, threadTime, wallTime } from '../harness/measure.ts'
import { atMost, atMostTimes, single } from '../harness/rows.ts'
import type { DetailTable, Row } from '../harness/rows.ts'
import { summarise } from '../harness/statistics.ts'

const SEEKS = 50
const MEGABYTE_OF_WORDS = 131_072

/** Fills a megabyte of the heap, then counts: memory in use that no longer changes. 3 steps a round. */
const fillAndCount = (rounds: number): string => `
        ldc [8] heap
        ldi [9] 131071
  fill: shli [10] [9] 3
        addu [10] [10] [8]
        st64 [9] [10] 0
        subui [9] [9] 1
        jnz [9] fill
        ldi [9] ${rounds}
  again: addu [10] [10] [9]
        subui [9] [9] 1
        jnz [9] again
        end {8}
  .word heap 262144`

interface Long {
  readonly name: string
  readonly input: MachineInput
  readonly jit: Jit
}

function long(name: string, text: string): Long {
  const program = testProgram(text)
  const inbox = [testEntry({ gas: 1n << 50n })]
  const input = { program, inbox, storage: new StorageTree(), context: testContext(program) }
  return { name, input, jit: createJit(program) }
}

/** The same steps wherever a bench is run: a linear congruence over the trace. */
function places(length: bigint): bigint[] {
  let word = 12345n
  return Array.from({ length: SEEKS }, () => {
    word = (word * 6364136223846793005n + 1442695040888963407n) & 0xffff_ffff_ffff_ffffn
    return (word * length) >> 64n
  })
}

function seeks({ name }: Long, trace: Trace<unknown>): Row {
  const times = places(trace.length).map((t) => clocked(() => trace.hashAt(t).length).milliseconds)
  const { median, samples } = summarise(times)
  const worst = Math.max(...times)
  return {
    name: `seek and hash, worst of ${SEEKS}: ${name}`,
    unit: 'ms',
    sides: [{ ...single('silo', worst), samples }],
    goals: [atMost(2000)],
    note: `median ${median.toFixed(1)} ms; ${trace.checkpoints().length} checkpoints of ${(trace.checkpointBytes() / 2 ** 20).toFixed(1)} MiB in all`,
  }
}

/** The answer to the level over steps [0, hi). */
async function answer(
  { name, input, jit }: Long,
  trace: Trace<unknown>,
  level: string,
  hi: bigint,
): Promise<Row> {
  const root = (): string => Buffer.from(historyRoot(trace.levelHashes(0n, hi))).toString('hex')
  const expected = root()
  const [own, plain] = await inTurns(
    [
      {
        name: 'silo',
        execute: () =>
          clocked(() => {
            if (root() !== expected) throw new Error('a second answer differs from the first')
            return trace.length
          }, wallTime),
      },
      {
        name: 'plain run',
        execute: () => {
          const state = createMachine(input)
          return clocked(() => {
            jit.run(state)
            return inspect(state).steps
          }, wallTime)
        },
      },
    ],
    { warmUp: 2, rounds: 9 },
  )
  if (own === undefined || plain === undefined) throw new Error('nothing was measured')
  return {
    name: `answer to ${level} of a dispute: ${name}`,
    unit: 'ms',
    sides: [own, plain],
    goals: [atMostTimes(2, 'plain run')],
    note: '257 machine hashes and the history root over them',
    shortfall: {
      why: 'each of the 257 hashes takes all 16,384 leaves of the megabyte anew, 8.4 million compressions at 35 ns, while the run takes a fifth of a nanosecond a step; two threads share them, and here they had less than two cores',
      next: 'a computer with two cores for it. A manager takes these hashes while it makes the trace, since it knows the length, and so has them when it is asked',
    },
  }
}

function firstRun(
  { name, input, jit }: Long,
  hasher: SideHasher | undefined,
): { trace: Trace<unknown>; line: string[] } {
  const plain = createMachine(input)
  jit.run(plain, { untilStep: 1_000_000n })
  const whole = clocked(() => {
    jit.run(plain)
    return inspect(plain).steps
  })
  const start = threadTime()
  const trace = createMachineTrace(input, { run: jit.run, ...(hasher !== undefined && { hasher }) })
  const traced = threadTime() - start
  const told = clocked(() => createMachineTrace(input, { run: jit.run, expectedLength: trace.length }).length)
  const alone = createMachineTrace(input, { run: jit.run })
  alone.levelHashes(0n, alone.length)
  const answered = clocked(() => alone.levelHashes(0n, alone.length).length)
  if (!Buffer.from(machineHash(plain)).equals(Buffer.from(trace.hashAt(trace.length))))
    throw new Error(`${name}: the trace ends elsewhere than the run`)
  return {
    trace,
    line: [
      name,
      String(trace.length),
      `${whole.milliseconds.toFixed(0)} ms`,
      `${traced.toFixed(0)} ms`,
      `${told.milliseconds.toFixed(0)} ms`,
      `${answered.milliseconds.toFixed(0)} ms`,
      `${(trace.checkpointBytes() / 2 ** 20).toFixed(1)} MiB`,
    ],
  }
}

export const seekBench: Bench = {
  name: 'seek',
  group: 'vm',
  title: 'Seeking in long traces, and answering a dispute level',
  about:
    'A program of 10^9 steps with a megabyte of RAM in use is run once by compiled code, keeping checkpoints. Then: the machine hash at 50 places of the trace, and what a prover computes for one level of a dispute over the whole trace (257 machine hashes and their history root) against a plain run of the same program, in turns, by the clock on the wall: the prover hashes on a second thread. One program writes all over its megabyte all the time, the other fills it once.',
  async run({ quick, say }) {
    const steps = quick ? 2_000_000 : 1_000_000_000
    const rows: Row[] = []
    const lines: string[][] = []
    const hasher = hashingThread()()
    for (const program of [
      long('a megabyte that changes', scatterText(steps / 8, MEGABYTE_OF_WORDS)),
      long('a megabyte that stays', fillAndCount(Math.floor(steps / 3))),
    ]) {
      say(`  ${program.name}`)
      const { trace, line } = firstRun(program, hasher)
      lines.push(line)
      rows.push(
        seeks(program, trace),
        await answer(program, trace, 'the first level', trace.length),
        await answer(program, trace, 'the second level', trace.length / 256n),
      )
    }
    const table: DetailTable = {
      title: 'The first run',
      columns: [
        'program',
        'steps',
        'without checkpoints',
        'with checkpoints',
        "with the first level's hashes too",
        'first level on one thread',
        'checkpoints hold',
      ],
      lines,
    }
    return { rows, tables: [table] }
  },
}
