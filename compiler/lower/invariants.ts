// When a message ends: for each instance that it may have touched, the invariants that read something that was written are
// checked, and changed aggregates are stored. What a function may write is known when the silo is built.
import { FunctionBuilder } from '../mir/builder.ts'
import { NO_REG } from '../mir/types.ts'
import type { FunctionKey, MirFunction, Reg } from '../mir/types.ts'
import type { TypedContract, TypedExpr, TypedFunction, TypedInvariant } from '../typed/tree.ts'
import { lowerLoader, storeAggregates } from './aggregates.ts'
import { fieldsWritten } from './call-graph.ts'
import { refuse } from './failures.ts'
import { RECURSION } from './function.ts'
import type { HeapPlan } from './heap.ts'
import { wordCount } from './layout.ts'
import { instancesOf, type SiloPlan } from './plan.ts'
import { checkerKey, wordOf, type Scope } from './scope.ts'

/** Checks a contract's invariants and stores its aggregates; runs as the instance that it is about. */
function settlerKey(contract: TypedContract): FunctionKey {
  return `e${contract.id}`
}

/** Ends the work of a message that called `fn`, in the entry function. */
export function settle(builder: FunctionBuilder, plan: SiloPlan, fn: TypedFunction): void {
  if (fn.effect !== 'write') return
  const { invariants } = plan.heap
  // Few silos have any, and to find out what a function may write takes a walk through all that it calls.
  if (invariants.length === 0 && plan.contracts.every(({ aggregates }) => aggregates.length === 0)) return
  const written = fieldsWritten(plan.program, fn.id)
  for (const contract of plan.contracts) {
    const checked = invariants.some(
      (own) => own.contract === contract && own.reads.some((field) => written.has(field)),
    )
    if (!checked && !contract.aggregates.some(({ field }) => written.has(field))) continue
    for (const number of instancesOf(plan, contract.id))
      builder.call(settlerKey(contract), number === 0 ? null : builder.constant(BigInt(number)), [], 0)
  }
}

/** The functions that a contract's invariants and aggregates need. */
export function lowerChecks(plan: SiloPlan, contract: TypedContract): MirFunction[] {
  const { aggregates } = contract
  const invariants = plan.heap.invariants.filter((own) => own.contract === contract)
  if (invariants.length === 0 && aggregates.length === 0) return []
  const settler = lowered(plan, contract, settlerKey(contract), (scope) => {
    if (invariants.length > 0) scope.builder.call(checkerKey(contract), null, [], 0)
    if (aggregates.length > 0) storeAggregates(scope, contract)
  })
  const checker = lowered(plan, contract, checkerKey(contract), (scope) => {
    for (const { invariant, reads } of invariants) {
      const { builder } = scope
      const [check, done] = [builder.label(), builder.label()]
      builder.branch('jnz', anyWritten(builder, plan.heap, reads), NO_REG, check, done)
      builder.place(check)
      demand(scope, invariant, invariant.condition)
      builder.place(done)
    }
  })
  return [
    settler,
    ...(invariants.length > 0 ? [checker] : []),
    ...(aggregates.length > 0 ? [lowerLoader(contract)] : []),
  ]
}

function lowered(
  plan: SiloPlan,
  contract: TypedContract,
  key: FunctionKey,
  body: (scope: Scope) => void,
): MirFunction {
  const span = contract.nameSpan
  const builder = new FunctionBuilder(span)
  const { program } = plan
  body({
    recur: RECURSION,
    plan,
    program,
    builder,
    contract,
    variables: new Map(),
    loops: [],
    caller: null,
    recursion: null,
  })
  builder.return([])
  const name = `invariants of ${contract.name}`
  return builder.finish({ key, name, contract: contract.name, span, resultWords: 0 })
}

/** Not zero if the message wrote one of the fields. */
function anyWritten(builder: FunctionBuilder, heap: HeapPlan, reads: readonly number[]): Reg {
  let any: Reg | undefined
  for (const [field, address] of heap.watched) {
    if (!reads.includes(field)) continue
    const written = builder.value('ld8', { b: builder.constant(BigInt(address)) })
    any = any === undefined ? written : builder.value('or', { b: any, c: written })
  }
  return any ?? builder.constant(0n)
}

/** Traps Broken unless the condition holds. Of conditions that `and` joins each is checked by itself, so that the trap tells which. */
function demand(scope: Scope, invariant: TypedInvariant, condition: TypedExpr): void {
  const { builder } = scope
  if (condition.kind === 'logical' && condition.operator === 'and') {
    demand(scope, invariant, condition.left)
    demand(scope, invariant, condition.right)
    return
  }
  builder.at(condition.span, 'statement', () => {
    const [good, bad] = [builder.label(), builder.label()]
    scope.recur.condition(scope, condition, good, bad)
    builder.place(bad)
    const index = builder.constant(BigInt(invariant.index))
    refuse(builder, 'Broken', [index, ...sides(scope, condition)])
    builder.place(good)
  })
}

/** Both sides of a comparison of numbers; of anything else that it is false and should be true. */
function sides(scope: Scope, condition: TypedExpr): readonly Reg[] {
  if (condition.kind === 'compare' && wordCount(scope.program, condition.left.type) === 1)
    return [wordOf(scope, condition.left), wordOf(scope, condition.right)]
  return [scope.builder.constant(0n), scope.builder.constant(1n)]
}
