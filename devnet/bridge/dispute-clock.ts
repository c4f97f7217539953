// The clocks of a dispute: whose move it is, until when, and who has lost by time. All by score, whoever claims it and
// whenever (41, E2, E3, E4).
import type { SiloConfig } from './config.ts'
import type { DisputeOutcome, DisputeRecord, DisputeTurn, Player } from './records.ts'

export type Side = 'prover' | 'challenger'

export function sideToMove(turn: DisputeTurn): Side {
  return turn.kind === 'pick' ? 'challenger' : 'prover'
}

export function otherSide(side: Side): Side {
  return side === 'prover' ? 'challenger' : 'prover'
}

export function playerOf(dispute: DisputeRecord, side: Side): Player {
  return side === 'prover' ? dispute.prover : dispute.challenger
}

/** The first score at which the side to move has lost: the cap on a move or its chess clock, whichever ends first. */
export function expiryOf(dispute: DisputeRecord, config: SiloConfig): bigint {
  const { clock } = playerOf(dispute, sideToMove(dispute.turn))
  return dispute.movedScore + (clock < config.moveCap ? clock : config.moveCap)
}

/** How the dispute stands at a score: the recorded outcome, or the one that time has brought. */
export function outcomeAt(
  dispute: DisputeRecord,
  config: SiloConfig,
  score: bigint,
): DisputeOutcome | undefined {
  if (dispute.outcome !== undefined) return dispute.outcome
  const expiry = expiryOf(dispute, config)
  if (score < expiry) return undefined
  return { winner: otherSide(sideToMove(dispute.turn)), cause: 'timeout', score: expiry, slashed: false }
}

/** The dispute after a move: the mover's clock has run since the last one. */
export function afterMove(dispute: DisputeRecord, score: bigint, turn: DisputeTurn): DisputeRecord {
  const side = sideToMove(dispute.turn)
  const player = playerOf(dispute, side)
  const clocked = { ...player, clock: player.clock - (score - dispute.movedScore) }
  return {
    ...dispute,
    prover: side === 'prover' ? clocked : dispute.prover,
    challenger: side === 'challenger' ? clocked : dispute.challenger,
    position: dispute.position + 1,
    movedScore: score,
    turn,
  }
}
