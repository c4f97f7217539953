// A referee for tests: plays two traces against each other by the rules of a dispute (41, rule 1, E16..E20), checking
// every witness, until one step is left.
import type {
  DisputeInfo,
  DisputeLevel,
  DisputeTurn,
  KnownPoint,
} from '../../../client/rpc/dispute-codecs.ts'
import { levelPoints, roundPoints, verifyPoints } from '../../../vm/proof/history.ts'
import type { BridgePayload } from '../../bridge/payloads.ts'
import type { Hash } from '../../tx/index.ts'
import { hash, hashFromBytes, hashToBytes } from '../../tx/index.ts'
import type { PlayerTrace } from '../play.ts'
import { nextMove } from '../play.ts'

const H = (digit: string): Hash => hash(digit.repeat(64))
export const SENDER = { input: 0, key: H('a') }
const ROOTS = { storage: H('1'), outbox: H('2'), events: H('3') }

export interface Game {
  readonly dispute: DisputeInfo
  readonly moves: number
  /** The step that is left, and who proves it; undefined when a side had nothing to answer. */
  readonly result:
    | {
        readonly step: bigint
        readonly before: Hash
        readonly claimed: Hash
        readonly proofs: readonly Uint8Array[]
      }
    | undefined
}

export function openingDispute(arity: number, startHash: Hash): DisputeInfo {
  return {
    disputeId: H('d'),
    siloId: H('5'),
    nodeId: H('6'),
    parent: H('7'),
    referenceBlock: H('8'),
    roots: ROOTS,
    alternative: { ...ROOTS, storage: H('9') },
    alternativeNode: H('b'),
    prover: { stake: { transactionId: H('c'), index: 0 }, owner: H('e') },
    challenger: { stake: { transactionId: H('c'), index: 1 }, owner: H('f') },
    position: 0,
    arity,
    toMove: 'prover',
    expiresAt: 100n,
    startHash,
    steps: undefined,
    endHash: undefined,
    levels: [],
    turn: { kind: 'assert' },
    moves: [],
    outcome: undefined,
    slashable: false,
  }
}

export function play(arity: number, prover: PlayerTrace, challenger: PlayerTrace): Game {
  let dispute = openingDispute(arity, hashFromBytes(prover.hashAt(0n)))
  for (let moves = 0; moves < 200; moves++) {
    const { turn } = dispute
    if (turn.kind === 'prove') {
      const answers = [
        nextMove(dispute, 'prover', prover, SENDER),
        nextMove(dispute, 'challenger', challenger, SENDER),
      ]
      const proofs = answers.flatMap((answer) =>
        answer.ok && answer.payload.kind === 'prove' ? [answer.payload.proof] : [],
      )
      const { step, before, claimed } = turn
      return { dispute, moves, result: { step, before, claimed, proofs } }
    }
    const side = turn.kind === 'pick' ? 'challenger' : 'prover'
    const answer = nextMove(dispute, side, side === 'prover' ? prover : challenger, SENDER)
    if (!answer.ok) return { dispute, moves, result: undefined }
    dispute = referee(dispute, answer.payload)
  }
  throw new Error('the game does not end')
}

function referee(dispute: DisputeInfo, payload: BridgePayload): DisputeInfo {
  const { turn } = dispute
  const position = dispute.position + 1
  if (payload.kind === 'assert' && turn.kind === 'assert') {
    const { steps, endHash } = payload
    const level = openLevel(
      { start: 0n, length: steps, startHash: dispute.startHash, endHash },
      payload.opening,
    )
    const next = nextTurn(level, point(level, 0), point(level, levelPoints(0n, steps).length - 1))
    return { ...dispute, position, steps, endHash, levels: [level], turn: next }
  }
  if (payload.kind === 'reveal' && turn.kind === 'reveal') {
    const level = lastLevel(dispute)
    return { ...dispute, position, turn: revealed(dispute, level, turn.lo, turn.hi, payload) }
  }
  if (payload.kind === 'reveal' && turn.kind === 'open') {
    const level = openLevel(turn, payload.opening)
    const last = levelPoints(level.start, level.start + level.length).length - 1
    const shown = revealed(dispute, level, point(level, 0), point(level, last), payload)
    return { ...dispute, position, levels: [...dispute.levels, level], turn: shown }
  }
  if (payload.kind === 'pick' && turn.kind === 'pick') {
    const level = lastLevel(dispute)
    const lo = given(turn.points[payload.index - 1])
    const hi = given(turn.points[payload.index])
    return { ...dispute, position, turn: nextTurn(level, lo, hi) }
  }
  throw new Error(`a ${payload.kind} where ${turn.kind} is due`)
}

function point(level: DisputeLevel, index: number): KnownPoint {
  return { index, hash: index === 0 ? level.startHash : level.endHash }
}

function openLevel(
  span: Omit<DisputeLevel, 'historyRoot'>,
  opening: { historyRoot: Hash; endsWitness: Uint8Array } | undefined,
): DisputeLevel {
  const last = levelPoints(span.start, span.start + span.length).length - 1
  const ends = [hashToBytes(span.startHash), hashToBytes(span.endHash)]
  require(opening !== undefined)
  require(verifyPoints(hashToBytes(opening.historyRoot), last + 1, [0, last], ends, opening.endsWitness))
  const { start, length, startHash, endHash } = span
  return { start, length, startHash, endHash, historyRoot: opening.historyRoot }
}

function revealed(
  dispute: DisputeInfo,
  level: DisputeLevel,
  lo: KnownPoint,
  hi: KnownPoint,
  payload: { hashes: readonly Hash[]; witness: Uint8Array },
): DisputeTurn {
  const indices = roundPoints(lo.index, hi.index, dispute.arity).slice(1, -1)
  const count = levelPoints(level.start, level.start + level.length).length
  const hashes = payload.hashes.map(hashToBytes)
  if (indices.length > 0) {
    require(verifyPoints(hashToBytes(level.historyRoot), count, indices, hashes, payload.witness))
  }
  const inner = indices.map((index, i) => ({ index, hash: given(payload.hashes[i]) }))
  return { kind: 'pick', points: [lo, ...inner, hi] }
}

/** Where a pick leads: to another round, to another level, or to the proof of one step. */
function nextTurn(level: DisputeLevel, lo: KnownPoint, hi: KnownPoint): DisputeTurn {
  const points = levelPoints(level.start, level.start + level.length)
  const start = given(points[lo.index])
  const length = given(points[hi.index]) - start
  if (length === 1n) return { kind: 'prove', step: start, before: lo.hash, claimed: hi.hash }
  if (hi.index - lo.index > 1) return { kind: 'reveal', lo, hi }
  return { kind: 'open', start, length, startHash: lo.hash, endHash: hi.hash }
}

function lastLevel(dispute: DisputeInfo): DisputeLevel {
  return given(dispute.levels.at(-1))
}

function given<T>(value: T | undefined): T {
  require(value !== undefined)
  return value
}

function require(holds: boolean): asserts holds {
  if (!holds) throw new Error('a move breaks the rules of the dispute')
}
