// Calls within a contract, between contracts of the silo, and the binding of instances in constructors.
import type { Reg } from '../mir/types.ts'
import type { TypedCall, TypedDeploy } from '../typed/tree.ts'
import { contractOf } from './plan.ts'
import { functionOf, keyOf, sizeOf } from './scope.ts'
import type { Scope } from './scope.ts'

/** The words of a call's result. */
export function lowerCall(scope: Scope, expr: TypedCall): readonly Reg[] {
  const { target } = expr
  const handle = target.kind === 'linked' ? scope.recur.expression(scope, target.handle)[0] : undefined
  const args = expr.args.flatMap((arg) => scope.recur.expression(scope, arg))
  const callee = functionOf(scope.program, target.function)
  return scope.builder.call(keyOf(callee), handle ?? null, args, sizeOf(scope, callee.result))
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
