// Chains that outlive their process: opened again they are what they were, and what is wrong with a folder is told.
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { realClock } from '../../../client/clock.ts'
import { stateOf } from '../../chain/testing/kit.ts'
import { randomDag } from '../../chain/testing/random-dag.ts'
import { laneKey, SILO_EXTENSION } from '../../chain/index.ts'
import type { Chain } from '../../chain/index.ts'
import { createRandom } from '../simulation/random.ts'
import type { PruningSample } from '../../dag/index.ts'
import { hash, subnetworkIdFromBytes, TINY, ZERO_HASH } from '../../tx/index.ts'
import type { Block } from '../../tx/index.ts'
import { openChainStorage, STORAGE_FORMAT } from './chain-storage.ts'
import { explainProblem } from './problems.ts'
import type { StorageProblem } from './problems.ts'
import { decodeMeta, encodeMeta, prunedRowOf, rootSampleOf } from './records.ts'
import { openTables } from './tables.ts'
import { openChain, temporaryFolder } from './testing/folders.ts'

const LANE = subnetworkIdFromBytes(Uint8Array.of(1, 2, 3, 4, ...new Uint8Array(16)))
const folders: ReturnType<typeof temporaryFolder>[] = []

function newFolder(): string {
  const made = temporaryFolder()
  folders.push(made)
  return made.folder
}

afterEach(() => {
  for (const { remove } of folders.splice(0)) remove()
})

function randomBlocks(seed: number, blocks: number): readonly Block[] {
  const options = { miners: 3, blocks, relay: 70, lane: LANE, extension: SILO_EXTENSION }
  return randomDag(createRandom(seed).below, options).blocks
}

/** All that is kept, in an order that doesn't depend on how it came about. */
function sorted(chain: Chain) {
  const { utxos, bridge, dag, ...image } = chain.image()
  const byText = (a: unknown, b: unknown): number =>
    JSON.stringify(a, text) < JSON.stringify(b, text) ? -1 : 1
  const old = dag.old.toSorted((a, b) => (a.hash < b.hash ? -1 : 1))
  return { ...image, dag: { ...dag, old }, utxos: utxos.toSorted(byText), bridge: bridge.toSorted(byText) }
}

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

/** What is large is compared by Node, in a hundredth of the time; only a difference is left to the test runner, to be shown. */
function expectSame(actual: unknown, expected: unknown): void {
  expect(isDeepStrictEqual(actual, expected) ? expected : actual).toEqual(expected)
}

/** Writes nothing by itself. */
const NEVER = { schedule: () => () => undefined }

const OPTIONS = { finalityDepth: TINY.finalityDepth, clock: realClock(), onProblem: () => undefined }

async function problemOf(folder: string): Promise<StorageProblem> {
  const opened = await openChainStorage({ ...OPTIONS, folder })
  if (opened.ok) throw new Error('the folder was opened')
  return opened.problem
}

describe('a chain in a folder', () => {
  it('is the same after it was opened again, at any height, and goes on the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e9 }), async (seed) => {
        const random = createRandom(seed)
        const blocks = [...randomBlocks(seed, 400)]
        const folder = newFolder()
        const reference = (await openChain(newFolder())).chain
        let opens = 0
        while (blocks.length > 0) {
          // Batches wait for each other for as long as chance wants, so that old rows are on the disk while new ones aren't.
          const { chain, storage, problems } = await openChain(folder, { clock: NEVER })
          opens++
          expectSame(sorted(chain), sorted(reference))
          expectSame(stateOf(chain), stateOf(reference))
          for (const block of blocks.splice(0, 1 + random.below(250))) {
            expectSame(chain.addBlock(block), reference.addBlock(block))
            if (random.below(100) === 0) storage.flush()
          }
          await storage.close()
          expect(problems).toEqual([])
        }
        expect(opens).toBeGreaterThan(1)
        const { chain, storage } = await openChain(folder)
        expect(chain.laneProof(chain.sink(), laneKey(LANE))).toEqual(
          reference.laneProof(reference.sink(), laneKey(LANE)),
        )
        expect(chain.lowest()).not.toBe(chain.genesis.hash)
        await storage.close()
      }),
      { numRuns: 3, examples: [[419407711]] },
    )
  })

  it('is refused to a second process, and free again after the first', async () => {
    const folder = newFolder()
    const { storage } = await openChain(folder)
    writeFileSync(join(folder, 'lock'), '1\n')
    const problem = await problemOf(folder)
    expect(problem).toEqual({ kind: 'locked', pid: 1 })
    expect(explainProblem(problem, folder).message).toMatch(/in use by process 1/)
    writeFileSync(join(folder, 'lock'), `${process.pid}\n`)
    await storage.close()
    // Left behind by a process that is no more.
    writeFileSync(join(folder, 'lock'), '999999999\n')
    await (await openChain(folder)).storage.close()
  })

  it('of another format is refused with what to do', async () => {
    const folder = newFolder()
    await (await openChain(folder)).storage.close()
    writeFileSync(join(folder, 'format'), '7\n')
    const problem = await problemOf(folder)
    expect(problem).toEqual({ kind: 'otherFormat', found: '7', expected: STORAGE_FORMAT })
    expect(explainProblem(problem, folder).help).toContain('Nothing was changed')
  })
})

describe('a damaged folder', () => {
  it('is told from a whole one, whatever part of the file is broken, and left as it is', async () => {
    const folder = newFolder()
    const { chain, storage } = await openChain(folder)
    for (const block of randomBlocks(3, 60)) chain.addBlock(block)
    await storage.close()
    const file = join(folder, 'chain.mdb')
    const whole = readFileSync(file)
    const random = createRandom('damage')
    const kinds = new Map<string, number>()
    const lengths: boolean[] = []
    for (let i = 0; i < 8; i++) {
      const broken = Buffer.from(whole)
      const at = 8192 + random.below(broken.length - 8192)
      if (i % 2 === 0) broken.fill(random.below(256), at, at + 4096)
      writeFileSync(file, broken)
      if (i % 2 === 1) truncateSync(file, at)
      // A part of the file that nothing is kept in may be broken unnoticed.
      const opened = await openChainStorage({ ...OPTIONS, folder })
      if (opened.ok) await opened.storage.close()
      const outcome = opened.ok ? 'ok' : opened.problem.kind
      kinds.set(outcome, (kinds.get(outcome) ?? 0) + 1)
      lengths.push(opened.ok || readFileSync(file).length === (i % 2 === 1 ? at : whole.length))
    }
    expect(lengths).not.toContain(false)
    expect(kinds.get('damaged')).toBeGreaterThanOrEqual(5)
    expect([...kinds.keys()].filter((kind) => kind !== 'ok' && kind !== 'damaged')).toEqual([])
    writeFileSync(file, whole)
    const again = await openChain(folder)
    expect(stateOf(again.chain)).toEqual(stateOf(chain))
    await again.storage.close()
  })
})

describe('a folder that takes no more', () => {
  it('keeps what was written before, tells once, and the chain goes on in memory', async () => {
    const folder = newFolder()
    const blocks = randomBlocks(4, 80)
    let left = 3
    const { chain, storage, problems } = await openChain(folder, {
      open(path) {
        const tables = openTables(path)
        return {
          ...tables,
          commit(changes) {
            if (left-- <= 0) throw new Error('MDB_MAP_FULL: Environment mapsize limit reached')
            tables.commit(changes)
          },
        }
      },
    })
    storage.flush()
    for (const block of blocks.slice(0, 30)) chain.addBlock(block)
    storage.flush()
    for (const block of blocks.slice(30, 50)) chain.addBlock(block)
    storage.flush()
    const kept = stateOf(chain)
    for (const block of blocks.slice(50)) {
      expect(chain.addBlock(block).ok).toBe(true)
      storage.flush()
    }
    expect(problems).toEqual([{ kind: 'full' }])
    expect(explainProblem({ kind: 'full' }, folder).help).toContain('goes on from there')
    await storage.close()
    const again = await openChain(folder)
    expect(stateOf(again.chain)).toEqual(kept)
    for (const block of blocks.slice(50)) again.chain.addBlock(block)
    expect(stateOf(again.chain)).toEqual(stateOf(chain))
    await again.storage.close()
  })
})

describe('the list of pruning samples', () => {
  it('may be long: it grows as long as the network lives', () => {
    let rootSample: PruningSample | undefined
    for (let i = 0; i < 5000; i++) {
      const name = hash(i.toString(16).padStart(64, '0'))
      rootSample = { hash: name, blueScore: BigInt(i), previous: rootSample }
    }
    const pruned = { root: ZERO_HASH, rootIndex: 9, old: [], gone: [], rootSample }
    const row = decodeMeta<'pruned'>(encodeMeta<'pruned'>(prunedRowOf(pruned)))
    let length = 0
    for (let at = rootSampleOf(row); at !== undefined; at = at.previous) length++
    expect(length).toBe(5000)
    expect(rootSampleOf(row)?.hash).toBe(rootSample?.hash)
  })
})
