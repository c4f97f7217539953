import { describe, expect, it } from 'vitest'
import type { Transaction } from '../../tx/index.ts'
import { commitStorageMass, signTransaction, transactionId } from '../../tx/index.ts'
import type { Utxo } from '../../utxo/index.ts'
import type { Chain } from '../../chain/index.ts'
import { ACCOUNTS, coin, mine, newChain, pay, template } from '../../chain/testing/kit.ts'
import { createMempool } from './index.ts'
import type { Mempool } from './index.ts'

const [alice, bob, carol] = [ACCOUNTS[1]!, ACCOUNTS[2]!, ACCOUNTS[3]!]
const KEEP = { allowOrphan: false }

function setUp(limits?: Parameters<typeof createMempool>[1]): { chain: Chain; mempool: Mempool } {
  const chain = newChain()
  return { chain, mempool: createMempool(chain, limits) }
}

/** Mines what is ready and tells the mempool. */
function mineReady(chain: Chain, mempool: Mempool): void {
  mine(chain, mempool.ready())
  mempool.chainMoved({ removed: [], added: [chain.sink()] })
}

function changeOf(tx: Transaction): Utxo {
  const output = tx.outputs.at(-1)!
  return {
    outpoint: { transactionId: transactionId(tx), index: tx.outputs.length - 1 },
    entry: {
      amount: output.value,
      scriptPublicKey: output.scriptPublicKey,
      blockDaaScore: 0n,
      isCoinbase: false,
    },
  }
}

describe('the mempool', () => {
  it('takes a valid transaction, once, until the chain accepts it', () => {
    const { chain, mempool } = setUp()
    const tx = pay(alice, coin(chain, alice), bob, 1_000_000_000n)
    expect(mempool.submit(tx, KEEP)).toMatchObject({ ok: true, status: 'new' })
    expect(mempool.submit(tx, KEEP)).toMatchObject({ ok: true, status: 'known' })
    mineReady(chain, mempool)
    expect(mempool.entries()).toEqual([])
    expect(mempool.submit(tx, KEEP)).toEqual({ ok: false, reason: 'it is accepted already' })
  })

  it('fills in the storage mass that wallets leave at 0, also of what spends from what waits', () => {
    const { chain, mempool } = setUp()
    const first = pay(alice, coin(chain, alice), bob, 1_000_000_000n)
    const second = pay(alice, changeOf(first), bob, 1_000_000_000n)
    expect(first.storageMass).toBeGreaterThan(0n)
    for (const tx of [first, second]) {
      expect(mempool.submit({ ...tx, storageMass: 0n }, KEEP)).toMatchObject({ ok: true, status: 'new' })
      expect(mempool.get(transactionId(tx))?.tx).toEqual(tx)
    }
  })

  it('says why it refuses', () => {
    const { chain, mempool } = setUp()
    const utxo = coin(chain, alice)
    const good = pay(alice, utxo, bob, 1_000_000_000n)
    const refused: [Transaction, string][] = [
      [pay(alice, utxo, bob, 1_000_000_000n, 1n), 'its fee of 1 sompi is below'],
      [pay(bob, utxo, bob, 1_000_000_000n), 'script refused'],
      [{ ...good, storageMass: good.storageMass + 1n }, 'storage mass'],
      [{ ...good, inputs: [] }, 'no inputs'],
      [{ ...good, gas: 1n }, 'gas not allowed'],
      [
        { ...good, lockTime: 1_000n, inputs: good.inputs.map((i) => ({ ...i, sequence: 0n })) },
        'not finalized',
      ],
      [pay(alice, changeOf(good), bob, 1_000_000_000n), 'missing outpoints'],
      [pay(alice, utxo, bob, 1_000n, 500_000n), 'storage mass'],
      [template(chain).transactions[0]!, 'coinbase'],
    ]
    for (const [tx, reason] of refused) {
      expect(mempool.submit(tx, KEEP)).toMatchObject({ ok: false, reason: expect.stringContaining(reason) })
    }
    expect(mempool.entries()).toEqual([])
    mempool.submit(good, KEEP)
    const rival = pay(alice, utxo, carol, 2_000_000_000n)
    expect(mempool.submit(rival, KEEP)).toMatchObject({
      ok: false,
      reason: expect.stringContaining(`an output that ${transactionId(good)} spends, which waits already`),
    })
  })

  it('holds chains of transactions, and offers each when the one before it is accepted', () => {
    const { chain, mempool } = setUp()
    const first = pay(alice, coin(chain, alice), bob, 1_000_000_000n)
    const second = pay(alice, changeOf(first), bob, 1_000_000_000n)
    const third = pay(alice, changeOf(second), bob, 1_000_000_000n)
    for (const tx of [first, second, third]) expect(mempool.submit(tx, KEEP)).toMatchObject({ ok: true })
    for (const tx of [first, second, third]) {
      expect(mempool.ready()).toEqual([tx])
      mineReady(chain, mempool)
    }
    expect(mempool.entries()).toEqual([])
  })

  it('keeps orphans when asked to, until their inputs are known', () => {
    const { chain, mempool } = setUp()
    const first = pay(alice, coin(chain, alice), bob, 1_000_000_000n)
    const second = pay(alice, changeOf(first), bob, 1_000_000_000n)
    const third = pay(alice, changeOf(second), bob, 1_000_000_000n)
    expect(mempool.submit(third, { allowOrphan: true })).toMatchObject({ ok: true, status: 'orphan' })
    expect(mempool.submit(second, { allowOrphan: true })).toMatchObject({ ok: true, status: 'orphan' })
    expect(mempool.orphans()).toHaveLength(2)
    mempool.submit(first, KEEP)
    expect(mempool.orphans()).toEqual([])
    expect(mempool.entries().map((entry) => entry.state)).toEqual(['ready', 'chained', 'chained'])
  })

  it('offers the best fees first and throws the worst out when full', () => {
    const { chain, mempool } = setUp({ maxTransactions: 3, maxBytes: 1_000_000n, maxOrphans: 5 })
    const fees = [700_000n, 900_000n, 600_000n, 800_000n]
    const txs = fees.map((fee, i) => pay(alice, coin(chain, alice, i), bob, 1_000_000_000n, fee))
    for (const tx of txs) mempool.submit(tx, KEEP)
    expect(mempool.ready()).toEqual([txs[1], txs[3], txs[0]])
    expect(mempool.dropReason(transactionId(txs[2]!))).toContain('full')
    const poor = pay(alice, coin(chain, alice, 5), bob, 1_000_000_000n, 500_000n)
    expect(mempool.submit(poor, KEEP)).toMatchObject({ ok: false, reason: expect.stringContaining('full') })
  })

  it('drops what somebody else double spent in a block, with all that spends from it', () => {
    const { chain, mempool } = setUp()
    const utxo = coin(chain, alice)
    const mineOwn = pay(alice, utxo, bob, 1_000_000_000n)
    const child = pay(alice, changeOf(mineOwn), bob, 1_000_000_000n)
    mempool.submit(mineOwn, KEEP)
    mempool.submit(child, KEEP)
    mine(chain, [pay(alice, utxo, carol, 2_000_000_000n)])
    mempool.chainMoved({ removed: [], added: [chain.sink()] })
    expect(mempool.entries()).toEqual([])
    expect(mempool.dropReason(transactionId(mineOwn))).toContain('missing outpoints')
    expect(mempool.dropReason(transactionId(child))).toContain(transactionId(mineOwn))
  })

  it('takes transactions back when a reorg drops the blocks that accepted them', () => {
    const { chain, mempool } = setUp()
    const rival = newChain()
    mine(rival)
    mine(rival)
    const tx = pay(alice, coin(chain, alice), bob, 1_000_000_000n)
    mempool.submit(tx, KEEP)
    const elsewhere = pay(carol, coin(chain, carol), bob, 1_000_000_000n)
    const holder = template(chain, [tx, elsewhere])
    for (const block of [holder, ...[1, 2].map(() => undefined)]) {
      const result = block === undefined ? undefined : chain.addBlock(block)
      if (block === undefined) mine(chain)
      mempool.chainMoved(result?.ok === true ? result.change : { removed: [], added: [chain.sink()] })
    }
    expect(chain.ledger.acceptedBy(transactionId(tx))).toBeDefined()
    // Another chain of more work, so long that merging these blocks into it is too deep.
    for (let i = 0; i < 20; i++) mine(rival)
    for (const hash of rival.blocksAfter(rival.genesis.hash, 100)) {
      const result = chain.addBlock(rival.block(hash)!)
      mempool.chainMoved(result.ok ? result.change : undefined)
    }
    expect(chain.sink()).toBe(rival.sink())
    expect(chain.ledger.acceptedBy(transactionId(tx))).toBeUndefined()
    const waiting = mempool.ready().map(transactionId)
    const accepted = [tx, elsewhere].map(transactionId).filter((id) => chain.isAccepted(id))
    expect([...waiting, ...accepted].toSorted()).toEqual([tx, elsewhere].map(transactionId).toSorted())
    mineReady(chain, mempool)
    mineReady(chain, mempool)
    expect(chain.ledger.acceptedBy(transactionId(tx))).toBeDefined()
    expect(chain.ledger.acceptedBy(transactionId(elsewhere))).toBeDefined()
    expect(mempool.entries()).toEqual([])
  })

  describe('replaces', () => {
    const REPLACE = { allowOrphan: false, replacement: 'must' } as const
    const AS_PEER = { allowOrphan: true, replacement: 'ifDearer' } as const

    it('a transaction by one that pays more per gram, with what spends from it', () => {
      const { chain, mempool } = setUp()
      const utxo = coin(chain, alice)
      const first = pay(alice, utxo, bob, 1_000_000_000n, 500_000n)
      const child = pay(alice, changeOf(first), bob, 1_000_000_000n)
      for (const tx of [first, child]) mempool.submit(tx, KEEP)
      const same = pay(alice, utxo, carol, 1_000_000_000n, 500_000n)
      expect(mempool.submit(same, REPLACE)).toMatchObject({
        ok: false,
        reason: expect.stringContaining('more per gram'),
      })
      expect(mempool.entries()).toHaveLength(2)
      const dearer = pay(alice, utxo, carol, 1_000_000_000n, 600_000n)
      expect(mempool.submit(dearer, REPLACE)).toMatchObject({ ok: true, status: 'new', replaced: [first] })
      expect(mempool.ready()).toEqual([dearer])
      expect(mempool.dropReason(transactionId(first))).toContain('pays more and took its place')
      expect(mempool.dropReason(transactionId(child))).toContain('it spends from')
      mineReady(chain, mempool)
      expect(mempool.entries()).toEqual([])
    })

    it('exactly one when asked to, and all rivals of what a peer sends', () => {
      const { chain, mempool } = setUp()
      const [one, other] = [coin(chain, alice, 0), coin(chain, alice, 1)]
      const joined = joinOf(one, other, 2_000_000n)
      expect(mempool.submit(joined, REPLACE)).toMatchObject({
        ok: false,
        reason: expect.stringContaining('it replaces nothing'),
      })
      const rivals = [one, other].map((utxo) => pay(alice, utxo, bob, 1_000_000_000n, 500_000n))
      for (const tx of rivals) mempool.submit(tx, KEEP)
      expect(mempool.submit(joined, REPLACE)).toMatchObject({
        ok: false,
        reason: expect.stringContaining('would replace 2'),
      })
      expect(mempool.submit(joinOf(one, other, 600_000n), AS_PEER)).toMatchObject({ ok: false })
      expect(mempool.entries()).toHaveLength(2)
      expect(mempool.submit(joined, AS_PEER)).toMatchObject({ ok: true, replaced: rivals })
      expect(mempool.ready()).toEqual([joined])
    })

    it('nothing by what spends from what it would replace, or is bad in itself', () => {
      const { chain, mempool } = setUp()
      const utxo = coin(chain, alice)
      const first = pay(alice, utxo, bob, 1_000_000_000n, 500_000n)
      mempool.submit(first, KEEP)
      const selfish = joinOf(utxo, changeOf(first), 5_000_000n)
      expect(mempool.submit(selfish, AS_PEER)).toMatchObject({
        ok: false,
        reason: expect.stringContaining('missing'),
      })
      const foreign = pay(bob, utxo, carol, 1_000_000_000n, 900_000n)
      expect(mempool.submit(foreign, AS_PEER)).toMatchObject({
        ok: false,
        reason: expect.stringContaining('script'),
      })
      expect(mempool.ready()).toEqual([first])
    })
  })
})

/** Alice spends two outputs to bob. */
function joinOf(a: Utxo, b: Utxo, fee: bigint): Transaction {
  const base = pay(alice, a, bob, 1_000_000_000n)
  const input = base.inputs[0]!
  const inputs = [a, b].map(({ outpoint }) => ({
    ...input,
    previousOutpoint: outpoint,
    signatureScript: new Uint8Array(),
  }))
  const entries = [a.entry, b.entry]
  const value = a.entry.amount + b.entry.amount - fee
  const draft = { ...base, inputs, outputs: [{ value, scriptPublicKey: bob.script }] }
  return signTransaction(commitStorageMass(draft, entries) ?? draft, entries, alice.secretKey)
}
