// Two players with different traces against a referee that keeps to the rules of a dispute: the game must end at the
// very step where the traces part, whatever their length and the arity.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DisputeInfo, DisputeLevel, DisputeTurn, KnownPoint } from '../../client/rpc/dispute-codecs.ts'
import { levelPoints, roundPoints, verifyPoints } from '../../vm/proof/history.ts'
import type { Hash } from '../tx/index.ts'
import { hash, hashFromBytes, hashToBytes } from '../tx/index.ts'
import type { PlayerTrace } from './play.ts'
import { nextMove } from './play.ts'

const H = (digit: string): Hash => hash(digit.repeat(64))
const SENDER = { input: 0, key: H('a') }
const ROOTS = { storage: H('1'), outbox: H('2'), events: H('3') }

/** A trace whose hash at a step tells the step and, from `partsAt` on, that it is another machine's. */
function toyTrace(length: bigint, partsAt?: bigint): PlayerTrace {
  const hashAt = (step: bigint): Uint8Array => {
    const at = step > length ? length : step
    const altered = partsAt !== undefined && at >= partsAt ? 1n : 0n
    return hashToBytes(hash((at * 2n + altered).toString(16).padStart(64, '0')))
  }
  return {
    length,
    hashAt,
    levelHashes: (lo, hi) => levelPoints(lo, hi).map(hashAt),
    proofAt: (step) => Uint8Array.of(Number(step % 251n)),
    haltedWitness: () => new Uint8Array(3),
  }
}

interface Game {
  readonly dispute: DisputeInfo
  readonly moves: number
  readonly result: { readonly step: bigint; readonly provenBy: 'prover' | 'challenger' } | undefined
}

function openingDispute(arity: number, startHash: Hash): DisputeInfo {
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

function play(arity: number, prover: PlayerTrace, challenger: PlayerTrace): Game {
  let dispute = openingDispute(arity, hashFromBytes(prover.hashAt(0n)))
  for (let moves = 0; moves < 200; moves++) {
    const { turn } = dispute
    if (turn.kind === 'prove') {
      const proven = nextMove(dispute, 'prover', prover, SENDER)
      const refuted = nextMove(dispute, 'challenger', challenger, SENDER)
      // Each player believes in its own trace, so both want to prove; the verifier decides.
      if (!proven.ok && !refuted.ok) throw new Error('nobody stands up for the disputed step')
      return { dispute, moves, result: { step: turn.step, provenBy: proven.ok ? 'prover' : 'challenger' } }
    }
    const side = turn.kind === 'pick' ? 'challenger' : 'prover'
    const answer = nextMove(dispute, side, side === 'prover' ? prover : challenger, SENDER)
    if (!answer.ok) return { dispute, moves, result: undefined }
    dispute = referee(dispute, answer.payload)
  }
  throw new Error('the game does not end')
}

function referee(
  dispute: DisputeInfo,
  payload: Extract<ReturnType<typeof nextMove>, { ok: true }>['payload'],
): DisputeInfo {
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
    const level = dispute.levels.at(-1)!
    return { ...dispute, position, turn: revealed(dispute, level, turn.lo, turn.hi, payload) }
  }
  if (payload.kind === 'reveal' && turn.kind === 'open') {
    const level = openLevel(turn, payload.opening)
    const last = levelPoints(level.start, level.start + level.length).length - 1
    const shown = revealed(dispute, level, point(level, 0), point(level, last), payload)
    return { ...dispute, position, levels: [...dispute.levels, level], turn: shown }
  }
  if (payload.kind === 'pick' && turn.kind === 'pick') {
    const level = dispute.levels.at(-1)!
    const lo = turn.points[payload.index - 1]!
    const hi = turn.points[payload.index]!
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
  expect(
    verifyPoints(hashToBytes(opening!.historyRoot), last + 1, [0, last], ends, opening!.endsWitness),
  ).toBe(true)
  const { start, length, startHash, endHash } = span
  return { start, length, startHash, endHash, historyRoot: opening!.historyRoot }
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
    expect(verifyPoints(hashToBytes(level.historyRoot), count, indices, hashes, payload.witness)).toBe(true)
  }
  const inner = indices.map((index, i) => ({ index, hash: payload.hashes[i]! }))
  return { kind: 'pick', points: [lo, ...inner, hi] }
}

/** Where a pick leads: to another round, to another level, or to the proof of one step. */
function nextTurn(level: DisputeLevel, lo: KnownPoint, hi: KnownPoint): DisputeTurn {
  const points = levelPoints(level.start, level.start + level.length)
  const start = points[lo.index]!
  const length = points[hi.index]! - start
  if (length === 1n) return { kind: 'prove', step: start, before: lo.hash, claimed: hi.hash }
  if (hi.index - lo.index > 1) return { kind: 'reveal', lo, hi }
  return { kind: 'open', start, length, startHash: lo.hash, endHash: hi.hash }
}

const arities = fc.constantFrom(2, 4, 16, 256)
const lengths = fc.oneof(fc.bigInt(1n, 300n), fc.bigInt(1n, 200_000n), fc.bigInt(1n, 1n << 40n))

describe('a dispute between two traces', () => {
  it('ends at the first step where they part, for any length and arity', () => {
    fc.assert(
      fc.property(
        arities,
        lengths,
        fc.bigInt(0n, 1n << 40n),
        fc.boolean(),
        (arity, length, at, liarProves) => {
          const partsAt = 1n + (at % length)
          const honest = toyTrace(length)
          const liar = toyTrace(length, partsAt)
          const game = liarProves ? play(arity, liar, honest) : play(arity, honest, liar)
          expect(game.result?.step).toBe(partsAt - 1n)
        },
      ),
    )
  })

  it('ends there when the traces have different lengths too', () => {
    fc.assert(
      fc.property(arities, lengths, lengths, (arity, length, other) => {
        fc.pre(length !== other)
        const game = play(arity, toyTrace(length), toyTrace(other, 1n))
        expect(game.result?.step).toBe(0n)
      }),
    )
  })
})

describe('nextMove', () => {
  it('refuses a dispute that starts from another state', () => {
    const dispute = openingDispute(16, H('9'))
    expect(nextMove(dispute, 'prover', toyTrace(5n), SENDER)).toMatchObject({ ok: false })
  })

  it('never proves a step for the other side', () => {
    const trace = toyTrace(10n)
    const at = (step: bigint): Hash => hashFromBytes(trace.hashAt(step))
    const turn: DisputeTurn = { kind: 'prove', step: 4n, before: at(4n), claimed: at(5n) }
    const dispute = { ...openingDispute(16, at(0n)), turn }
    expect(nextMove(dispute, 'prover', trace, SENDER)).toMatchObject({ ok: true })
    expect(nextMove(dispute, 'challenger', trace, SENDER)).toMatchObject({ ok: false })
    const lie = { ...dispute, turn: { ...turn, claimed: H('9') } }
    expect(nextMove(lie, 'challenger', trace, SENDER)).toMatchObject({ ok: true })
    expect(nextMove(lie, 'prover', trace, SENDER)).toMatchObject({ ok: false })
  })
})
