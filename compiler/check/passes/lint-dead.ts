// Lints: what is declared and named, but to no effect: storage that is written and never read, events that nothing emits, errors that nothing raises.
import type { Diagnostic } from '../../diagnostics/types.ts'
import { report } from '../../diagnostics/table.ts'
import type { SymbolId, TypedFunction } from '../../typed/tree.ts'
import { mentionsOf } from '../../typed/mentions.ts'
import { isLinear, isSlot } from '../../typed/type-facts.ts'
import type { StorageInfo } from '../model.ts'
import type { Session } from '../session.ts'
import type { Places } from '../named.ts'
import { isQuiet } from './lint-unused.ts'

/** Events and errors for the contracts of others (`pub`) are not meant. */
export function lintRecords(session: Session, places: Places): Diagnostic[] {
  return session.records
    .filter(({ node }) => node.kind !== 'struct' && !node.exported)
    .filter((info) => !isQuiet(info.name) && !places.isNamed(info))
    .map(({ kind, node }) =>
      report(kind === 'event' ? 'W0913' : 'W0914', node.name.span, { name: node.name.text }),
    )
}

/**
 * Fields that statements set and nothing else names. A sum over a map, a `by` clause and an invariant read. Coins and resources are there to be kept,
 * and the contract behind a handle can be called from outside. A component's fields may be for the contract that uses it.
 */
export function lintStorage(
  session: Session,
  functions: readonly TypedFunction[],
  places: Places,
): Diagnostic[] {
  const written = writesIn(functions)
  return session.contracts.flatMap((contract) =>
    contract.storage
      .filter((field) => field.contract === contract && !isQuiet(field.name) && !isKept(field))
      .filter(({ id }) => places.count(id) - 1 <= (written.get(id) ?? 0))
      .map(({ name, node }) => report('W0912', node.name.span, { name })),
  )
}

function isKept({ type }: StorageInfo): boolean {
  const held = type.kind === 'map' ? innermost(type.value) : type
  return isLinear(held) || isSlot(held) || held.kind === 'handle' || held.kind === 'error'
}

function innermost(type: StorageInfo['type']): StorageInfo['type'] {
  return type.kind === 'map' ? innermost(type.value) : type
}

/** How many statements only set a field, or an entry or part of it. */
function writesIn(functions: readonly TypedFunction[]): Map<SymbolId, number> {
  const counts = new Map<SymbolId, number>()
  // `n += 1` reads, and `left -= n` may trap: neither is an assignment.
  for (const { body } of functions)
    for (const field of mentionsOf(body).assigned) counts.set(field, (counts.get(field) ?? 0) + 1)
  return counts
}
