// What leaves a silo's account: outbox entries once each with their witness, and fees in equal parts.
import { describe, expect, test } from 'vitest'
import { encodeOutboxEntry } from '../../vm/consensus.ts'
import { ListTree } from '../../vm/merkle/list-tree.ts'
import { proveEntries } from '../../vm/proof/lists.ts'
import { OUTBOX_DEPTH } from '../../vm/spec/constants.ts'
import type { Hash } from '../tx/hash.ts'
import { hashFromBytes, hashToBytes } from '../tx/hash.ts'
import { siloAccountScript } from '../tx/silo-scripts.ts'
import { isPaid, paidIndices, withPaid } from './paid.ts'
import type { PublishEntry } from './payloads.ts'
import { feeCredit, getAccount, getNode, heldBy, listFeeCredits, publisherOf } from './queries.ts'
import type { SiloRecord } from './records.ts'
import type { Request, TestChain } from './testing/chain.ts'
import { h, payTo } from './testing/chain.ts'
import { bridge, call, callBlock, commit, finalising, rootsOf, senderOf, stake } from './testing/scenario.ts'
import { accountCoins } from './testing/two-silos.ts'
import { ALICE, BOB, CAROL, scene } from './testing/two-stakes.ts'

const PAYMENTS = [
  { to: h(0x11), amount: 30_000_000n },
  { to: h(0x12), amount: 40_000_000n },
  { to: h(0x13), amount: 900_000_000_000n },
  { to: h(0x14), amount: 25_000_000n },
]

function outbox(): { readonly tree: ListTree; readonly leaves: Uint8Array[] } {
  const leaves = PAYMENTS.map(({ to, amount }, message) =>
    encodeOutboxEntry({ kind: 'pay', instance: 0, message, amount, recipient: hashToBytes(to) }),
  )
  const bytes = new Uint8Array(leaves.length * 64)
  for (const [i, leaf] of leaves.entries()) bytes.set(leaf, i * 64)
  return { tree: ListTree.of(OUTBOX_DEPTH, bytes), leaves }
}

interface Paying {
  readonly chain: TestChain
  readonly silo: SiloRecord
  readonly node: Hash
}

/** A silo with 500 million pegged in, and a final node whose outbox holds the payments. */
function finalNode(): Paying {
  const { chain, silo, alice } = scene()
  callBlock(chain, silo, { value: 500_000_000n, fee: 200_000_001n })
  const roots = { ...rootsOf(1), outbox: hashFromBytes(outbox().tree.root()) }
  const parent = silo.genesisNode
  const [node] = commit(chain, silo, { stake: alice, owner: ALICE, parent, roots: [roots] })
  chain.next(silo.config.maxFinality)
  chain.accepts(finalising(silo, node!))
  return { chain, silo, node: node! }
}

function publishing({ chain, silo, node }: Paying, indices: readonly number[], sender = ALICE): Request {
  const { tree, leaves } = outbox()
  const entries: PublishEntry[] = indices.map((index) => ({
    index,
    leaf: leaves[index] ?? new Uint8Array(64),
  }))
  const paid = indices.map((i) => payTo(PAYMENTS[i]?.to ?? h(0), PAYMENTS[i]?.amount ?? 0n))
  const { outpoints, amount } = accountCoins(chain, silo)
  const change = amount - paid.reduce((sum, output) => sum + output.value, 0n)
  const back = { value: change, scriptPublicKey: siloAccountScript(silo.id) }
  const witness = proveEntries(tree, indices)
  return bridge(
    { kind: 'publish', siloId: silo.id, node, entries, witness },
    { sender, spends: outpoints, outputs: change > 0n ? [...paid, back] : paid },
  )
}

describe('publication (E44, E47)', () => {
  test('pays entries in order, once each, and gives change back', () => {
    const p = finalNode()
    const before = accountCoins(p.chain, p.silo).amount
    p.chain.accepts(publishing(p, [0, 3]))
    expect(accountCoins(p.chain, p.silo).amount).toBe(before - 55_000_000n)
    expect(getAccount(p.chain, p.silo.id)).toMatchObject({ pegged: 500_000_000n, published: 55_000_000n })
    expect(paidIndices(getNode(p.chain, p.node)!.paid)).toEqual([0, 3])
    expect(p.chain.refuses(publishing(p, [0]))).toEqual({ kind: 'alreadyPaid', index: 0 })
    expect(p.chain.refuses(publishing(p, [1, 3]))).toEqual({ kind: 'alreadyPaid', index: 3 })
    p.chain.accepts(publishing(p, [1]))
    expect(heldBy(getAccount(p.chain, p.silo.id)!)).toBe(accountCoins(p.chain, p.silo).amount)
  })

  test('the committer with the lowest hash goes first, then anybody', () => {
    const p = finalNode()
    const { owner, publicFrom } = publisherOf(p.silo.config, getNode(p.chain, p.node)!)!
    expect(owner).toBe(ALICE)
    expect(p.chain.refuses(publishing(p, [0], CAROL))).toEqual({
      kind: 'exclusiveWindow',
      owner,
      until: publicFrom,
    })
    p.chain.goTo(publicFrom)
    p.chain.accepts(publishing(p, [0], CAROL))
  })

  test('an entry beyond the balance is skipped and stays claimable; fees pay for no contract', () => {
    const p = finalNode()
    expect(accountCoins(p.chain, p.silo).amount).toBeGreaterThan(500_000_000n)
    expect(p.chain.refuses(publishing(p, [2])).kind).toMatch(/insolvent|wrongPayment/)
    p.chain.accepts(publishing(p, [0, 1, 3]))
    p.chain.accepts(call(p.silo, { value: 899_594_999_999n }))
    p.chain.next()
    expect(p.chain.refuses(publishing(p, [2])).kind).toBe('insolvent')
    p.chain.accepts(call(p.silo, { value: 20_000_000n }))
    p.chain.next()
    p.chain.accepts(publishing(p, [2]))
    expect(paidIndices(getNode(p.chain, p.node)!.paid)).toEqual([0, 1, 2, 3])
  })

  test('refuses false witnesses, payments, coins and nodes', () => {
    const p = finalNode()
    const good = publishing(p, [0])
    const [paid, change] = good.outputs!
    const kind = (request: Partial<Request>): string => p.chain.refuses({ ...good, ...request }).kind
    expect(kind({ outputs: [payTo(h(0x99), paid!.value), change!] })).toBe('wrongPayment')
    expect(kind({ outputs: [payTo(PAYMENTS[0]!.to, paid!.value + 1n), change!] })).toBe('wrongPayment')
    expect(kind({ outputs: [paid!, { ...change!, value: change!.value - 1n }] })).toBe('wrongPayment')
    expect(kind({ outputs: [paid!] })).toBe('wrongPayment')
    expect(kind({ outputs: [paid!, change!, change!] })).toBe('strayOutput')
    expect(kind({ spends: [] })).toBe('insolvent')
    const payload = { kind: 'publish', siloId: p.silo.id, node: p.node } as const
    const leaf = outbox().leaves[1]!
    const witness = proveEntries(outbox().tree, [0])
    expect(kind({ payload: bridge({ ...payload, entries: [{ index: 0, leaf }], witness }).payload })).toBe(
      'badOutboxWitness',
    )
    expect(kind({ payload: bridge({ ...payload, entries: [], witness }).payload })).toBe('noEntries')
    const elsewhere = bridge({ ...payload, node: p.silo.genesisNode, entries: [{ index: 0, leaf }], witness })
    expect(kind({ payload: elsewhere.payload })).toBe('badOutboxWitness')
    expect(kind({ payload: bridge({ ...payload, node: h(3), entries: [], witness }).payload })).toBe(
      'unknownNode',
    )
    p.chain.accepts(good)
  })

  test('pays nothing of a node that is not final', () => {
    const { chain, silo, alice } = scene()
    const roots = { ...rootsOf(1), outbox: hashFromBytes(outbox().tree.root()) }
    const [node] = commit(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [roots],
    })
    expect(chain.refuses(publishing({ chain, silo, node: node! }, [0])).kind).toBe('nodeNotFinal')
  })

  test('bits of the paid map', () => {
    const paid = withPaid(withPaid([], [0, 31]), [32, 65_535])
    expect([0, 1, 31, 32, 33, 65_535].map((i) => isPaid(paid, i))).toEqual([
      true,
      false,
      true,
      true,
      false,
      true,
    ])
    expect(paid).toHaveLength(2_048)
    expect(paidIndices(paid)).toEqual([0, 31, 32, 65_535])
  })
})

describe('fees (E45, E46)', () => {
  function collecting(chain: TestChain, silo: SiloRecord, owner: Hash, amount: bigint): Request {
    const { outpoints, amount: held } = accountCoins(chain, silo)
    const back = { value: held - amount, scriptPublicKey: siloAccountScript(silo.id) }
    return bridge(
      { kind: 'collectFees', sender: senderOf(owner), siloId: silo.id },
      { spends: outpoints, outputs: held > amount ? [payTo(owner, amount), back] : [payTo(owner, amount)] },
    )
  }

  test('are credited at finality and collected once', () => {
    const { chain, silo, alice } = scene()
    callBlock(chain, silo, { fee: 100_000_001n })
    const ids = commit(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [1, 2, 3, 4].map(rootsOf),
    })
    expect(chain.refuses(collecting(chain, silo, ALICE, 50_010_000n)).kind).toBe('nothingToCollect')
    chain.next(silo.config.maxFinality)
    chain.accepts(finalising(silo, ids[3]!))
    // Two calls of 10,000 in earlier blocks, halved; the odd sompi of the last one went to the miner.
    expect(feeCredit(chain, silo.id, ALICE)).toBe(50_010_000n)
    expect(listFeeCredits(chain, silo.id)).toEqual([{ owner: ALICE, amount: 50_010_000n }])
    expect(chain.refuses(collecting(chain, silo, BOB, 50_010_000n)).kind).toBe('nothingToCollect')
    expect(chain.refuses(collecting(chain, silo, ALICE, 50_010_001n)).kind).toBe('wrongPayment')
    chain.accepts(collecting(chain, silo, ALICE, 50_010_000n))
    expect(chain.refuses(collecting(chain, silo, ALICE, 50_010_000n)).kind).toBe('nothingToCollect')
    expect(getAccount(chain, silo.id)).toMatchObject({
      feesIn: 50_010_000n,
      feesPaid: 50_010_000n,
      credited: 0n,
    })
  })

  test('too small a credit waits for more', () => {
    const { chain, silo, alice } = scene()
    const [node] = commit(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [1, 2].map(rootsOf),
    })
    chain.next(silo.config.maxFinality)
    const [, second] =
      chain.get(`children/${silo.genesisNode}`)?.kind === 'children'
        ? [node, chain.get(`children/${node}`)]
        : []
    const child = typeof second === 'object' && second.kind === 'children' ? second.ids[0]! : h(0)
    chain.accepts(finalising(silo, child))
    expect(feeCredit(chain, silo.id, ALICE)).toBe(5_000n)
    expect(chain.refuses(collecting(chain, silo, ALICE, 5_000n))).toMatchObject({ kind: 'creditTooSmall' })
  })

  test('are split equally among the committers of the surviving node; a fallen one gets nothing', () => {
    const chainScene = scene({ gapBlocks: 1_000 })
    const { chain, silo, alice, bob } = chainScene
    const [carol] = stake(chain, silo, CAROL)
    const [first] = commit(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [rootsOf(1)],
    })
    const [second] = commit(chain, silo, { stake: alice, owner: ALICE, parent: first!, roots: [rootsOf(2)] })
    // Bob says otherwise about the second block and wins by default; Carol joins his alternative by a challenge of hers.
    chain.accepts(
      bridge({
        kind: 'challenge',
        sender: senderOf(BOB),
        siloId: silo.id,
        node: second!,
        backing: { kind: 'stake', stake: bob },
        roots: rootsOf(3),
      }),
    )
    chain.next(silo.config.moveCap)
    const [again] = commit(chain, silo, { stake: carol!, owner: CAROL, parent: first!, roots: [rootsOf(2)] })
    expect(again).toBe(second)
    chain.accepts(
      bridge({
        kind: 'challenge',
        sender: senderOf(BOB),
        siloId: silo.id,
        node: second!,
        backing: { kind: 'stake', stake: bob },
        roots: rootsOf(3),
      }),
    )
    chain.next(silo.config.moveCap)
    chain.next(silo.config.maxFinality)
    const children = chain.get(`children/${first}`)
    const alternative = children?.kind === 'children' ? children.ids[1]! : h(0)
    chain.accepts(finalising(silo, alternative))
    expect(feeCredit(chain, silo.id, BOB)).toBe(5_000n)
    expect(feeCredit(chain, silo.id, CAROL)).toBe(0n)
    // Alice has lost her stake, so what she earned on the first block waits for somebody who is there: Bob, here.
    expect(feeCredit(chain, silo.id, ALICE)).toBe(0n)
  })

  test('the odd sompi go to the lowest lottery hash', () => {
    const { chain, silo } = scene({ gapBlocks: 1 })
    const owners = [h(0x31), h(0x32), h(0x33)]
    const stakes = owners.map((owner) => stake(chain, silo, owner)[0]!)
    callBlock(chain, silo, { fee: 2_000_000_003n })
    let parent = silo.genesisNode
    for (let height = 1; height <= 4; height++) {
      const [id] = commit(chain, silo, {
        stake: stakes[0]!,
        owner: owners[0]!,
        parent,
        roots: [rootsOf(height)],
      })
      if (height === 4) {
        const node = chain.get(`node/${id}`)
        if (node?.kind !== 'node') throw new Error('a node')
        // Equal committers with the same ticket, as after simultaneous wins.
        const committers = owners.map((owner, i) => ({ ...node.committers[0]!, stake: stakes[i]!, owner }))
        chain.records.set(`node/${id}`, { ...node, committers })
      }
      parent = id!
    }
    chain.next(silo.config.maxFinality)
    chain.accepts(finalising(silo, parent))
    const lowest = publisherOf(silo.config, getNode(chain, parent)!)!.owner
    const total = 1_000_000_001n
    const share = total / 3n
    const earned = owners.map((owner, i) => feeCredit(chain, silo.id, owner) - (i === 0 ? 10_000n : 0n))
    expect(earned).toEqual(owners.map((owner) => (owner === lowest ? share + (total - 3n * share) : share)))
  })
})
