// The signature verifier of consensus: native code for Schnorr signatures where there is a build of it, WebAssembly for all else.
import type { SignatureVerifier } from '../../tx/signature.ts'
import { nativeSchnorr } from './native-verifier.ts'
import { wasmVerifier } from './wasm-verifier.ts'

export const consensusVerifier: SignatureVerifier = {
  ...wasmVerifier,
  verifySchnorr: (signature, digest, key) =>
    nativeSchnorr?.(signature, digest, key) ?? wasmVerifier.verifySchnorr(signature, digest, key),
}
