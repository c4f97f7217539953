// A worker with a small stack: recursion uses up the engine's own stack, which must change nothing but the time.
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'

const SCRIPT = `
const { parentPort, workerData } = require('node:worker_threads')
async function main() {
  const at = (path) => import(new URL(path, workerData.base).href)
  const { createJit } = await at('./engine.ts')
  const { everythingOf } = await at('./testing.ts')
  const { run } = await at('../machine/run.ts')
  const { testMachine, testEntry, testProgram } = await at('../testing.ts')
  const answers = []
  for (const text of workerData.texts) {
    const program = testProgram(text)
    const machines = [testMachine(program), testMachine(program)]
    createJit(program).run(machines[0])
    run(machines[1])
    answers.push(machines.map((machine) => JSON.stringify(everythingOf(machine), (_, v) => (typeof v === 'bigint' ? String(v) : v))))
  }
  const { compileProgram } = await at('./compile.ts')
  const { attach, entryOf, runCompiled } = await at('./instance.ts')
  const { step } = await at('../machine/run.ts')
  const program = testProgram(workerData.texts[0])
  const state = testMachine(program)
  step(state)
  const compiled = compileProgram(WebAssembly, program)
  const instance = attach(WebAssembly, compiled, state)
  let outcome = 'left'
  // Beyond the first words a stop may come between entries: the interpreter leads to the next.
  for (let i = 0; i < 200 && outcome !== 'overflowed'; i++) {
    const entry = entryOf(compiled, state)
    if (entry === 0) step(state)
    else outcome = runCompiled(instance, state, entry, 1e6, 1e6)
    if (outcome === 'left') step(state)
  }
  parentPort.postMessage({ answers, outcome })
}
main()
`

/** Many slots in locals make large frames of the engine's stack. */
const SLOTS = Array.from({ length: 90 }, (_, i) => 20 + i)
const LARGE_FRAMES = [
  'ldi [20] 250',
  'call 2 f',
  'end {8}',
  'f: jz [4] out',
  ...SLOTS.map((slot) => `addui [${slot}] [4] ${slot}`),
  'mov [16] [4]',
  'andi [7] [4] 15',
  'jnz [7] deep',
  'sstore {16} {16}',
  'deep: subui [12] [4] 1',
  'call 1 f',
  ...SLOTS.map((slot) => `xor [150] [150] [${slot}]`),
  'mov [5] [150]',
  'out: ret',
].join('\n')
const ENDLESS = 'call 1 f\nend {8}\nf: addui [4] [4] 1\nmov [12] [4]\nmulhu [5] [4] [4]\ncall 1 f\nret'

interface Report {
  /** Compiled and interpreted, by program. */
  readonly answers: readonly [string, string][]
  /** What became of compiled code by itself: only a stack that is used up makes it `overflowed`. */
  readonly outcome: string
}

describe('a worker with a small stack', () => {
  it.each([0.3, 0.5, 1])('of %s MB runs deep recursion as the interpreter does', async (stackSizeMb) => {
    const worker = new Worker(SCRIPT, {
      eval: true,
      workerData: { base: import.meta.url, texts: [LARGE_FRAMES, ENDLESS] },
      resourceLimits: { stackSizeMb },
    })
    const { answers, outcome } = await new Promise<Report>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    await worker.terminate()
    expect(answers).toHaveLength(2)
    expect(outcome === 'overflowed').toBe(stackSizeMb < 0.4)
    for (const [compiled, interpreted] of answers) expect(compiled).toBe(interpreted)
  })
})
