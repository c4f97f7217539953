// How one row of the table of methods is written.
import type { Codec } from '../codec.ts'
import { list, object, optional, text } from '../codec.ts'
import { hash, outpoint, utxoEntry } from '../base-codecs.ts'

export interface Method<P, R> {
  /** What the method is for, in a sentence. */
  readonly summary: string
  readonly params: Codec<P>
  readonly result: Codec<R>
}

export function method<P, R>(summary: string, params: Codec<P>, result: Codec<R>): Method<P, R> {
  return { summary, params, result }
}

/** No parameters, or nothing to answer. */
export const none = object('None', {})

/** What a chain block accepted. */
export const acceptance = object('Acceptance', {
  acceptingBlockHash: hash,
  acceptedTransactionIds: list(hash),
})

export const utxo = object('Utxo', { address: optional(text), outpoint, utxoEntry })
