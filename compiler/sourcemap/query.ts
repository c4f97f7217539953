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

export interface VisibleVariable {
  readonly variable: MappedVariable
  /** Slots of the frame that hold its words now. */
  readonly slots: readonly number[]
}

/** Variables that have a value when the instruction at `pc` is about to run. */
export function variablesAt(map: SourceMap, pc: number): VisibleVariable[] {
  return (functionAt(map, pc)?.variables ?? []).flatMap((variable) => {
    const range = variable.ranges.find(({ from, to }) => from <= pc && pc < to)
    return range === undefined ? [] : [{ variable, slots: range.slots }]
  })
}
