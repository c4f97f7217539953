// Hashing on another thread: whatever that thread does (nothing, a part, all, dying amid its work), hashes are those of one thread.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import type { WasmMemory } from '../jit/wasm/api.ts'
import { hashSubtrees } from './batch.ts'
import { createSideHasher, sideHasherMemory } from './side-hasher.ts'
import type { PagesBegun } from './side-hasher.ts'

const PAGE_LEAVES = 64
const PAGE_WORDS = PAGE_LEAVES * 16
const HEIGHT = 6

const SERVE = `
const { parentPort, workerData } = require('node:worker_threads')
import(workerData.module).then(({ serveSideHasher }) => {
  parentPort.postMessage('ready')
  serveSideHasher(workerData.memory)
})
`

const workers: Worker[] = []
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()))
})

async function serving(memory: WasmMemory): Promise<Worker> {
  const module = new URL('./side-hasher.ts', import.meta.url).href
  const worker = new Worker(SERVE, { eval: true, workerData: { module, memory } })
  workers.push(worker)
  await once(worker, 'message')
  return worker
}

/** Page number `seed`: every word of it its own. */
function page(seed: number): Uint32Array {
  return Uint32Array.from({ length: PAGE_WORDS }, (_, i) =>
    Math.imul(seed * PAGE_WORDS + i + 1, 2_654_435_761),
  )
}

/** All hashes of a page, levels from the leaves up, as one thread takes them. */
function hashesOf(seed: number): Uint32Array {
  const heap = new Uint32Array(2 * PAGE_LEAVES * 8)
  hashSubtrees(page(seed), 0, PAGE_LEAVES, HEIGHT, PAGE_LEAVES, heap)
  return Uint32Array.from(
    Array.from({ length: HEIGHT + 1 }, (_, level) => [
      ...heap.subarray((PAGE_LEAVES >>> level) * 8, (PAGE_LEAVES >>> level) * 16),
    ]).flat(),
  )
}

function copyPages(seeds: readonly number[]) {
  return (at: number, into: Uint32Array, word: number): void => into.set(page(seeds[at]!), word)
}

/** What a job tells of its pages, in the form of `hashesOf`. */
function told(begun: PagesBegun, pages: number): Uint32Array[] {
  const all = Array.from({ length: pages }, (): number[] => [])
  begun.finish(0, (first, count, level, words, at) => {
    const size = (PAGE_LEAVES >>> level) * 8
    for (let i = 0; i < count; i++)
      all[first + i]!.push(...words.subarray(at + i * size, at + (i + 1) * size))
  })
  return all.map((words) => Uint32Array.from(words))
}

const seedsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first + i)

describe('a side hasher', () => {
  it('hashes as one thread does when nobody serves', () => {
    const hasher = createSideHasher(sideHasherMemory(4)!)
    const seeds = seedsFrom(1, 37)
    expect(told(hasher.begin(37, copyPages(seeds))!, 37)).toEqual(seeds.map(hashesOf))
  })

  it('takes as many pages as there is room for, and has the room again afterwards', () => {
    const hasher = createSideHasher(sideHasherMemory(4)!)
    for (let round = 0; round < 3; round++) {
      const first = hasher.begin(48, copyPages(seedsFrom(1, 48)))!
      const second = hasher.begin(3, copyPages(seedsFrom(90, 3)))!
      expect(hasher.begin(1, copyPages([5]))).toBeUndefined()
      expect(told(second, 3)).toEqual(seedsFrom(90, 3).map(hashesOf))
      expect(told(first, 48)).toEqual(seedsFrom(1, 48).map(hashesOf))
    }
  })

  it('tells upper levels alone when asked', () => {
    const hasher = createSideHasher(sideHasherMemory(1)!)
    const levels: number[] = []
    hasher.begin(2, copyPages([1, 2]))!.finish(HEIGHT, (first, count, level, words, at) => {
      levels.push(level)
      expect([first, count]).toEqual([0, 2])
      expect(words.slice(at, at + 8)).toEqual(hashesOf(1).slice(-8))
      expect(words.slice(at + 8, at + 16)).toEqual(hashesOf(2).slice(-8))
    })
    expect(levels).toEqual([HEIGHT])
  })

  it('hashes the same with a thread that serves, over many rounds of its memory', async () => {
    const memory = sideHasherMemory(8)!
    await serving(memory)
    const hasher = createSideHasher(memory)
    for (let round = 0; round < 8; round++) {
      const jobs = [seedsFrom(round, 40), seedsFrom(round + 100, 17), seedsFrom(round + 200, 16)].map(
        (seeds) => ({
          seeds,
          begun: hasher.begin(seeds.length, copyPages(seeds)),
        }),
      )
      // A page that the other thread is amid may hold the room of the last.
      const answers = jobs.map(({ seeds, begun }) => begun && told(begun, seeds.length))
      const expected = jobs.map(({ seeds, begun }) => begun && seeds.map(hashesOf))
      expect(answers).toEqual(expected)
      expect(jobs[0]!.begun).toBeDefined()
    }
  })

  it('begins nothing when closed, and finishes what has begun', async () => {
    const memory = sideHasherMemory(2)!
    const worker = await serving(memory)
    const hasher = createSideHasher(memory)
    const begun = hasher.begin(32, copyPages(seedsFrom(1, 32)))!
    // The other thread goes home, with what was posted done or not.
    hasher.close()
    await once(worker, 'exit')
    expect(hasher.begin(1, copyPages([1]))).toBeUndefined()
    expect(told(begun, 32)).toEqual(seedsFrom(1, 32).map(hashesOf))
  })

  it('is not disturbed by a thread that dies at any time', async () => {
    for (let round = 0; round < 3; round++) {
      const memory = sideHasherMemory(13)!
      const worker = await serving(memory)
      const hasher = createSideHasher(memory)
      const seeds = seedsFrom(round * 1000, 200)
      const begun = hasher.begin(seeds.length, copyPages(seeds))!
      await worker.terminate()
      expect(told(begun, seeds.length)).toEqual(seeds.map(hashesOf))
      // Three slots were never the other thread's to lose.
      const again = hasher.begin(16, copyPages(seedsFrom(7, 16)))!
      expect(told(again, 16)).toEqual(seedsFrom(7, 16).map(hashesOf))
    }
  })
})
