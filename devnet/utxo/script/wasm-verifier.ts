// libsecp256k1, as the network's nodes use it, compiled to WebAssembly. Five to ten times as fast as the pure
// JavaScript verifier, which is its oracle in tests and answers where the library's wrapper takes bytes for a misuse.
import { isPointCompressed, isXOnlyPoint, verify, verifySchnorr } from 'tiny-secp256k1'
import { nobleVerifier } from '../../tx/signature.ts'
import type { SignatureVerifier } from '../../tx/signature.ts'

export const wasmVerifier: SignatureVerifier = {
  verifySchnorr: (signature, digest, key) =>
    signature.length === 64 &&
    digest.length === 32 &&
    isXOnlyPoint(key) &&
    attempt(
      () => verifySchnorr(digest, key, signature),
      () => nobleVerifier.verifySchnorr(signature, digest, key),
    ),
  verifyEcdsa: (signature, digest, key) =>
    signature.length === 64 &&
    digest.length === 32 &&
    isPointCompressed(key) &&
    attempt(
      () => verify(digest, key, signature, true),
      () => nobleVerifier.verifyEcdsa(signature, digest, key),
    ),
  isSchnorrKey: (key) => isXOnlyPoint(key),
  isEcdsaKey: (key) => isPointCompressed(key),
  isEcdsaSignature: nobleVerifier.isEcdsaSignature,
}

/** The wrapper throws on signatures whose halves are out of range. */
function attempt(check: () => boolean, otherwise: () => boolean): boolean {
  try {
    return check()
  } catch {
    return otherwise()
  }
}
