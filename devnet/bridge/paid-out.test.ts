// Records of outboxes that are paid: they go with the last entry, whichever that is, and not before.
import { describe, expect, it } from 'vitest'
import { encodeOutboxEntry } from '../../vm/consensus.ts'
import { proveEntries } from '../../vm/proof/lists.ts'
import type { Hash } from '../tx/hash.ts'
import { hashToBytes } from '../tx/hash.ts'
import { siloAccountScript } from '../tx/silo-scripts.ts'
import { getNode, getProgress } from './queries.ts'
import type { Request, TestChain } from './testing/chain.ts'
import { h, payTo } from './testing/chain.ts'
import { bridge, callBlock, commit, finalising, rootsOf } from './testing/scenario.ts'
import type { Delivery, FinalOutbox, Side } from './testing/two-silos.ts'
import {
  accountCoins,
  CALL_AMOUNT,
  CALL_FEE,
  callLeaves,
  delivering,
  finalOutbox,
  twoSilos,
} from './testing/two-silos.ts'
import { ALICE } from './testing/two-stakes.ts'

const CONFIG = { minFinality: 240n, maxFinality: 300n, forkWindow: 30n, baseFinality: 50n }
const AMOUNT = 21_000_000n

function payment(n: number): Uint8Array {
  const recipient = hashToBytes(h(0x100 + n))
  return encodeOutboxEntry({ kind: 'pay', instance: 0, message: 0, amount: AMOUNT, recipient })
}

/** Pays entries of an outbox, the n-th of which pays the n-th recipient. */
function publishing(
  chain: TestChain,
  { silo }: Side,
  outbox: FinalOutbox,
  indices: readonly number[],
): Request {
  const { outpoints, amount } = accountCoins(chain, silo)
  const total = AMOUNT * BigInt(indices.length)
  const entries = indices.map((index) => ({ index, leaf: outbox.leaves[index]! }))
  const witness = proveEntries(outbox.tree, indices)
  const back = { value: amount - total, scriptPublicKey: siloAccountScript(silo.id) }
  return bridge(
    { kind: 'publish', siloId: silo.id, node: outbox.node, entries, witness },
    { spends: outpoints, outputs: [...indices.map((n) => payTo(h(0x100 + n), AMOUNT)), back] },
  )
}

/** Until a node is forgotten, but for what it owes. */
function outlive(chain: TestChain, { silo, stake: only }: Side, node: Hash): void {
  const { height } = getNode(chain, node)!
  while (getProgress(chain, silo.id)!.keptHeight <= height) {
    const { finalNode, finalHeight, lastHeight } = getProgress(chain, silo.id)!
    for (let i = 0; i < 60; i++) callBlock(chain, silo)
    const roots = Array.from({ length: lastHeight + 60 - finalHeight }, (_, i) =>
      rootsOf(finalHeight + 1 + i),
    )
    const last = commit(chain, silo, { stake: only, owner: ALICE, parent: finalNode, roots }).at(-1)!
    chain.next(40_000n)
    chain.accepts(finalising(silo, last))
    chain.next()
  }
}

describe('an outbox that is paid', () => {
  it('goes with its last entry, in whatever order they are paid', () => {
    for (const [first, second] of [
      [[0, 1], [2]],
      [[2], [0, 1]],
      [[1], [0, 2]],
    ]) {
      const { chain, a } = twoSilos(CONFIG)
      const outbox = finalOutbox(chain, a, [0, 1, 2].map(payment))
      chain.accepts(publishing(chain, a, outbox, first!))
      outlive(chain, a, outbox.node)
      expect(getNode(chain, outbox.node)).toMatchObject({ committers: [], leavesPaid: first!.length })
      const before = new Map(chain.records)
      chain.next()
      chain.accepts(publishing(chain, a, outbox, second!))
      expect(getNode(chain, outbox.node)).toBeUndefined()
      expect(chain.refuses(publishing(chain, a, outbox, second!))).toMatchObject({ kind: 'unknownNode' })
      chain.undo()
      expect(getNode(chain, outbox.node)).toEqual(before.get(`node/${outbox.node}`))
    }
  })

  it('goes when its node is forgotten, if all was paid before', () => {
    const { chain, a } = twoSilos(CONFIG)
    const outbox = finalOutbox(chain, a, [0, 1].map(payment))
    chain.accepts(publishing(chain, a, outbox, [0, 1]))
    expect(getNode(chain, outbox.node)).toMatchObject({ leavesPaid: 2, outboxLeaves: 2 })
    outlive(chain, a, outbox.node)
    expect(getNode(chain, outbox.node)).toBeUndefined()
  })

  it('counts a call with all its leaves', () => {
    const { chain, a, b } = twoSilos(CONFIG)
    const leaves = callLeaves({ to: b.silo.id })
    const outbox = finalOutbox(chain, a, [payment(0), ...leaves])
    const cost = CALL_AMOUNT + CALL_FEE
    const there: Delivery = {
      from: a.silo,
      to: b.silo,
      outbox,
      index: 1,
      count: leaves.length,
      value: CALL_AMOUNT,
      cost,
    }
    chain.accepts(delivering(chain, there))
    expect(getNode(chain, outbox.node)).toMatchObject({
      leavesPaid: leaves.length,
      outboxLeaves: leaves.length + 1,
    })
    outlive(chain, a, outbox.node)
    expect(getNode(chain, outbox.node)).toBeDefined()
    chain.accepts(publishing(chain, a, outbox, [0]))
    expect(getNode(chain, outbox.node)).toBeUndefined()
  })
})
