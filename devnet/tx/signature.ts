// Keys and signatures behind one small interface, so that a faster engine can take the place of the pure JavaScript
// one, which stays its oracle in tests.
import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js'

/** All are total on bytes of any length: a malformed key or signature just doesn't verify. */
export interface SignatureVerifier {
  verifySchnorr(signature: Uint8Array, digest: Uint8Array, xOnlyKey: Uint8Array): boolean
  verifyEcdsa(signature: Uint8Array, digest: Uint8Array, compressedKey: Uint8Array): boolean
  /** Whether 32 bytes are the x coordinate of a point of the curve. */
  isSchnorrKey(xOnlyKey: Uint8Array): boolean
  /** Whether 33 bytes are a compressed point of the curve. */
  isEcdsaKey(compressedKey: Uint8Array): boolean
  /** Whether both halves of 64 bytes are below the order of the curve. */
  isEcdsaSignature(signature: Uint8Array): boolean
}

const EVEN_POINT = 0x02
const { n: CURVE_ORDER } = secp256k1.Point.CURVE()

const NO_RANDOMNESS = new Uint8Array(32)

/** The pure JavaScript verifier. */
export const nobleVerifier: SignatureVerifier = {
  verifySchnorr: (signature, digest, key) =>
    signature.length === 64 &&
    digest.length === 32 &&
    key.length === 32 &&
    attempt(() => schnorr.verify(signature, digest, key)),
  verifyEcdsa: (signature, digest, key) =>
    signature.length === 64 &&
    digest.length === 32 &&
    key.length === 33 &&
    attempt(() => secp256k1.verify(signature, digest, key, { prehash: false, lowS: true })),
  isSchnorrKey: (key) => key.length === 32 && isPoint(Uint8Array.of(EVEN_POINT, ...key)),
  isEcdsaKey: (key) => key.length === 33 && isPoint(key),
  isEcdsaSignature: (signature) =>
    signature.length === 64 &&
    [signature.subarray(0, 32), signature.subarray(32)].every((half) => bytesToNumber(half) < CURVE_ORDER),
}

/** True when these 32 bytes are a valid secret key: between 1 and the order of the curve, exclusive. */
export function isSecretKey(bytes: Uint8Array): boolean {
  return bytes.length === 32 && secp256k1.utils.isValidSecretKey(bytes)
}

/** The x-only public key (32 bytes) of a secret key. Throws on an invalid one: check with `isSecretKey`. */
export function publicKeyOf(secretKey: Uint8Array): Uint8Array {
  return schnorr.getPublicKey(secretKey)
}

/** The compressed public key (33 bytes) of a secret key, for ECDSA. */
export function compressedKeyOf(secretKey: Uint8Array): Uint8Array {
  return secp256k1.getPublicKey(secretKey, true)
}

/** A deterministic signature (BIP 340 with zero auxiliary randomness): same message, same bytes. */
export function signSchnorr(digest: Uint8Array, secretKey: Uint8Array): Uint8Array {
  return schnorr.sign(digest, secretKey, NO_RANDOMNESS)
}

/** A deterministic ECDSA signature (RFC 6979, low S), 64 bytes. */
export function signEcdsa(digest: Uint8Array, secretKey: Uint8Array): Uint8Array {
  return secp256k1.sign(digest, secretKey, { prehash: false, lowS: true })
}

function isPoint(bytes: Uint8Array): boolean {
  return attempt(() => secp256k1.Point.fromBytes(bytes) instanceof secp256k1.Point)
}

function bytesToNumber(bytes: Uint8Array): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
}

function attempt(check: () => boolean): boolean {
  try {
    return check()
  } catch {
    return false
  }
}
