// Deliveries as thieves and vandals would make them: coins of accounts that they don't name, entries that no contract made, bytes of any kind.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeOutboxEntry } from '../../../vm/consensus.ts'
import { hashToBytes } from '../../tx/hash.ts'
import { NATIVE_SUBNETWORK } from '../../tx/constants.ts'
import { BRIDGE_LANE } from '../../tx/lanes.ts'
import { siloAccountScript, ustoScript } from '../../tx/silo-scripts.ts'
import type { Outpoint, Transaction, UtxoEntry } from '../../tx/types.ts'
import { authoriseInput } from '../apply.ts'
import { encodeDelivery } from '../payload-codec.ts'
import { getAccount, getInbox } from '../queries.ts'
import { h } from '../testing/chain.ts'
import { CALL_AMOUNT, CALL_FEE, callLeaves, delivering, finalOutbox, twoSilos } from '../testing/two-silos.ts'
import { ALICE } from '../testing/two-stakes.ts'

const LEAF = new Uint8Array(64)

describe('which inputs a delivery may spend', () => {
  const siloId = h(0x51)
  const payload = { kind: 'deliver', siloId, node: h(1), index: 0, leaves: [LEAF], witness: LEAF } as const
  const lane = twoSilos().a.silo.lane
  const outpoint: Outpoint = { transactionId: h(0x777), index: 0 }
  const tx: Transaction = {
    version: 1,
    inputs: [
      { previousOutpoint: outpoint, signatureScript: LEAF, sequence: 0n, sigOpCount: 0, computeBudget: 0 },
    ],
    outputs: [],
    lockTime: 0n,
    subnetworkId: lane,
    gas: 0n,
    payload: encodeDelivery(payload),
    storageMass: 0n,
  }
  const coin = (scriptPublicKey: UtxoEntry['scriptPublicKey']): UtxoEntry => ({
    amount: 1n,
    scriptPublicKey,
    blockDaaScore: 0n,
    isCoinbase: false,
  })

  test.each([
    ["the named silo's account", true, {}, siloAccountScript(siloId)],
    ["another silo's account", false, {}, siloAccountScript(h(0x52))],
    ['a stake', false, {}, ustoScript(siloId, ALICE)],
    ["the account, in the bridge's lane", false, { subnetworkId: BRIDGE_LANE }, siloAccountScript(siloId)],
    ['the account, in no lane', false, { subnetworkId: NATIVE_SUBNETWORK }, siloAccountScript(siloId)],
    [
      'the account, with bytes left over',
      false,
      { payload: Uint8Array.of(...tx.payload, 0) },
      siloAccountScript(siloId),
    ],
    [
      'the account, before finality',
      false,
      { payload: encodeDelivery({ ...payload, kind: 'deliverUnproven' }) },
      siloAccountScript(siloId),
    ],
    [
      'the account, by a call',
      false,
      { payload: Uint8Array.of(1, 1, ...tx.payload.slice(2)) },
      siloAccountScript(siloId),
    ],
  ])('%s: %s', (_, allowed, over, script) => {
    expect(authoriseInput({ ...tx, ...over }, 0, coin(script)).ok).toBe(allowed)
  })
})

test('a payment to a silo’s id is no delivery, and a call can’t name another’s coins', () => {
  const { chain, a, b } = twoSilos()
  const recipient = hashToBytes(b.silo.id)
  const pay = encodeOutboxEntry({ kind: 'pay', instance: 0, message: 0, amount: CALL_AMOUNT, recipient })
  const call = callLeaves({ to: b.silo.id })
  const outbox = finalOutbox(chain, a, [pay, ...call])
  const choice = { from: a.silo, to: b.silo, outbox, value: CALL_AMOUNT, cost: CALL_AMOUNT + CALL_FEE }
  expect(chain.refuses(delivering(chain, { ...choice, index: 0, count: 1 })).kind).toBe('notDeliverable')
  // The same entry, shown as if the other silo had made it.
  const good = delivering(chain, { ...choice, index: 1, count: call.length })
  const asB = delivering(chain, { ...choice, from: b.silo, index: 1, count: call.length })
  expect(chain.refuses({ ...asB, outputs: good.outputs ?? [] }).kind).toBe('otherSilo')
  // Value for the thief: the change pays it instead of the account.
  const [into] = good.outputs ?? []
  expect(chain.refuses({ ...good, outputs: into ? [into, into] : [] }).kind).toBe('wrongPayment')
  chain.accepts(good)
})

test('whatever was refused changes nothing, and the call still arrives', () => {
  const { chain, a, b } = twoSilos()
  const leaves = callLeaves({ to: b.silo.id })
  const outbox = finalOutbox(chain, a, leaves)
  const choice = { from: a.silo, to: b.silo, outbox, index: 0, count: leaves.length }
  const good = delivering(chain, { ...choice, value: CALL_AMOUNT, cost: CALL_AMOUNT + CALL_FEE })
  const before = [...chain.records]
  fc.assert(
    fc.property(
      fc.nat(good.payload.length - 1),
      fc.integer({ min: 1, max: 255 }),
      fc.boolean(),
      (at, flip, cut) => {
        const payload = cut
          ? good.payload.slice(0, at)
          : good.payload.map((byte, i) => (i === at ? byte ^ flip : byte))
        expect(chain.apply({ ...good, payload }).result.ok).toBe(false)
      },
    ),
    { numRuns: 300 },
  )
  expect([...chain.records]).toEqual(before)
  const { hash } = chain.tip
  chain.accepts(good)
  expect(getInbox(chain, b.silo.id, hash)?.entries).toHaveLength(1)
  expect(getAccount(chain, b.silo.id)?.pegged).toBe(CALL_AMOUNT)
})
