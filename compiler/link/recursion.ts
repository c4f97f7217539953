// Recursion to its bound must fit in the machine's stack of frames: else the bound that the source promises would never be
// reached.
import { LEAF_BYTES, STACK_BYTES } from '../../vm/spec/constants.ts'
import type { FunctionCode } from '../codegen/types.ts'
import { report } from '../diagnostics/table.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import { innerKey } from '../lower/scope.ts'
import type { FunctionKey } from '../mir/types.ts'
import { recursionGroups } from '../typed/recursion.ts'
import type { TypedFunction, TypedProgram } from '../typed/tree.ts'

/** Left to what calls the recursion and to what it calls. */
const AROUND = STACK_BYTES / 8

/** Leaves that each frame of a recursion of this depth may have. */
export function leavesAt(depth: number): number {
  return Math.floor((STACK_BYTES - AROUND) / (Math.max(1, depth) * LEAF_BYTES))
}

/** A complaint for each function whose bound doesn't fit. */
export function deepRecursions(
  program: TypedProgram,
  codes: ReadonlyMap<FunctionKey, FunctionCode>,
): Diagnostic[] {
  const frame = (fn: TypedFunction): number => (codes.get(innerKey(fn))?.frameLeaves ?? 0) * LEAF_BYTES
  const all = [...recursionGroups(program)].flatMap(([id, group]) => {
    const symbol = program.symbols.get(id)
    return symbol?.kind === 'function' ? [{ fn: symbol.declaration, group }] : []
  })
  const widest = new Map<number, number>()
  for (const { fn, group } of all) widest.set(group, Math.max(widest.get(group) ?? 0, frame(fn)))
  return all.flatMap(({ fn, group }) => {
    if (fn.maxDepth === null) return []
    const need = fn.maxDepth * (widest.get(group) ?? 0)
    const have = STACK_BYTES - AROUND
    if (need <= have) return []
    return [report('E0705', fn.nameSpan, { name: fn.name, need: String(need), have: String(have) })]
  })
}
