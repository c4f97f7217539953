// Inboxes that are let go: their number stays bounded, nothing that is still to be judged asks for them, and a hash over them stays.
import { describe, expect, it } from 'vitest'
import type { Hash } from '../tx/hash.ts'
import { ZERO_HASH } from '../tx/hash.ts'
import { historyWith, KEPT_INBOXES } from './old-inboxes.ts'
import { getInbox, getNode, getProgress, referenceBlockAt } from './queries.ts'
import { KEY } from './records.ts'
import type { BridgeRecord, SiloRecord } from './records.ts'
import { TestChain } from './testing/chain.ts'
import { callBlock, commit, createSilo, finalising, rootsOf, stake } from './testing/scenario.ts'
import type { Delivery, Side } from './testing/two-silos.ts'
import {
  CALL_AMOUNT,
  CALL_FEE,
  callLeaves,
  delivering,
  finalOutbox,
  returnLeaf,
  twoSilos,
} from './testing/two-silos.ts'
import { ALICE } from './testing/two-stakes.ts'

const CONFIG = { gapBlocks: 1, minFinality: 240n, maxFinality: 300n, forkWindow: 30n, baseFinality: 50n }

/** Makes so many heights final, in bulk, with two calls each, and lets much time pass now and then. */
function grow(chain: TestChain, { silo, stake: only }: Side, heights: number): void {
  for (let done = 0; done < heights; done += 50) {
    const { finalNode, finalHeight } = getProgress(chain, silo.id)!
    for (let i = 0; i < 50; i++) callBlock(chain, silo, {}, {})
    const { lastHeight } = getProgress(chain, silo.id)!
    const roots = Array.from({ length: lastHeight - finalHeight }, (_, i) => rootsOf(finalHeight + 1 + i))
    const nodes = commit(chain, silo, { stake: only, owner: ALICE, parent: finalNode, roots })
    chain.next(20_000n)
    chain.accepts(finalising(silo, nodes.at(-1)!))
    chain.next()
  }
}

function newSide(chain: TestChain): Side {
  const silo = createSilo(chain, { config: CONFIG })
  return { silo, stake: stake(chain, silo, ALICE)[0]! }
}

/** Records about inboxes. */
function aboutInboxes(records: ReadonlyMap<string, BridgeRecord>): number {
  return [...records.keys()].filter((key) => /^(inbox|block-at)\//.test(key)).length
}

/** The pruning point follows the tip, so far below. */
function prune(chain: TestChain, depth: bigint): void {
  const { blueScore } = chain.tip
  chain.prunedBelow = blueScore > depth ? blueScore - depth : 0n
}

function historyOf(inboxes: readonly { readonly block: Hash; readonly inboxRoot: Hash | undefined }[]): Hash {
  return inboxes.reduce(historyWith, ZERO_HASH)
}

function inboxesOf(chain: TestChain, { id }: SiloRecord, upTo: number) {
  return Array.from({ length: upTo }, (_, i) => referenceBlockAt(chain, id, i + 1)!)
}

describe('old inboxes', () => {
  it('go as new ones come, so that there are no more after a long time than after a short one', () => {
    const chain = new TestChain()
    const side = newSide(chain)
    const most: number[] = []
    for (let i = 0; i < 7; i++) {
      grow(chain, side, 200)
      prune(chain, 60_000n)
      most.push(aboutInboxes(chain.records))
    }
    const { prunedHeight, finalHeight } = getProgress(chain, side.silo.id)!
    expect(finalHeight).toBeGreaterThan(1_350)
    expect(finalHeight - prunedHeight).toBeGreaterThanOrEqual(KEPT_INBOXES)
    // Four records a height: the block, its height, two entries.
    for (const count of most.slice(4)) expect(count).toBeLessThan(4 * (KEPT_INBOXES + 250))
  })

  it('stay while their blocks can be had, and leave a hash by which they are known', () => {
    const [chain, whole] = [new TestChain(), new TestChain({ forgetsNothing: true })]
    const sides = [newSide(chain), newSide(whole)]
    for (const [i, one] of [chain, whole].entries()) grow(one, sides[i]!, 700)
    const { silo } = sides[0]!
    expect(getProgress(chain, silo.id)).toMatchObject({ prunedHeight: 0, prunedHistory: ZERO_HASH })
    expect(aboutInboxes(chain.records)).toBeGreaterThan(2_750)
    for (const [i, one] of [chain, whole].entries()) {
      prune(one, 60_000n)
      grow(one, sides[i]!, 150)
    }
    const { prunedHeight, prunedIndex, prunedHistory } = getProgress(chain, silo.id)!
    expect(prunedHeight).toBeGreaterThan(100)
    const gone = inboxesOf(whole, silo, prunedHeight)
    expect(prunedHistory).toBe(historyOf(gone))
    expect(historyOf([...gone.slice(0, 7), ...gone.slice(8)])).not.toBe(prunedHistory)
    expect(prunedIndex).toBe(gone.at(-1)!.index)
    expect(referenceBlockAt(chain, silo.id, prunedHeight)).toBeUndefined()
    expect(getInbox(chain, silo.id, gone[0]!.block)).toBeUndefined()
    expect(referenceBlockAt(chain, silo.id, prunedHeight + 1)).toBeDefined()
  })

  it('are there again when the block that took them away is taken back', () => {
    const chain = new TestChain()
    const side = newSide(chain)
    grow(chain, side, 800)
    prune(chain, 60_000n)
    const before: Map<string, BridgeRecord>[] = []
    chain.onBegin = (records) => before.push(new Map(records))
    grow(chain, side, 50)
    expect(getProgress(chain, side.silo.id)!.prunedHeight).toBeGreaterThan(20)
    for (const records of before.toReversed()) {
      chain.undo()
      expect(chain.records.size).toBe(records.size)
      expect([...records].filter(([key, record]) => chain.records.get(key) !== record)).toEqual([])
    }
  })

  it('take at most twice as much with them as came, but for one inbox', () => {
    const chain = new TestChain()
    const side = newSide(chain)
    grow(chain, side, 700)
    prune(chain, 60_000n)
    callBlock(chain, side.silo)
    callBlock(chain, side.silo)
    for (let i = 0; i < 20; i++) {
      const records = aboutInboxes(chain.records)
      const { prunedHeight } = getProgress(chain, side.silo.id)!
      callBlock(chain, side.silo, {}, {}, {}, {}, {})
      expect(getProgress(chain, side.silo.id)!.prunedHeight - prunedHeight).toBe(4)
      expect(aboutInboxes(chain.records)).toBe(records + 7 - 16)
    }
  })
})

describe('the value of a call that was not taken', () => {
  it('goes home when the inbox that brought it is gone, by the payload that the call held for it', () => {
    const { chain, a, b } = twoSilos(CONFIG)
    const leaves = callLeaves({ to: b.silo.id })
    const outbox = finalOutbox(chain, a, leaves)
    const cost = CALL_AMOUNT + CALL_FEE
    const there = {
      from: a.silo,
      to: b.silo,
      outbox,
      index: 0,
      count: leaves.length,
      value: CALL_AMOUNT,
      cost,
    }
    chain.accepts(delivering(chain, there))
    const { hash: block } = chain.tip
    chain.next()
    const returned = finalOutbox(chain, b, [returnLeaf(0, CALL_AMOUNT, a.silo.id)])
    const { height } = getNode(chain, returned.node)!
    grow(chain, b, 650)
    prune(chain, 60_000n)
    grow(chain, b, 50)
    expect(getProgress(chain, b.silo.id)!.prunedHeight).toBeGreaterThan(height)
    expect(getInbox(chain, b.silo.id, block)).toBeUndefined()
    const kept = chain.get(KEY.inboxEntry(b.silo.id, block, 0))
    expect(kept).toMatchObject({ payload: new Uint8Array(0), sender: a.silo.id })
    expect(getNode(chain, returned.node)).toMatchObject({ returns: [0] })
    const value = CALL_AMOUNT - CALL_FEE
    const back: Delivery = {
      from: b.silo,
      to: a.silo,
      outbox: returned,
      index: 0,
      count: 1,
      value,
      cost: CALL_AMOUNT,
    }
    const { hash: home } = chain.tip
    chain.accepts(delivering(chain, back))
    expect(getNode(chain, returned.node)).toBeUndefined()
    expect(chain.get(KEY.inboxEntry(b.silo.id, block, 0))).toBeUndefined()
    const message = getInbox(chain, a.silo.id, home)?.entries.at(-1)
    expect(message).toMatchObject({ value, sender: b.silo.id, delivery: { kind: 'returned' } })
    expect(message?.payload).toEqual(Uint8Array.from([7, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0]))
  })
})
