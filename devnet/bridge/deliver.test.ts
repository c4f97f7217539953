// Calls between silos: what a delivery moves and enters, how values come back, and everything that is refused.
import { describe, expect, test } from 'vitest'
import { encodeOutboxEntry } from '../../vm/consensus.ts'
import { hashToBytes } from '../tx/hash.ts'
import type { Hash } from '../tx/hash.ts'
import { siloAccountScript } from '../tx/silo-scripts.ts'
import { readCall } from './calls-between-silos.ts'
import { decodeDelivery, encodeDelivery } from './payload-codec.ts'
import type { DeliverPayload } from './payloads.ts'
import { getAccount, getInbox, getNode, heldBy, paidIndices, publisherOf } from './queries.ts'
import { REFUSAL } from './records.ts'
import type { InboxEntryRecord, SiloRecord } from './records.ts'
import type { Request, TestChain } from './testing/chain.ts'
import { h, payTo } from './testing/chain.ts'
import { bridge, callBlock, finalising } from './testing/scenario.ts'
import {
  CALL_AMOUNT,
  CALL_FEE,
  accountCoins,
  callLeaves,
  committedOutbox,
  delivering,
  finalOutbox,
  returnLeaf,
  twoSilos,
} from './testing/two-silos.ts'
import type { CallChoice, Delivery, FinalOutbox, TwoSilos } from './testing/two-silos.ts'
import { ALICE, CAROL } from './testing/two-stakes.ts'

const COST = CALL_AMOUNT + CALL_FEE

interface Scene extends TwoSilos {
  readonly outbox: FinalOutbox
  readonly choice: Delivery
}

/** A call of the first silo to the second (or to another) that is final. */
function calling(call: Partial<CallChoice> = {}, config = {}): Scene {
  const silos = twoSilos(config)
  const { chain, a, b } = silos
  const leaves = callLeaves({ to: b.silo.id, ...call })
  const outbox = finalOutbox(chain, a, leaves)
  const { amount = CALL_AMOUNT, fee = CALL_FEE } = call
  const choice = {
    from: a.silo,
    to: b.silo,
    outbox,
    index: 0,
    count: leaves.length,
    value: amount,
    cost: amount + fee,
  }
  return { ...silos, outbox, choice }
}

function lastEntry(chain: TestChain, silo: SiloRecord, block: Hash): InboxEntryRecord {
  const entry = getInbox(chain, silo.id, block)?.entries.at(-1)
  if (entry === undefined) throw new Error('the inbox has entries')
  return entry
}

function booksAgree(chain: TestChain, ...silos: readonly SiloRecord[]): void {
  for (const silo of silos) expect(accountCoins(chain, silo).amount).toBe(heldBy(getAccount(chain, silo.id)!))
}

/** A call that was delivered, trapped there, and whose return is final. */
function returning(call: Partial<CallChoice> = {}): Scene & { readonly back: Delivery } {
  const scene = calling(call)
  const { chain, a, b, choice } = scene
  chain.accepts(delivering(chain, choice))
  chain.next()
  const outbox = finalOutbox(chain, b, [returnLeaf(0, choice.value, a.silo.id)])
  const value = choice.value - (call.fee ?? CALL_FEE)
  const back = { from: b.silo, to: a.silo, outbox, index: 0, count: 1, value, cost: choice.value }
  return { ...scene, back }
}

describe('a call', () => {
  test('is entered into the inbox of the destination, with its value in the same transaction, once', () => {
    const { chain, a, b, outbox, choice } = calling()
    const { hash } = chain.tip
    const held = accountCoins(chain, a.silo).amount
    const transactionId = chain.accepts(delivering(chain, choice))
    expect(lastEntry(chain, b.silo, hash)).toEqual({
      kind: 'inboxEntry',
      transactionId,
      constructs: false,
      delivery: {
        kind: 'remote',
        instance: 5,
        index: 0,
        height: getNode(chain, outbox.node)?.height,
        returnFee: CALL_FEE,
        gas: 1_000n,
        returnPayload: Uint8Array.from([7, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0]),
      },
      sender: a.silo.id,
      value: CALL_AMOUNT,
      gasLimit: 1_000n,
      refusal: REFUSAL.none,
      payload: Uint8Array.from([1, 2, 3, 4, 5, 6].flatMap((n) => [n, 0, 0, 0, 0, 0, 0, 0])),
    })
    expect(accountCoins(chain, a.silo).amount).toBe(held - COST)
    expect(getAccount(chain, a.silo.id)?.published).toBe(COST)
    expect(getAccount(chain, b.silo.id)?.pegged).toBe(CALL_AMOUNT)
    expect(paidIndices(getNode(chain, outbox.node)!.paid)).toEqual([0])
    expect(chain.refuses(delivering(chain, choice))).toEqual({ kind: 'alreadyPaid', index: 0 })
    chain.next()
    booksAgree(chain, a.silo, b.silo)
  })

  test('needs no coins when it has no value and no fee', () => {
    const { chain, b, choice } = calling({ amount: 0n, fee: 0n })
    const { hash } = chain.tip
    chain.accepts({ ...delivering(chain, choice), spends: [], outputs: [] })
    expect(lastEntry(chain, b.silo, hash)).toMatchObject({ value: 0n, refusal: 0 })
  })

  test('may go to the silo itself', () => {
    const silos = twoSilos()
    const { chain, a } = silos
    const leaves = callLeaves({ to: a.silo.id })
    const outbox = finalOutbox(chain, a, leaves)
    const { hash } = chain.tip
    const choice = {
      from: a.silo,
      to: a.silo,
      outbox,
      index: 0,
      count: leaves.length,
      value: CALL_AMOUNT,
      cost: COST,
    }
    chain.accepts(delivering(chain, choice))
    expect(lastEntry(chain, a.silo, hash)).toMatchObject({ sender: a.silo.id, value: CALL_AMOUNT })
    chain.next()
    booksAgree(chain, a.silo)
  })

  test('that the destination could never run is refused there, so that its value goes back', () => {
    for (const [call, refusal] of [
      [{ gas: 0xffff_ffff }, REFUSAL.gasLimit],
      [{ amount: 30_000_000n }, REFUSAL.belowMinPeg],
    ] as const) {
      const { chain, b, choice } = calling(call, { minPeg: 40_000_000n, gasPerBlock: 5_000n })
      const { hash } = chain.tip
      const gas = 'gas' in call ? BigInt(call.gas) : 1_000n
      chain.accepts(delivering(chain, { ...choice, gas }))
      expect(lastEntry(chain, b.silo, hash)).toMatchObject({ refusal, value: choice.value })
    }
  })

  test('to a silo that is not there comes straight back', () => {
    const { chain, a, b, choice } = calling({ to: h(0xdead) })
    expect(chain.refuses(delivering(chain, choice))).toEqual({ kind: 'wrongLane', expected: a.silo.id })
    const { hash } = chain.tip
    chain.accepts(delivering(chain, { ...choice, to: a.silo }))
    expect(lastEntry(chain, a.silo, hash)).toMatchObject({
      sender: h(0xdead),
      value: CALL_AMOUNT,
      delivery: { kind: 'returned', instance: 5, returnFee: 0n },
      payload: Uint8Array.from([7, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0]),
    })
    chain.next()
    booksAgree(chain, a.silo, b.silo)
    const nothing = calling({ to: h(0xdead), amount: 0n, fee: 0n })
    expect(
      nothing.chain.refuses(delivering(nothing.chain, { ...nothing.choice, to: nothing.a.silo })).kind,
    ).toBe('notDeliverable')
  })
})

describe('a value that was not taken', () => {
  test('comes back to the contract that sent it, less the fee', () => {
    const { chain, a, b, back, outbox } = returning()
    const { hash } = chain.tip
    chain.accepts(delivering(chain, back))
    expect(lastEntry(chain, a.silo, hash)).toMatchObject({
      sender: b.silo.id,
      value: CALL_AMOUNT - CALL_FEE,
      delivery: { kind: 'returned', instance: 5, index: 0, height: getNode(chain, outbox.node)?.height },
      payload: Uint8Array.from([7, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0]),
      refusal: 0,
    })
    expect(chain.refuses(delivering(chain, back)).kind).toBe('alreadyPaid')
    chain.next()
    booksAgree(chain, a.silo, b.silo)
    expect(getAccount(chain, b.silo.id)).toMatchObject({ pegged: CALL_AMOUNT, published: CALL_AMOUNT })
  })

  test('comes again, to the same silo, without another fee, while its handler does not take it', () => {
    const { chain, a, b, back } = returning()
    chain.accepts(delivering(chain, back))
    chain.next()
    for (let round = 0; round < 2; round++) {
      const outbox = finalOutbox(chain, a, [returnLeaf(0, back.value, b.silo.id)])
      const again = {
        from: a.silo,
        to: a.silo,
        outbox,
        index: 0,
        count: 1,
        value: back.value,
        cost: back.value,
      }
      expect(chain.refuses(delivering(chain, { ...again, to: b.silo })).kind).toBe('wrongLane')
      const { hash } = chain.tip
      chain.accepts(delivering(chain, { ...again, gas: 2_000n }))
      expect(lastEntry(chain, a.silo, hash)).toMatchObject({
        value: back.value,
        gasLimit: 2_000n,
        delivery: { kind: 'returned', returnFee: 0n },
      })
      chain.next()
    }
    booksAgree(chain, a.silo, b.silo)
  })

  test('is run with at least the gas of the call, and with no more than the silo has', () => {
    const { chain, back } = returning()
    expect(chain.refuses(delivering(chain, { ...back, gas: 999n }))).toMatchObject({
      kind: 'wrongGas',
      least: 1_000n,
    })
    expect(chain.refuses(delivering(chain, { ...back, gas: 1n << 40n })).kind).toBe('blockGasUsed')
    chain.accepts(delivering(chain, { ...back, gas: 1_500n }))
  })

  test('a return is no payment, and goes home only', () => {
    const { chain, b, back } = returning()
    expect(chain.refuses(delivering(chain, { ...back, to: b.silo })).kind).toBe('wrongLane')
    expect(chain.refuses(delivering(chain, { ...back, value: back.value + 1n })).kind).toBe('wrongPayment')
  })
})

describe('refused without effect', () => {
  const kindOf = (chain: TestChain, request: Request): string => chain.refuses(request).kind

  test('what is badly paid for, or has no room now', () => {
    const { chain, a, choice, b } = calling()
    const good = delivering(chain, choice)
    const [into, change] = good.outputs!
    const with_ = (over: Partial<Request>): string => kindOf(chain, { ...good, ...over })
    expect(with_({ gas: 999n })).toBe('wrongGas')
    expect(with_({ gas: 1_001n })).toBe('wrongGas')
    expect(with_({ fee: 0n })).toBe('underpaidGas')
    expect(with_({ outputs: [{ ...into!, value: into!.value - 1n }, change!] })).toBe('wrongPayment')
    expect(with_({ outputs: [payTo(CAROL, into!.value), change!] })).toBe('wrongPayment')
    expect(with_({ outputs: [{ ...into!, scriptPublicKey: siloAccountScript(h(0x52)) }, change!] })).toBe(
      'wrongPayment',
    )
    expect(with_({ outputs: [into!, { ...change!, value: change!.value - 1n }] })).toBe('wrongPayment')
    expect(with_({ outputs: [into!] })).toBe('wrongPayment')
    expect(with_({ outputs: [into!, change!, change!] })).toBe('strayOutput')
    expect(with_({ spends: [] })).toBe('insolvent')
    expect(with_({ lane: a.silo.lane })).toBe('wrongLane')
    callBlockOf(chain, b.silo, b.silo.config.gasPerBlock - 999n)
    expect(kindOf(chain, good)).toBe('blockGasUsed')
    chain.next()
    chain.accepts(good)
  })

  test('what is not final, not shown or not there', () => {
    const { chain, a, b, choice, outbox } = calling()
    const good = delivering(chain, choice)
    const payload = decodeDelivery(good.payload)
    if (!payload.ok) throw new Error(payload.problem)
    const changed = (over: Partial<DeliverPayload>, spends = good.spends ?? []): string =>
      kindOf(chain, { ...good, spends, payload: encodeDelivery({ ...payload.payload, ...over }) })
    const { leaves } = outbox
    expect(changed({ siloId: h(1) }, [])).toBe('unknownSilo')
    expect(changed({ siloId: b.silo.id }, [])).toBe('otherSilo')
    expect(changed({ siloId: b.silo.id })).toBe('strayInput')
    expect(changed({ node: h(1) })).toBe('unknownNode')
    expect(changed({ index: 1 })).toBe('badOutboxWitness')
    expect(changed({ leaves: leaves.slice(0, 1) })).toBe('badOutboxWitness')
    expect(changed({ leaves: leaves.toReversed() })).toBe('badOutboxWitness')
    expect(changed({ leaves: [] })).toBe('badOutboxWitness')
    expect(kindOf(chain, { ...good, payload: good.payload.slice(0, -1), spends: [] })).toBe(
      'malformedPayload',
    )
    expect(kindOf(chain, delivering(chain, { ...choice, count: 1 }))).toBe('notDeliverable')
    expect(kindOf(chain, delivering(chain, { ...choice, index: 1, count: 1 }))).toBe('notDeliverable')
    callBlock(chain, a.silo)
    const pending = committedOutbox(chain, a, callLeaves({ to: b.silo.id }))
    expect(kindOf(chain, delivering(chain, { ...choice, outbox: pending }))).toBe('nodeNotFinal')
  })

  test('payments to keys as deliveries, and calls as payments', () => {
    const { chain, a, b } = twoSilos()
    const pay = encodeOutboxEntry({
      kind: 'pay',
      instance: 0,
      message: 0,
      amount: CALL_AMOUNT,
      recipient: hashToBytes(CAROL),
    })
    const leaves = [pay, ...callLeaves({ to: b.silo.id })]
    const outbox = finalOutbox(chain, a, leaves)
    const choice = {
      from: a.silo,
      to: b.silo,
      outbox,
      index: 0,
      count: 1,
      value: CALL_AMOUNT,
      cost: CALL_AMOUNT,
    }
    expect(kindOf(chain, delivering(chain, choice))).toBe('notDeliverable')
    const good = delivering(chain, { ...choice, index: 1 })
    const decoded = decodeDelivery(good.payload)
    if (!decoded.ok) throw new Error(decoded.problem)
    const { witness } = decoded.payload
    const request = bridge(
      {
        kind: 'publish',
        siloId: a.silo.id,
        node: outbox.node,
        entries: [{ index: 1, leaf: leaves[1]! }],
        witness,
      },
      { sender: ALICE, spends: good.spends ?? [], outputs: [payTo(CAROL, CALL_AMOUNT)] },
    )
    expect(kindOf(chain, request)).toBe('notAPayment')
  })

  test('more than the sender’s contracts own', () => {
    const { chain, choice } = calling({ amount: 600_000_000n })
    expect(kindOf(chain, { ...delivering(chain, choice), outputs: [] })).toBe('insolvent')
  })

  test('who publishes first is who committed with the lowest hash', () => {
    const { chain, a, b } = twoSilos()
    const leaves = callLeaves({ to: b.silo.id })
    const outbox = committedOutbox(chain, a, leaves)
    chain.next(a.silo.config.maxFinality)
    chain.accepts(finalising(a.silo, outbox.node))
    const choice = {
      from: a.silo,
      to: b.silo,
      outbox,
      index: 0,
      count: leaves.length,
      value: CALL_AMOUNT,
      cost: COST,
    }
    expect(kindOf(chain, delivering(chain, { ...choice, sender: CAROL }))).toBe('exclusiveWindow')
    chain.goTo(publisherOf(a.silo.config, getNode(chain, outbox.node)!)!.publicFrom)
    chain.accepts(delivering(chain, { ...choice, sender: CAROL }))
  })
})

test('a call is its head and exactly its data', () => {
  const leaves = callLeaves({ to: h(9), call: [1n, 2n, 3n, 4n, 5n, 6n], refund: [7n, 8n, 9n] })
  expect(readCall(leaves)).toMatchObject({ head: { gas: 1_000, callWords: 6, refundWords: 3 } })
  expect(readCall(leaves)?.refund[8]).toBe(8)
  const [head, first, second] = leaves
  const changed = (leaf: Uint8Array, at: number): Uint8Array =>
    leaf.map((byte, i) => (i === at ? byte ^ 1 : byte))
  for (const wrong of [
    [],
    [head!],
    [head!, second!, first!],
    [head!, first!, second!, second!],
    [first!, second!],
    [head!, changed(first!, 2), second!],
    [head!, changed(first!, 4), second!],
    [head!, first!, changed(second!, 30)],
  ])
    expect(readCall(wrong)).toBeUndefined()
})

/** A call that takes so much of the block's gas. */
function callBlockOf(chain: TestChain, silo: SiloRecord, gas: bigint): void {
  chain.accepts({
    payload: Uint8Array.of(1, 1, 0, 0, ...hashToBytes(CAROL)),
    lane: silo.lane,
    sender: CAROL,
    gas,
    fee: 10_000_000_000n,
  })
}
