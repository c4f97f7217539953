// Reads encoded source maps. Total on foreign data: an artifact may come from anywhere.
import type { AbiType } from '../abi/types.ts'
import { NUMBERS_PER_ORIGIN, ORIGIN_KINDS } from './kinds.ts'
import type { EncodedFunction, EncodedSourceMap, MappedFunction, Origin, SourceMap } from './types.ts'

/** More instructions than any program has. */
const MAX_INSTRUCTIONS = 1 << 17

/** The source map, or undefined if the numbers don't make one. */
export function decodeSourceMap(encoded: EncodedSourceMap): SourceMap | undefined {
  const origins = decodeOrigins(encoded.origins)
  const instructions = decodeRuns(encoded.instructions, origins?.length ?? 0)
  if (origins === undefined || instructions === undefined) return undefined
  return { files: encoded.files, functions: encoded.functions.map(decodeFunction), origins, instructions }
}

function decodeFunction({ name, contract, at, variables }: EncodedFunction): MappedFunction {
  const [file, start, end, first, count, base = 0] = at
  return {
    name,
    contract,
    range: { file, start, end },
    start: first,
    end: first + count,
    base,
    variables: variables.map((variable) => ({
      name: variable.name,
      type: variable.type satisfies AbiType,
      site: variable.at[3] ?? -1,
      declared: { file: variable.at[0], start: variable.at[1], end: variable.at[2] },
      ranges: variable.ranges.map(([from = 0, length = 0, ...homes]) => ({
        from: first + from,
        to: first + from + length,
        homes,
      })),
    })),
  }
}

function decodeOrigins(numbers: readonly number[]): Origin[] | undefined {
  if (numbers.length % NUMBERS_PER_ORIGIN !== 0) return undefined
  const origins: Origin[] = []
  let [file, start, length, statement, fn, site] = [0, 0, 0, 0, 0, 0]
  for (let at = 0; at < numbers.length; at += NUMBERS_PER_ORIGIN) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = numbers.slice(at, at + NUMBERS_PER_ORIGIN)
    const kind = ORIGIN_KINDS[d]
    if (kind === undefined) return undefined
    file += a
    start += b
    length += c
    statement += e
    fn += f
    site += g
    origins.push({ file, start, end: start + length, kind, statement, function: fn, site })
  }
  return origins
}

function decodeRuns(runs: readonly number[], origins: number): number[] | undefined {
  const values: number[] = []
  let value = 0
  for (let at = 0; at + 1 < runs.length; at += 2) {
    const length = runs[at] ?? 0
    value += runs[at + 1] ?? 0
    if (!(length > 0) || values.length + length > MAX_INSTRUCTIONS || value < -1 || value >= origins)
      return undefined
    for (let i = 0; i < length; i++) values.push(value)
  }
  return values
}
