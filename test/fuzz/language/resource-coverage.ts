// Which operations on resources the messages of generated silos have been through, and which traps they ended in.
import type { Coverage } from '../tool/coverage.ts'
import { Finding } from '../tool/finding.ts'
import { OPERATIONS, type Operation } from './resource-goals.ts'

/** The tallies of what was reached. */
export const RESOURCE_GOALS = 'resources'

function goalName({ name, ends }: Operation): string {
  return ends ?? name
}

/** Names of goals: an operation that goes well, or the error that one ends in. */
export const GOAL_NAMES: readonly string[] = [...new Set(OPERATIONS.map(goalName))]

/** The operations for goals that no message has reached. */
export function missingGoals(coverage: Coverage): readonly Operation[] {
  return OPERATIONS.filter((operation) => coverage.count(RESOURCE_GOALS, goalName(operation)) === 0)
}

/** The goals that messages reached, by what `behaviourOf` tells of them. A silo whose invariants break has lost or made coins. */
export function reachedBy(meaning: readonly string[]): readonly string[] {
  return meaning.slice(0, -1).flatMap((text): readonly string[] => {
    if (text === '') return []
    const [name, , , value, events] = JSON.parse(text) as MessageMeaning
    if (value?.name === 'Broken')
      throw new Finding('an invariant that always holds is broken', `${name}: ${text}`)
    const error = typeof value === 'object' ? value?.name : undefined
    if (error !== undefined) return [error]
    return events.flatMap(([, , words]) => OPERATIONS[Number(words[1])]?.name ?? [])
  })
}

/** Function, trap, its detail, value or error, events with their part, instance and words, outbox entries. */
export type MessageMeaning = readonly [
  name: string,
  trap: string,
  detail: number,
  value: { readonly name?: string } | null,
  events: readonly (readonly [part: number, instance: number, words: readonly string[]])[],
  payments: readonly string[],
]
