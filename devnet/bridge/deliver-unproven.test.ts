// Calls between silos before finality (E49): what is entered, how often, of which commitments; that coins don't move; and what stays for the delivery that finality allows.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Hash } from '../tx/hash.ts'
import { hashToBytes } from '../tx/hash.ts'
import { siloAccountScript } from '../tx/silo-scripts.ts'
import { encodeOutboxEntry } from '../../vm/consensus.ts'
import { decodeDelivery, encodeDelivery } from './payload-codec.ts'
import type { DeliverPayload } from './payloads.ts'
import { getAccount, getInbox, getNode, paidIndices } from './queries.ts'
import { KEY, REFUSAL } from './records.ts'
import type { BridgeRecord, InboxEntryRecord } from './records.ts'
import type { Request, TestChain } from './testing/chain.ts'
import { h } from './testing/chain.ts'
import { callBlock, challenge, finalising, rootsOf, stake } from './testing/scenario.ts'
import {
  accountCoins,
  callLeaves,
  committedOutbox,
  delivering,
  deliveringUnproven,
  finalOutbox,
  returnLeaf,
  twoSilos,
} from './testing/two-silos.ts'
import type { CallChoice, FinalOutbox, TwoSilos } from './testing/two-silos.ts'
import { CAROL } from './testing/two-stakes.ts'

interface Scene extends TwoSilos {
  readonly outbox: FinalOutbox
  readonly early: Request
}

/** A call without coins of the first silo to the second, committed to and not final. */
function pending(call: Partial<CallChoice> = {}, config = {}): Scene {
  const silos = twoSilos(config)
  const { chain, a, b } = silos
  const leaves = callLeaves({ to: b.silo.id, amount: 0n, fee: 0n, ...call })
  const outbox = committedOutbox(chain, a, leaves)
  const choice = { from: a.silo, to: b.silo, outbox, index: 0, count: leaves.length }
  return { ...silos, outbox, early: deliveringUnproven(choice) }
}

function finally_({ chain, a, b, outbox }: Scene): Request {
  chain.next(a.silo.config.maxFinality)
  chain.accepts(finalising(a.silo, outbox.node))
  chain.next(a.silo.config.publishWindow)
  const whole = { from: a.silo, to: b.silo, outbox, index: 0, count: outbox.leaves.length }
  return { ...delivering(chain, { ...whole, value: 0n, cost: 0n }), spends: [], outputs: [] }
}

function entriesOf(chain: TestChain, silo: Hash, block: Hash): readonly InboxEntryRecord[] {
  return getInbox(chain, silo, block)?.entries ?? []
}

const kindOf = (chain: TestChain, request: Request): string => chain.refuses(request).kind

/** The delivery with some of its fields changed. */
function changed(request: Request, over: Partial<DeliverPayload>): Request {
  const decoded = decodeDelivery(request.payload)
  if (!decoded.ok) throw new Error(decoded.problem)
  return { ...request, payload: encodeDelivery({ ...decoded.payload, ...over }) }
}

test('a call without coins is entered before its commitment is final, marked, and costs the account nothing', () => {
  const { chain, a, b, outbox, early } = pending()
  const before = [getAccount(chain, a.silo.id), accountCoins(chain, a.silo).amount]
  const { hash } = chain.tip
  const transactionId = chain.accepts(early)
  expect(entriesOf(chain, b.silo.id, hash)).toEqual([
    {
      kind: 'inboxEntry',
      transactionId,
      constructs: false,
      delivery: {
        kind: 'unproven',
        instance: 5,
        index: 0,
        height: getNode(chain, outbox.node)?.height,
        returnFee: 0n,
        gas: 1_000n,
        returnPayload: new Uint8Array(0),
      },
      sender: a.silo.id,
      value: 0n,
      gasLimit: 1_000n,
      refusal: REFUSAL.none,
      payload: Uint8Array.from([1, 2, 3, 4, 5, 6].flatMap((n) => [n, 0, 0, 0, 0, 0, 0, 0])),
    },
  ])
  expect([getAccount(chain, a.silo.id), accountCoins(chain, a.silo).amount]).toEqual(before)
  expect(getAccount(chain, b.silo.id)).toMatchObject({ pegged: 0n })
  chain.next()
})

test('it is delivered so once, and once more when it is final', () => {
  const all = pending()
  const { chain, b, outbox, early } = all
  chain.accepts(early)
  expect(kindOf(chain, early)).toBe('deliveredBefore')
  chain.next()
  expect(kindOf(chain, early)).toBe('deliveredBefore')
  expect(paidIndices(getNode(chain, outbox.node)!.paid)).toEqual([])
  const final = finally_(all)
  expect(kindOf(chain, early)).toBe('nodeFinal')
  const { hash } = chain.tip
  chain.accepts(final)
  expect(entriesOf(chain, b.silo.id, hash).map(({ delivery }) => delivery?.kind)).toEqual(['remote'])
  expect(paidIndices(getNode(chain, outbox.node)!.paid)).toEqual([0])
  expect(kindOf(chain, final)).toBe('alreadyPaid')
  expect(kindOf(chain, early)).toBe('nodeFinal')
})

test('what was never delivered before finality is delivered after it all the same', () => {
  const all = pending()
  const final = finally_(all)
  const { chain, b } = all
  const { hash } = chain.tip
  chain.accepts(final)
  expect(entriesOf(chain, b.silo.id, hash).map(({ delivery }) => delivery?.kind)).toEqual(['remote'])
})

test('each commitment that lives counts for itself, and none that was eliminated', () => {
  const { chain, a, b, outbox, early } = pending()
  const [carol] = stake(chain, a.silo, CAROL)
  if (carol === undefined) throw new Error('Carol has staked')
  // Carol's alternative to the same block: it holds no call.
  const dispute = challenge(chain, a.silo, outbox.node, CAROL, carol, rootsOf(0x999))
  chain.accepts(early)
  const other = changed(early, { node: dispute.alternative })
  expect(kindOf(chain, other)).toBe('badOutboxWitness')
  chain.next()
  // Alice, the prover, never moves.
  chain.next(a.silo.config.moveCap + 1n)
  expect(kindOf(chain, early)).toBe('nodeDead')
  const { hash } = chain.tip
  expect(entriesOf(chain, b.silo.id, hash)).toEqual([])
})

test('a commitment below an eliminated one is eliminated too', () => {
  const { chain, a, b, outbox } = pending()
  const [carol] = stake(chain, a.silo, CAROL)
  if (carol === undefined) throw new Error('Carol has staked')
  callBlock(chain, a.silo)
  const leaves = callLeaves({ to: b.silo.id, amount: 0n, fee: 0n, call: [9n] })
  const below = committedOutbox(chain, a, leaves, outbox.node)
  const early = deliveringUnproven({
    from: a.silo,
    to: b.silo,
    outbox: below,
    index: 0,
    count: leaves.length,
  })
  challenge(chain, a.silo, outbox.node, CAROL, carol, rootsOf(0x999))
  chain.next(a.silo.config.moveCap + 1n)
  expect(kindOf(chain, early)).toBe('nodeDead')
})

test('a reorganisation takes it back with its block, and it can come again', () => {
  const { chain, b, early } = pending()
  let before: ReadonlyMap<string, BridgeRecord> = new Map()
  chain.onBegin = (records) => (before = new Map(records))
  chain.next()
  const started = before
  const { hash } = chain.tip
  chain.accepts(early)
  expect(entriesOf(chain, b.silo.id, hash)).toHaveLength(1)
  chain.next()
  chain.undo()
  chain.undo()
  expect(new Map(chain.records)).toEqual(started)
  chain.next()
  const again = chain.tip.hash
  chain.accepts(early)
  expect(entriesOf(chain, b.silo.id, again)).toHaveLength(1)
})

describe('refused without effect', () => {
  test('calls with coins, whoever would move them', () => {
    for (const call of [{ amount: 100_000_000n }, { amount: 100_000_000n, fee: 1_000_000n }, { fee: 1n }]) {
      const { chain, early } = pending(call)
      expect(kindOf(chain, early)).toBe('carriesCoins')
    }
  })

  test('coins of silos among inputs and outputs', () => {
    const { chain, a, b, early } = pending()
    const { outpoints, amount } = accountCoins(chain, a.silo)
    const account = { value: amount, scriptPublicKey: siloAccountScript(a.silo.id) }
    const bring = { value: 50_000_000n, scriptPublicKey: siloAccountScript(b.silo.id) }
    expect(kindOf(chain, { ...early, outputs: [bring] })).toBe('strayOutput')
    // Not even with all of it given back.
    expect(kindOf(chain, { ...early, spends: outpoints, outputs: [account] })).toBe('strayInput')
  })

  test('other gas than the call says, too small a fee, a full block', () => {
    const { chain, b, early } = pending()
    expect(kindOf(chain, { ...early, gas: 999n })).toBe('wrongGas')
    expect(kindOf(chain, { ...early, gas: 1_001n })).toBe('wrongGas')
    expect(kindOf(chain, { ...early, fee: 0n })).toBe('underpaidGas')
    const tight = pending({ gas: 6_000 }, { gasPerBlock: 5_000n })
    expect(kindOf(tight.chain, { ...tight.early, gas: 6_000n })).toBe('blockGasUsed')
    callBlock(chain, b.silo)
    chain.accepts(early)
    const narrow = pending({}, { entriesPerBlock: 1 })
    callBlock(narrow.chain, narrow.b.silo)
    const { chain: full } = narrow
    full.accepts(narrow.early)
    const second = callLeaves({ to: narrow.b.silo.id, amount: 0n, fee: 0n, call: [8n] })
    callBlock(full, narrow.a.silo)
    const more = committedOutbox(full, narrow.a, second, narrow.outbox.node)
    const next = deliveringUnproven({
      from: narrow.a.silo,
      to: narrow.b.silo,
      outbox: more,
      index: 0,
      count: second.length,
    })
    full.accepts(next)
    expect(kindOf(full, narrow.early)).toBe('deliveredBefore')
  })

  test('what is not shown, not there, or goes elsewhere', () => {
    const { chain, a, b, outbox, early } = pending()
    const { leaves } = outbox
    expect(kindOf(chain, changed(early, { siloId: h(1) }))).toBe('unknownSilo')
    expect(kindOf(chain, changed(early, { siloId: b.silo.id }))).toBe('otherSilo')
    expect(kindOf(chain, changed(early, { node: h(1) }))).toBe('unknownNode')
    expect(kindOf(chain, changed(early, { index: 1 }))).toBe('badOutboxWitness')
    expect(kindOf(chain, changed(early, { leaves: leaves.slice(0, 1) }))).toBe('badOutboxWitness')
    expect(kindOf(chain, changed(early, { leaves: [] }))).toBe('badOutboxWitness')
    expect(kindOf(chain, { ...early, payload: early.payload.slice(0, -1) })).toBe('malformedPayload')
    expect(kindOf(chain, { ...early, lane: a.silo.lane })).toBe('wrongLane')
    const part = { from: a.silo, to: b.silo, outbox, index: 0, count: 1 }
    expect(kindOf(chain, deliveringUnproven(part))).toBe('notDeliverable')
    const nowhere = pending({ to: h(0xdead) })
    expect(nowhere.chain.refuses(nowhere.early)).toEqual({ kind: 'wrongLane', expected: h(0xdead) })
  })

  test('payments and returns', () => {
    const { chain, a, b } = twoSilos()
    const recipient = hashToBytes(b.silo.id)
    const pay = encodeOutboxEntry({ kind: 'pay', instance: 0, message: 0, amount: 0n, recipient })
    const outbox = committedOutbox(chain, a, [pay, returnLeaf(0, 0n, b.silo.id)])
    for (const index of [0, 1])
      expect(kindOf(chain, deliveringUnproven({ from: a.silo, to: b.silo, outbox, index, count: 1 }))).toBe(
        'notDeliverable',
      )
  })

  test('any change of its bytes', () => {
    const { chain, early } = pending()
    fc.assert(
      fc.property(fc.nat(early.payload.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const payload = early.payload.map((byte, i) => (i === at ? byte ^ flip : byte))
        const { result } = chain.apply({ ...early, payload })
        // Another kind or version is a call in the lane, which is entered as malformed.
        const changes = result.ok ? result.changes : []
        expect(result.ok && at >= 2).toBe(false)
        expect(changes.some(({ after }) => isUnproven(after))).toBe(false)
      }),
      { numRuns: 300 },
    )
    chain.accepts(early)
  })
})

function isUnproven(record: BridgeRecord | undefined): boolean {
  return record?.kind === 'unproven' || (record?.kind === 'inboxEntry' && record.delivery !== undefined)
}

test('what was delivered is forgotten with its node', () => {
  const all = pending({}, { baseFinality: 10n, claimWindow: 10n, publishWindow: 1n })
  const { chain, a, outbox, early } = all
  chain.accepts(early)
  expect(chain.get(KEY.unproven(outbox.node))).toMatchObject({ delivered: [1] })
  finally_(all)
  let parent = outbox.node
  for (let round = 0; round < 102; round++) {
    callBlock(chain, a.silo)
    const { node } = committedOutbox(chain, a, callLeaves({ to: h(1), call: [BigInt(round)] }), parent)
    chain.next(a.silo.config.maxFinality)
    chain.accepts(finalising(a.silo, node))
    parent = node
  }
  chain.next(40_000n)
  callBlock(chain, a.silo)
  const { node } = committedOutbox(chain, a, callLeaves({ to: h(2) }), parent)
  chain.next(a.silo.config.maxFinality)
  chain.accepts(finalising(a.silo, node))
  expect(chain.get(KEY.unproven(outbox.node))).toBeUndefined()
  expect(kindOf(chain, early)).toBe('nodeFinal')
})

test('a false commitment that nobody looked at can be final, and its returns still break nothing', () => {
  const { chain, a, b } = twoSilos()
  callBlock(chain, a.silo)
  const outbox = finalOutbox(chain, a, [
    returnLeaf(0, 100_000_000n, b.silo.id),
    returnLeaf(77, 100_000_000n, b.silo.id),
    returnLeaf(0, 1n, b.silo.id),
  ])
  for (const index of [0, 1, 2])
    expect(
      kindOf(
        chain,
        delivering(chain, { from: a.silo, to: b.silo, outbox, index, count: 1, value: 1n, cost: 1n }),
      ),
    ).toBe('notDeliverable')
})
