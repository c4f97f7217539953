// One stake tries to stand for many false nodes at once: so many that nobody can evaluate them, or that they have to be
// played down one by one while nothing more can be lost by playing (41, E13, E22; the delay must be paid for).
import { describe, expect, test } from 'vitest'
import type { Hash } from '../../tx/hash.ts'
import { listDisputes, nodeStatus } from '../queries.ts'
import { h, payTo } from '../testing/chain.ts'
import type { Request } from '../testing/chain.ts'
import {
  bridge,
  challenge,
  challenging,
  commit,
  commitment,
  finalising,
  nodeIdAt,
  nodeOf,
  rootsOf,
  senderOf,
  stake,
} from '../testing/scenario.ts'
import { ALICE, BOB, CAROL, scene } from '../testing/two-stakes.ts'

type Scene = ReturnType<typeof scene>

/** Mallory's stakes commit to two false children of the genesis node each. */
function forked(s: Scene, owners: readonly Hash[]): Hash[] {
  return owners.flatMap((owner, i) => {
    const [stakeOf] = stake(s.chain, s.silo, owner)
    return [2 * i + 2, 2 * i + 3].map((n) => {
      const choice = { stake: stakeOf!, owner, parent: s.silo.genesisNode, roots: [rootsOf(n)] }
      return commit(s.chain, s.silo, choice)[0]!
    })
  })
}

describe('a flood of siblings', () => {
  test('a stake commits to two children of a parent, to be convicted by, and to no third', () => {
    const s = scene()
    const { chain, silo, alice } = s
    const base = { stake: alice, owner: ALICE, parent: silo.genesisNode }
    for (const n of [1, 2]) commit(chain, silo, { ...base, roots: [rootsOf(n)] })
    const third = commitment(chain, silo, { ...base, roots: [rootsOf(3)] })
    expect(chain.refuses(third)).toMatchObject({ kind: 'equivocatesAlready', parent: silo.genesisNode })
    // Nor by way of a challenge, nor in the middle of a longer commitment.
    const first = nodeIdAt(chain, silo, silo.genesisNode, rootsOf(1))
    const byChallenge = challenging(silo, first, BOB, s.bob, rootsOf(4))
    expect(chain.apply(byChallenge).result.ok).toBe(true)
    const deeper = commitment(chain, silo, { ...base, roots: [rootsOf(3), rootsOf(4)] })
    expect(chain.refuses(deeper).kind).toBe('equivocatesAlready')
    // What it stands for already is no third child.
    expect(chain.refuses(commitment(chain, silo, { ...base, roots: [rootsOf(1)] })).kind).toBe('nothingNew')
  })

  test('siblings that nobody has a stake in any more die together, without a game', () => {
    const s = scene()
    const { chain, silo, alice } = s
    const owners = [0xe1, 0xe2, 0xe3, 0xe4].map(h)
    const lies = forked(s, owners)
    const [right] = commit(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [rootsOf(1)],
    })
    const half = silo.config.stakingUnit / 2n
    owners.forEach((_, i) => {
      const unit = nodeOf(chain, lies[2 * i]!).committers[0]!.stake
      const [first, second] = [lies[2 * i]!, lies[2 * i + 1]!]
      chain.accepts(
        bridge(
          { kind: 'equivocation', sender: senderOf(BOB), stake: unit, first, second },
          { spends: [unit], outputs: [payTo(BOB, half)], burns: half },
        ),
      )
    })
    chain.goTo(nodeOf(chain, right!).createdScore + silo.config.forkWindow)
    chain.accepts(finalising(silo, right!))
    for (const lie of lies) expect(nodeStatus(chain, lie, chain.score).kind).toBe('dead')
    expect(listDisputes(chain, silo.id)).toHaveLength(0)
    chain.goTo(nodeOf(chain, right!).createdScore + silo.config.maxFinality)
    chain.accepts(finalising(silo, right!))
  })

  test('a lost stake buys no second game: a challenge ends what nobody stands for at once', () => {
    const s = scene()
    const { chain, silo, bob } = s
    const [false1, false2] = forked(s, [CAROL])
    challenge(chain, silo, false1!, BOB, bob, rootsOf(1))
    chain.next(silo.config.moveCap)
    // Carol has lost by time, whether anybody noticed or not.
    const [dave] = stake(chain, silo, h(0xda))
    chain.accepts(challenging(silo, false2!, h(0xda), dave!, rootsOf(1)))
    expect(listDisputes(chain, silo.id)).toHaveLength(1)
    expect(nodeStatus(chain, false2!, chain.score)).toMatchObject({ kind: 'dead' })
    const right = nodeIdAt(chain, silo, silo.genesisNode, rootsOf(1))
    expect(nodeOf(chain, right).committers.map((c) => c.owner)).toEqual([BOB, h(0xda)])
    expect(nodeStatus(chain, right, chain.score).kind).toBe('pending')
  })

  test('a stake is not made to play against itself, and does not keep both nodes', () => {
    const s = scene()
    const { chain, silo } = s
    const [first, second] = forked(s, [CAROL])
    chain.next(silo.config.forkWindow)
    chain.accepts(finalising(silo, first!))
    expect(listDisputes(chain, silo.id)).toHaveLength(0)
    expect(nodeStatus(chain, second!, chain.score).kind).toBe('dead')
    expect(nodeStatus(chain, first!, chain.score).kind).toBe('pending')
  })

  test('many siblings cost a commitment time linear in them', () => {
    const s = scene()
    const { chain, silo, alice } = s
    const owners = Array.from({ length: 40 }, (_, i) => h(0xf00 + i))
    forked(s, owners)
    let reads = 0
    const { get } = chain
    const request: Request = commitment(chain, silo, {
      stake: alice,
      owner: ALICE,
      parent: silo.genesisNode,
      roots: [rootsOf(1)],
    })
    chain.get = (key: string) => {
      if (key.startsWith('node/')) reads++
      return get.call(chain, key)
    }
    chain.accepts(request)
    const children = 2 * owners.length
    expect(reads).toBeGreaterThan(children)
    expect(reads).toBeLessThan(12 * children)
  })
})
