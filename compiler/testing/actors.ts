// The keys of tests' actors. Their addresses are those of real keys, so they can sign; the secret behind each is no secret.
import { schnorr } from '@noble/curves/secp256k1.js'
import { bytesToWords, wordsToHex } from '../abi/decode.ts'
import { ACTORS, type ActorName } from '../typed/tree.ts'
import { bytesFor } from './test-silo.ts'

const known = new Map<ActorName, Uint8Array>()

/** The address of an actor: 32 bytes. */
export function actorKey(actor: ActorName): Uint8Array {
  const key = known.get(actor) ?? schnorr.getPublicKey(secretOf(actor))
  known.set(actor, key)
  return key
}

/** The address of an actor: four words. */
export function actorWords(actor: ActorName): readonly bigint[] {
  return bytesToWords(actorKey(actor))
}

/** The actor whose address this is; undefined if it is nobody's. */
export function actorWith(address: readonly bigint[]): ActorName | undefined {
  const digits = wordsToHex(address)
  return ACTORS.find((actor) => wordsToHex(actorWords(actor)) === digits)
}

/** An actor's signature of 32 bytes, always the same. */
export function signAs(actor: ActorName, message: Uint8Array): Uint8Array {
  return schnorr.sign(message, secretOf(actor), new Uint8Array(32))
}

function secretOf(actor: ActorName): Uint8Array {
  return bytesFor(`actor ${actor}`)
}
