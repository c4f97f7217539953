// Calls within a contract, between contracts of the silo, and the binding of instances in constructors.
import type { Reg } from '../mir/types.ts'
import type { SymbolId, TypedCall, TypedDeploy, TypedFunction } from '../typed/tree.ts'
import { refuse } from './failures.ts'
import { contractOf, instancesOf } from './plan.ts'
import { recursionGroups } from '../typed/recursion.ts'
import { functionOf, innerKey, keyOf, sizeOf } from './scope.ts'
import type { Scope } from './scope.ts'

/** The words of a call's result. */
export function lowerCall(scope: Scope, expr: TypedCall): readonly Reg[] {
  const { target } = expr
  const handle = target.kind === 'linked' ? scope.recur.expression(scope, target.handle)[0] : undefined
  const args = expr.args.flatMap((arg) => scope.recur.expression(scope, arg))
  const callee = functionOf(scope.program, target.function)
  if (target.kind === 'linked' && handle !== undefined && !hasInstances(scope, target.contract))
    return callImplementer(scope, callee, handle, args)
  const { recursion, builder } = scope
  if (recursion !== null && recursionGroups(scope.program).get(callee.id) === recursion.group) {
    const depth = builder.value('addi', { b: recursion.depth, imm: 1 })
    return builder.call(innerKey(callee), null, [depth, ...args], sizeOf(scope, callee.result))
  }
  return scope.builder.call(keyOf(callee), handle ?? null, args, sizeOf(scope, callee.result))
}

/** Interfaces have none, nor have contracts that only silos of other roots bind. */
function hasInstances(scope: Scope, contract: SymbolId): boolean {
  return scope.plan.contracts.some(({ id }) => id === contract)
}

/**
 * A call through an interface: the contracts of the silo that implement it are known, so the handle's number says which function it is. Where there are none, and of
 * a contract that the silo has no instance of, no handle is good.
 */
function callImplementer(
  scope: Scope,
  asked: TypedFunction,
  handle: Reg,
  args: readonly Reg[],
): readonly Reg[] {
  const { builder, plan } = scope
  const result = builder.regs(sizeOf(scope, asked.result))
  const done = builder.label()
  for (const contract of plan.contracts) {
    const fn = contract.functions.find(({ name, role }) => name === asked.name && role === 'public')
    if (fn === undefined || asked.contract === null || !contract.implements.includes(asked.contract)) continue
    const [mine, next] = [builder.label(), builder.label()]
    for (const number of instancesOf(plan, contract.id)) {
      const other = builder.label()
      builder.branch('jeq', handle, builder.constant(BigInt(number)), mine, other)
      builder.place(other)
    }
    builder.jump(next)
    builder.place(mine)
    builder.moveAll(result, builder.call(keyOf(fn), handle, args, result.length))
    builder.jump(done)
    builder.place(next)
  }
  refuse(builder, 'BadHandle')
  builder.place(done)
  return result
}

/** The number of the instance that a deploy expression binds, after its constructor has run. */
export function lowerDeploy(scope: Scope, expr: TypedDeploy): readonly Reg[] {
  const args = expr.args.flatMap((arg) => scope.recur.expression(scope, arg))
  const number = boundInstance(scope, expr)
  const { init } = contractOf(scope.program, expr.contract)
  if (init !== null) scope.builder.call(keyOf(init), number, args, 0)
  return [number]
}

/** Each instance of the deploying contract binds instances of its own, so which one depends on who runs. */
function boundInstance(scope: Scope, expr: TypedDeploy): Reg {
  const { builder, plan, contract } = scope
  const deployers = plan.instances.filter((instance) => instance.contract.id === contract?.id)
  let number: Reg | undefined
  for (const deployer of deployers) {
    const bound = builder.constant(BigInt(deployer.deploys[expr.instance] ?? 0))
    if (number === undefined) number = bound
    else {
      const self = builder.value('self', {})
      const here = builder.value('eqi', { b: self, imm: deployer.number })
      number = builder.value('select', { b: bound, c: number, d: here })
    }
  }
  if (number === undefined) throw new Error('a contract without instances runs')
  return number
}
