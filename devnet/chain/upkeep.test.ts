// Chains that forget what is settled against chains that forget nothing, and chains made from the image of another.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../node/simulation/random.ts'
import { subnetworkIdFromBytes, TINY } from '../tx/index.ts'
import type { Block } from '../tx/index.ts'
import { createChain, SILO_EXTENSION } from './index.ts'
import type { Chain, ChainImage } from './index.ts'
import { laneKey } from './sequencing/index.ts'
import { ACCOUNTS, blocksOf, GENESIS, mine, newChain, stateOf } from './testing/kit.ts'
import { randomDag } from './testing/random-dag.ts'

const LANE = subnetworkIdFromBytes(Uint8Array.of(1, 2, 3, 4, ...new Uint8Array(16)))
const seeds = fc.integer({ min: 0, max: 2 ** 31 })

/** State as far as it doesn't depend on how far back a chain remembers. */
function lasting(chain: Chain) {
  const { path, ...state } = stateOf(chain)
  return { ...state, path: path.slice(-20), bridge: [...chain.image().bridge].toSorted(byKey) }
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1
}

function randomBlocks(seed: number, blocks: number): readonly Block[] {
  const { below } = createRandom(seed)
  const options = { miners: 3, blocks, relay: 70, lane: LANE, extension: SILO_EXTENSION }
  return randomDag(below, options).blocks
}

function from(image: ChainImage): Chain {
  return createChain(TINY, GENESIS, SILO_EXTENSION, { image })
}

describe('a chain that prunes', () => {
  it('says of every block what one says that keeps all, and stays small', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const blocks = randomBlocks(seed, 260)
        const whole = createChain(TINY, GENESIS, SILO_EXTENSION, { archival: true })
        const pruned = newChain(SILO_EXTENSION)
        let gone = 0
        for (const block of blocks) {
          const kept = whole.addBlock(block)
          const { pruned: forgotten = [], ...taken } = { pruned: [], ...pruned.addBlock(block) }
          expect(taken).toEqual(kept)
          gone += forgotten.length
        }
        expect(lasting(pruned)).toEqual(lasting(whole))
        expect(pruned.blockCount()).toBe(blocks.length + 1 - gone)
        expect(gone).toBeGreaterThan(30)
        expect(pruned.isChainBlock(pruned.lowest())).toBe(true)
        expect(pruned.chainIndex(pruned.sink())).toBe(whole.chainIndex(whole.sink()))
      }),
      { numRuns: 3 },
    )
  })

  it('never holds more than a pruning and a finality depth ask for', () => {
    const chain = newChain()
    let most = 0
    for (let i = 0; i < 700; i++) {
      mine(chain)
      most = Math.max(most, chain.blockCount())
    }
    expect(most).toBeLessThan(Number(TINY.pruningDepth + 2n * TINY.finalityDepth))
    const { blocks, valid } = chain.image()
    expect(blocks.length).toBe(chain.blockCount())
    expect(valid.filter(({ commitments }) => commitments !== undefined).length).toBeLessThan(40)
  })
})

describe('finality', () => {
  it('keeps a chain from a heavier one that leaves it below the finality point', () => {
    const [left, right] = [newChain(), newChain()]
    for (let i = 0; i < 36; i++) mine(left)
    for (let i = 0; i < 50; i++) mine(right, [], ACCOUNTS[1])
    const sink = left.sink()
    for (const block of blocksOf(right)) expect(left.addBlock(block)).toMatchObject({ ok: true })
    expect(left.sink()).toBe(sink)
    expect(left.isChainBlock(left.finalityPoint())).toBe(true)
    // It goes on by itself, and a shallow fork would still be taken.
    mine(left)
    expect(left.isInPast(sink, left.sink())).toBe(true)
  })
})

describe('a chain made from the image of another', () => {
  it('takes no chain around what was final there, although it is above the finality point of the sink', () => {
    const left = newChain()
    for (let i = 0; i < 36; i++) mine(left)
    // The virtual block is higher than the sink, and so is what it makes final.
    const fork = left.chainBlockAt(left.chainIndex(left.finalityPoint())! - 1)!
    const right = newChain()
    const { added } = left.pathToSink(left.genesis.hash)!
    for (const hash of added.slice(0, added.indexOf(fork) + 1)) right.addBlock(left.block(hash)!)
    for (let i = 0; i < 50; i++) mine(right, [], ACCOUNTS[1])
    const sink = left.sink()
    for (const block of blocksOf(right)) left.addBlock(block)
    expect(left.sink()).toBe(sink)

    const again = from(left.image())
    expect(again.sink()).toBe(sink)
    expect(again.image()).toEqual(left.image())
    const next = mine(left)
    again.addBlock(next)
    expect(stateOf(again)).toEqual(stateOf(left))
  })

  it('stands where that one stands and goes on the same, whenever the image was taken', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 230 }), (seed, upTo) => {
        const blocks = randomBlocks(seed, 230)
        const first = newChain(SILO_EXTENSION)
        for (const block of blocks.slice(0, upTo)) first.addBlock(block)
        const second = from(first.image())
        expect(second.image()).toEqual(first.image())
        expect(stateOf(second)).toEqual(stateOf(first))
        for (const block of blocks.slice(upTo)) expect(second.addBlock(block)).toEqual(first.addBlock(block))
        expect(stateOf(second)).toEqual(stateOf(first))
        expect(second.laneProof(second.sink(), laneKey(LANE))).toEqual(
          first.laneProof(first.sink(), laneKey(LANE)),
        )
      }),
      { numRuns: 5 },
    )
  })
})
