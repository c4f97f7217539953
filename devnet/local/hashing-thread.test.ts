// The second thread of a real process: it hashes, it dies, and the process ends with it or without.
import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { createJit } from '../../vm/jit/engine.ts'
import { createMachineTrace } from '../../vm/proof/prove/machine-trace.ts'
import { StorageTree } from '../../vm/storage/storage-tree.ts'
import { scatterText, testContext, testEntry, testProgram } from '../../vm/testing.ts'
import { hashingThread } from './hashing-thread.ts'

/** Writes all over 64 KiB of the heap. */
const program = testProgram(scatterText(400_000, 8_192))
const input = {
  program,
  inbox: [testEntry({ gas: 1n << 40n }), testEntry({ gas: 50_000n })],
  storage: new StorageTree(),
  context: testContext(program),
}

describe('the hashing thread', () => {
  it('leaves every answer as it is, while it lives and after it died', async () => {
    const { run } = createJit(program)
    const alone = createMachineTrace(input, { run })
    const expected = alone.levelHashes(0n, alone.length)
    const workers: Worker[] = []
    const hasherOf = hashingThread((worker) => workers.push(worker))
    const hasher = hasherOf()
    if (hasher === undefined) throw new Error('there is no second thread')
    expect(hasherOf()).toBe(hasher)
    const [worker] = workers
    if (worker === undefined) throw new Error('no worker was started')
    await once(worker, 'online')
    const expectedLength = alone.length
    const traces = [
      createMachineTrace(input, { run, hasher }),
      createMachineTrace(input, { run, hasher, expectedLength }),
      createMachineTrace(input, { run, hasher, expectedLength: expectedLength - 5n }),
    ]
    for (const trace of traces) {
      expect(trace.levelHashes(0n, trace.length)).toEqual(expected)
      expect(trace.levelHashes(1000n, 90_000n)).toEqual(alone.levelHashes(1000n, 90_000n))
      expect(trace.proofAt(777_777n)).toEqual(alone.proofAt(777_777n))
    }
    await worker.terminate()
    expect(hasherOf()).toBeUndefined()
    for (const trace of traces) expect(trace.levelHashes(0n, trace.length)).toEqual(expected)
    const late = createMachineTrace(input, { run, hasher, expectedLength })
    expect(late.levelHashes(0n, late.length)).toEqual(expected)
  })
})
