// The clocks of disputes, and what slashes pay and burn: every way to lose on time, whoever notices and when.
import { describe, expect, test } from 'vitest'
import type { BridgePayload } from './payloads.ts'
import { disputeStatus, getDispute, nodeStatus } from './queries.ts'
import type { DisputeRecord } from './records.ts'
import { h, payTo } from './testing/chain.ts'
import type { Request } from './testing/chain.ts'
import { bridge, challenging, senderOf, stake } from './testing/scenario.ts'
import {
  CHALLENGER,
  PROVER,
  alteredTrace,
  assertion,
  moveOf,
  named,
  revelation,
  rootsOf,
  scene,
  slash,
  start,
} from '../../test/support/dispute-players.ts'

describe('time (E2, E3, E5)', () => {
  const claim = (dispute: DisputeRecord): Request =>
    bridge({ kind: 'claimTimeout', ...named(dispute, h(0xeeee)) })

  test('a silent prover loses at its move cap, whoever claims it and whenever', () => {
    const s = scene()
    const { dispute, node } = start(s, s.honest, alteredTrace(s.input, 500n))
    const expiry = dispute.movedScore + s.silo.config.moveCap
    expect(disputeStatus(s.chain, dispute.id, s.chain.score)).toMatchObject({
      toMove: 'prover',
      expiresAt: expiry,
    })
    s.chain.goTo(expiry - 1n)
    expect(s.chain.refuses(claim(dispute))).toEqual({ kind: 'notExpired', from: expiry })
    expect(nodeStatus(s.chain, node, s.chain.score).kind).toBe('disputed')
    s.chain.goTo(expiry)
    // Nobody has claimed it, and yet the move is too late and the node is dead.
    expect(s.chain.refuses(bridge(assertion(dispute, s.honest))).kind).toBe('disputeOver')
    expect(nodeStatus(s.chain, node, s.chain.score)).toMatchObject({ kind: 'dead', since: expiry })
    s.chain.next(100n)
    expect(nodeStatus(s.chain, node, s.chain.score)).toMatchObject({ kind: 'dead', since: expiry })
    s.chain.accepts(claim(dispute))
    expect(getDispute(s.chain, dispute.id)?.outcome).toMatchObject({
      winner: 'challenger',
      cause: 'timeout',
      score: expiry,
    })
    expect(s.chain.refuses(claim(dispute)).kind).toBe('disputeOver')
  })

  test('a slash needs no claim before it', () => {
    const s = scene()
    const { dispute } = start(s, s.honest, alteredTrace(s.input, 500n))
    s.chain.next(s.silo.config.moveCap)
    s.chain.accepts(slash(s, dispute, s.stakes.prover, CHALLENGER))
    expect(getDispute(s.chain, dispute.id)?.outcome).toMatchObject({ cause: 'timeout', slashed: true })
  })

  test('a silent challenger loses, and its alternative with it', () => {
    const s = scene()
    const { dispute, node, alternative } = start(s, s.honest, alteredTrace(s.input, 500n))
    s.chain.accepts(bridge(assertion(dispute, s.honest)))
    s.chain.next()
    s.chain.accepts(bridge(revelation(getDispute(s.chain, dispute.id)!, s.honest, 16)))
    s.chain.next(s.silo.config.moveCap)
    expect(disputeStatus(s.chain, dispute.id, s.chain.score).dispute.outcome?.winner).toBe('prover')
    expect(nodeStatus(s.chain, node, s.chain.score).kind).toBe('pending')
    expect(nodeStatus(s.chain, alternative, s.chain.score)).toMatchObject({
      kind: 'dead',
      reason: 'everybody who stood for it has lost',
    })
    s.chain.accepts(slash(s, dispute, s.stakes.challenger, PROVER))
  })

  test('the chess clock ends a party that always moves late', () => {
    const s = scene()
    const { dispute } = start(s, s.honest, alteredTrace(s.input, 41_000n))
    const { moveCap, chessClock } = s.silo.config
    let spent = 0n
    for (;;) {
      const now = getDispute(s.chain, dispute.id)!
      const proversTurn = now.turn.kind !== 'pick'
      const left = chessClock - spent
      s.chain.next(proversTurn ? (left < moveCap ? left : moveCap - 1n) : 1n)
      if (proversTurn && left < moveCap) break
      if (proversTurn) spent += moveCap - 1n
      s.chain.accepts(moveOf(s, now, s.honest, s.honest))
    }
    expect(disputeStatus(s.chain, dispute.id, s.chain.score).dispute.outcome).toMatchObject({
      winner: 'challenger',
      cause: 'timeout',
    })
  })

  test('a winner who waits too long gets nothing: anybody burns the whole unit (E5)', () => {
    const s = scene()
    const { dispute } = start(s, s.honest, alteredTrace(s.input, 500n))
    const unit = s.silo.config.stakingUnit
    const burning = (): Request => {
      const payload: BridgePayload = {
        kind: 'slash',
        sender: senderOf(h(3)),
        stake: s.stakes.prover,
        dispute: dispute.id,
      }
      return bridge(payload, { spends: [s.stakes.prover], burns: unit })
    }
    s.chain.goTo(dispute.movedScore + s.silo.config.moveCap + s.silo.config.claimWindow - 1n)
    expect(s.chain.refuses(burning()).kind).toBe('notOwner')
    s.chain.next()
    expect(s.chain.refuses(slash(s, dispute, s.stakes.prover, CHALLENGER)).kind).toBe('notBurned')
    expect(s.chain.apply(burning()).result).toMatchObject({ ok: true, burned: unit })
  })
})

test('slashes pay and burn exactly', () => {
  const s = scene()
  const { dispute } = start(s, s.honest, alteredTrace(s.input, 500n))
  s.chain.next(s.silo.config.moveCap)
  const good = slash(s, dispute, s.stakes.prover, CHALLENGER)
  expect(s.chain.refuses({ ...good, outputs: [] }).kind).toBe('wrongPayment')
  expect(s.chain.refuses({ ...good, outputs: [payTo(h(4), 50_000_000_000n)] }).kind).toBe('wrongPayment')
  expect(s.chain.refuses({ ...good, outputs: [payTo(CHALLENGER, 50_000_000_001n)] }).kind).toBe(
    'wrongPayment',
  )
  expect(s.chain.refuses({ ...good, burns: 1n, fee: 0n }).kind).toBe('notBurned')
  expect(s.chain.refuses({ ...good, spends: [] }).kind).toBe('stakeNotSpent')
  expect(s.chain.refuses({ ...good, spends: [s.stakes.prover, s.stakes.challenger] }).kind).toBe('strayInput')
  s.chain.accepts(good)
})

test('a second challenge waits until the first is over, and a lost one can be repeated by others', () => {
  const s = scene()
  const wrong = alteredTrace(s.input, 500n)
  const { dispute, node } = start(s, wrong, alteredTrace(s.input, 901n))
  const [honest] = stake(s.chain, s.silo, h(0xd0))
  const request = challenging(s.silo, node, h(0xd0), honest!, rootsOf(s.honest))
  expect(s.chain.refuses(request)).toEqual({ kind: 'disputeOpen', dispute: dispute.id })
  // The impostor lets its clock run out: the false node survives, but stays open to the honest challenge.
  s.chain.accepts(bridge(assertion(getDispute(s.chain, dispute.id)!, wrong)))
  s.chain.next()
  s.chain.accepts(bridge(revelation(getDispute(s.chain, dispute.id)!, wrong, 16)))
  s.chain.next(s.silo.config.moveCap)
  expect(nodeStatus(s.chain, node, s.chain.score).kind).toBe('pending')
  s.chain.accepts(request)
})
