// Commitments and challenges: which are accepted, and what they make of the tree. Roots are made up.
import { describe, expect, test } from 'vitest'
import type { BridgePayload } from './payloads.ts'
import {
  listDisputes,
  listNodes,
  listStakes,
  nodeStatus,
  stakeStatus,
  uncommittedReferenceBlocks,
} from './queries.ts'
import { TestChain, h, payTo } from './testing/chain.ts'
import type { Request } from './testing/chain.ts'
import {
  bridge,
  callBlock,
  challenge,
  challenging,
  commit,
  commitment,
  createSilo,
  nodeIdAt,
  nodeOf,
  rootsOf,
  senderOf,
  stake,
  staking,
} from './testing/scenario.ts'
import { decodePayload } from './payload-codec.ts'
import { ALICE, BOB, CAROL, changed, scene } from './testing/two-stakes.ts'

describe('commitments (E7-E14)', () => {
  test('make a node per reference block, in one chain', () => {
    const { chain, silo, alice } = scene()
    const roots = [rootsOf(1), rootsOf(2), rootsOf(3)]
    const ids = commit(chain, silo, { stake: alice, owner: ALICE, parent: silo.genesisNode, roots })
    expect(listNodes(chain, silo.id).map((n) => n.id)).toEqual([silo.genesisNode, ...ids])
    expect(ids.map((id) => nodeOf(chain, id).height)).toEqual([1, 2, 3])
    expect(nodeOf(chain, ids[2]!).committers).toMatchObject([
      { stake: alice, owner: ALICE, fallen: undefined },
    ])
    expect(uncommittedReferenceBlocks(chain, ids[2]!, 9)).toEqual([])
    expect(uncommittedReferenceBlocks(chain, ids[0]!, 9)).toHaveLength(2)
  })

  test('may be any prefix, and go on from there', () => {
    const { chain, silo, alice, bob } = scene()
    const [first] = commit(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [rootsOf(1)],
    })
    const more = commit(chain, silo, {
      stake: bob,
      owner: BOB,
      parent: first!,
      roots: [rootsOf(2), rootsOf(3)],
    })
    expect(nodeOf(chain, more[1]!).parent).toBe(more[0])
  })

  test('refuse gaps, foreign blocks, bad tickets and strangers', () => {
    const { chain, silo, alice } = scene({ referenceDepth: 5n, ticketLife: 20n })
    const choice = { stake: alice, owner: ALICE, parent: silo.genesisNode, roots: [rootsOf(1), rootsOf(2)] }
    const good = commitment(chain, silo, choice)
    const blocks = uncommittedReferenceBlocks(chain, silo.genesisNode, 9).map((b) => b.block)
    const entry = (i: number) => ({ block: blocks[i]!, roots: rootsOf(i) })
    const kind = (change: object): string => chain.refuses(changed(good, change)).kind
    expect(kind({ entries: [entry(1)] })).toBe('notTheNextBlock')
    expect(kind({ entries: [entry(0), entry(2)] })).toBe('notTheNextBlock')
    expect(kind({ entries: [{ block: h(7), roots: rootsOf(0) }] })).toBe('notTheNextBlock')
    expect(kind({ entries: [] })).toBe('emptyCommitment')
    expect(kind({ parent: h(7) })).toBe('unknownNode')
    expect(kind({ siloId: h(7) })).toBe('unknownSilo')
    expect(kind({ stake: { ...alice, index: 7 } })).toBe('unknownStake')
    expect(kind({ ticketBlock: h(7) })).toBe('blockNotOnChain')
    expect(kind({ ticketBlock: chain.tip.hash })).toBe('blockTooRecent')
    expect(kind({ sender: { input: 1, key: ALICE } })).toBe('senderNotProven')
    expect(chain.refuses(changed({ ...good, sender: BOB }, { sender: senderOf(BOB) })).kind).toBe('notOwner')
    expect(kind({ ticketBlock: blocks[0]!, entries: [entry(0), entry(1)] })).toMatch(
      /beyondTicket|noTicket|ticketExpired/,
    )
    chain.next(30n)
    expect(chain.refuses(good).kind).toBe('ticketExpired')
  })

  test('need a ticket', () => {
    const { chain, silo, alice } = scene({ gapBlocks: 1_000 })
    stake(chain, silo, CAROL, 60)
    chain.skip(40)
    const good = commitment(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [rootsOf(1)],
    })
    const tip = chain.get('tip')
    const blocks = Array.from({ length: 20 }, (_, i) =>
      chain.get(`chain/${(tip?.kind === 'tip' ? tip.index : 0) - 6 - i}`),
    )
    const kinds = blocks.map((block) => {
      const ticketBlock = block?.kind === 'chain' ? block.hash : h(0)
      const { result } = chain.apply(changed(good, { ticketBlock }))
      return result.ok ? 'ok' : result.reason.kind
    })
    expect(kinds.filter((kind) => kind === 'noTicket').length).toBeGreaterThan(10)
    expect(new Set(kinds).isSubsetOf(new Set(['noTicket', 'ok', 'nothingNew']))).toBe(true)
  })

  test('repeated by the same stake are nothing new; by another with no later ticket they join', () => {
    const { chain, silo, alice, bob } = scene({ gapBlocks: 1 })
    const choice = { parent: silo.genesisNode, roots: [rootsOf(1)] }
    const mine = commitment(chain, silo, { ...choice, stake: alice, owner: ALICE })
    chain.accepts(mine)
    expect(chain.refuses(mine).kind).toBe('nothingNew')
    const id = nodeIdAt(chain, silo, silo.genesisNode, rootsOf(1))
    const decoded = decodePayload(mine.payload)
    const ticketBlock = decoded.ok && decoded.payload.kind === 'commit' ? decoded.payload.ticketBlock : h(0)
    const theirs = changed({ ...mine, sender: BOB }, { stake: bob, sender: senderOf(BOB) })
    // Two stakes and a long gap before the first commitment: the same block was a ticket for both, but the gap is
    // closed now, so only a stake that wins plainly joins.
    const { result } = chain.apply(theirs)
    const joined = nodeOf(chain, id).committers.map((c) => c.owner)
    expect(joined).toEqual(result.ok ? [ALICE, BOB] : [ALICE])
    expect(result.ok || result.reason.kind === 'noTicket').toBe(true)
    const late = commitment(chain, silo, { ...choice, stake: bob, owner: BOB })
    expect(chain.refuses(changed(late, {})).kind).toBe('nothingNew')
    expect(ticketBlock).not.toBe(h(0))
  })

  test('a node takes committers with the first ticket or an earlier one', () => {
    const chain = new TestChain()
    const silo = createSilo(chain)
    const stakes = stake(chain, silo, ALICE, 12)
    callBlock(chain, silo)
    const payloads = stakes.map((s) =>
      commitment(chain, silo, { stake: s, owner: ALICE, parent: silo.genesisNode, roots: [rootsOf(1)] }),
    )
    const tickets = payloads.map((p) => {
      const decoded = decodePayload(p.payload)
      const block = decoded.ok && decoded.payload.kind === 'commit' ? decoded.payload.ticketBlock : h(0)
      const at = chain.get(`chain-hash/${block}`)
      return at?.kind === 'chainIndex' ? at.index : -1
    })
    const middle = tickets.indexOf(tickets.toSorted((a, b) => a - b)[6]!)
    chain.accepts(payloads[middle]!)
    const outcomes = payloads.map((p, i) => (i === middle ? 'first' : chain.apply(p).result.ok))
    const expected = payloads.map((_, i) => (i === middle ? 'first' : tickets[i]! <= tickets[middle]!))
    // A ticket won only by the doubled threshold is void once the gap is closed: it may refuse, never accept more.
    for (const [i, outcome] of outcomes.entries())
      expect(outcome === true && expected[i] === false).toBe(false)
    expect(
      nodeOf(chain, nodeIdAt(chain, silo, silo.genesisNode, rootsOf(1))).committers.length,
    ).toBeGreaterThan(1)
  })
})

describe('challenges (E23, E25)', () => {
  test('with coins that become a stake by the same transaction', () => {
    const { chain, silo, alice } = scene()
    const [node] = commit(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [rootsOf(1)],
    })
    const payload: BridgePayload = {
      kind: 'challenge',
      sender: senderOf(CAROL),
      siloId: silo.id,
      node: node!,
      backing: { kind: 'output' },
      roots: rootsOf(2),
    }
    const outputs = staking(silo, CAROL).outputs!
    expect(chain.refuses(bridge(payload)).kind).toBe('noStakeOutput')
    expect(chain.refuses(bridge(payload, { outputs: [outputs[0]!, outputs[0]!] })).kind).toBe('strayOutput')
    expect(chain.refuses(bridge(payload, { outputs: staking(silo, BOB).outputs! })).kind).toBe('notOwner')
    chain.accepts(bridge(payload, { outputs }))
    expect(listStakes(chain, silo.id)).toHaveLength(3)
    expect(listDisputes(chain, silo.id)[0]!.challenger.owner).toBe(CAROL)
  })

  test('refuse what makes no sense', () => {
    const { chain, silo, alice, bob } = scene()
    const [node] = commit(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [rootsOf(1)],
    })
    const kind = (request: Request): string => chain.refuses(request).kind
    expect(kind(challenging(silo, node!, BOB, bob, rootsOf(1)))).toBe('sameCommitment')
    expect(kind(challenging(silo, node!, ALICE, alice, rootsOf(2)))).toBe('proverChallengesItself')
    expect(kind(challenging(silo, silo.genesisNode, BOB, bob, rootsOf(2)))).toBe('genesisUndisputable')
    expect(kind(challenging(silo, h(7), BOB, bob, rootsOf(2)))).toBe('unknownNode')
    expect(kind(challenging(silo, node!, CAROL, bob, rootsOf(2)))).toBe('notOwner')
    chain.accepts(challenging(silo, node!, BOB, bob, rootsOf(2)))
    const [second] = commit(chain, silo, { stake: alice, owner: ALICE, parent: node!, roots: [rootsOf(5)] })
    expect(kind(challenging(silo, second!, BOB, bob, rootsOf(6)))).toBe('stakeChallenging')
    // The silo never stops: building below a disputed node is allowed.
    expect(nodeStatus(chain, second!, chain.score).kind).toBe('pending')
  })

  test('one stake may have to prove several nodes, so that no challenge shields another', () => {
    const { chain, silo, alice, bob } = scene()
    const [carol] = stake(chain, silo, CAROL)
    const ids = commit(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [rootsOf(1), rootsOf(2)],
    })
    challenge(chain, silo, ids[0]!, BOB, bob, rootsOf(8))
    const below = challenge(chain, silo, ids[1]!, CAROL, carol!, rootsOf(9))
    expect(below.prover.stake).toEqual(alice)
    expect(stakeStatus(chain, alice, chain.score)?.disputes).toHaveLength(2)
    // The lower dispute ends, but its slash waits for the upper one (E21), and the stake is owed to the first winner.
    chain.next(silo.config.moveCap)
    const unit = silo.config.stakingUnit
    const slash = (dispute: { id: typeof below.id }, winner: typeof CAROL): Request =>
      bridge(
        { kind: 'slash', sender: senderOf(winner), stake: alice, dispute: dispute.id },
        { spends: [alice], outputs: [payTo(winner, unit / 2n)], burns: unit / 2n },
      )
    expect(chain.refuses(slash(below, CAROL)).kind).toMatch(/ancestorUnsettled|nothingToSlash/)
    chain.accepts(slash(listDisputes(chain, silo.id)[0]!, BOB))
    expect(chain.refuses(slash(below, CAROL)).kind).toBe('nothingToSlash')
  })
})
