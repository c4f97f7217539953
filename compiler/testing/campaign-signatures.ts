// Signatures in campaigns: calls of functions `by sig(...)` mostly bring what their keys sign, and now and then what somebody else does.
import { wordsToHex } from '../abi/decode.ts'
import { ACTORS, type ActorName, type Place, type TypedFunction } from '../typed/tree.ts'
import { splitSignatures } from '../typed/type-facts.ts'
import { actorWith } from './actors.ts'
import type { Choices } from './choices.ts'
import { toSilo, type Environment } from './environment.ts'
import { readLocal, resolvePlace } from './places.ts'
import { nonceOf, signatureOf, type SignedCall } from './sign.ts'
import { readStorage } from './storage.ts'

/** One signature in so many is by any actor. */
const FALSE_RARITY = 8n

export interface MadeUpSignature {
  /** The bytes, as a test has them. */
  readonly words: readonly bigint[]
  readonly by: ActorName
}

/** The signatures of a call; `given` are the values of the parameters before them, as a test has them. */
export function makeUpSignatures(
  env: Environment,
  { silo, instance, fn, value }: Omit<SignedCall, 'args'>,
  given: readonly (readonly bigint[])[],
  choices: Choices,
): readonly MadeUpSignature[] {
  if (fn.access.kind !== 'signed') return []
  const { signed } = splitSignatures(fn)
  const inside = { silo, instance }
  const variables = new Map(signed.map(({ id }, i) => [id, given[i] ?? []]))
  const args = signed.flatMap(({ type }, i) => toSilo(env, type, given[i] ?? []))
  const before: string[] = []
  return fn.access.keys.map((place) => {
    const key = keyAt({ ...env, variables, inside }, place)
    // The first of two signatures by one key is counted before the second is looked at.
    const name = wordsToHex(key)
    const nonce = nonceOf(env, inside, key) + BigInt(before.filter((other) => other === name).length)
    before.push(name)
    const isFalse = choices.draw(FALSE_RARITY) === FALSE_RARITY - 1n
    const other = isFalse ? ACTORS[Number(choices.draw(BigInt(ACTORS.length)))] : actorWith(key)
    const by = other ?? 'alice'
    return { words: signatureOf(env, { silo, instance, fn, args, value }, by, nonce), by }
  })
}

/** The parameters of a function that values are made up for: neither coins nor signatures. */
export function madeUpParams(fn: TypedFunction): TypedFunction['params'] {
  return splitSignatures(fn).signed.filter(({ type }) => type.kind !== 'coin')
}

function keyAt(env: Environment, place: Place): readonly bigint[] {
  return place.root.kind === 'local' ? readLocal(env, resolvePlace(env, place)) : readStorage(env, place)
}
