// Selectors, error ids and event ids are cut hashes; two that are equal within a silo would be confused, so they are refused.
import type { Abi } from '../abi/types.ts'
import { report } from '../diagnostics/table.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import type { SiloPlan } from '../lower/plan.ts'

/** A diagnostic for each pair of names with one number. The same signature twice is no collision. */
export function collisions(plan: SiloPlan, abi: Abi): Diagnostic[] {
  const found: Diagnostic[] = []
  const note = (seen: Map<string | number, string>, id: string | number, signature: string): void => {
    const first = seen.get(id)
    seen.set(id, signature)
    if (first === undefined || first === signature) return
    found.push(report('E0802', plan.root.nameSpan, { first, second: signature }))
  }
  for (const { functions } of abi.contracts) {
    const selectors = new Map<string | number, string>()
    for (const { selector, signature } of functions) note(selectors, selector, signature)
  }
  const errorIds = new Map<string | number, string>()
  for (const { errors } of abi.contracts)
    for (const { id, signature } of errors) note(errorIds, id, signature)
  const eventIds = new Map<string | number, string>()
  for (const { events } of abi.contracts)
    for (const { id, signature } of events) note(eventIds, id, signature)
  return found
}
