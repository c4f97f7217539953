// Questions that debuggers, traces and dumps ask of a source map.
import type { MappedFunction, MappedVariable, Origin, SourceMap } from './types.ts'

/** Where an instruction comes from, innermost first: the place itself, then the calls through which it was inlined. */
export function originsAt(map: SourceMap, pc: number): Origin[] {
  const chain: Origin[] = []
  let origin = map.origins[map.instructions[pc] ?? -1]
  while (origin !== undefined && chain.length < map.origins.length) {
    chain.push(origin)
    origin = map.origins[origin.site]
  }
  return chain
}

/** The statement that an instruction is part of, if it is part of one. */
export function statementAt(map: SourceMap, pc: number): Origin | undefined {
  return map.origins[originsAt(map, pc)[0]?.statement ?? -1]
}

/** The function whose instructions hold `pc`. */
export function functionAt(map: SourceMap, pc: number): MappedFunction | undefined {
  return map.functions.find((fn) => fn.start <= pc && pc < fn.end)
}

/** How many inlined calls an instruction is within. */
export function inlinedDepth(map: SourceMap, pc: number): number {
  let depth = 0
  let site = map.origins[map.instructions[pc] ?? -1]?.site ?? -1
  while (site >= 0 && depth < map.origins.length) {
    depth++
    site = map.origins[site]?.site ?? -1
  }
  return depth
}

export interface VisibleVariable {
  readonly variable: MappedVariable
  /** Where its words are now: slots of the frame, or addresses; see `MappedVariable`. */
  readonly homes: readonly number[]
  readonly base: number
}

/** A call as it was written, within one frame of the machine. */
export interface WrittenFrame {
  readonly fn: MappedFunction | undefined
  /** Where in the function; undefined where the map knows no place. */
  readonly origin: Origin | undefined
  /** Variables that have a value when the instruction is about to run. */
  readonly variables: readonly VisibleVariable[]
}

/** The calls that the machine's frame at `pc` stands for, innermost first: the last is the function whose code it is. */
export function framesAt(map: SourceMap, pc: number): WrittenFrame[] {
  const around = functionAt(map, pc)
  const visible = (around?.variables ?? []).flatMap((variable): VisibleVariable[] => {
    const range = variable.ranges.find(({ from, to }) => from <= pc && pc < to)
    return range === undefined ? [] : [{ variable, homes: range.homes, base: around?.base ?? 0 }]
  })
  const of = (site: number): readonly VisibleVariable[] =>
    visible.filter(({ variable }) => variable.site === site)
  const chain = originsAt(map, pc)
  if (chain.length === 0) return [{ fn: around, origin: undefined, variables: of(-1) }]
  return chain.map((origin) => ({
    fn: origin.site < 0 ? around : map.functions[origin.function],
    origin,
    variables: of(origin.site),
  }))
}

/** Variables of the innermost call that have a value when the instruction at `pc` is about to run. */
export function variablesAt(map: SourceMap, pc: number): readonly VisibleVariable[] {
  return framesAt(map, pc)[0]?.variables ?? []
}
