// What checking a body leaves behind in its contract and in the session, beside diagnostics and references: deploys, sums and counts that are asked for, components that
// are initialised, and instances of generic declarations. All of it can be repeated without checking the body again.
import type { Span } from '../source.ts'
import type { TypedAggregate } from '../typed/tree.ts'
import { functionInstance } from './generic-functions.ts'
import { enumType, structType } from './generics.ts'
import type { ContractInfo } from './model.ts'
import type { InstanceAsked, Session } from './session.ts'

/** How things stood before a body was checked; its tree has numbers that depend on it. */
export interface Marks {
  readonly deploys: number
  readonly aggregates: readonly TypedAggregate[]
  readonly initialised: readonly boolean[]
  readonly instances: number
}

export interface Effects {
  readonly deploys: ContractInfo['deploys']
  readonly aggregates: readonly TypedAggregate[]
  readonly initialised: readonly { readonly use: number; readonly at: Span }[]
  readonly instances: readonly InstanceAsked[]
}

export function marks(session: Session, contract: ContractInfo | null): Marks {
  return {
    deploys: contract?.deploys.length ?? 0,
    aggregates: [...(contract?.aggregates ?? [])],
    initialised: contract?.uses.map((use) => use.initialised !== null) ?? [],
    instances: session.instancesAsked.length,
  }
}

export function effectsSince(session: Session, contract: ContractInfo | null, before: Marks): Effects {
  const initialised = (contract?.uses ?? []).flatMap(({ initialised: at }, use) =>
    at === null || before.initialised[use] === true ? [] : [{ use, at }],
  )
  return {
    deploys: contract?.deploys.slice(before.deploys) ?? [],
    aggregates: contract?.aggregates.slice(before.aggregates.length) ?? [],
    initialised,
    instances: session.instancesAsked.slice(before.instances),
  }
}

/** Whether the contract stands as it stood then. */
export function repeatable(contract: ContractInfo | null, then: Marks): boolean {
  if (contract === null) return true
  return (
    contract.deploys.length === then.deploys &&
    contract.uses.every((use, i) => (use.initialised !== null) === then.initialised[i]) &&
    contract.aggregates.length === then.aggregates.length &&
    contract.aggregates.every((aggregate, i) => sameAggregate(aggregate, then.aggregates[i]))
  )
}

export function repeat(session: Session, contract: ContractInfo | null, effects: Effects): void {
  contract?.deploys.push(...effects.deploys)
  contract?.aggregates.push(...effects.aggregates)
  for (const { use, at } of effects.initialised) {
    const known = contract?.uses[use]
    if (known !== undefined) known.initialised = at
  }
  for (const asked of effects.instances) askAgain(session, asked)
}

function askAgain(session: Session, asked: InstanceAsked): void {
  if (asked.kind === 'function') {
    const info = session.functions.find(({ id }) => id === asked.template)
    if (info !== undefined) functionInstance(session, info, asked.types, asked.call)
    return
  }
  const record = session.recordById.get(asked.template)
  const known = session.enumById.get(asked.template)
  if (record !== undefined) structType(session, record, asked.types)
  else if (known !== undefined) enumType(session, known, asked.types)
}

function sameAggregate(a: TypedAggregate, b: TypedAggregate | undefined): boolean {
  return a.operation === b?.operation && a.field === b.field && a.path.join('.') === b.path.join('.')
}
