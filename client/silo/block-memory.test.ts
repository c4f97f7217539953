// What is remembered of blocks: everything of the newest, and of older ones enough to run them again, with few states.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { StorageTree } from '../../vm/storage/storage-tree.ts'
import { createBlockMemory } from './block-memory.ts'
import type { BlockRecord } from './block-memory.ts'
import { executeBlock } from './execute.ts'
import type { ExecutedBlock } from './execute.ts'
import { testBlock, testMessage, TEST_PROGRAM, TEST_SILO } from './testing.ts'

function chain(length: number): ExecutedBlock[] {
  const blocks: ExecutedBlock[] = []
  let storage = new StorageTree()
  for (let n = 1; n <= length; n++) {
    const block = executeBlock(TEST_SILO, TEST_PROGRAM, storage, testBlock(n, [testMessage(n)]), n)
    blocks.push(block)
    storage = block.storage
  }
  return blocks
}

const BLOCKS = chain(60)

type Rerun = (record: BlockRecord, storage: StorageTree) => ExecutedBlock

/** In place of running a block again, which takes longer than all else here: what it gave, if it is run from the right state. */
const rerunKnown: Rerun = (record, storage) => {
  const block = BLOCKS[record.height - 1]!
  expect(record.info).toBe(block.info)
  expect(storage.root()).toEqual(block.input.storage.root())
  return block
}

const rerunForReal: Rerun = ({ info, height }, storage) =>
  executeBlock(TEST_SILO, TEST_PROGRAM, storage, info, height)

function remember(keep: number, states: number, rerunBlock = rerunForReal) {
  let runs = 0
  const memory = createBlockMemory({
    keep,
    states,
    untilReleased: true,
    rerun(record: BlockRecord, storage) {
      runs++
      return rerunBlock(record, storage)
    },
  })
  return { memory, runs: () => runs }
}

describe('a memory of blocks', () => {
  it('gives every block that is not released, whatever was added, taken back and released', () => {
    const action = fc.record({
      kind: fc.constantFrom('add', 'add', 'add', 'back', 'release', 'recall'),
      n: fc.nat(20),
    })
    fc.assert(
      fc.property(
        fc.array(action, { minLength: 20, maxLength: 60 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 5 }),
        (actions, keep, states) => {
          const { memory } = remember(keep, states, rerunKnown)
          let height = 0
          let released = 0
          for (const { kind, n } of actions) {
            if (kind === 'add') {
              for (let i = 0; i <= n % 5 && height < BLOCKS.length; i++) memory.add(BLOCKS[height++]!)
            } else if (kind === 'back' && height - (n % 7) > released + 1) {
              const gone = BLOCKS.slice(height - (n % 7), height).map((block) => block.info.hash)
              memory.remove(gone.reverse())
              height -= n % 7
            } else if (kind === 'release' && height > 0) {
              released = Math.max(released, Math.min(n, height - 1))
              memory.release(released)
            } else memory.recall(BLOCKS[n]!.info.hash)
          }
          for (const block of BLOCKS.slice(released, height)) {
            expect(memory.recall(block.info.hash)?.endHash).toBe(block.endHash)
          }
          for (const block of BLOCKS.slice(height)) expect(memory.recall(block.info.hash)).toBeUndefined()
          expect(memory.kept().length).toBeLessThanOrEqual(keep)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('runs no further than from the last state, of which it keeps a bounded number', () => {
    const { memory, runs } = remember(4, 8)
    for (const block of BLOCKS) memory.add(block)
    memory.recall(BLOCKS[3]!.info.hash)
    // 56 older blocks, at most 8 of them with a state: at every eighth height.
    expect(runs()).toBeGreaterThan(1)
    expect(runs()).toBeLessThanOrEqual(8)
  })

  it('lets go of what is released, but for what later blocks are run from', () => {
    const { memory } = remember(4, 8)
    for (const block of BLOCKS) memory.add(block)
    memory.release(30)
    expect(memory.size()).toBeLessThanOrEqual(60 - 24 + 1)
    expect(memory.recall(BLOCKS[30]!.info.hash)?.endHash).toBe(BLOCKS[30]!.endHash)
    memory.release(60)
    expect(memory.size()).toBe(4)
  })
})
