// `sign(alice, vault.set(5))`: the signature that a call of a function `by sig(...)` wants next.
import { messageToSign } from '../abi/signed-call.ts'
import { functionSelector } from '../lower/selectors.ts'
import { NONCES_FIELD } from '../lower/storage-key.ts'
import type { ActorName, TypedTestExpr } from '../typed/tree.ts'
import { actorWith, signAs } from './actors.ts'
import { newBlock } from './blocks.ts'
import type { Environment } from './environment.ts'
import { outgoing, type Outgoing } from './messages.ts'
import { Failed } from './signals.ts'
import { leafAt } from './storage.ts'
import type { TestSilo } from './test-silo.ts'

export function signature(
  env: Environment,
  expr: Extract<TypedTestExpr, { kind: 'test-sign' }>,
): readonly bigint[] {
  const key = env.expression(env, expr.key)
  const actor = actorWith(key)
  if (actor === undefined) throw new Failed(expr.span, 'no actor has the key of this address')
  const call = outgoing(env, expr)
  return signatureOf(env, call, actor, nonceOf(env, call, key))
}

/** A call as a signature names it: `args` are those before the signatures, as in the payload. */
export type SignedCall = Pick<Outgoing, 'silo' | 'instance' | 'fn' | 'args' | 'value'>

/** An actor's signature of a call: bytes of a test. */
export function signatureOf(
  env: Environment,
  { silo: number, instance, fn, args, value }: SignedCall,
  actor: ActorName,
  nonce: bigint,
): readonly bigint[] {
  const silo = siloOf(env, number)
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

/** How many signed calls a key has allowed in the contract that is called. */
export function nonceOf(
  env: Environment,
  { silo, instance }: Pick<SignedCall, 'silo' | 'instance'>,
  key: readonly bigint[],
): bigint {
  siloOf(env, silo)
  const [nonce = 0n] = leafAt({ ...env, inside: { silo, instance } }, NONCES_FIELD, 0, key)
  return nonce
}

function siloOf(env: Environment, number: number): TestSilo {
  const silo = env.silos[number]
  if (silo === undefined) throw new Error('a handle to a silo that was never deployed')
  return silo
}
