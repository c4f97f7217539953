// The geometry of a dispute: levels of at most 256 intervals over a span of steps, rounds of c' parts within a level
// (41, rule 1, E18, E19), and the turns that lead from one to the next. Pure; no record is written here.
import { LEVEL_INTERVALS, roundPoints, splitPoints } from '../../vm/consensus.ts'
import type { DisputeTurn, KnownPoint, LevelRecord } from './records.ts'

/** n: the level's intervals; its samples are 0..n. */
export function intervalsOf(length: bigint): number {
  return length < BigInt(LEVEL_INTERVALS) ? Number(length) : LEVEL_INTERVALS
}

/** The step of the trace at a sample of the level. */
export function stepOf(level: LevelRecord, index: number): bigint {
  const points = splitPoints(level.start, level.start + level.length, LEVEL_INTERVALS)
  const step = points[index]
  if (step === undefined) throw new Error(`a level has no sample ${index}`)
  return step
}

/** Samples that the prover must reveal of the span [lo, hi], ends not included. */
export function innerSamples(lo: KnownPoint, hi: KnownPoint, arity: number): number[] {
  return roundPoints(lo.index, hi.index, arity).slice(1, -1)
}

/** The first turn in a level that has just been opened. */
export function firstSpan(level: LevelRecord): { readonly lo: KnownPoint; readonly hi: KnownPoint } {
  return {
    lo: { index: 0, hash: level.startHash },
    hi: { index: intervalsOf(level.length), hash: level.endHash },
  }
}

/** What comes after both sides know that they part between two samples. */
export function turnWithin(level: LevelRecord, lo: KnownPoint, hi: KnownPoint): DisputeTurn {
  if (hi.index - lo.index > 1) return { kind: 'reveal', lo, hi }
  const start = stepOf(level, lo.index)
  const length = stepOf(level, hi.index) - start
  if (length === 1n) return { kind: 'prove', step: start, before: lo.hash, claimed: hi.hash }
  return { kind: 'open', start, length, startHash: lo.hash, endHash: hi.hash }
}
