// A worker with a small stack: recursion to the machine's depth doesn't fit there, which must change nothing but the time.
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { MAX_CALL_DEPTH } from '../spec/constants.ts'

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
  const { compiledProgram } = await at('./cache.ts')
  const { attach, callsWithRoom } = await at('./instance.ts')
  const program = testProgram(workerData.texts[0])
  const compiled = compiledProgram(WebAssembly, program)
  const { link } = attach(WebAssembly, compiled, testMachine(program))
  const calls = callsWithRoom(link(compiled.clusterAt(0)), compiled.frameBytes, 257)
  parentPort.postMessage({ answers, calls })
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
  /** Calls of compiled code that may be nested: fewer than the machine allows where the stack is small. */
  readonly calls: number
}

describe('a worker with a small stack', () => {
  it.each([0.3, 0.5, 2])('of %s MB runs deep recursion as the interpreter does', async (stackSizeMb) => {
    const worker = new Worker(SCRIPT, {
      eval: true,
      workerData: { base: import.meta.url, texts: [LARGE_FRAMES, ENDLESS] },
      resourceLimits: { stackSizeMb },
    })
    const { answers, calls } = await new Promise<Report>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    await worker.terminate()
    expect(answers).toHaveLength(2)
    expect(calls).toBeGreaterThan(0)
    expect(calls > MAX_CALL_DEPTH).toBe(stackSizeMb >= 2)
    for (const [compiled, interpreted] of answers) expect(compiled).toBe(interpreted)
  })
})
