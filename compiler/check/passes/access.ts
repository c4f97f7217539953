// Every function that changes something and can be called from outside says who may call it.
import type { Diagnostic } from '../../diagnostics/types.ts'
import { report } from '../../diagnostics/table.ts'
import type { SymbolId, TypedFunction } from '../../typed/tree.ts'
import { mentionsOf } from '../../typed/mentions.ts'
import type { FunctionInfo } from '../model.ts'

/** Checks a contract's functions: paying without a `by` clause is an error, changing without one a lint. A `remote` function may also look at its origin itself. */
export function checkAccess(
  functions: readonly TypedFunction[],
  infoOf: (id: SymbolId) => FunctionInfo | undefined,
): Diagnostic[] {
  const paying = payingFunctions(functions)
  return functions.flatMap((fn): Diagnostic[] => {
    const node = infoOf(fn.id)?.node
    if (fn.effect !== 'write' || node === undefined || node.access !== null) return []
    const isRemote = fn.role === 'remote' && !mentionsOf(fn.body).asksOrigin
    if (fn.role !== 'public' && !isRemote) return []
    const head = node.result?.span.end ?? node.paramsSpan.end
    const at = { ...fn.nameSpan, start: head, end: head }
    const clause = isRemote ? 'by origin Final { .. }' : 'by anyone'
    const fix = { title: `add \`${clause}\``, edits: [{ span: at, newText: ` ${clause}` }] }
    const args = { name: fn.name }
    if (isRemote) return [report('W0901', fn.nameSpan, args, { fix, help: REMOTE_HELP })]
    return [report(paying.has(fn.id) ? 'E0401' : 'W0901', fn.nameSpan, args, { fix })]
  })
}

const REMOTE_HELP =
  'add `by origin Final { silo: partner, .. }` with a field of storage that holds the id of a silo, or `by origin Final { .. }` for all'

/** Functions that pay, themselves or through functions of the same contract. */
function payingFunctions(functions: readonly TypedFunction[]): Set<SymbolId> {
  const paying = new Set<SymbolId>()
  const callers = new Map<SymbolId, SymbolId[]>()
  for (const fn of functions) {
    const { uses, pays } = mentionsOf(fn.body)
    if (pays) paying.add(fn.id)
    for (const node of uses) {
      if (node.kind !== 'call' || node.target.kind !== 'local') continue
      callers.set(node.target.function, [...(callers.get(node.target.function) ?? []), fn.id])
    }
  }
  // A set's iteration reaches what is added on the way.
  for (const id of paying) for (const caller of callers.get(id) ?? []) paying.add(caller)
  return paying
}
