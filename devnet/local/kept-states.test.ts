// States in a folder: the last one is there again, whole, for the silo that it is of.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { storageEntries } from '../../vm/storage/contents.ts'
import { StorageTree } from '../../vm/storage/storage-tree.ts'
import { createRandom } from '../node/simulation/random.ts'
import type { Hash } from '../tx/index.ts'
import { hash } from '../tx/index.ts'
import { openStateKeeper } from './kept-states.ts'

const folder = mkdtempSync(join(tmpdir(), 'silo-states-'))
afterAll(() => rmSync(folder, { recursive: true }))

const numbered = (n: number): Hash => hash(n.toString(16).padStart(64, '0'))
const SILO = numbered(1)

/** What a few more blocks make of a state, on a tree of its own. */
function later(storage: StorageTree, draw: (bound: number) => number): StorageTree {
  const next = storage.fork()
  for (let i = 0; i < 30; i++) {
    const key = new Uint8Array(56).fill(draw(200))
    next.set(BigInt(draw(2)), key, new Uint8Array(64).fill(draw(4)))
  }
  return next
}

const entriesOf = (tree: StorageTree) => [...storageEntries(tree.snapshot())]

it('a state that is kept is there after a restart, and older ones take no room', async () => {
  const { below } = createRandom(3)
  const path = join(folder, 'one')
  let state = later(new StorageTree(), below)
  for (let run = 0; run < 4; run++) {
    const keeper = openStateKeeper(path, SILO)!
    const kept = keeper.latest()
    const shown = kept && {
      block: kept.block,
      height: kept.height,
      root: kept.storage.root(),
      entries: entriesOf(kept.storage),
    }
    const last = {
      block: numbered(run * 100),
      height: run * 100,
      root: state.root(),
      entries: entriesOf(state),
    }
    expect(shown).toEqual(run === 0 ? undefined : last)
    state = kept?.storage ?? state
    for (let height = run * 100 + 10; height <= run * 100 + 100; height += 10) {
      state = later(state, below)
      keeper.keep({ block: numbered(height), height, storage: state })
      // What was kept may still be read, and built on by others, when a newer one is.
      const other = later(state, below)
      expect(entriesOf(other).length).toBeGreaterThan(0)
    }
    await keeper.close()
  }
})

it('a state of another silo is none, and makes room', async () => {
  const path = join(folder, 'two')
  const { below } = createRandom(4)
  const first = openStateKeeper(path, SILO)!
  first.keep({ block: numbered(7), height: 7, storage: later(new StorageTree(), below) })
  await first.close()
  const second = openStateKeeper(path, numbered(2))!
  expect(second.latest()).toBeUndefined()
  const state = later(new StorageTree(), below)
  second.keep({ block: numbered(9), height: 9, storage: state })
  expect(second.latest()).toMatchObject({ block: numbered(9), height: 9 })
  expect(entriesOf(second.latest()!.storage)).toEqual(entriesOf(state))
  await second.close()
})
