// The source map of a linked program, from the origins and variable locations of its functions.
import type { PlacedFunction } from '../link/link.ts'
import type { MirOrigin } from '../mir/types.ts'
import type { SourceFile, Span } from '../source.ts'
import type { MappedFunction, MappedVariable, Origin, SourceMap, SourceRange } from './types.ts'

/** `files` are the program's, in the order of their ids. */
export function buildSourceMap(
  functions: readonly PlacedFunction[],
  files: readonly SourceFile[],
): SourceMap {
  const origins: Origin[] = []
  const known = new Map<string, number>()
  const instructions: number[] = []
  functions.forEach(({ code }, index) => {
    const ids = new Map<number, number>()
    const intern = (id: number): number => {
      const done = ids.get(id)
      const origin = code.source.origins[id]
      if (done !== undefined) return done
      if (origin === undefined) return -1
      const number = addOrigin(
        origins,
        known,
        origin,
        index,
        origin.statement === id ? null : intern(origin.statement),
      )
      ids.set(id, number)
      return number
    }
    for (const instruction of code.instructions) instructions.push(intern(instruction.origin))
  })
  return {
    files: files.map((file) => file.path),
    functions: functions.map(mapFunction),
    origins,
    instructions,
  }
}

/** `statement` null: the origin is a statement itself. */
function addOrigin(
  origins: Origin[],
  known: Map<string, number>,
  { span, kind }: MirOrigin,
  fn: number,
  statement: number | null,
): number {
  const key = `${span.file} ${span.start} ${span.end} ${kind} ${fn} ${statement}`
  const before = known.get(key)
  if (before !== undefined) return before
  const number = origins.length
  origins.push({ ...rangeOf(span), kind, statement: statement ?? number, function: fn, site: -1 })
  known.set(key, number)
  return number
}

function mapFunction({ code, start }: PlacedFunction): MappedFunction {
  const { name, contract, span, variables } = code.source
  const mapped = new Map<number, MappedVariable>()
  for (const { variable, from, to, slots } of code.variables) {
    const about = variables[variable]
    if (about === undefined) continue
    const range = { from: start + from, to: start + to, slots }
    const before = mapped.get(variable)
    mapped.set(variable, {
      name: about.name,
      type: about.type,
      declared: rangeOf(about.declared),
      ranges: [...(before?.ranges ?? []), range],
    })
  }
  return {
    name,
    contract,
    range: rangeOf(span),
    start,
    end: start + code.instructions.length,
    variables: [...mapped.values()],
  }
}

function rangeOf({ file, start, end }: Span): SourceRange {
  return { file, start, end }
}
