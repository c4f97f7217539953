// The source map of a linked program, from the origins and variable locations of its functions, in the compact form that artifacts
// have: differences between neighbours, runs of equal entries. `decode.ts` makes of it what can be asked.
import { IN_AREA } from '../codegen/types.ts'
import type { FunctionCode, VariableLocation } from '../codegen/types.ts'
import type { PlacedFunction } from '../link/link.ts'
import type { WrittenFunction } from '../mir/types.ts'
import type { SourceFile } from '../source.ts'
import { OriginList } from './origins.ts'
import type { EncodedFunction, EncodedSourceMap, EncodedVariable } from './types.ts'

/** `files` are the program's, in the order of their ids. */
export function encodeSourceMap(
  functions: readonly PlacedFunction[],
  files: readonly SourceFile[],
): EncodedSourceMap {
  const origins = new OriginList(functions.map(({ code }) => code.source))
  const runs = new Runs()
  const encoded = functions.map((fn, index) => {
    origins.begin(index)
    runs.add(fn.code, origins)
    return encodeFunction(fn, origins)
  })
  return {
    files: files.map((file) => file.path),
    functions: [...encoded, ...origins.inlinedOnly.map(withoutCode)],
    origins: origins.encoded(),
    instructions: runs.encoded(),
  }
}

/** Instructions in a row that have one origin. */
class Runs {
  private readonly list: number[] = []
  /** The origin of the last run but one, and of the last, and how long that is so far. */
  private before = 0
  private origin = 0
  private length = 0

  /** Adds the instructions of a function. */
  add(code: FunctionCode, origins: OriginList): void {
    for (const id of code.origins) {
      const origin = origins.numberOf(id)
      if (origin !== this.origin) this.end()
      this.origin = origin
      this.length++
    }
  }

  encoded(): readonly number[] {
    this.end()
    return this.list
  }

  private end(): void {
    if (this.length === 0) return
    this.list.push(this.length, this.origin - this.before)
    this.before = this.origin
    this.length = 0
  }
}

function encodeFunction({ code, start, area }: PlacedFunction, origins: OriginList): EncodedFunction {
  const { name, contract, span } = code.source
  const base = code.memory?.base ?? 0
  const at = [span.file, span.start, span.end, start, code.origins.length] as const
  return {
    name,
    contract,
    at: base === 0 ? at : [...at, base],
    variables: code.variables.map((location) => encodeVariable(location, area, origins)),
  }
}

function encodeVariable(
  { variable, from, to, homes }: VariableLocation,
  area: number,
  origins: OriginList,
): EncodedVariable {
  const { name, type, declared } = variable
  const site = origins.numberOf(variable.site)
  const at = [declared.file, declared.start, declared.end] as const
  const range = [from, to - from]
  for (const home of homes) range.push(home < IN_AREA ? home : area + home - IN_AREA)
  return { name, type, at: site < 0 ? at : [...at, site], ranges: [range] }
}

function withoutCode({ name, contract, span }: WrittenFunction): EncodedFunction {
  return { name, contract, at: [span.file, span.start, span.end, 0, 0], variables: [] }
}
