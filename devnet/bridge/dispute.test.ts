// Whole disputes against consensus with the real machine: an honest player and one whose machine is altered at some
// step, through levels and rounds down to the one-step proof.
import { describe, expect, test } from 'vitest'
import { hashFromBytes } from '../tx/hash.ts'
import { disputeStatus, getDispute, getStake, nodeStatus, stakeStatus } from './queries.ts'
import { h } from './testing/chain.ts'
import { bridge, challenge, commit, finalising, senderOf, stake } from './testing/scenario.ts'
import {
  CHALLENGER,
  PROVER,
  alteredTrace,
  assertion,
  moveOf,
  named,
  playToProof,
  proofOf,
  revelation,
  rootsOf,
  scene,
  slash,
  start,
} from '../../test/support/dispute-players.ts'

describe('a dispute with the real machine', () => {
  const s = scene()
  const lying = alteredTrace(s.input, 41_234n)

  test('the bridge computes the start hash by itself (E17)', () => {
    expect(s.honest.length).toBeGreaterThan(60_000n)
    const { dispute } = start(s, lying, s.honest)
    expect(dispute.startHash).toBe(hashFromBytes(s.honest.hashAt(0n)))
    expect(dispute.maxSteps).toBe(200_000n + 4n + 1n)
    s.chain.undo()
    while (getDispute(s.chain, dispute.id) !== undefined) s.chain.undo()
  })

  test('a false commitment is refuted in one step, and its stake half paid, half burned', () => {
    const { dispute, node, alternative } = start(s, lying, s.honest)
    expect(nodeStatus(s.chain, node, s.chain.score).kind).toBe('disputed')
    const end = playToProof(s, dispute.id, lying, s.honest)
    expect(end.levels).toHaveLength(2)
    expect(end.turn).toMatchObject({ kind: 'prove', step: 41_234n })
    // The altered state's own proof is of another hash: refused. The honest proof decides, whoever sends it.
    expect(s.chain.refuses(slash(s, end, s.stakes.prover, CHALLENGER)).kind).toBe('disputeRunning')
    s.chain.accepts(proofOf(end, h(0xeeee), s.honest))
    const over = disputeStatus(s.chain, dispute.id, s.chain.score)
    expect(over).toMatchObject({ slashable: true, toMove: undefined })
    expect(over.dispute.outcome).toMatchObject({ winner: 'challenger', cause: 'proof' })
    expect(nodeStatus(s.chain, node, s.chain.score)).toMatchObject({
      kind: 'dead',
      reason: 'a one-step proof refuted it',
    })
    expect(nodeStatus(s.chain, alternative, s.chain.score).kind).toBe('pending')
    expect(stakeStatus(s.chain, s.stakes.prover, s.chain.score)?.status).toBe('slashable')

    const before = s.chain.burned
    const { result } = s.chain.apply(slash(s, end, s.stakes.prover, CHALLENGER))
    expect(result).toMatchObject({ ok: true, burned: s.silo.config.stakingUnit / 2n })
    expect(s.chain.burned - before).toBe(50_000_000_000n)
    expect(getStake(s.chain, s.stakes.prover)).toBeUndefined()
    expect(s.chain.refuses(slash(s, end, s.stakes.prover, CHALLENGER)).kind).toBe('nothingToSlash')
  })

  test('the refuted history root is banned from then on', () => {
    const again = scene()
    const lie = alteredTrace(again.input, 41_234n)
    const { dispute } = start(again, lie, again.honest)
    const first = playToProof(again, dispute.id, lie, again.honest)
    again.chain.accepts(proofOf(first, CHALLENGER, again.honest))
    // Another staker stands up for the same false roots; the honest challenger plays once more.
    const [second] = stake(again.chain, again.silo, PROVER)
    const parent = again.chain.get(`node/${dispute.node}`)
    const parentId = parent?.kind === 'node' ? parent.parent! : h(0)
    const roots = [rootsOf(lie)]
    const choice = { stake: second!, owner: PROVER, parent: parentId, roots }
    // Where only the false child is dead, the block is committed by the alternative: an ordinary ticket is needed.
    const [revived] = commit(again.chain, again.silo, choice)
    expect(revived).toBe(dispute.node)
    expect(nodeStatus(again.chain, dispute.node, again.chain.score).kind).toBe('pending')
    const next = challenge(
      again.chain,
      again.silo,
      dispute.node,
      CHALLENGER,
      again.stakes.challenger,
      rootsOf(again.honest),
    )
    expect(next.prover.stake).toEqual(second)
    // Levels are banned by depth: the first level's root was never refuted itself.
    for (;;) {
      again.chain.next(3n)
      const now = getDispute(again.chain, next.id)!
      if (now.turn.kind === 'open') break
      again.chain.accepts(moveOf(again, now, lie, again.honest))
    }
    const request = moveOf(again, getDispute(again.chain, next.id)!, lie, again.honest)
    expect(again.chain.refuses(request)).toMatchObject({ kind: 'rootRefuted', dispute: dispute.id })
  })
})

test('a false challenge against a right commitment loses its stake', () => {
  const s = scene()
  const wrong = alteredTrace(s.input, 777n)
  const { dispute, node, alternative } = start(s, s.honest, wrong)
  const end = playToProof(s, dispute.id, s.honest, wrong)
  s.chain.accepts(proofOf(end, PROVER, s.honest))
  const over = disputeStatus(s.chain, dispute.id, s.chain.score)
  expect(over.dispute.outcome).toMatchObject({ winner: 'prover', cause: 'proof' })
  expect(nodeStatus(s.chain, node, s.chain.score).kind).toBe('pending')
  expect(nodeStatus(s.chain, alternative, s.chain.score)).toMatchObject({ kind: 'dead' })
  expect(s.chain.refuses(slash(s, end, s.stakes.prover, CHALLENGER)).kind).toBe('notTheLoser')
  expect(s.chain.refuses(slash(s, end, s.stakes.challenger, h(0xeeee))).kind).toBe('notOwner')
  s.chain.accepts(slash(s, end, s.stakes.challenger, PROVER))
  // The surviving node is final in its own time, and not before the window for other challenges is over.
  expect(s.chain.refuses(finalising(s.silo, node)).kind).toBe('notFinalYet')
  s.chain.next(s.silo.config.maxFinality)
  s.chain.accepts(finalising(s.silo, node))
})

describe('moves that are refused without effect (E3, E6)', () => {
  const s = scene()
  const { dispute } = start(s, s.honest, alteredTrace(s.input, 500n))
  const good = assertion(dispute, s.honest)
  const bent = (change: Partial<typeof good>): string => s.chain.refuses(bridge({ ...good, ...change })).kind

  test('assertions', () => {
    expect(bent({ position: 1 })).toBe('stalePosition')
    expect(bent({ sender: senderOf(CHALLENGER) })).toBe('notOwner')
    expect(bent({ steps: 0n })).toBe('tooManySteps')
    expect(bent({ steps: 200_006n })).toBe('tooManySteps')
    expect(bent({ steps: good.steps - 1n })).toBe('badHaltedWitness')
    expect(bent({ endHash: h(1) })).toBe('badHaltedWitness')
    expect(bent({ haltedWitness: new Uint8Array(3) })).toBe('badHaltedWitness')
    expect(bent({ haltedWitness: alteredTrace(s.input, 500n).haltedWitness() })).toBe('badHaltedWitness')
    expect(bent({ opening: { ...good.opening, historyRoot: h(5) } })).toBe('badHistoryWitness')
    expect(bent({ opening: { ...good.opening, endsWitness: new Uint8Array(0) } })).toBe('badHistoryWitness')
    expect(bent({ dispute: h(4) })).toBe('unknownDispute')
    expect(s.chain.refuses(bridge({ ...good }, { sender: h(9) })).kind).toBe('senderNotProven')
    expect(getDispute(s.chain, dispute.id)).toEqual(dispute)
  })

  test('reveals, picks and proofs out of turn or out of shape', () => {
    s.chain.accepts(bridge(good))
    const now = getDispute(s.chain, dispute.id)!
    expect(now).toMatchObject({ position: 1, steps: s.honest.length })
    expect(s.chain.refuses(bridge({ ...good, position: 1 })).kind).toBe('notYourTurn')
    const reveal = revelation(now, s.honest, s.silo.config.arity)
    if (reveal.kind !== 'reveal') throw new Error('a reveal')
    const hashes = reveal.hashes
    expect(s.chain.refuses(bridge({ ...reveal, hashes: hashes.slice(1) })).kind).toBe('wrongPointCount')
    expect(s.chain.refuses(bridge({ ...reveal, hashes: [h(1), ...hashes.slice(1)] })).kind).toBe(
      'badHistoryWitness',
    )
    expect(s.chain.refuses(bridge({ ...reveal, opening: good.opening })).kind).toBe('openingExpected')
    const pick = { kind: 'pick', ...named(now, CHALLENGER), index: 1 } as const
    expect(s.chain.refuses(bridge(pick)).kind).toBe('notYourTurn')
    s.chain.accepts(bridge(reveal))
    expect(s.chain.refuses(bridge({ ...pick, position: 2, index: 0 })).kind).toBe('indexOutOfRange')
    expect(s.chain.refuses(bridge({ ...pick, position: 2, index: 17 })).kind).toBe('indexOutOfRange')
    expect(s.chain.refuses(bridge({ ...pick, position: 2, sender: senderOf(PROVER) })).kind).toBe('notOwner')
    const proof = { kind: 'prove', ...named(now, PROVER), position: 2, proof: new Uint8Array(2) } as const
    expect(s.chain.refuses(bridge(proof)).kind).toBe('notYourTurn')
    s.chain.accepts(bridge({ ...pick, position: 2, index: 16 }))
  })

  test('a forged proof is refused and the right one still decides', () => {
    const wrong = alteredTrace(s.input, 500n)
    const end = playToProof(s, dispute.id, s.honest, wrong)
    const proof = s.honest.proofAt(end.turn.kind === 'prove' ? end.turn.step : 0n)
    for (let at = 0; at < proof.length; at += 37) {
      const forged = proof.map((byte, i) => (i === at ? byte ^ 0x40 : byte))
      expect(s.chain.refuses(bridge({ kind: 'prove', ...named(end, h(1)), proof: forged })).kind).toBe(
        'badProof',
      )
    }
    s.chain.accepts(bridge({ kind: 'prove', ...named(end, h(1)), proof }))
    expect(getDispute(s.chain, dispute.id)?.outcome?.winner).toBe('prover')
  })
})
