// States of silos in dumps: in pieces, and the same when they are put together again.
import { Readable } from 'node:stream'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StateSource } from '../../client/silo/states.ts'
import { pageOf } from '../../client/silo/states.ts'
import { StorageTree } from '../../vm/storage/storage-tree.ts'
import type { ChainBatch } from '../chain/index.ts'
import type { Hash } from '../tx/index.ts'
import { hash, hashFromBytes } from '../tx/index.ts'
import { createVirtualClock, startDevnet } from '../index.ts'
import { collectStates, decodePiece, encodePiece, piecesAt, piecesOf } from './dumped-states.ts'
import { collect } from './reload.ts'
import { dumpState, loadState } from './state.ts'

const numbered = (n: number): Hash => hash(n.toString(16).padStart(64, '0'))
const [SILO, BLOCK] = [numbered(1), numbered(2)]

function treeOf(keys: number): StorageTree {
  const tree = new StorageTree()
  for (let n = 0; n < keys; n++) {
    const key = new Uint8Array(56)
    new DataView(key.buffer).setUint32(0, n)
    tree.set(BigInt(n % 3), key, new Uint8Array(64).fill((n % 255) + 1))
  }
  return tree
}

const sourceOf = (tree: StorageTree): StateSource => ({
  page: (request) => (request.block === BLOCK ? pageOf(tree, request) : undefined),
})

describe('a state in pieces', () => {
  it('is handed out as it was, however large it is', () => {
    for (const keys of [0, 1, 4_096, 9_000]) {
      const tree = treeOf(keys)
      const storageRoot = hashFromBytes(tree.root())
      const pieces = [...piecesAt(sourceOf(tree), SILO, BLOCK, storageRoot)]
      expect(pieces).toHaveLength(Math.max(1, Math.ceil(keys / 4_096)))
      const states = collectStates()
      for (const piece of pieces) {
        const decoded = decodePiece(encodePiece(piece))
        if (!decoded.ok) throw new Error(decoded.reason)
        states.add(decoded.value)
      }
      const request = { siloId: SILO, block: BLOCK, storageRoot, after: undefined, limit: 100 }
      expect(states.page(request)).toEqual(sourceOf(tree).page(request))
      expect(states.page({ ...request, storageRoot: numbered(9) })).toBeUndefined()
      expect(states.page({ ...request, block: numbered(9) })).toBeUndefined()
      expect(states.page({ ...request, siloId: numbered(9) })).toBeUndefined()
    }
  })

  it('is refused when bytes are missing, added, or any at all', () => {
    const [piece] = piecesAt(sourceOf(treeOf(5)), SILO, BLOCK, hashFromBytes(treeOf(5).root()))
    const bytes = encodePiece(piece!)
    expect(decodePiece(bytes.slice(0, -1)).ok).toBe(false)
    expect(decodePiece(Uint8Array.of(...bytes, 0)).ok).toBe(false)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (any) => {
        const decoded = decodePiece(any)
        expect(decoded.ok || decoded.reason.length > 0).toBe(true)
      }),
    )
  })
})

it('a dump brings states along', async () => {
  const clock = createVirtualClock(1_000_000n)
  const devnet = await startDevnet({ clock, seed: 'states', blocksPerSecond: 4, miners: 1 })
  await clock.advance(2_000n)
  const [{ chain }] = devnet.nodes as [(typeof devnet.nodes)[number]]
  expect([...piecesOf(chain.ledger.bridge, devnet.states)]).toEqual([])
  const tree = treeOf(50)
  const storageRoot = hashFromBytes(tree.root())
  const { origin, ...rest } = await loadState(devnet.dump(), 1e8).then((loaded) => {
    if (!loaded.ok) throw new Error(loaded.reason)
    return loaded.value
  })
  const whole: ChainBatch = chain.batch()
  const pieces = piecesAt(sourceOf(tree), SILO, BLOCK, storageRoot)
  const bytes = await collect(dumpState({ ...rest, origin, whole, pieces }), 1e8)
  const loaded = await loadState(Readable.from([bytes], { objectMode: false }), 1e8)
  if (!loaded.ok) throw new Error(loaded.reason)
  const next = await startDevnet({ clock: createVirtualClock(2_000_000n), from: loaded.value, miners: 1 })
  const request = { siloId: SILO, block: BLOCK, storageRoot, after: undefined, limit: 100 }
  expect(next.states.page(request)).toEqual(sourceOf(tree).page(request))
  await next.stop()
  await devnet.stop()
})
