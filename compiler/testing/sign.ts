// `sign(alice, vault.set(5))`: the signature that a call of a function `by sig(...)` wants next.
import { messageToSign } from '../abi/signed-call.ts'
import { functionSelector } from '../lower/selectors.ts'
import { NONCES_FIELD } from '../lower/storage-key.ts'
import type { TypedTestExpr } from '../typed/tree.ts'
import { actorWith, signAs } from './actors.ts'
import { newBlock } from './blocks.ts'
import type { Environment } from './environment.ts'
import { outgoing } from './messages.ts'
import { Failed } from './signals.ts'
import { leafAt } from './storage.ts'

export function signature(
  env: Environment,
  expr: Extract<TypedTestExpr, { kind: 'test-sign' }>,
): readonly bigint[] {
  const key = env.expression(env, expr.key)
  const { silo: number, instance, fn, args, value } = outgoing(env, expr)
  const silo = env.silos[number]
  if (silo === undefined) throw new Error('a handle to a silo that was never deployed')
  const actor = actorWith(key)
  if (actor === undefined) throw new Failed(expr.span, 'no actor has the key of this address')
  const [nonce = 0n] = leafAt({ ...env, inside: { silo: number, instance } }, NONCES_FIELD, 0, key)
  const message = messageToSign({
    siloId: silo.id,
    instance,
    selector: functionSelector(silo.silo.plan, fn),
    nonce,
    words: fn.payable ? [...args, value] : args,
  })
  return newBlock(
    env,
    [...signAs(actor, message)].map((byte) => [BigInt(byte)]),
  )
}
