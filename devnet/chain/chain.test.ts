import { describe, expect, it } from 'vitest'
import { hashMerkleRoot, headerHash, TINY, transactionId } from '../tx/index.ts'
import { createChain } from './index.ts'
import {
  ACCOUNTS,
  coin,
  countUtxos,
  GENESIS,
  mine,
  newChain,
  pay,
  PREMINED,
  stateOf,
  template,
} from './testing/kit.ts'
import type { Block, BlockHeader, Transaction } from '../tx/index.ts'

const [alice, bob, carol] = [ACCOUNTS[1]!, ACCOUNTS[2]!, ACCOUNTS[3]!]

function withHeader(block: Block, change: Partial<BlockHeader>): Block {
  const header = { ...block.header, ...change }
  return { hash: headerHash(header), header, transactions: block.transactions }
}

describe('a chain', () => {
  it('starts with the premine and nothing else', () => {
    const chain = newChain()
    const emitted = PREMINED * BigInt(GENESIS.premine.length)
    expect(chain.ledger.books()).toEqual({ utxos: emitted, emitted, burned: 0n, feesDue: 0n })
    expect(chain.sink()).toBe(chain.genesis.hash)
    expect(chain.virtual().parents).toEqual([chain.genesis.hash])
  })

  it('accepts a payment in the block after the one that holds it', () => {
    const chain = newChain()
    const tx = pay(alice, coin(chain, alice), bob, 5_000_000_000n)
    const holder = mine(chain, [tx])
    expect(holder.transactions).toHaveLength(2)
    expect(chain.ledger.acceptedBy(transactionId(tx))).toBeUndefined()
    expect(chain.isAccepted(transactionId(tx))).toBe(true)
    const acceptor = mine(chain)
    expect(chain.ledger.acceptedBy(transactionId(tx))).toBe(acceptor.hash)
    expect(chain.ledger.utxos.get({ transactionId: transactionId(tx), index: 0 })?.amount).toBe(
      5_000_000_000n,
    )
    expect(chain.ledger.books().feesDue).toBe(500_000n)
    mine(chain)
    expect(chain.ledger.books().feesDue).toBe(0n)
  })

  it('accepts one of two spends in parallel blocks, and says why not the other', () => {
    const left = newChain()
    const right = newChain()
    const utxo = coin(left, alice)
    const spends = [pay(alice, utxo, bob, 1_000_000_000n), pay(alice, utxo, carol, 2_000_000_000n)]
    const blocks = [mine(left, [spends[0]!]), mine(right, [spends[1]!])]
    left.addBlock(blocks[1]!)
    const acceptor = mine(left)
    mine(left)
    const merged = left.effects(acceptor.hash)!.merged
    expect(merged.map((m) => m.block).toSorted()).toEqual(blocks.map((b) => b.hash).toSorted())
    const accepted = merged.flatMap((m) => m.accepted.filter(({ index }) => index > 0))
    const refused = merged.flatMap((m) => m.refused)
    expect(accepted).toHaveLength(1)
    expect(refused).toHaveLength(1)
    expect(refused[0]!.reason).toContain('missing outpoints')
    expect(new Set([accepted[0]!.transactionId, refused[0]!.transactionId])).toEqual(
      new Set(spends.map(transactionId)),
    )
    expect(left.checkTransaction(spends[0]!)).toMatchObject({ ok: false })
  })

  it('lets mined coins be spent once they are mature', () => {
    const chain = newChain()
    for (let i = 0; i < 3; i++) mine(chain, [], alice)
    const mined = [...chain.ledger.allUtxos()].find(({ entry }) => entry.isCoinbase)!
    const tx = pay(alice, mined, bob, 1_000_000_000n)
    const matureAt = mined.entry.blockDaaScore + TINY.coinbaseMaturity
    while (chain.virtual().daaScore < matureAt) {
      expect(chain.checkTransaction(tx)).toMatchObject({
        ok: false,
        reason: expect.stringContaining('immature'),
      })
      mine(chain, [tx])
    }
    expect(chain.checkTransaction(tx)).toMatchObject({ ok: true })
    mine(chain, [tx])
    mine(chain)
    expect(chain.ledger.acceptedBy(transactionId(tx))).toBe(chain.sink())
  })

  it('keeps the books at every chain block', () => {
    const chain = newChain()
    for (let i = 0; i < 30; i++) {
      mine(chain, [pay(alice, coin(chain, alice, i), bob, 1_000_000_000n)])
      const { utxos, emitted, burned, feesDue } = chain.ledger.books()
      expect(utxos).toBe(countUtxos(chain))
      expect(utxos + burned + feesDue).toBe(emitted)
    }
    expect(chain.ledger.books().emitted).toBeGreaterThan(PREMINED * BigInt(GENESIS.premine.length))
  })

  it('reports orphans with what is missing', () => {
    const chain = newChain()
    const other = newChain()
    const first = mine(other)
    const second = mine(other)
    expect(chain.addBlock(second)).toEqual({ ok: false, kind: 'orphan', missing: [first.hash] })
    expect(chain.addBlock(first)).toMatchObject({ ok: true, change: { added: [first.hash] } })
    expect(chain.addBlock(second)).toMatchObject({ ok: true, status: 'added' })
    expect(chain.addBlock(second)).toEqual({ ok: true, status: 'known' })
    expect(stateOf(chain)).toEqual(stateOf(other))
  })

  it('refuses blocks whose header says what its parents deny, and all that build on them', () => {
    const chain = newChain()
    mine(chain)
    const good = template(chain)
    const wrong: Partial<BlockHeader>[] = [
      { version: 1 },
      { daaScore: good.header.daaScore + 1n },
      { blueScore: good.header.blueScore + 1n },
      { blueWork: good.header.blueWork + 1n },
      { bits: good.header.bits - 1 },
      { timestamp: chain.virtual().pastMedianTime },
      { pruningPoint: good.hash },
      { hashMerkleRoot: good.hash },
      { parentsByLevel: [] },
      { parentsByLevel: [good.header.parentsByLevel[0]!, []] },
    ]
    const before = stateOf(chain)
    for (const change of wrong) {
      expect(chain.addBlock(withHeader(good, change))).toMatchObject({ ok: false, kind: 'invalid' })
    }
    const lying = { ...good, hash: chain.genesis.hash.replace(/^./, 'f') as Block['hash'] }
    expect(chain.addBlock(lying)).toMatchObject({
      ok: false,
      reason: expect.stringContaining(`hash is given as ${lying.hash}`),
    })
    const bad = withHeader(good, { daaScore: 99n })
    const child = withHeader(good, { parentsByLevel: [[bad.hash]] })
    expect(chain.addBlock(child)).toMatchObject({ ok: false, kind: 'orphan' })
    expect(chain.addBlock(bad)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('wrong daaScore'),
    })
    expect(chain.addBlock(child)).toMatchObject({ ok: false, reason: expect.stringContaining('invalid') })
    const emptied = { ...good, transactions: [] }
    expect(chain.addBlock(emptied)).toMatchObject({ ok: false, kind: 'invalid' })
    expect(stateOf(chain)).toEqual(before)
    expect(chain.addBlock(good)).toMatchObject({ ok: true })
  })

  it('lets no chain go through a block that breaks rules in UTXO context, but keeps and merges it', () => {
    const withTransactions = (block: Block, transactions: readonly Transaction[]): Block =>
      withHeader({ ...block, transactions }, { hashMerkleRoot: hashMerkleRoot(transactions) })
    const forgeries: [string, (block: Block) => Block][] = [
      ['wrong UTXO commitment', (block) => withHeader(block, { utxoCommitment: block.hash })],
      ['wrong accepted-id Merkle root', (block) => withHeader(block, { acceptedIdMerkleRoot: block.hash })],
      [
        'first parent',
        (block) => withHeader(block, { parentsByLevel: [block.header.parentsByLevel[0]!.toReversed()] }),
      ],
      [
        'wrong coinbase',
        (block) => {
          const [coinbase, ...rest] = block.transactions
          const [first, ...others] = coinbase!.outputs
          return withTransactions(block, [
            { ...coinbase!, outputs: [{ ...first!, value: first!.value + 1n }, ...others] },
            ...rest,
          ])
        },
      ],
      [
        'script refused',
        (block) => {
          const [coinbase, tx] = block.transactions
          const inputs = tx!.inputs.map((input) => ({
            ...input,
            signatureScript: input.signatureScript.map((byte, i) => (i === 5 ? byte ^ 1 : byte)),
          }))
          return withTransactions(block, [coinbase!, { ...tx!, inputs }])
        },
      ],
      [
        'missing outpoints',
        (block) => {
          const foreign = pay(
            bob,
            { ...coin(newChain(), bob), outpoint: { transactionId: block.hash, index: 0 } },
            alice,
            1_000_000_000n,
          )
          return withTransactions(block, [block.transactions[0]!, foreign])
        },
      ],
    ]
    for (const [reason, forge] of forgeries) {
      const chain = newChain()
      const rival = newChain()
      for (let i = 0; i < 6; i++) mine(chain)
      rival.addBlock(chain.block(chain.chainBlockAt(1)!)!)
      // Two tips, so that there are two parents to be put in the wrong order.
      for (let i = 2; i < 6; i++) rival.addBlock(chain.block(chain.chainBlockAt(i)!)!)
      chain.addBlock(mine(rival, [], bob))
      expect(chain.virtual().parents).toHaveLength(2)
      const sink = chain.sink()
      const bad = forge(template(chain, [pay(alice, coin(chain, alice), bob, 1_000_000_000n)]))
      const before = stateOf(chain)
      expect(chain.addBlock(bad)).toEqual({ ok: true, status: 'added' })
      expect(chain.status(bad.hash)).toBe('disqualified')
      expect(chain.disqualifiedBecause(bad.hash)).toContain(reason)
      expect(stateOf(chain)).toEqual({ ...before, tips: [bad.hash] })
      expect(chain.sink()).toBe(sink)
      // What builds on it is disqualified too; the honest chain outgrows it, and then merges it.
      for (let i = 0; i < 3; i++) mine(chain)
      expect(chain.isChainBlock(bad.hash)).toBe(false)
      expect(chain.isInPast(bad.hash, chain.sink())).toBe(true)
      const { utxos, emitted, burned, feesDue } = chain.ledger.books()
      expect(utxos + burned + feesDue).toBe(emitted)
    }
  })

  it('names premined coins by all of the premine, so that no two networks share one', () => {
    const chain = newChain()
    const other = createChain(TINY, { ...GENESIS, premine: GENESIS.premine.slice(1) })
    const tx = pay(alice, coin(chain, alice), bob, 1_000_000_000n)
    expect(chain.checkTransaction(tx)).toMatchObject({ ok: true })
    expect(other.checkTransaction(tx)).toMatchObject({ ok: false, missing: [tx.inputs[0]!.previousOutpoint] })
    expect(other.genesis.hash).not.toBe(chain.genesis.hash)
  })
})
