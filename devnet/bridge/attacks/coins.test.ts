// Coins that aren't one's own: each of the two barriers alone (which kind may spend an input, and what a transition checks), and
// fees that nobody was there to take.
import { describe, expect, test } from 'vitest'
import { BRIDGE_LANE } from '../../tx/lanes.ts'
import { NATIVE_SUBNETWORK } from '../../tx/constants.ts'
import { siloAccountScript, ustoScript } from '../../tx/silo-scripts.ts'
import type { Outpoint, Transaction, UtxoEntry } from '../../tx/types.ts'
import { applyTransaction, authoriseInput } from '../apply.ts'
import { encodePayload } from '../payload-codec.ts'
import type { BridgePayload } from '../payloads.ts'
import { getAccount, listFeeCredits } from '../queries.ts'
import { h, payTo } from '../testing/chain.ts'
import {
  bridge,
  callBlock,
  commit,
  createSilo,
  finalising,
  rootsOf,
  senderOf,
  stake,
} from '../testing/scenario.ts'
import { ALICE, BOB, CAROL, scene } from '../testing/two-stakes.ts'

const at = (n: number): Outpoint => ({ transactionId: h(0x777), index: n })

function spending(payload: BridgePayload, outpoint: Outpoint, over: Partial<Transaction> = {}): Transaction {
  const input = { signatureScript: new Uint8Array(0), sequence: 0n, sigOpCount: 0, computeBudget: 0 }
  return {
    version: 1,
    inputs: [at(0), outpoint].map((previousOutpoint) => ({ ...input, previousOutpoint })),
    outputs: [],
    lockTime: 0n,
    subnetworkId: BRIDGE_LANE,
    gas: 0n,
    payload: encodePayload(payload),
    storageMass: 0n,
    ...over,
  }
}

const entry = (amount: bigint, scriptPublicKey: UtxoEntry['scriptPublicKey']): UtxoEntry => ({
  amount,
  scriptPublicKey,
  blockDaaScore: 0n,
  isCoinbase: false,
})

describe('the kind of a transaction decides which inputs it may spend', () => {
  const silo = h(0x51)
  const account = entry(1n, siloAccountScript(silo))
  const unit = entry(1n, ustoScript(silo, ALICE))
  const sender = senderOf(ALICE)
  const publish = { kind: 'publish', node: h(1), entries: [], witness: new Uint8Array(0) } as const
  const slash = { kind: 'slash', sender, dispute: h(1) } as const

  test.each<[string, boolean, BridgePayload, UtxoEntry]>([
    ["the silo's own account", true, { ...publish, siloId: silo }, account],
    ['the account of another silo', false, { ...publish, siloId: h(0x52) }, account],
    ['a stake to publish', false, { ...publish, siloId: silo }, unit],
    ['the named stake', true, { ...slash, stake: at(1) }, unit],
    ['another stake than the named one', false, { ...slash, stake: at(2) }, unit],
    ['the account for a slash', false, { ...slash, stake: at(1) }, account],
    ['a stake to ask for its unlocking', false, { kind: 'requestUnlock', sender, stake: at(1) }, unit],
    ['an account to finalise', false, { kind: 'finalise', siloId: silo, node: h(1) }, account],
  ])('%s: %s', (_, allowed, payload, spent) => {
    expect(authoriseInput(spending(payload, at(1)), 1, spent).ok).toBe(allowed)
    const native = spending(payload, at(1), { subnetworkId: NATIVE_SUBNETWORK })
    expect(authoriseInput(native, 1, spent).ok).toBe(false)
  })

  test('malformed scripts of silo versions are nobody’s to spend', () => {
    for (const version of [0x5301, 0x5302]) {
      const odd = entry(1n, { version, script: new Uint8Array(31) })
      expect(authoriseInput(spending({ ...slash, stake: at(1) }, at(1)), 1, odd).ok).toBe(false)
    }
  })
})

test('a payment takes no coin but of its own account, were it authorised or not', () => {
  const { chain, silo } = scene()
  const other = createSilo(chain, { namespace: 0x6f746872 })
  chain.records.set(`credit/${silo.id}/${CAROL}`, { kind: 'credit', amount: 30_000_000n })
  const payload = { kind: 'collectFees', sender: senderOf(CAROL), siloId: silo.id } as const
  const outputs = [payTo(CAROL, 30_000_000n)]
  const reasons = [
    entry(30_000_000n, siloAccountScript(other.id)),
    entry(30_000_000n, ustoScript(silo.id, ALICE)),
    entry(30_000_000n, { version: 0x5302, script: new Uint8Array(1) }),
  ].map((foreign) => {
    const inputs = [entry(1n, payTo(CAROL, 1n).scriptPublicKey), foreign]
    const context = { fee: 1n, inputs, chainBlock: chain.tip, mergedBlock: h(9) }
    const tx = spending(payload, at(1), { outputs })
    const result = applyTransaction(chain, tx, context)
    return result.ok ? 'accepted' : result.reason.kind
  })
  expect(reasons).toEqual(['strayInput', 'strayInput', 'strayInput'])
})

test('fees of a node without anybody to take them go to the next one, once', () => {
  const { chain, silo, alice } = scene()
  const [bob] = stake(chain, silo, BOB)
  callBlock(chain, silo, { fee: 80_000_000n })
  const choice = { stake: alice, owner: ALICE }
  const first = commit(chain, silo, { ...choice, parent: silo.genesisNode, roots: [1, 2, 3].map(rootsOf) })
  const two = [4, 5].map(
    (n) => commit(chain, silo, { ...choice, parent: first[2]!, roots: [rootsOf(n)] })[0]!,
  )
  const half = silo.config.stakingUnit / 2n
  chain.accepts(
    bridge(
      { kind: 'equivocation', sender: senderOf(BOB), stake: alice, first: two[0]!, second: two[1]! },
      { spends: [alice], outputs: [payTo(BOB, half)], burns: half },
    ),
  )
  chain.next(silo.config.maxFinality)
  chain.accepts(finalising(silo, first[2]!))
  // Two calls of 10,000 sompi and the constructor's block came before; nothing is credited yet.
  const unassigned = getAccount(chain, silo.id)!.unassigned
  expect(unassigned).toBe(10_000n)
  chain.accepts(finalising(silo, two[0]!))
  for (let i = 0; i < 2; i++) callBlock(chain, silo, { fee: 60_000_000n })
  const right = commit(chain, silo, {
    stake: bob!,
    owner: BOB,
    parent: first[2]!,
    roots: [6, 7, 8].map(rootsOf),
  })
  chain.next(silo.config.maxFinality)
  const credits: bigint[] = []
  for (const node of right) {
    chain.accepts(finalising(silo, node))
    credits.push(listFeeCredits(chain, silo.id).reduce((sum, { amount }) => sum + amount, 0n))
    expect(getAccount(chain, silo.id)!.unassigned).toBe(0n)
  }
  const share = 30_000_000n
  expect(credits).toEqual([
    40_000_000n + unassigned,
    70_000_000n + unassigned,
    70_000_000n + share + unassigned,
  ])
})
