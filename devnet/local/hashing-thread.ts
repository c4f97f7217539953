// A second thread of Node that hashes RAM while managers run machines (docs/state.md, *Hashing on a second core*). It is made when a long block is first disputed,
// and never keeps the process from ending. Without it, or when it dies, managers hash for themselves.
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { HasherSource } from '../../client/silo/trace.ts'
import { createSideHasher, sideHasherMemory } from '../../vm/hash/side-hasher.ts'
import type { SideHasher } from '../../vm/hash/side-hasher.ts'

const WORKER = join(
  import.meta.dirname,
  import.meta.filename.endsWith('.ts') ? 'hashing-worker.ts' : 'hashing-worker.js',
)

/** Starts the thread when it is first asked for. `onWorker` is for tests. */
export function hashingThread(onWorker: (worker: Worker) => void = () => undefined): HasherSource {
  let isStarted = false
  let hasher: SideHasher | undefined
  return () => {
    if (isStarted) return hasher
    isStarted = true
    const memory = sideHasherMemory()
    if (memory === undefined) return undefined
    const made = createSideHasher(memory)
    const worker = new Worker(WORKER, { workerData: memory })
    worker.unref()
    // A thread that is gone must not be given anything more; what it was given is done here.
    const stop = (): void => {
      made.close()
      hasher = undefined
    }
    worker.on('error', stop)
    worker.on('exit', stop)
    onWorker(worker)
    hasher = made
    return hasher
  }
}
