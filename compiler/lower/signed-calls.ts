// `by sig(...)`: a call is allowed by signatures of it. What is signed is in compiler/abi/signed-call.ts; each key's calls are numbered by a nonce in the
// contract's storage, so that a signature holds once, in one contract of one silo.
import { NO_REG } from '../mir/types.ts'
import type { Reg } from '../mir/types.ts'
import type { Place, TypedFunction } from '../typed/tree.ts'
import { splitSignatures } from '../typed/type-facts.ts'
import { SIGNED_CALL_PREFIX } from '../abi/signed-call.ts'
import { digestOfWords, verifySchnorr } from './digests.ts'
import { demand } from './failures.ts'
import { flatten } from './flat.ts'
import { lowerPlace, readPlace } from './places.ts'
import type { Scope } from './scope.ts'
import { functionSelector } from './selectors.ts'
import { keyLeaf, NONCES_FIELD } from './storage-key.ts'

/** Refuses the call unless each key has signed it, and counts it for each of them. */
export function checkSignatures(scope: Scope, fn: TypedFunction, keys: readonly Place[]): void {
  const { builder, program, plan } = scope
  const { signed, signatures } = splitSignatures(fn)
  const valueOf = ({ id }: { readonly id: TypedFunction['id'] }): readonly Reg[] =>
    scope.variables.get(id) ?? []
  const context = builder.leaf()
  builder.op('ctx', { a: context, imm: 0 })
  const instance = builder.value('shli', { b: builder.value('self', {}), imm: 32 })
  const head = builder.value('or', { b: instance, c: builder.constant(BigInt(functionSelector(plan, fn))) })
  const coin = fn.payable ? fn.params.slice(-1) : []
  const said = [...signed, ...coin].flatMap((param) => flatten(builder, program, param.type, valueOf(param)))
  keys.forEach((place, i) => {
    const own = signatures[i]
    if (own === undefined) throw new Error('a key without a signature')
    const key = readPlace(scope, lowerPlace(scope, place))
    const entry = keyLeaf(builder, NONCES_FIELD, 0, key)
    const nonce = builder.leaf()
    builder.op('sload', { a: nonce, b: entry })
    const message = digestOfWords(builder, [
      builder.constant(SIGNED_CALL_PREFIX),
      ...[0, 1, 2, 3].map((word) => context + word),
      head,
      nonce,
      ...said,
    ])
    const [signature = NO_REG] = valueOf(own)
    const right = verifySchnorr(builder, key, message, signature)
    demand(builder, 'jnz', right, NO_REG, 'NotSigned', [...key, nonce])
    builder.op('addi', { a: nonce, b: nonce, imm: 1 })
    builder.op('sstore', { a: nonce, b: entry })
  })
}

/** How many signed calls of this contract a key has allowed. */
export function nonceOf(scope: Scope, key: readonly Reg[]): Reg {
  const { builder } = scope
  const nonce = builder.leaf()
  builder.op('sload', { a: nonce, b: keyLeaf(builder, NONCES_FIELD, 0, key) })
  return nonce
}
