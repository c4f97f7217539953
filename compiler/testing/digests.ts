// Digests and signatures in tests, by a library: compiled programs are held against it.
import { blake2b } from '@noble/hashes/blake2.js'
import { blake3 } from '@noble/hashes/blake3.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { verifySchnorr } from '../../vm/hash/schnorr.ts'
import { bytesToWords } from '../abi/decode.ts'
import type { DigestName, TypedExpr } from '../typed/tree.ts'
import { blockOf } from './blocks.ts'
import type { Environment } from './environment.ts'

/** The bytes of an expression of type bytes. */
export function bytesIn(env: Environment, expr: TypedExpr): Uint8Array {
  const [word] = env.expression(env, expr)
  return Uint8Array.from(blockOf(env, word), ([byte = 0n]) => Number(byte))
}

const LIBRARY: Record<DigestName, (data: Uint8Array) => Uint8Array> = {
  sha256,
  blake2b: (data) => blake2b(data, { dkLen: 32 }),
  blake3,
}

export function digestOf(name: DigestName, data: Uint8Array): readonly bigint[] {
  return bytesToWords(LIBRARY[name](data))
}

export function isSigned(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return signature.length === 64 && verifySchnorr(signature, message, key)
}
