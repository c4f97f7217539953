import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BridgeRecord, BridgeView } from '../bridge/index.ts'
import { createRandom } from '../node/simulation/random.ts'
import { hash, laneOfNamespace, siloAccountScript, transactionId } from '../tx/index.ts'
import type { Hash } from '../tx/index.ts'
import type { Chain, ChainExtension } from './index.ts'
import { randomDag, shuffled } from './testing/random-dag.ts'
import { ACCOUNTS, chainOf, coin, countUtxos, mine, newChain, pay, replay, stateOf } from './testing/kit.ts'

const LANE = laneOfNamespace(0x01020304)!
const SILO = hash('51'.repeat(32))
const [alice, bob] = [ACCOUNTS[1]!, ACCOUNTS[2]!]

/** Records of the bridge's kind stand for anything here: `index` counts. */
const counter = (index: number): BridgeRecord => ({ kind: 'chainIndex', index })
const countOf = (view: BridgeView, key: string): number => {
  const record = view.get(key)
  return record?.kind === 'chainIndex' ? record.index : 0
}
const increment = (view: BridgeView, key: string) => ({
  key,
  before: view.get(key),
  after: counter(countOf(view, key) + 1),
})

const withheldIn = (view: BridgeView): readonly { block: Hash; amount: bigint }[] => {
  const record = view.get('withheld')
  return record?.kind === 'chain' ? record.withheld : []
}

/**
 * Counts blocks and transactions by payload, refuses payloads that begin with 0, burns what the second byte says in
 * thousands of sompi, and withholds a tenth of the fees for an account.
 */
const extension: ChainExtension = {
  beginBlock: (view, chainBlock) => [
    increment(view, 'blocks'),
    {
      key: 'withheld',
      before: view.get('withheld'),
      after: { kind: 'chain', index: 0, ...chainBlock, touched: [], withheld: [] },
    },
  ],
  applyTransaction(view, tx, { fee, mergedBlock, chainBlock }) {
    const [first = 0, second = 0] = tx.payload
    if (first === 0) return { ok: false, reason: { kind: 'noStakeOutput' } }
    const burned = BigInt(second) * 1000n
    const part = { block: mergedBlock, amount: (fee - burned) / 10n }
    const withheld = [...withheldIn(view), part]
    const record = { kind: 'chain', index: 0, ...chainBlock, touched: [], withheld } as const
    const noted = { key: 'withheld', before: view.get('withheld'), after: record }
    return { ok: true, changes: [increment(view, `by ${first}`), noted], burned }
  },
  authoriseInput: () => ({ ok: false, reason: { kind: 'strayInput', input: 0 } }),
  endBlock(view, { daaScore, selectedParent }) {
    const withheld = withheldIn(view)
    const amount = withheld.reduce((sum, part) => sum + part.amount, 0n)
    const entry = {
      amount,
      scriptPublicKey: siloAccountScript(SILO),
      blockDaaScore: daaScore,
      isCoinbase: false,
    }
    const outpoint = { transactionId: selectedParent, index: 7 }
    return { changes: [], withheld, outputs: amount > 0n ? [{ outpoint, entry }] : [] }
  },
}

function laneTx(chain: Chain, n: number, payload: number[]) {
  return pay(alice, coin(chain, alice, n), bob, 1_000_000_000n, 900_000n, {
    subnetworkId: LANE,
    payload: Uint8Array.from(payload),
  })
}

function checkBooks(chain: Chain): void {
  const { utxos, emitted, burned, feesDue } = chain.ledger.books()
  expect(utxos).toBe(countUtxos(chain))
  expect(utxos + burned + feesDue).toBe(emitted)
}

const recordsOf = (view: BridgeView) => ['blocks', 'by 1', 'by 2', 'by 3'].map((key) => countOf(view, key))

describe('an extension of the chain', () => {
  it('accepts and refuses transactions of lanes, burns, and withholds fees from the coinbase', () => {
    const chain = newChain(extension)
    const good = laneTx(chain, 0, [1, 200])
    const bad = laneTx(chain, 1, [0])
    expect(chain.checkTransaction(good)).toMatchObject({ ok: true, fee: 900_000n })
    expect(chain.checkTransaction(bad)).toMatchObject({
      ok: false,
      reason: 'the transaction has no staking output',
    })
    const holder = mine(chain, [good])
    const acceptor = mine(chain)
    checkBooks(chain)
    expect(chain.ledger.acceptedBy(transactionId(good))).toBe(acceptor.hash)
    expect(chain.ledger.books()).toMatchObject({ burned: 200_000n, feesDue: 630_000n })
    expect(chain.ledger.utxosOf(siloAccountScript(SILO)).map((utxo) => utxo.entry.amount)).toEqual([70_000n])
    expect(recordsOf(chain.ledger.bridge)).toEqual([3, 1, 0, 0])
    mine(chain)
    checkBooks(chain)
    expect(chain.ledger.books().feesDue).toBe(0n)
    expect(recordsOf(chain.bridgeViewAt(holder.hash)!)).toEqual([2, 0, 0, 0])
    expect(chain.bridgeViewAt(hash('ff'.repeat(32)))).toBeUndefined()
  })

  it('does nothing to plain payments, and nothing at all when it is off', () => {
    const chain = newChain()
    mine(chain, [laneTx(chain, 0, [0])])
    mine(chain)
    expect(chain.effects(chain.sink())!.merged[0]!.accepted).toHaveLength(2)
    expect(recordsOf(chain.ledger.bridge)).toEqual([0, 0, 0, 0])
    const withIt = newChain(extension)
    const payment = pay(alice, coin(withIt, alice), bob, 1_000_000_000n)
    mine(withIt, [payment])
    mine(withIt)
    expect(recordsOf(withIt.ledger.bridge)).toEqual([3, 0, 0, 0])
  })

  it('does not accept what it refuses: the inputs stay unspent and no fee is taken', () => {
    const chain = newChain(extension)
    const plain = newChain()
    const bad = laneTx(chain, 0, [0])
    // A miner that doesn't check puts it into a block all the same.
    const block = mine(plain, [bad])
    expect(chain.addBlock(block)).toMatchObject({ ok: true })
    const acceptor = mine(chain)
    expect(chain.effects(acceptor.hash)!.merged[0]!.refused).toEqual([
      { transactionId: transactionId(bad), reason: 'the transaction has no staking output' },
    ])
    expect(chain.ledger.utxos.get(bad.inputs[0]!.previousOutpoint)).toBeDefined()
    expect(chain.ledger.books().feesDue).toBe(0n)
    checkBooks(chain)
  })

  it('is undone exactly: any order of blocks ends on the same records', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const random = createRandom(seed)
        const { blocks } = randomDag(random.below, {
          miners: 3,
          blocks: 25,
          relay: 40,
          extension,
          lane: LANE,
        })
        const expected = replay(blocks, extension)
        const top = chainOf(expected).length
        expect(countOf(expected.ledger.bridge, 'blocks')).toBe(top)
        const chain = replay(shuffled(random.below, blocks), extension)
        expect(stateOf(chain)).toEqual(stateOf(expected))
        for (const block of chainOf(chain)) {
          expect(recordsOf(chain.bridgeViewAt(block)!)).toEqual(recordsOf(expected.bridgeViewAt(block)!))
        }
        expect(
          recordsOf(chain.ledger.bridge)
            .slice(1)
            .some((count) => count > 0),
        ).toBe(true)
        checkBooks(chain)
      }),
      { numRuns: 4 },
    )
  })

  it('leaves scripts of its own alone when nobody authorises them', () => {
    const chain = newChain(extension)
    const toAccount = { ...bob, script: siloAccountScript(SILO) }
    const first = pay(alice, coin(chain, alice), toAccount, 1_000_000_000n)
    mine(chain, [first])
    mine(chain)
    const utxo = { outpoint: { transactionId: transactionId(first), index: 0 } }
    const entry = chain.ledger.utxos.get(utxo.outpoint)!
    const spend = pay(bob, { ...utxo, entry }, bob, 500_000_000n)
    expect(chain.checkTransaction(spend)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('may not spend'),
    })
  })
})
