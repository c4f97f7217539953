// Whoever notices first that a clock has run out, or picks the moment to notice it, gains nothing: what time has decided
// is decided by its score (41, E3-E5, E31).
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { History } from '../../../test/support/bridge-history.ts'
import type { Hash } from '../../tx/hash.ts'
import type { Outpoint } from '../../tx/types.ts'
import { listDisputes, listNodes, listStakes, nodeStatus, stakeStatus } from '../queries.ts'
import type { DisputeRecord, NodeRecord } from '../records.ts'
import { settleDispute } from '../settle.ts'
import { Draft } from '../store.ts'
import { h, payTo } from '../testing/chain.ts'
import type { Request, TestChain } from '../testing/chain.ts'
import {
  bridge,
  challenge,
  commit,
  finalising,
  nodeOf,
  rootsOf,
  senderOf,
  stake,
} from '../testing/scenario.ts'
import { ALICE, BOB, CAROL, scene } from '../testing/two-stakes.ts'

/** Of a history's commands all but the claim of a timeout, which finds nothing to claim where somebody noticed before. */
const OPERATIONS = Array.from({ length: 16 }, (_, op) => op).filter((op) => op !== 10)
const command = fc.noBias(fc.tuple(fc.constantFrom(...OPERATIONS), fc.nat(10_000), fc.nat(10_000)))

test('a history in which every timeout is noticed at once is the same as one in which none is', () => {
  let ended = 0
  fc.assert(
    fc.property(fc.array(command, { minLength: 150, maxLength: 200, size: 'max' }), (commands) => {
      const [silent, alert] = [new History(), new History()]
      for (const next of commands) {
        silent.run(next)
        alert.run(next)
        noticeAll(alert)
        expect(standingsOf(alert)).toEqual(standingsOf(silent))
      }
      ended += listDisputes(alert.chain, alert.silo.id).filter(({ outcome }) => outcome).length
    }),
    { numRuns: 8 },
  )
  expect(ended).toBeGreaterThan(0)
})

function noticeAll({ chain, silo }: History): void {
  for (const { id } of listDisputes(chain, silo.id)) {
    const draft = new Draft(chain)
    settleDispute(draft, id, chain.score)
    for (const { key, after } of draft.changes()) if (after !== undefined) chain.records.set(key, after)
  }
}

function standingsOf({ chain, silo, accepted, refused }: History) {
  const { score } = chain
  return {
    accepted,
    refused,
    nodes: listNodes(chain, silo.id).map(({ id }) => nodeStatus(chain, id, score)),
    stakes: listStakes(chain, silo.id).map(({ outpoint }) => stakeStatus(chain, outpoint, score)),
  }
}

test('a loser that pokes its own dispute first does not keep half of its stake', () => {
  const { chain, silo, alice, bob } = scene()
  const [carol] = stake(chain, silo, CAROL)
  const choice = { stake: alice, owner: ALICE }
  const [lie] = commit(chain, silo, { ...choice, parent: silo.genesisNode, roots: [rootsOf(1)] })
  const [other] = commit(chain, silo, { ...choice, parent: silo.genesisNode, roots: [rootsOf(2)] })
  const honest = challenge(chain, silo, lie!, BOB, bob, rootsOf(8))
  chain.next(5n)
  // Carol is Alice's second key.
  const staged = challenge(chain, silo, other!, CAROL, carol!, rootsOf(7))
  chain.next(silo.config.moveCap)
  chain.accepts(bridge({ kind: 'claimTimeout', sender: senderOf(CAROL), dispute: staged.id, position: 0 }))
  expect(chain.refuses(slashing(staged, alice, CAROL, chain)).kind).toBe('nothingToSlash')
  chain.accepts(slashing(honest, alice, BOB, chain))
})

function slashing(dispute: DisputeRecord, loser: Outpoint, winner: Hash, chain: TestChain): Request {
  const silo = chain.get(`silo/${dispute.siloId}`)
  const half = silo?.kind === 'silo' ? silo.config.stakingUnit / 2n : 0n
  return bridge(
    { kind: 'slash', sender: senderOf(winner), stake: loser, dispute: dispute.id },
    { spends: [loser], outputs: [payTo(winner, half)], burns: half },
  )
}

test('stakes that are lost confirm nothing (E41), noticed or not', () => {
  const { chain, silo, alice, bob } = scene({ minDistinctStakes: 2 })
  const [dave] = stake(chain, silo, h(0xda))
  const [node] = commit(chain, silo, {
    stake: alice,
    owner: ALICE,
    parent: silo.genesisNode,
    roots: [rootsOf(1)],
  })
  const [below] = commit(chain, silo, { stake: bob, owner: BOB, parent: node!, roots: [rootsOf(2)] })
  challenge(chain, silo, below!, h(0xda), dave!, rootsOf(9))
  chain.next(silo.config.minFinality)
  expect(nodeStatus(chain, below!, chain.score).kind).toBe('dead')
  expect(chain.refuses(finalising(silo, node!))).toMatchObject({ kind: 'notFinalYet' })
  chain.next(silo.config.maxFinality)
  chain.accepts(finalising(silo, node!))
})

test('nobody equivocates by standing again for what died and lives again (E13, E29)', () => {
  const { chain, silo, alice, bob } = scene()
  const [carol, mallory] = [stake(chain, silo, CAROL)[0]!, stake(chain, silo, h(0xe))[0]!]
  const base = { parent: silo.genesisNode, roots: [rootsOf(1)] }
  // Carol's ticket may come later than the first one's: whoever commits first decides who may join.
  const [right] = commit(chain, silo, { ...base, stake: mallory, owner: h(0xe) })
  const dispute = challenge(chain, silo, right!, BOB, bob, rootsOf(9))
  chain.next(silo.config.moveCap)
  commit(chain, silo, { ...base, stake: carol, owner: CAROL })
  expect(nodeOf(chain, right!).earlierDeaths).toEqual([dispute.movedScore + silo.config.moveCap])
  commit(chain, silo, { ...base, stake: alice, owner: ALICE, roots: [rootsOf(1), rootsOf(2)] })
  const convict = (of: Outpoint, first: NodeRecord['id'], second: NodeRecord['id']): Request => {
    const half = silo.config.stakingUnit / 2n
    return bridge(
      { kind: 'equivocation', sender: senderOf(BOB), stake: of, first, second },
      { spends: [of], outputs: [payTo(BOB, half)], burns: half },
    )
  }
  for (const honest of [alice, carol])
    expect(chain.refuses(convict(honest, right!, dispute.alternative)).kind).toBe('noEquivocation')
  // Bob's node lives on: Carol commits to it too, with a ticket of hers, and is convicted.
  const [both] = commit(chain, silo, { ...base, stake: carol, owner: CAROL, roots: [rootsOf(8)] })
  chain.accepts(convict(carol, right!, both!))
})
