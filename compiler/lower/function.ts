// One function of the typed tree to mid-level code: parameters, the check of its `by` clause, the body, the result.
import { FunctionBuilder } from '../mir/builder.ts'
import { NO_REG } from '../mir/types.ts'
import type { MirFunction } from '../mir/types.ts'
import { mentionsOf } from '../typed/mentions.ts'
import type { TypedContract, TypedFunction } from '../typed/tree.ts'
import { trackWrite } from './aggregates.ts'
import { branchEqual, lowerCondition } from './conditions.ts'
import { lowerExpression } from './expressions.ts'
import { demand, refuse } from './failures.ts'
import { callerAddress } from './identity.ts'
import { wordCount } from './layout.ts'
import { lowerPlace, readPlace } from './places.ts'
import { checkOrigin } from './origin.ts'
import { instancesOf, type SiloPlan } from './plan.ts'
import { recursionGroups } from '../typed/recursion.ts'
import { checkerKey, declare, innerKey, keyOf, sizeOf } from './scope.ts'
import type { Recursion, Scope } from './scope.ts'
import { checkSignatures } from './signed-calls.ts'
import { lowerBlock } from './statements.ts'

export const RECURSION: Recursion = {
  expression: lowerExpression,
  block: lowerBlock,
  condition: lowerCondition,
  beforeWrite: trackWrite,
}

/** Lowers a function of `contract`, or a free one. */
export function lowerFunction(
  plan: SiloPlan,
  contract: TypedContract | null,
  fn: TypedFunction,
): MirFunction {
  const builder = new FunctionBuilder(fn.nameSpan)
  const scope: Scope = {
    recur: RECURSION,
    plan,
    program: plan.program,
    builder,
    contract,
    variables: new Map(),
    loops: [],
    caller: null,
    recursion: null,
  }
  const group = recursionGroups(plan.program).get(fn.id)
  if (group !== undefined) scope.recursion = { group, depth: builder.param() }
  for (const param of fn.params) {
    const regs = Array.from({ length: sizeOf(scope, param.type) }, () => builder.param())
    declare(scope, param.id, regs)
  }
  if (scope.recursion !== null && fn.maxDepth !== null) {
    const bound = builder.constant(BigInt(fn.maxDepth))
    demand(builder, 'jltu', scope.recursion.depth, bound, 'RecursionBound')
  }
  // Who calls is worked out once, where it dominates every use.
  if (callerUses(fn) > 1) scope.caller = callerAddress(builder, plan)
  checkAccess(scope, fn)
  if (fn.reentrant) builder.at(fn.nameSpan, 'prologue', () => checkAllInvariants(scope))
  const resultWords = sizeOf(scope, fn.result)
  const value = lowerBlock(scope, fn.body)
  if (builder.open) builder.at(closing(fn), 'statement', () => builder.return(resultWords === 0 ? [] : value))
  return builder.finish({
    key: group === undefined ? keyOf(fn) : innerKey(fn),
    name: fn.name,
    contract: contract?.name ?? null,
    span: fn.span,
    resultWords,
  })
}

/** How often a function asks who calls, its `by` clause included. */
function callerUses(fn: TypedFunction): number {
  return mentionsOf(fn.body).callerUses + (fn.access.kind === 'any-of' ? 1 : 0)
}

/** Refuses calls that the `by` clause doesn't allow. */
function checkAccess(scope: Scope, fn: TypedFunction): void {
  const { access } = fn
  if (access.kind === 'anyone') return
  const { builder } = scope
  if (access.kind === 'signed') {
    builder.at(access.span, 'prologue', () => checkSignatures(scope, fn, access.keys))
    return
  }
  if (access.kind === 'origin') {
    builder.at(access.span, 'prologue', () => checkOrigin(scope, access.origins))
    return
  }
  builder.at(access.span, 'prologue', () => {
    const good = builder.label()
    const caller = scope.caller ?? callerAddress(builder, scope.plan)
    for (const place of access.places) {
      const next = builder.label()
      const allowed = readPlace(scope, lowerPlace(scope, place))
      if (place.type.kind === 'address') branchEqual(scope, caller, allowed, good, next)
      else if (place.type.kind === 'bool') builder.branch('jnz', allowed[0] ?? NO_REG, NO_REG, good, next)
      else builder.branch('jeq', builder.value('from', {}), allowed[0] ?? NO_REG, good, next)
      builder.place(next)
    }
    refuse(builder, 'NotAuthorised', caller)
    builder.place(good)
  })
}

/** Whoever is in the middle of a call must have left everything as it may be seen: the invariants of all contracts are checked. */
function checkAllInvariants({ builder, plan }: Scope): void {
  const checked = plan.contracts.filter((own) =>
    plan.heap.invariants.some(({ contract }) => contract === own),
  )
  for (const contract of checked)
    for (const number of instancesOf(plan, contract.id))
      builder.call(checkerKey(contract), builder.constant(BigInt(number)), [], 0)
}

/** Where the body ends: the closing brace, or the end of an arrow's expression. */
function closing(fn: TypedFunction): TypedFunction['span'] {
  const tail = fn.body.tail
  if (tail !== null) return tail.kind === 'if' || tail.kind === 'match' ? endOf(tail.span) : tail.span
  return endOf(fn.body.span)
}

function endOf(span: TypedFunction['span']): TypedFunction['span'] {
  return { ...span, start: Math.max(span.start, span.end - 1) }
}

/** Through which a recursive function is called from outside its circle: its depth is 0 then. */
export function lowerOutermost(
  plan: SiloPlan,
  contract: TypedContract | null,
  fn: TypedFunction,
): MirFunction[] {
  if (!recursionGroups(plan.program).has(fn.id)) return []
  const builder = new FunctionBuilder(fn.nameSpan)
  const count = fn.params.reduce((sum, { type }) => sum + wordCount(plan.program, type), 0)
  const args = Array.from({ length: count }, () => builder.param())
  const resultWords = wordCount(plan.program, fn.result)
  builder.return(builder.call(innerKey(fn), null, [builder.constant(0n), ...args], resultWords))
  const about = { key: keyOf(fn), name: `${fn.name} (outermost)`, contract: contract?.name ?? null }
  return [builder.finish({ ...about, span: fn.span, resultWords })]
}
