// Selectors, error ids and event ids are cut hashes; two that are equal within a silo would be confused, so they are refused.
import type { Abi } from '../abi/types.ts'
import { report } from '../diagnostics/table.ts'
import type { Diagnostic } from '../diagnostics/types.ts'
import type { SiloPlan } from '../lower/plan.ts'

/** A diagnostic for each pair of names with one number. The same signature twice is no collision. */
export function collisions(plan: SiloPlan, abi: Abi): Diagnostic[] {
  const all = [
    ...abi.contracts.flatMap((contract) =>
      contract.functions.map((fn) => ({
        id: `${contract.name} ${fn.selector}`,
        signature: fn.signature,
      })),
    ),
    ...abi.contracts.flatMap(({ errors }) =>
      errors.map(({ id, signature }) => ({ id: `error ${id}`, signature })),
    ),
    ...abi.contracts.flatMap(({ events }) =>
      events.map(({ id, signature }) => ({ id: `event ${id}`, signature })),
    ),
  ]
  const seen = new Map<string, string>()
  return all.flatMap(({ id, signature }) => {
    const before = seen.get(id)
    seen.set(id, signature)
    if (before === undefined || before === signature) return []
    return [report('E0802', plan.root.nameSpan, { first: before, second: signature })]
  })
}
