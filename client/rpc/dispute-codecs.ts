// A dispute as the RPC shows it: everything that a side needs to make its next move, and the moves so far for those
// who watch. The fields mirror the bridge's dispute record; the rules are in 40-bridge.md, "Disputes", and
// 41-edge-cases.md, rule 1 and E16..E20.
import { boolean, list, optional, tagged, word } from './codec.ts'
import type { ValueOf } from './codec.ts'
import { object } from './codec.ts'
import { count, hash, u32, u64 } from './base-codecs.ts'
import { roots, stakeRef } from './silo-codecs.ts'

export const side = word('prover', 'challenger')
export type Side = ValueOf<typeof side>

/**
 * A level of the bisection: an interval of steps whose ends are settled, with sample points at
 * start + floor(i * length / n), i = 0..n, n = min(256, length). `historyRoot` binds the hashes there.
 */
export const disputeLevel = object('DisputeLevel', {
  start: u64,
  length: u64,
  startHash: hash,
  endHash: hash,
  historyRoot: hash,
})
export type DisputeLevel = ValueOf<typeof disputeLevel>

/** A sample point of the open level, and the prover's hash there. */
export const knownPoint = object('KnownPoint', { index: count, hash })
export type KnownPoint = ValueOf<typeof knownPoint>

/** What the next move must be about. */
export const disputeTurn = tagged('DisputeTurn', {
  /** The prover posts T, H_T and the history root of level 0. */
  assert: {},
  /** The prover reveals the inner split points of [lo, hi] of the last level. */
  reveal: { lo: knownPoint, hi: knownPoint },
  /** The prover opens a new level over this interval and reveals its first split points. */
  open: { start: u64, length: u64, startHash: hash, endHash: hash },
  /** The challenger points at the first wrong one; the first point is agreed, the last one is disputed. */
  pick: { points: list(knownPoint) },
  /** One step is left: the prover must prove it, and anybody may. */
  prove: { step: u64, before: hash, claimed: hash },
})
export type DisputeTurn = ValueOf<typeof disputeTurn>

export const disputeMove = object('DisputeMove', {
  transactionId: hash,
  kind: word('challenge', 'fork', 'assert', 'reveal', 'pick', 'prove', 'timeout', 'slash'),
  /** DAA score of the accepting chain block. */
  score: u64,
})
export type DisputeMove = ValueOf<typeof disputeMove>

export const disputeOutcome = object('DisputeOutcome', {
  winner: side,
  cause: word('proof', 'timeout'),
  score: u64,
  /** The loser's stake is gone. */
  slashed: boolean,
})
export type DisputeOutcome = ValueOf<typeof disputeOutcome>

export const disputeInfo = object('DisputeInfo', {
  disputeId: hash,
  siloId: hash,
  /** The challenged node, and its parent, reference block and roots: where a trace starts and where it should end. */
  nodeId: hash,
  parent: hash,
  referenceBlock: hash,
  roots,
  /** What the challenger says instead, and the node that stands for it. */
  alternative: roots,
  alternativeNode: hash,
  prover: stakeRef,
  challenger: stakeRef,
  /** Number of accepted moves of the game: a move must name it. */
  position: u32,
  /** The silo's: into how many parts a round cuts its span. */
  arity: count,
  /** Whose move it is at the sink; undefined once it is over, by time as well. */
  toMove: optional(side),
  /** The first DAA score at which the side to move has lost (E2, E3). */
  expiresAt: optional(u64),
  /** The machine hash at step 0; T and H_T once asserted. */
  startHash: hash,
  steps: optional(u64),
  endHash: optional(hash),
  levels: list(disputeLevel),
  turn: disputeTurn,
  moves: list(disputeMove),
  /** Set once it is decided at the sink, by time as well, whether anybody claimed that or not (E3). */
  outcome: optional(disputeOutcome),
  /** A slash by the winner would be accepted at the sink. */
  slashable: boolean,
})
export type DisputeInfo = ValueOf<typeof disputeInfo>
