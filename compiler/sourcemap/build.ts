// The source map of a linked program, from the origins and variable locations of its functions.
import { IN_AREA } from '../codegen/types.ts'
import type { FunctionCode } from '../codegen/types.ts'
import { table } from '../mir/table.ts'
import type { PlacedFunction } from '../link/link.ts'
import type { FunctionKey, OriginId, WrittenFunction } from '../mir/types.ts'
import type { SourceFile, Span } from '../source.ts'
import type { MappedFunction, MappedVariable, Origin, SourceMap, SourceRange } from './types.ts'

/** `files` are the program's, in the order of their ids. */
export function buildSourceMap(
  functions: readonly PlacedFunction[],
  files: readonly SourceFile[],
): SourceMap {
  const origins = new Origins(functions)
  const last = functions.at(-1)
  const instructions = table(last === undefined ? 0 : last.start + last.code.origins.length)
  const mapped = functions.map(({ code, start, area }, index) => {
    const number = origins.ofFunction(code, index)
    code.origins.forEach((origin, i) => {
      instructions[start + i] = number(origin)
    })
    return mapFunction(code, start, area, number)
  })
  return {
    files: files.map((file) => file.path),
    functions: [...mapped, ...origins.inlinedOnly()],
    origins: origins.list,
    instructions,
  }
}

/** The origins of all functions, each once. */
class Origins {
  readonly list: Origin[] = []
  /** Inlined origins by what tells them apart; others occur once anyway, in the function that they are written in. */
  private readonly inlined = new Map<string, number>()
  private readonly functions: Map<FunctionKey, number>
  private readonly placed: number
  private readonly gone: WrittenFunction[] = []

  constructor(functions: readonly PlacedFunction[]) {
    this.functions = new Map(functions.map(({ code }, index) => [code.source.key, index]))
    this.placed = functions.length
  }

  /** Gives the numbers of a function's origins. */
  ofFunction({ source }: FunctionCode, index: number): (id: OriginId) => number {
    const numbers: number[] = []
    const number = (id: OriginId): number => {
      const done = numbers[id]
      const origin = source.origins[id]
      if (done !== undefined) return done
      if (origin === undefined) return -1
      const { span, kind, inlined } = origin
      const statement = origin.statement === id ? null : number(origin.statement)
      const site = inlined === null ? -1 : number(inlined.site)
      const added =
        inlined === null
          ? this.add(span, kind, statement, index, site)
          : this.once(span, kind, statement, this.indexOf(inlined.from), site)
      numbers[id] = added
      return added
    }
    return number
  }

  /** Functions of which nothing is left but what was inlined. */
  inlinedOnly(): MappedFunction[] {
    return this.gone.map(({ name, contract, span }) => ({
      name,
      contract,
      range: rangeOf(span),
      start: 0,
      end: 0,
      base: 0,
      variables: [],
    }))
  }

  private indexOf(written: WrittenFunction): number {
    const known = this.functions.get(written.key)
    if (known !== undefined) return known
    const index = this.placed + this.gone.length
    this.gone.push(written)
    this.functions.set(written.key, index)
    return index
  }

  /** The number of an inlined origin: the same for all that are alike. */
  private once(span: Span, kind: Origin['kind'], statement: number | null, fn: number, site: number): number {
    const key = `${span.file} ${span.start} ${span.end} ${kind} ${fn} ${statement} ${site}`
    const before = this.inlined.get(key)
    if (before !== undefined) return before
    const number = this.add(span, kind, statement, fn, site)
    this.inlined.set(key, number)
    return number
  }

  /** `statement` null: the origin is a statement itself. */
  private add(
    { file, start, end }: Span,
    kind: Origin['kind'],
    statement: number | null,
    fn: number,
    site: number,
  ): number {
    const number = this.list.length
    this.list.push({ file, start, end, kind, statement: statement ?? number, function: fn, site })
    return number
  }
}

function mapFunction(
  code: FunctionCode,
  start: number,
  area: number,
  originOf: (id: OriginId) => number,
): MappedFunction {
  const { name, contract, span, variables } = code.source
  const mapped = new Map<number, MappedVariable>()
  for (const { variable, from, to, homes } of code.variables) {
    const about = variables[variable]
    if (about === undefined) continue
    const places = homes.map((home) => (home < IN_AREA ? home : area + home - IN_AREA))
    const range = { from: start + from, to: start + to, homes: places }
    const before = mapped.get(variable)
    mapped.set(variable, {
      name: about.name,
      type: about.type,
      site: originOf(about.site),
      declared: rangeOf(about.declared),
      ranges: [...(before?.ranges ?? []), range],
    })
  }
  return {
    name,
    contract,
    range: rangeOf(span),
    start,
    end: start + code.origins.length,
    base: code.memory?.base ?? 0,
    variables: [...mapped.values()],
  }
}

function rangeOf({ file, start, end }: Span): SourceRange {
  return { file, start, end }
}
