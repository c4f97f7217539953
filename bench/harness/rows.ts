// What a benchmark hands out: rows of measured sides, silo first, each judged against its goal.
import type { Summary } from './statistics.ts'

/** One side of a row: what was measured for one program, in the row's unit. */
export interface Side extends Summary {
  readonly name: string
}

/** What a row's judged number is: silo's own, silo's divided by a peer's, or a peer's divided by silo's. */
export type Judged =
  | { readonly kind: 'own' }
  | { readonly kind: 'own over peer'; readonly peer: string }
  | { readonly kind: 'peer over own'; readonly peer: string }

export interface Goal {
  readonly of: Judged
  readonly at: 'most' | 'least'
  readonly bound: number
}

/** Why a goal is missed and what would reach it; shown only where it is missed. */
export interface Shortfall {
  readonly why: string
  readonly next: string
}

export interface Row {
  readonly name: string
  readonly unit: string
  /** Silo's own first. */
  readonly sides: readonly Side[]
  readonly goals: readonly Goal[]
  readonly shortfall?: Shortfall
  /** A remark that holds whether or not the goal is reached. */
  readonly note?: string
}

/** A table beside the rows, for what has no goal of its own. */
export interface DetailTable {
  readonly title: string
  readonly columns: readonly string[]
  readonly lines: readonly (readonly string[])[]
}

export interface Outcome {
  readonly rows: readonly Row[]
  readonly tables?: readonly DetailTable[]
}

/** The number that a goal judges; undefined if the row lacks the peer. */
export function judgedValue(row: Row, { of }: Goal): number | undefined {
  const [own] = row.sides
  if (own === undefined) return undefined
  if (of.kind === 'own') return own.median
  const peer = row.sides.find(({ name }) => name === of.peer)
  if (peer === undefined) return undefined
  return of.kind === 'own over peer' ? own.median / peer.median : peer.median / own.median
}

/** Whether the goal is reached; undefined if it can't be judged. */
export function isReached(row: Row, goal: Goal): boolean | undefined {
  const value = judgedValue(row, goal)
  if (value === undefined) return undefined
  return goal.at === 'most' ? value <= goal.bound : value >= goal.bound
}

/** How far on the good side of its goal a row is: 1 at the bound, more is better. */
export function headroom(row: Row, goal: Goal): number | undefined {
  const value = judgedValue(row, goal)
  if (value === undefined) return undefined
  return goal.at === 'most' ? goal.bound / value : value / goal.bound
}

export const OWN: Judged = { kind: 'own' }

/** Silo's number divided by the peer's is at most `bound`. */
export function atMostTimes(bound: number, peer: string): Goal {
  return { of: { kind: 'own over peer', peer }, at: 'most', bound }
}

/** The peer's number divided by silo's is at least `bound`: of times, silo is that much faster. */
export function timesFaster(bound: number, peer: string): Goal {
  return { of: { kind: 'peer over own', peer }, at: 'least', bound }
}

/** Silo's number divided by the peer's is at least `bound`: of rates, silo is that much faster. */
export function timesMore(bound: number, peer: string): Goal {
  return { of: { kind: 'own over peer', peer }, at: 'least', bound }
}

export function atMost(bound: number): Goal {
  return { of: OWN, at: 'most', bound }
}

export function atLeast(bound: number): Goal {
  return { of: OWN, at: 'least', bound }
}

/** A side that is one number, such as a size or a count. */
export function single(name: string, value: number): Side {
  return { name, median: value, low: value, high: value, samples: 1 }
}
