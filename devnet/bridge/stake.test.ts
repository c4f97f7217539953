// Stakes: what staking takes, when they unlock, and how an equivocator loses one.
import { describe, expect, test } from 'vitest'
import type { Outpoint } from '../tx/types.ts'
import { getNode, listStakes, stakeStatus } from './queries.ts'
import { h, payTo } from './testing/chain.ts'
import type { Request } from './testing/chain.ts'
import {
  bridge,
  call,
  challenge,
  commit,
  commitment,
  createSilo,
  finalising,
  rootsOf,
  senderOf,
  stake,
  staking,
  testConfig,
} from './testing/scenario.ts'
import { ALICE, BOB, CAROL, scene } from './testing/two-stakes.ts'

describe('equivocation (E13)', () => {
  const convict = (stakeOut: Outpoint, first: typeof ALICE, second: typeof ALICE): Request => {
    const unit = testConfig.stakingUnit
    return bridge(
      { kind: 'equivocation', sender: senderOf(CAROL), stake: stakeOut, first, second },
      { spends: [stakeOut], outputs: [payTo(CAROL, unit / 2n)], burns: unit / 2n },
    )
  }

  test('two commitments to one block cost the stake, at any depth of their branches', () => {
    const { chain, silo, alice } = scene()
    const base = { stake: alice, owner: ALICE, parent: silo.genesisNode }
    const left = commit(chain, silo, { ...base, roots: [rootsOf(1), rootsOf(2)] })
    const right = commit(chain, silo, { ...base, roots: [rootsOf(3)] })
    expect(chain.refuses(convict(alice, left[0]!, left[1]!)).kind).toBe('noEquivocation')
    expect(chain.refuses(convict(alice, left[0]!, left[0]!)).kind).toBe('noEquivocation')
    expect(chain.refuses(convict(alice, left[0]!, h(5))).kind).toBe('noEquivocation')
    expect(chain.refuses({ ...convict(alice, left[1]!, right[0]!), outputs: [] }).kind).toBe('wrongPayment')
    chain.accepts(convict(alice, left[1]!, right[0]!))
    expect(stakeStatus(chain, alice, chain.score)).toBeUndefined()
    expect(chain.refuses(convict(alice, left[1]!, right[0]!)).kind).toBe('unknownStake')
  })

  test('going on elsewhere after the own branch has died is none', () => {
    const { chain, silo, alice, bob } = scene()
    const [left] = commit(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [rootsOf(1)],
    })
    const [more] = stake(chain, silo, CAROL)
    // Bob stands for the same node, and Carol's challenge kills it while Alice, its prover, says nothing.
    const dispute = challenge(chain, silo, left!, CAROL, more!, rootsOf(2))
    chain.next(silo.config.moveCap)
    commit(chain, silo, { stake: bob, owner: BOB, parent: dispute.alternative, roots: [rootsOf(3)] })
    expect(chain.refuses(convict(bob, left!, dispute.alternative)).kind).toBe('noEquivocation')
  })
})

describe('unlocking (E35)', () => {
  const requesting = (out: Outpoint, owner: typeof ALICE): Request =>
    bridge({ kind: 'requestUnlock', sender: senderOf(owner), stake: out })
  const unlocking = (out: Outpoint, owner: typeof ALICE): Request =>
    bridge({ kind: 'unlock', sender: senderOf(owner), stake: out }, { spends: [out] })

  test('in two phases; an unused stake goes at once', () => {
    const { chain, silo, alice } = scene()
    expect(chain.refuses(unlocking(alice, ALICE)).kind).toBe('unlockNotRequested')
    expect(chain.refuses(requesting(alice, BOB)).kind).toBe('notOwner')
    chain.accepts(requesting(alice, ALICE))
    expect(chain.refuses(requesting(alice, ALICE)).kind).toBe('unlockRequested')
    expect(stakeStatus(chain, alice, chain.score)).toMatchObject({ status: 'unlocking', unlockable: true })
    expect(chain.refuses(unlocking(alice, BOB)).kind).toBe('notOwner')
    expect(chain.refuses({ ...unlocking(alice, ALICE), spends: [] }).kind).toBe('stakeNotSpent')
    chain.accepts(unlocking(alice, ALICE))
    expect(listStakes(chain, silo.id).map((s) => s.owner)).toEqual([BOB])
  })

  test('waits for the last commitment to be final, and then for base finality', () => {
    const { chain, silo, alice } = scene()
    const [node] = commit(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [rootsOf(1)],
    })
    chain.accepts(requesting(alice, ALICE))
    expect(chain.refuses(unlocking(alice, ALICE))).toEqual({ kind: 'stakeInUse', by: node })
    const commitAgain = commitment(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: node!,
      roots: [rootsOf(2)],
    })
    expect(chain.refuses(commitAgain).kind).toBe('stakeUnlocking')
    chain.next(silo.config.maxFinality)
    chain.accepts(finalising(silo, node!))
    const from = chain.score + silo.config.baseFinality
    expect(chain.refuses(unlocking(alice, ALICE))).toEqual({ kind: 'unlockTooEarly', from })
    chain.goTo(from)
    chain.accepts(unlocking(alice, ALICE))
  })

  test('is refused in an open dispute and for a lost stake', () => {
    const { chain, silo, alice, bob } = scene()
    const [node] = commit(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [rootsOf(1)],
    })
    const dispute = challenge(chain, silo, node!, BOB, bob, rootsOf(2))
    chain.accepts(requesting(bob, BOB))
    chain.accepts(requesting(alice, ALICE))
    expect(chain.refuses(unlocking(bob, BOB))).toEqual({ kind: 'stakeInUse', by: dispute.id })
    chain.next(silo.config.moveCap)
    expect(chain.refuses(unlocking(alice, ALICE))).toEqual({ kind: 'stakeLost', dispute: dispute.id })
  })

  test('staking outputs are exactly one unit of this silo', () => {
    const { chain, silo } = scene()
    const good = staking(silo, CAROL)
    const [output] = good.outputs!
    expect(chain.refuses({ ...good, outputs: [] }).kind).toBe('noStakeOutput')
    expect(chain.refuses({ ...good, outputs: [{ ...output!, value: 1n }] }).kind).toBe('wrongStakeAmount')
    expect(chain.refuses(bridge({ kind: 'stake', siloId: h(1) }, { outputs: [output!] })).kind).toBe(
      'unknownSilo',
    )
    const other = createSilo(chain, { namespace: 0x61626364 })
    expect(chain.refuses({ ...staking(other, CAROL), outputs: [output!] }).kind).toBe('strayOutput')
    expect(chain.refuses({ ...call(silo), spends: [], outputs: [output!] }).kind).toBe('strayOutput')
  })

  test('no other transaction spends a stake', () => {
    const { chain, silo, alice, bob } = scene()
    expect(chain.refuses({ ...staking(silo, CAROL), spends: [alice] }).kind).toBe('strayInput')
    expect(chain.refuses({ ...call(silo), spends: [alice] }).kind).toBe('strayInput')
    chain.accepts(requesting(bob, BOB))
    expect(chain.refuses({ ...unlocking(bob, BOB), spends: [bob, alice] }).kind).toBe('strayInput')
    expect(getNode(chain, silo.genesisNode)?.height).toBe(0)
  })
})
