// Finality by time and confirmation, forks that nobody challenges, dead and revived branches.
import { describe, expect, test } from 'vitest'
import { getDispute, getProgress, listDisputes, nodeStatus } from './queries.ts'
import { h } from './testing/chain.ts'
import {
  challenge,
  challenging,
  commit,
  commitment,
  finalising,
  nodeOf,
  rootsOf,
  stake,
} from './testing/scenario.ts'
import { ALICE, BOB, CAROL, scene } from './testing/two-stakes.ts'

describe('finality (E4, E23, E41-E43)', () => {
  test('needs minimum time and distinct stakes, or maximum time', () => {
    const { chain, silo, alice, bob } = scene()
    const [first] = commit(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [rootsOf(1)],
    })
    const { createdScore } = nodeOf(chain, first!)
    const [second] = commit(chain, silo, { stake: bob, owner: BOB, parent: first!, roots: [rootsOf(2)] })
    const child = nodeOf(chain, second!)
    chain.goTo(createdScore + silo.config.minFinality - 1n)
    expect(chain.refuses(finalising(silo, first!)).kind).toBe('notFinalYet')
    chain.next()
    expect(nodeStatus(chain, first!, chain.score)).toMatchObject({ kind: 'pending', finalisable: true })
    chain.accepts(finalising(silo, first!))
    expect(getProgress(chain, silo.id)).toMatchObject({ finalNode: first, finalHeight: 1 })
    expect(chain.refuses(finalising(silo, first!)).kind).toBe('nodeFinal')
    // Only one stake confirms the second: it waits for the maximum.
    chain.goTo(child.createdScore + silo.config.maxFinality - 1n)
    expect(chain.refuses(finalising(silo, second!))).toMatchObject({ kind: 'notFinalYet' })
    chain.next()
    chain.accepts(finalising(silo, second!))
  })

  test('makes ancestors final on the way, and refuses when one is not', () => {
    const { chain, silo, alice } = scene()
    const ids = commit(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [1, 2, 3].map(rootsOf),
    })
    chain.next(silo.config.maxFinality)
    chain.accepts(finalising(silo, ids[2]!))
    for (const id of ids) expect(nodeStatus(chain, id, chain.score).kind).toBe('final')
    expect(chain.refuses(finalising(silo, h(8))).kind).toBe('unknownNode')
  })

  test('a node that would be final takes no challenge and no sibling, asked for or not', () => {
    const { chain, silo, alice, bob } = scene()
    const [first] = commit(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [rootsOf(1)],
    })
    const finalAt = nodeOf(chain, first!).createdScore + silo.config.maxFinality
    chain.goTo(finalAt - 1n)
    const before = chain.apply(challenging(silo, first!, BOB, bob, rootsOf(9)))
    expect(before.result.ok).toBe(true)
    chain.undo()
    chain.goTo(finalAt)
    expect(chain.refuses(challenging(silo, first!, BOB, bob, rootsOf(9))).kind).toBe('nodeFinal')
    const other = commitment(chain, silo, {
      stake: bob,
      owner: BOB,
      parent: silo.genesisNode,
      roots: [rootsOf(9)],
    })
    expect(chain.refuses(other)).toMatchObject({ kind: 'siblingFinal', node: first })
  })

  test('two siblings hold each other up; the fork is set going by a claim (E22)', () => {
    const { chain, silo, alice, bob } = scene()
    const base = { parent: silo.genesisNode }
    const [mine] = commit(chain, silo, { ...base, stake: alice, owner: ALICE, roots: [rootsOf(1)] })
    const [theirs] = commit(chain, silo, { ...base, stake: bob, owner: BOB, roots: [rootsOf(2)] })
    chain.goTo(nodeOf(chain, theirs!).createdScore + silo.config.forkWindow - 1n)
    expect(chain.refuses(finalising(silo, mine!)).kind).toBe('notFinalYet')
    chain.next()
    chain.accepts(finalising(silo, mine!))
    const [dispute] = listDisputes(chain, silo.id)
    expect(dispute).toMatchObject({
      node: mine,
      alternative: theirs,
      prover: { stake: alice },
      challenger: { stake: bob },
    })
    // Neither moves: the earlier one's prover loses, and the later one is final after its windows.
    chain.next(silo.config.moveCap)
    expect(nodeStatus(chain, mine!, chain.score).kind).toBe('dead')
    expect(nodeStatus(chain, theirs!, chain.score)).toMatchObject({ kind: 'pending', finalisable: false })
    chain.next(silo.config.maxFinality)
    chain.accepts(finalising(silo, theirs!))
    expect(chain.refuses(finalising(silo, mine!)).kind).toBe('nodeDead')
  })

  test('a dead ancestor takes its branch with it, and a revived one brings it back (E29)', () => {
    const { chain, silo, alice, bob } = scene()
    const [first, second] = commit(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [rootsOf(1), rootsOf(2)],
    })
    const dispute = challenge(chain, silo, first!, BOB, bob, rootsOf(9))
    chain.next(silo.config.moveCap)
    expect(nodeStatus(chain, second!, chain.score)).toMatchObject({ kind: 'dead' })
    const late = commitment(chain, silo, { stake: bob, owner: BOB, parent: second!, roots: [rootsOf(3)] })
    expect(chain.refuses(late).kind).toBe('nodeDead')
    const [carol] = stake(chain, silo, CAROL)
    const again = challenge(chain, silo, dispute.alternative, CAROL, carol!, rootsOf(1))
    expect(again).toMatchObject({ node: dispute.alternative, alternative: first })
    expect(nodeStatus(chain, second!, chain.score).kind).toBe('pending')
    expect(nodeOf(chain, first!)).toMatchObject({ death: undefined, createdScore: again.movedScore })
    // The false side idles; the right node survives with Carol standing for it.
    chain.next(silo.config.moveCap)
    expect(nodeStatus(chain, dispute.alternative, chain.score).kind).toBe('dead')
    chain.next(silo.config.maxFinality)
    chain.accepts(finalising(silo, second!))
    expect(getDispute(chain, again.id)?.outcome?.winner).toBe('challenger')
  })
})
