// The most steps of each function of a silo, over its calls. A recursion is gone down to its written bound.
import type { FunctionCode } from '../codegen/types.ts'
import { innerKey } from '../lower/scope.ts'
import type { FunctionKey } from '../mir/types.ts'
import { recursionGroups } from '../typed/recursion.ts'
import type { TypedProgram } from '../typed/tree.ts'
import { worstCase, type WorstCase } from './worst-path.ts'

interface Recursive {
  readonly group: number
  readonly maxDepth: number | null
}

/** Gives the most steps of a function by its key. */
export function stepBounds(
  program: TypedProgram,
  codeOf: (key: FunctionKey) => FunctionCode | undefined,
): (key: FunctionKey) => WorstCase {
  const recursive = recursiveFunctions(program)
  const known = new Map<string, WorstCase>()

  /** `depth`: of a call within a recursion. */
  function bound(key: FunctionKey, depth: number): WorstCase {
    const own = recursive.get(key)
    const name = `${key} ${own === undefined ? 0 : depth}`
    const found = known.get(name)
    if (found !== undefined) return found
    const code = codeOf(key)
    if (code === undefined) throw new Error(`no function has the key ${key}`)
    // Deeper calls trap where they begin.
    const deepest = own !== undefined && own.maxDepth !== null && depth >= own.maxDepth
    const result = worstCase(code, (callee) => {
      const other = recursive.get(callee)
      const within = own !== undefined && other?.group === own.group
      if (within && deepest) return { ok: true, steps: 0n }
      return bound(callee, within ? depth + 1 : 0)
    })
    known.set(name, result)
    return result
  }

  return (key) => bound(key, 0)
}

/** The functions that call themselves, by the keys under which they do. */
function recursiveFunctions(program: TypedProgram): ReadonlyMap<FunctionKey, Recursive> {
  const found = new Map<FunctionKey, Recursive>()
  for (const [id, group] of recursionGroups(program)) {
    const symbol = program.symbols.get(id)
    if (symbol?.kind !== 'function') continue
    found.set(innerKey(symbol.declaration), { group, maxDepth: symbol.declaration.maxDepth })
  }
  return found
}
