// Which contracts make up a silo: the root contract is instance 0, and each deploy expression of an instance's `init`
// binds the next number, depth first. All of them are known when the silo is built.
import { planHeap, type HeapPlan } from './heap.ts'
import type { SymbolId, TypedContract, TypedProgram } from '../typed/tree.ts'

/** Instance numbers stand in 16 bits of events and payments. */
const MAX_INSTANCES = 1024

export interface Instance {
  readonly number: number
  readonly contract: TypedContract
  /** Numbers of the instances that its `init` binds, by `TypedDeploy.instance`. */
  readonly deploys: readonly number[]
}

export interface SiloPlan {
  readonly program: TypedProgram
  readonly root: TypedContract
  readonly instances: readonly Instance[]
  /** The contracts that have instances, in the order of their first one. */
  readonly contracts: readonly TypedContract[]
  readonly heap: HeapPlan
}

export type PlanResult =
  | { readonly ok: true; readonly plan: SiloPlan }
  /** Too many instances; `contract` is that of the first one too many. */
  | { readonly ok: false; readonly contract: TypedContract }

/** Numbers the instances of a silo whose root contract is `root`. The checker has refused contracts that deploy themselves. */
export function planSilo(program: TypedProgram, root: TypedContract): PlanResult {
  const instances: (Instance | undefined)[] = []
  let failure: PlanResult | undefined
  const bind = (contract: TypedContract): number => {
    const number = instances.length
    if (number >= MAX_INSTANCES) failure ??= { ok: false, contract }
    if (failure !== undefined) return number
    instances.push(undefined)
    const deploys = contract.deploys.map((deploy) => bind(contractOf(program, deploy.contract)))
    instances[number] = { number, contract, deploys }
    return number
  }
  bind(root)
  if (failure !== undefined) return failure
  const all = instances.filter((instance) => instance !== undefined)
  const contracts = [...new Set(all.map((instance) => instance.contract))]
  const heap = planHeap(program, contracts, all)
  return { ok: true, plan: { program, root, instances: all, contracts, heap } }
}

/** The declaration of a contract; an unknown id is a bug of the checker. */
export function contractOf(program: TypedProgram, id: SymbolId): TypedContract {
  const symbol = program.symbols.get(id)
  if (symbol?.kind !== 'contract') throw new Error(`symbol ${id} is not a contract`)
  return symbol.declaration
}

/** Numbers of the instances of a contract, or of the contracts that implement an interface, ascending. */
export function instancesOf(plan: SiloPlan, owner: SymbolId): number[] {
  return plan.instances
    .filter(({ contract }) => contract.id === owner || contract.implements.includes(owner))
    .map((i) => i.number)
}
