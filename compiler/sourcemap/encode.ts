// The compact form of source maps: differences between neighbours, runs of equal entries.
import { ORIGIN_KINDS } from './kinds.ts'
import type { EncodedFunction, EncodedSourceMap, SourceMap } from './types.ts'

/** Encodes a source map for the artifact. `decodeSourceMap` gives it back. */
export function encodeSourceMap(map: SourceMap): EncodedSourceMap {
  return {
    files: map.files,
    functions: map.functions.map((fn): EncodedFunction => ({
      name: fn.name,
      contract: fn.contract,
      at: [fn.range.file, fn.range.start, fn.range.end, fn.start, fn.end - fn.start],
      variables: fn.variables.map((variable) => ({
        name: variable.name,
        type: variable.type,
        at: [
          variable.declared.file,
          variable.declared.start,
          variable.declared.end,
          ...(variable.site < 0 ? ([] as const) : ([variable.site] as const)),
        ],
        ranges: variable.ranges.map(({ from, to, slots }) => [from - fn.start, to - from, ...slots]),
      })),
    })),
    origins: encodeOrigins(map),
    instructions: encodeRuns(map.instructions),
  }
}

function encodeOrigins({ origins }: SourceMap): number[] {
  const numbers: number[] = []
  let before = [0, 0, 0, 0, 0, 0]
  for (const origin of origins) {
    const { file, start, end, statement, site } = origin
    const now = [file, start, end - start, statement, origin.function, site]
    const [dFile = 0, dStart = 0, dLength = 0, dStatement = 0, dFunction = 0, dSite = 0] = now.map(
      (value, i) => value - (before[i] ?? 0),
    )
    numbers.push(dFile, dStart, dLength, ORIGIN_KINDS.indexOf(origin.kind), dStatement, dFunction, dSite)
    before = now
  }
  return numbers
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
