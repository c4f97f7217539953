// The moves of a dispute: assert, reveal, pick, prove, and the claim of a timeout. A move names the position that it
// answers; a stale, late, malformed or wrong one is refused without effect while the clock runs on (41, E3, E6).
import { verifyStep } from '../../../vm/consensus.ts'
import type { Hash } from '../../tx/hash.ts'
import { hashFromBytes, hashToBytes } from '../../tx/hash.ts'
import { ownerProblem, senderProblem, strayCoin } from '../coins.ts'
import { afterMove, expiryOf, outcomeAt, playerOf, sideToMove } from '../dispute-clock.ts'
import type { Side } from '../dispute-clock.ts'
import type { Checked, Environment, Transition } from '../environment.ts'
import { ACCEPTED, checked, refuse } from '../environment.ts'
import { refutedRootId } from '../ids.ts'
import { firstSpan, innerSamples, intervalsOf, turnWithin } from '../levels.ts'
import { haltedProblem, historyHolds } from '../machine.ts'
import type {
  AssertPayload,
  ClaimTimeoutPayload,
  LevelOpening,
  PickPayload,
  ProvePayload,
  RevealPayload,
  Sender,
} from '../payloads.ts'
import { KEY } from '../records.ts'
import type { DisputeMove, DisputeRecord, DisputeTurn, LevelRecord, SiloRecord } from '../records.ts'
import { endDispute } from '../settle.ts'
import { need, read } from '../store.ts'

interface Named {
  readonly sender: Sender
  readonly dispute: Hash
  readonly position: number
}

interface Game {
  readonly dispute: DisputeRecord
  readonly silo: SiloRecord
}

export function applyAssert(env: Environment, payload: AssertPayload): Transition {
  const game = gameFor(env, payload, 'prover')
  if (!game.ok) return game
  const { dispute } = game.value
  const { steps, endHash } = payload
  if (dispute.turn.kind !== 'assert') return notYourTurn(dispute, payload.kind)
  if (steps < 1n || steps > dispute.maxSteps)
    return refuse({ kind: 'tooManySteps', steps, most: dispute.maxSteps })
  const { roots } = need(env.draft, KEY.node(dispute.node), 'node')
  const problem = haltedProblem(endHash, payload.haltedWitness, roots, steps)
  if (problem !== undefined) return refuse({ kind: 'badHaltedWitness', problem })
  const interval = { start: 0n, length: steps, startHash: dispute.startHash, endHash }
  const level = openLevel(env, 0, interval, payload.opening)
  if (!level.ok) return level
  const { lo, hi } = firstSpan(level.value)
  const asserted = { ...dispute, steps, endHash, levels: [level.value] }
  return move(env, asserted, 'assert', turnWithin(level.value, lo, hi))
}

export function applyReveal(env: Environment, payload: RevealPayload): Transition {
  const game = gameFor(env, payload, 'prover')
  if (!game.ok) return game
  const { dispute, silo } = game.value
  const opened = levelToReveal(env, dispute, payload)
  if (!opened.ok) return opened
  const { level, levels, lo, hi } = opened.value
  const inner = innerSamples(lo, hi, silo.config.arity)
  const { hashes } = payload
  if (hashes.length !== inner.length)
    return refuse({ kind: 'wrongPointCount', expected: inner.length, got: hashes.length })
  const samples = hashes.map((hash, i) => ({ index: inner[i] ?? 0, hash }))
  if (!historyHolds(level.historyRoot, intervalsOf(level.length) + 1, samples, payload.witness))
    return refuse({ kind: 'badHistoryWitness', index: inner[0] ?? 0 })
  return move(env, { ...dispute, levels }, 'reveal', { kind: 'pick', points: [lo, ...samples, hi] })
}

export function applyPick(env: Environment, payload: PickPayload): Transition {
  const game = gameFor(env, payload, 'challenger')
  if (!game.ok) return game
  const { dispute } = game.value
  if (dispute.turn.kind !== 'pick') return notYourTurn(dispute, payload.kind)
  const { points } = dispute.turn
  const lo = points[payload.index - 1]
  const hi = points[payload.index]
  const level = dispute.levels.at(-1)
  if (lo === undefined || hi === undefined || level === undefined)
    return refuse({ kind: 'indexOutOfRange', index: payload.index, most: points.length - 1 })
  return move(env, dispute, 'pick', turnWithin(level, lo, hi))
}

/** Anybody's valid proof decides: equal to the claim, the prover wins; different, its last history root is refuted. */
export function applyProve(env: Environment, payload: ProvePayload): Transition {
  const game = gameFor(env, payload, 'anybody')
  if (!game.ok) return game
  const { dispute } = game.value
  const { turn } = dispute
  if (turn.kind !== 'prove') return notYourTurn(dispute, payload.kind)
  const verdict = verifyStep(hashToBytes(turn.before), payload.proof)
  if (!verdict.ok) return refuse({ kind: 'badProof', problem: verdict.reason })
  const upheld = hashFromBytes(verdict.next) === turn.claimed
  if (!upheld) banLastRoot(env, dispute)
  const played = withMove(env, { ...dispute, position: dispute.position + 1 }, 'prove')
  const winner = upheld ? 'prover' : 'challenger'
  endDispute(env.draft, played, { winner, cause: 'proof', score: env.score, slashed: false })
  return ACCEPTED
}

/** Writes down what time has decided already (41, E3, E5). */
export function applyClaimTimeout(env: Environment, payload: ClaimTimeoutPayload): Transition {
  const found = findGame(env, payload)
  if (!found.ok) return found
  const { dispute, silo } = found.value
  if (dispute.outcome !== undefined)
    return refuse({ kind: 'disputeOver', dispute: dispute.id, winner: dispute.outcome.winner })
  if (payload.position !== dispute.position) return stale(dispute, payload)
  const outcome = outcomeAt(dispute, silo.config, env.score)
  if (outcome === undefined) return refuse({ kind: 'notExpired', from: expiryOf(dispute, silo.config) })
  endDispute(env.draft, withMove(env, dispute, 'timeout'), outcome)
  return ACCEPTED
}

function findGame(env: Environment, named: Named): Checked<Game> {
  const problem = strayCoin(env, [], []) ?? senderProblem(env, named.sender)
  if (problem !== undefined) return refuse(problem)
  const dispute = read(env.draft, KEY.dispute(named.dispute), 'dispute')
  if (dispute === undefined) return refuse({ kind: 'unknownDispute', dispute: named.dispute })
  return checked({ dispute, silo: need(env.draft, KEY.silo(dispute.siloId), 'silo') })
}

/** The dispute, if it is open at this score, at the named position, and the sender may make this side's move. */
function gameFor(env: Environment, named: Named, by: Side | 'anybody'): Checked<Game> {
  const found = findGame(env, named)
  if (!found.ok) return found
  const { dispute, silo } = found.value
  const outcome = outcomeAt(dispute, silo.config, env.score)
  if (outcome !== undefined)
    return refuse({ kind: 'disputeOver', dispute: dispute.id, winner: outcome.winner })
  if (named.position !== dispute.position) return stale(dispute, named)
  if (by === 'anybody') return found
  const problem = ownerProblem(env, named.sender, playerOf(dispute, by).owner)
  return problem === undefined ? found : refuse(problem)
}

interface OpenSpan {
  readonly level: LevelRecord
  readonly levels: readonly LevelRecord[]
  readonly lo: DisputePoint
  readonly hi: DisputePoint
}

type DisputePoint = Extract<DisputeTurn, { kind: 'reveal' }>['lo']

/** The level and span that a reveal is about; opens a new level where one is due. */
function levelToReveal(env: Environment, dispute: DisputeRecord, payload: RevealPayload): Checked<OpenSpan> {
  const { turn, levels } = dispute
  const { opening } = payload
  if (turn.kind === 'reveal') {
    const level = levels.at(-1)
    if (level === undefined) throw new Error('a span lies in a level')
    if (opening !== undefined) return refuse({ kind: 'openingExpected', expected: false })
    return checked({ level, levels, lo: turn.lo, hi: turn.hi })
  }
  if (turn.kind !== 'open') return notYourTurn(dispute, payload.kind)
  if (opening === undefined) return refuse({ kind: 'openingExpected', expected: true })
  const level = openLevel(env, levels.length, turn, opening)
  if (!level.ok) return level
  return checked({ level: level.value, levels: [...levels, level.value], ...firstSpan(level.value) })
}

/** Checks that a history root isn't refuted and has the interval's ends for its first and last sample. */
function openLevel(
  env: Environment,
  depth: number,
  interval: Omit<LevelRecord, 'historyRoot'>,
  opening: LevelOpening,
): Checked<LevelRecord> {
  const { start, length, startHash, endHash } = interval
  const { historyRoot } = opening
  const id = refutedRootId(depth, startHash, length, historyRoot)
  const refuted = read(env.draft, KEY.refuted(id), 'refuted')
  if (refuted !== undefined)
    return refuse({ kind: 'rootRefuted', root: historyRoot, dispute: refuted.dispute })
  const last = intervalsOf(length)
  const ends = [
    { index: 0, hash: startHash },
    { index: last, hash: endHash },
  ]
  return historyHolds(historyRoot, last + 1, ends, opening.endsWitness)
    ? checked({ start, length, startHash, endHash, historyRoot })
    : refuse({ kind: 'badHistoryWitness', index: 0 })
}

function banLastRoot(env: Environment, dispute: DisputeRecord): void {
  const level = dispute.levels.at(-1)
  if (level === undefined) throw new Error('a step is proven in a level')
  const id = refutedRootId(dispute.levels.length - 1, level.startHash, level.length, level.historyRoot)
  env.draft.put(KEY.refuted(id), { kind: 'refuted', dispute: dispute.id })
}

function move(
  env: Environment,
  dispute: DisputeRecord,
  kind: DisputeMove['kind'],
  turn: DisputeTurn,
): Transition {
  const moved = withMove(env, afterMove(dispute, env.score, turn), kind)
  env.draft.put(KEY.dispute(dispute.id), moved)
  return ACCEPTED
}

export function withMove(env: Environment, dispute: DisputeRecord, kind: DisputeMove['kind']): DisputeRecord {
  return {
    ...dispute,
    moves: [...dispute.moves, { transactionId: env.txId, kind, score: env.score }],
  }
}

function stale(dispute: DisputeRecord, named: Named): ReturnType<typeof refuse> {
  return refuse({ kind: 'stalePosition', expected: dispute.position, got: named.position })
}

function notYourTurn(dispute: DisputeRecord, got: string): ReturnType<typeof refuse> {
  return refuse({
    kind: 'notYourTurn',
    expected: `${sideToMove(dispute.turn)}: ${dispute.turn.kind}`,
    got,
  })
}
