// What is signed to allow a call of a function `by sig(...)` (docs/abi.md, *Signed calls*).
import { blake3Bytes } from '../../vm/hash/blake3-bytes.ts'
import { bytesToWords } from './decode.ts'
import { wordsToBytes } from './encode.ts'

/** First word of what is signed: `silo.sig`. */
export const SIGNED_CALL_PREFIX = 0x6769_732e_6f6c_6973n

export interface SignedCall {
  /** 32 bytes. */
  readonly siloId: Uint8Array
  readonly instance: bigint
  readonly selector: number
  /** How many signed calls of this contract the key has allowed before. */
  readonly nonce: bigint
  /** The arguments before the signatures as in a payload, then the amount of the coin that goes along with a payable call. */
  readonly words: readonly bigint[]
}

/** The 32 bytes that a key signs (BIP340). */
export function messageToSign({ siloId, instance, selector, nonce, words }: SignedCall): Uint8Array {
  const head = BigInt(selector) | (instance << 32n)
  return blake3Bytes(wordsToBytes([SIGNED_CALL_PREFIX, ...bytesToWords(siloId), head, nonce, ...words]))
}
