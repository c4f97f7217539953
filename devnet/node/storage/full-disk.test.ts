// A chain on a disk that is really full: what was written stays, it says what is wrong, and goes on when there is room again.
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { stateOf } from '../../chain/testing/kit.ts'
import { randomDag } from '../../chain/testing/random-dag.ts'
import { createRandom } from '../simulation/random.ts'
import { openChain, temporaryFolder } from './testing/folders.ts'
import { mountSmallDisk } from './testing/small-disk.ts'

const { folder: disk, remove } = temporaryFolder()
const small = mountSmallDisk(disk, 6_000_000)
const FULL = JSON.stringify({ kind: 'full' })

afterAll(() => {
  small?.remove()
  remove()
})

describe.skipIf(small === undefined)('a full disk (skipped where no file system may be mounted)', () => {
  it('keeps a chain up to the last write, refuses it while there is no room, and goes on afterwards', async () => {
    const folder = join(disk, 'chain')
    const { chain, storage, problems } = await openChain(folder)
    const { blocks } = randomDag(createRandom('full disk').below, { miners: 3, blocks: 160, relay: 70 })
    let kept = stateOf(chain)
    let at = 0
    while (problems.length === 0 && at < blocks.length) {
      if (at === 40) small?.fill(100_000)
      expect(chain.addBlock(blocks[at++]!).ok).toBe(true)
      storage.flush()
      if (problems.length === 0) kept = stateOf(chain)
    }
    expect(problems).toEqual([{ kind: 'full' }])
    await storage.close()
    const files = readdirSync(folder)
    for (const left of [0, 8_192, 100_000]) {
      small?.fill(left)
      await expect(openChain(folder)).rejects.toThrow(FULL)
      expect(readdirSync(folder)).toEqual(files)
    }
    small?.makeRoom()
    const again = await openChain(folder)
    expect(stateOf(again.chain)).toEqual(kept)
    for (const block of blocks.slice(at - 1)) again.chain.addBlock(block)
    again.storage.flush()
    expect(again.problems).toEqual([])
    await again.storage.close()
  })

  it('refuses a new chain instead of ending the process, and takes it when there is room', async () => {
    const folder = join(disk, 'new')
    mkdirSync(folder)
    for (const left of [0, 4_096, 12_288, 30_000]) {
      small?.fill(left)
      await expect(openChain(folder)).rejects.toThrow(FULL)
    }
    small?.makeRoom()
    const { storage, problems } = await openChain(folder)
    await storage.close()
    expect(problems).toEqual([])
  })
})
