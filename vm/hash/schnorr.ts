// BIP340 signatures over secp256k1: what Kaspa keys sign with.
import { schnorr } from '@noble/curves/secp256k1.js'

/**
 * Whether a signature of 64 bytes is good for a message of 32 and an x-only key of 32 bytes. Total: keys that are no point and numbers out of range are
 * no good. A signature whose s is zero is refused too: nobody can come to one honestly.
 */
export function verifySchnorr(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  return schnorr.verify(signature, message, publicKey)
}
