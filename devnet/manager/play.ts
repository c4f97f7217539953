// Which move answers a dispute's state: computed from nothing but the dispute record and one's own trace of the
// reference block, so that a restarted manager, or one on an altered machine, plays on just the same.
import type { BridgePayload, LevelOpening, Sender } from '../bridge/payloads.ts'
import type { Hash } from '../tx/index.ts'
import { hashFromBytes } from '../tx/index.ts'
import type { DisputeInfo, DisputeTurn, Side } from '../../client/rpc/dispute-codecs.ts'
import { historyRoot, provePoints, roundPoints } from '../../vm/proof/history.ts'

/** What a player asks its machine. */
export interface PlayerTrace {
  /** T: steps until the machine halts. */
  readonly length: bigint
  hashAt(step: bigint): Uint8Array
  /** Machine hashes at the sample points of the level over [lo, hi). */
  levelHashes(lo: bigint, hi: bigint): readonly Uint8Array[]
  /** One-step proof of the step from `step` to the next. */
  proofAt(step: bigint): Uint8Array
  /** Shows that the machine after T steps is halted, and with which roots. */
  haltedWitness(): Uint8Array
}

export type Move =
  | { readonly ok: true; readonly payload: BridgePayload }
  /** `reason` says why this trace has nothing to answer here. */
  | { readonly ok: false; readonly reason: string }

/** The next move of a side. Refuses when the trace isn't about this dispute, or agrees with the other side. */
export function nextMove(dispute: DisputeInfo, side: Side, trace: PlayerTrace, sender: Sender): Move {
  if (hashFromBytes(trace.hashAt(0n)) !== dispute.startHash) {
    return { ok: false, reason: 'the trace starts from another state than the dispute' }
  }
  const named = { sender, dispute: dispute.disputeId, position: dispute.position }
  const { turn } = dispute
  switch (turn.kind) {
    case 'assert':
      return move({ kind: 'assert', ...named, ...assertion(trace) })
    case 'reveal':
      return reveal(dispute, turn, trace, named)
    case 'open':
      return move({ kind: 'reveal', ...named, ...openLevel(dispute, turn, trace) })
    case 'pick':
      return pick(dispute, turn, trace, named)
    case 'prove':
      return prove(side, turn, trace, named)
  }
}

interface Named {
  readonly sender: Sender
  readonly dispute: Hash
  readonly position: number
}

/** T, H_T and the first level's history root (41, E16). */
function assertion(trace: PlayerTrace): {
  readonly steps: bigint
  readonly endHash: Hash
  readonly haltedWitness: Uint8Array
  readonly opening: LevelOpening
} {
  return {
    steps: trace.length,
    endHash: hashFromBytes(trace.hashAt(trace.length)),
    haltedWitness: trace.haltedWitness(),
    opening: opening(trace.levelHashes(0n, trace.length)),
  }
}

function reveal(
  dispute: DisputeInfo,
  turn: Extract<DisputeTurn, { kind: 'reveal' }>,
  trace: PlayerTrace,
  named: Named,
): Move {
  const level = dispute.levels.at(-1)
  if (level === undefined) return { ok: false, reason: 'the dispute has no open level' }
  const hashes = trace.levelHashes(level.start, level.start + level.length)
  const shown = innerPoints(hashes, turn.lo.index, turn.hi.index, dispute.arity)
  return move({ kind: 'reveal', ...named, opening: undefined, ...shown })
}

function openLevel(
  dispute: DisputeInfo,
  turn: Extract<DisputeTurn, { kind: 'open' }>,
  trace: PlayerTrace,
): { readonly opening: LevelOpening; readonly hashes: readonly Hash[]; readonly witness: Uint8Array } {
  const hashes = trace.levelHashes(turn.start, turn.start + turn.length)
  return { opening: opening(hashes), ...innerPoints(hashes, 0, hashes.length - 1, dispute.arity) }
}

/** Points at the first hash that differs from the own trace's (41, E19). */
function pick(
  dispute: DisputeInfo,
  turn: Extract<DisputeTurn, { kind: 'pick' }>,
  trace: PlayerTrace,
  named: Named,
): Move {
  const level = dispute.levels.at(-1)
  if (level === undefined) return { ok: false, reason: 'the dispute has no open level' }
  const own = trace.levelHashes(level.start, level.start + level.length)
  const index = turn.points.findIndex((point, i) => i > 0 && point.hash !== hexOf(own[point.index]))
  if (index < 0) return { ok: false, reason: 'the own trace agrees with every point' }
  return move({ kind: 'pick', ...named, index })
}

/** A proof is only worth sending by the side whose next hash it shows; anybody else's would lose the game. */
function prove(
  side: Side,
  turn: Extract<DisputeTurn, { kind: 'prove' }>,
  trace: PlayerTrace,
  named: Named,
): Move {
  if (hashFromBytes(trace.hashAt(turn.step)) !== turn.before) {
    return { ok: false, reason: 'the own trace differs before the disputed step' }
  }
  const agrees = hashFromBytes(trace.hashAt(turn.step + 1n)) === turn.claimed
  if (agrees !== (side === 'prover')) return { ok: false, reason: 'the own trace speaks for the other side' }
  return move({ kind: 'prove', ...named, proof: trace.proofAt(turn.step) })
}

function opening(hashes: readonly Uint8Array[]): LevelOpening {
  return {
    historyRoot: hashFromBytes(historyRoot(hashes)),
    endsWitness: provePoints(hashes, hashes.length > 1 ? [0, hashes.length - 1] : [0]),
  }
}

function innerPoints(
  hashes: readonly Uint8Array[],
  lo: number,
  hi: number,
  arity: number,
): { readonly hashes: readonly Hash[]; readonly witness: Uint8Array } {
  const indices = roundPoints(lo, hi, arity).slice(1, -1)
  const shown = indices.flatMap((index) => hexOf(hashes[index]) ?? [])
  return { hashes: shown, witness: indices.length === 0 ? new Uint8Array() : provePoints(hashes, indices) }
}

function move(payload: BridgePayload): Move {
  return { ok: true, payload }
}

function hexOf(hash: Uint8Array | undefined): Hash | undefined {
  return hash === undefined ? undefined : hashFromBytes(hash)
}
