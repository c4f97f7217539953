// Measures sides in turns, so that whatever else the computer does meets all of them, and compares only sides that computed the same.
import { summarise } from './statistics.ts'
import type { Summary } from './statistics.ts'

/** One execution: how long the part that counts took, and what came out of it, as text. */
export interface Execution {
  readonly milliseconds: number
  readonly result: string
}

export interface Contender {
  readonly name: string
  /** Executes once. What belongs to setting up is left out of the time that it tells. */
  readonly execute: () => Execution | Promise<Execution>
}

export interface Repetitions {
  /** Executions of each contender before any counts. */
  readonly warmUp: number
  /** How long each contender executes at least before any counts, its executions above among them: an engine goes on optimising code by how long it has run, and not by how often it was asked to. */
  readonly warmUpMilliseconds?: number
  readonly rounds: number
  /** No further round begins after this; at least three are done. */
  readonly milliseconds?: number
}

export interface Measured extends Summary {
  readonly name: string
}

const LEAST_ROUNDS = 3

export class ResultsDiffer extends Error {}

/** Milliseconds of each contender, in the order given. Throws ResultsDiffer as soon as two came to different results. */
export async function inTurns(
  contenders: readonly Contender[],
  { warmUp, warmUpMilliseconds = 0, rounds, milliseconds = Infinity }: Repetitions,
): Promise<readonly Measured[]> {
  const samples = contenders.map((): number[] => [])
  const warm = contenders.map(() => 0)
  let agreed: { readonly name: string; readonly result: string } | undefined
  const execute = async (at: number): Promise<number> => {
    const contender = contenders[at]
    if (contender === undefined) return Infinity
    const { milliseconds: time, result } = await contender.execute()
    agreed ??= { name: contender.name, result }
    if (agreed.result !== result) {
      throw new ResultsDiffer(
        `not compared: ${agreed.name} computed ${agreed.result}, ${contender.name} ${result}`,
      )
    }
    return time
  }
  const round = async (first: number, into: (at: number, time: number) => void): Promise<void> => {
    for (let i = 0; i < contenders.length; i++) {
      // Each round begins with another side: nobody always runs behind the same neighbour.
      const at = (first + i) % contenders.length
      into(at, await execute(at))
    }
  }
  const warmed = (at: number, time: number): void => {
    warm[at] = (warm[at] ?? 0) + time
  }
  for (let i = 0; i < warmUp; i++) await round(i, warmed)
  for (let at = 0; at < contenders.length; at++)
    while ((warm[at] ?? Infinity) < warmUpMilliseconds) warmed(at, await execute(at))
  const deadline = performance.now() + milliseconds
  for (let i = 0; i < rounds && (i < LEAST_ROUNDS || performance.now() < deadline); i++)
    await round(i, (at, time) => samples[at]?.push(time))
  return contenders.map(({ name }, i) => ({ name, ...summarise(samples[i] ?? []) }))
}

/** Milliseconds of some clock. */
export type Stopwatch = () => number

/** Time as it passes: for what waits for other processes. */
export const wallTime: Stopwatch = () => performance.now()

/**
 * Time that this thread spent on a processor: what other processes take of the computer is not in it, nor is what the engine's helper threads
 * do meanwhile (compiling, collecting garbage).
 */
export const threadTime: Stopwatch = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** Times work of this thread and keeps its result. */
export function clocked(work: () => bigint | number | string, now: Stopwatch = threadTime): Execution {
  const start = now()
  const result = work()
  return { milliseconds: now() - start, result: String(result) }
}

export async function clockedAsync(
  work: () => Promise<bigint | number | string>,
  now: Stopwatch,
): Promise<Execution> {
  const start = now()
  const result = await work()
  return { milliseconds: now() - start, result: String(result) }
}
