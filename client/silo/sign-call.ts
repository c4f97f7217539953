// Signatures that allow calls of functions `by sig(...)` (docs/abi.md, *Signed calls*), made on the state that the follower has computed.
import { bytesToWords } from '../../compiler/abi/decode.ts'
import { encodeCall, wordsToBytes } from '../../compiler/abi/encode.ts'
import { messageToSign } from '../../compiler/abi/signed-call.ts'
import type { AbiValue } from '../../compiler/abi/types.ts'
import { NONCES_FIELD } from '../../compiler/lower/storage-key.ts'
import { hashToBytes, signSchnorr } from '../../devnet/tx/index.ts'
import type { Key } from '../wallet/keys.ts'
import { functionFor, type CallOptions, type Contract } from './contract.ts'

export type SignedCallResult =
  | {
      readonly ok: true
      /** 64 bytes. */
      readonly signature: Uint8Array
      /** The signature holds until the key has allowed another call of this contract. */
      readonly nonce: bigint
    }
  | { readonly ok: false; readonly reason: string }

const KEY_WORDS = 7

/** The signature by a key of the next call that it allows; `args` are those before the signatures. */
export function signCall(
  { artifact, follower }: Contract,
  key: Key,
  name: string,
  args: readonly AbiValue[],
  options: CallOptions = {},
): SignedCallResult {
  const found = functionFor(artifact, name, options)
  if (!found.ok) return found
  const { fn } = found
  if (fn.signatures === 0)
    return { ok: false, reason: `${name} asks for no signature: by ${fn.access.join(' or ')}` }
  const latest = follower.latest()
  if (latest === undefined) return { ok: false, reason: 'no block of the silo has been executed yet' }
  const instance = BigInt(options.instance ?? 0)
  const encoded = encodeCall({ ...fn, params: fn.params.slice(0, -fn.signatures) }, args, Number(instance))
  if (!encoded.ok) return { ok: false, reason: encoded.error }
  const publicKey = bytesToWords(hashToBytes(key.publicKey))
  const entry = [BigInt(NONCES_FIELD), ...publicKey]
  const padded = Array.from({ length: KEY_WORDS }, (_, i) => entry[i] ?? 0n)
  const [nonce = 0n] = bytesToWords(latest.storage.get(instance, wordsToBytes(padded)))
  const words = bytesToWords(encoded.bytes).slice(1)
  const message = messageToSign({
    siloId: hashToBytes(follower.silo.siloId),
    instance,
    selector: fn.selector,
    nonce,
    words: fn.payable ? [...words, options.value ?? 0n] : words,
  })
  return { ok: true, signature: signSchnorr(message, key.secret), nonce }
}
