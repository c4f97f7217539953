// The file of results: what was measured, on what computer, and when. A run of some benchmarks replaces theirs and keeps the others.
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { format } from 'prettier'
import type { Bench } from './bench.ts'
import type { Outcome } from './rows.ts'

export interface Computer {
  readonly processor: string
  readonly cores: number
  readonly memoryGigabytes: number
  readonly platform: string
  readonly node: string
  /** Processes that ran or waited for a core, on average over the minute before the end: above the number of cores, times are too long. */
  readonly load?: number
}

export interface BenchResult extends Outcome {
  readonly name: string
  readonly group: string
  readonly title: string
  readonly about: string
  /** Day of the run, YYYY-MM-DD. */
  readonly day: string
  readonly computer: Computer
}

export interface Results {
  readonly format: 'silo-bench'
  readonly benches: readonly BenchResult[]
}

export function thisComputer(): Computer {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  }
}

export function resultOf(bench: Bench, outcome: Outcome, day: string): BenchResult {
  const { name, group, title, about } = bench
  return { name, group, title, about, day, computer: thisComputer(), ...outcome }
}

/** The old results with the new ones in their places, in the order of `names`; benchmarks that no longer exist go. */
export function merged(
  old: readonly BenchResult[],
  fresh: readonly BenchResult[],
  names: readonly string[],
): readonly BenchResult[] {
  return names.flatMap((name) => {
    const result = fresh.find((r) => r.name === name) ?? old.find((r) => r.name === name)
    return result === undefined ? [] : [result]
  })
}

/** Throws on a file that this program didn't write. */
export function readResults(path: string): Results {
  if (!existsSync(path)) return { format: 'silo-bench', benches: [] }
  const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (!isResults(parsed)) throw new Error(`${path} is not a file of results`)
  return parsed
}

function isResults(value: unknown): value is Results {
  return typeof value === 'object' && value !== null && 'format' in value && value.format === 'silo-bench'
}

export async function writeResults(path: string, results: Results): Promise<void> {
  writeFileSync(path, await format(JSON.stringify(results), { parser: 'json', printWidth: 110 }))
}
