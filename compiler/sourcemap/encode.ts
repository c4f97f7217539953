// The compact form of source maps: differences between neighbours, runs of equal entries.
import { table } from '../mir/table.ts'
import { ORIGIN_KINDS } from './kinds.ts'
import type { EncodedFunction, EncodedSourceMap, Origin, SourceMap } from './types.ts'

/** Encodes a source map for the artifact. `decodeSourceMap` gives it back. */
export function encodeSourceMap(map: SourceMap): EncodedSourceMap {
  return {
    files: map.files,
    functions: map.functions.map((fn): EncodedFunction => ({
      name: fn.name,
      contract: fn.contract,
      at: [
        fn.range.file,
        fn.range.start,
        fn.range.end,
        fn.start,
        fn.end - fn.start,
        ...(fn.base === 0 ? ([] as const) : ([fn.base] as const)),
      ],
      variables: fn.variables.map((variable) => ({
        name: variable.name,
        type: variable.type,
        at: [
          variable.declared.file,
          variable.declared.start,
          variable.declared.end,
          ...(variable.site < 0 ? ([] as const) : ([variable.site] as const)),
        ],
        ranges: variable.ranges.map(({ from, to, homes }) => [from - fn.start, to - from, ...homes]),
      })),
    })),
    origins: encodeOrigins(map),
    instructions: encodeRuns(map.instructions),
  }
}

const NUMBERS_PER_ORIGIN = 7

function encodeOrigins({ origins }: SourceMap): number[] {
  // Long: growing it number by number takes three times as long as all else here.
  const numbers = table(NUMBERS_PER_ORIGIN * origins.length)
  let at = 0
  let before = FIRST
  for (const origin of origins) {
    numbers[at++] = origin.file - before.file
    numbers[at++] = origin.start - before.start
    numbers[at++] = lengthOf(origin) - lengthOf(before)
    numbers[at++] = ORIGIN_KINDS.indexOf(origin.kind)
    numbers[at++] = origin.statement - before.statement
    numbers[at++] = origin.function - before.function
    numbers[at++] = origin.site - before.site
    before = origin
  }
  return numbers
}

/** What the first origin differs from. */
const FIRST: Origin = { file: 0, start: 0, end: 0, kind: 'statement', statement: 0, function: 0, site: 0 }

function lengthOf({ start, end }: Origin): number {
  return end - start
}

function encodeRuns(values: readonly number[]): number[] {
  const runs: number[] = []
  let before = 0
  let at = 0
  while (at < values.length) {
    const value = values[at] ?? 0
    let end = at + 1
    while (end < values.length && values[end] === value) end++
    runs.push(end - at, value - before)
    before = value
    at = end
  }
  return runs
}
