// A whole chain as rows: what is made of them again is the same, pruned or not, and has the same rows.
import { describe, expect, it } from 'vitest'
import { createChain, SILO_EXTENSION } from '../../chain/index.ts'
import type { Chain } from '../../chain/index.ts'
import { GENESIS, stateOf } from '../../chain/testing/kit.ts'
import { randomDag } from '../../chain/testing/random-dag.ts'
import type { Block } from '../../tx/index.ts'
import { subnetworkIdFromBytes, TINY } from '../../tx/index.ts'
import { createRandom } from '../simulation/random.ts'
import { openChain, temporaryFolder } from './testing/folders.ts'
import { collectRows, decodeRow, encodeRow, rowsOf } from './whole-chain.ts'

const LANE = subnetworkIdFromBytes(Uint8Array.of(1, 2, 3, 4, ...new Uint8Array(16)))

function blocksOf(seed: number, blocks: number) {
  const options = { miners: 3, blocks, relay: 70, lane: LANE, extension: SILO_EXTENSION }
  return randomDag(createRandom(seed).below, options).blocks
}

function bytesOf(chain: Chain): readonly string[] {
  return rowsOf(chain.batch()).map((row) => Buffer.from(encodeRow(row)).toString('hex'))
}

function imageOf(chain: Chain) {
  const rows = collectRows()
  for (const row of rowsOf(chain.batch())) {
    const decoded = decodeRow(encodeRow(row))
    if (decoded.ok) rows.add(decoded.value)
  }
  const image = rows.finish(TINY.finalityDepth)
  if (!image.ok) throw new Error(image.reason)
  return image.value
}

/** Blocks come in another order into the second one, and go in that. */
function outcome(chain: Chain, block: Block) {
  const added = chain.addBlock(block)
  return added.ok ? { ...added, pruned: added.pruned?.map(({ hash }) => hash).sort() } : added
}

describe('a whole chain as rows', () => {
  it.each([40, 260])('of %i blocks makes the same chain again, which goes on the same', (count) => {
    const blocks = blocksOf(count, count + 20)
    const chain = createChain(TINY, GENESIS, SILO_EXTENSION)
    for (const block of blocks.slice(0, count)) chain.addBlock(block)
    expect(chain.lowest() === chain.genesis.hash).toBe(count === 40)
    const again = createChain(TINY, GENESIS, SILO_EXTENSION, { image: imageOf(chain) })
    expect(stateOf(again)).toEqual(stateOf(chain))
    expect(bytesOf(again)).toEqual(bytesOf(chain))
    for (const block of blocks.slice(count)) expect(outcome(again, block)).toEqual(outcome(chain, block))
    expect(stateOf(again)).toEqual(stateOf(chain))
  })

  it('takes the place of what a folder holds, in one step', async () => {
    const { folder, remove } = temporaryFolder()
    const first = await openChain(folder)
    for (const block of blocksOf(1, 60)) first.chain.addBlock(block)
    const other = createChain(TINY, GENESIS, SILO_EXTENSION)
    const blocks = blocksOf(2, 50)
    for (const block of blocks.slice(0, 30)) other.addBlock(block)
    const { storage } = first
    const put = createChain(TINY, GENESIS, SILO_EXTENSION, {
      image: other.image(),
      storage,
      imageIsNew: true,
    })
    for (const block of blocks.slice(30)) put.addBlock(block)
    await storage.close()
    const again = await openChain(folder)
    expect(stateOf(again.chain)).toEqual(stateOf(put))
    await again.storage.close()
    remove()
  })

  it('is refused where rows are missing or foreign', () => {
    const chain = createChain(TINY, GENESIS, SILO_EXTENSION)
    for (const block of blocksOf(3, 20)) chain.addBlock(block)
    for (const left of ['meta', 'blocks', 'places', 'effects'] as const) {
      const rows = collectRows()
      for (const row of rowsOf(chain.batch())) if (row.table !== left) rows.add(row)
      expect(rows.finish(TINY.finalityDepth)).toMatchObject({ ok: false })
    }
    expect(decodeRow(Uint8Array.of(99, ...new Uint8Array(8)))).toMatchObject({ ok: false })
    expect(decodeRow(new Uint8Array())).toMatchObject({ ok: false })
  })
})
