// A dispute as the RPC shows it: everything that a side needs to make its next move, and the moves so far for those
// who watch. The rules are in 40-bridge.md, "Disputes", and 41-edge-cases.md, rule 1 and E16..E20.
import { boolean, list, optional, tagged, text, word } from './codec.ts'
import type { ValueOf } from './codec.ts'
import { object } from './codec.ts'
import { count, hash, u32, u64 } from './base-codecs.ts'
import { roots, stakeRef } from './silo-codecs.ts'

export const side = word('prover', 'challenger')
export type Side = ValueOf<typeof side>

/**
 * A level of the bisection: the interval of steps that both sides start it with. Its sample points are
 * start + floor(i * length / n), i = 0..n, n = min(256, length) (E18); `historyRoot` binds their hashes.
 */
export const disputeLevel = object('DisputeLevel', {
  /** 0 for the whole trace. */
  depth: count,
  start: u64,
  length: u64,
  startHash: hash,
  endHash: hash,
  historyRoot: optional(hash),
})
export type DisputeLevel = ValueOf<typeof disputeLevel>

/** A span of the level's sample points: agreed hash at `lo`, disputed one at `hi`. */
export const disputeSpan = object('DisputeSpan', {
  lo: count,
  hi: count,
  loHash: hash,
  hiHash: hash,
})
export type DisputeSpan = ValueOf<typeof disputeSpan>

export const disputeState = tagged('DisputeState', {
  /** Behind another challenge of the same node (E24). */
  queued: {},
  /** The prover must post T, H_T and the first history root. */
  awaitAssert: {},
  /** The prover must reveal the hashes at the inner points of the span; at a level's start its history root too. */
  awaitReveal: { level: disputeLevel, span: disputeSpan },
  /** The challenger must point at the first wrong hash; `points[0]` is agreed, the last one is disputed. */
  awaitPick: { level: disputeLevel, points: list(object('DisputePoint', { index: count, step: u64, hash })) },
  /** One step is left: whoever can proves it. */
  awaitProof: { step: u64, before: hash, claimed: hash },
  ended: {
    winner: side,
    reason: word('timeout', 'proof', 'void', 'other'),
    /** The loser's stake is still unspent and may be slashed by the winner. */
    slashable: boolean,
  },
})
export type DisputeState = ValueOf<typeof disputeState>

export const disputeMove = object('DisputeMove', {
  transactionId: hash,
  kind: word('challenge', 'assert', 'reveal', 'pick', 'prove', 'claimTimeout', 'slash'),
  daaScore: u64,
  /** One line for people. */
  note: text,
})
export type DisputeMove = ValueOf<typeof disputeMove>

export const disputeInfo = object('DisputeInfo', {
  disputeId: hash,
  siloId: hash,
  /** The challenged node, its parent, its reference block and roots: where a trace starts, and where it should end. */
  nodeId: hash,
  parent: hash,
  referenceBlock: hash,
  roots,
  /** What the challenger says instead, and the node that stands for it. */
  alternative: roots,
  alternativeNode: hash,
  prover: stakeRef,
  challenger: stakeRef,
  /** Number of accepted moves: a move must name it. */
  position: u32,
  /** The arity c of the silo. */
  arity: count,
  /** Whose move it is; undefined when queued or ended. */
  toMove: optional(side),
  /** From this DAA score on the side to move has lost by time (E2, E3); undefined when nobody is to move. */
  deadline: optional(u64),
  /** The machine hash at step 0, and T with H_T once asserted. */
  startHash: hash,
  steps: optional(u64),
  endHash: optional(hash),
  state: disputeState,
  moves: list(disputeMove),
})
export type DisputeInfo = ValueOf<typeof disputeInfo>
