// The standard public key scripts of version 0, built and recognised (31, 2.6), and the push operations that
// signature scripts are made of.
import { blake2b256 } from './hashers.ts'
import type { ScriptPublicKey } from './types.ts'

export const OP = {
  DATA_32: 0x20,
  DATA_33: 0x21,
  DATA_65: 0x41,
  PUSHDATA1: 0x4c,
  PUSHDATA2: 0x4d,
  PUSHDATA4: 0x4e,
  NEGATE1: 0x4f,
  TRUE: 0x51,
  NUM16: 0x60,
  EQUAL: 0x87,
  CHECK_MULTISIG_ECDSA: 0xa9,
  BLAKE2B: 0xaa,
  CHECK_SIG_ECDSA: 0xab,
  CHECK_SIG: 0xac,
  CHECK_MULTISIG: 0xae,
} as const

/** What a version-0 script is. Anything but the three standard forms is `other`. */
export type ScriptClass =
  | { readonly kind: 'pubKey'; readonly key: Uint8Array }
  | { readonly kind: 'pubKeyEcdsa'; readonly key: Uint8Array }
  | { readonly kind: 'scriptHash'; readonly hash: Uint8Array }
  | { readonly kind: 'other' }

/** Pays to an x-only Schnorr key of 32 bytes. */
export function payToPublicKey(xOnlyKey: Uint8Array): ScriptPublicKey {
  requireLength(xOnlyKey, 32)
  return { version: 0, script: Uint8Array.of(OP.DATA_32, ...xOnlyKey, OP.CHECK_SIG) }
}

/** Pays to a compressed key of 33 bytes with ECDSA signatures. */
export function payToPublicKeyEcdsa(compressedKey: Uint8Array): ScriptPublicKey {
  requireLength(compressedKey, 33)
  return { version: 0, script: Uint8Array.of(OP.DATA_33, ...compressedKey, OP.CHECK_SIG_ECDSA) }
}

/** Pays to whoever shows a script with this BLAKE2b-256 hash and satisfies it. */
export function payToScriptHash(scriptHash: Uint8Array): ScriptPublicKey {
  requireLength(scriptHash, 32)
  return { version: 0, script: Uint8Array.of(OP.BLAKE2B, OP.DATA_32, ...scriptHash, OP.EQUAL) }
}

export function payToScript(redeemScript: Uint8Array): ScriptPublicKey {
  return payToScriptHash(blake2b256(redeemScript))
}

/** An m-of-n script over Schnorr keys (32 bytes each), to be paid to by its hash. Throws when 0 < m <= n <= 16 fails. */
export function multisigScript(required: number, xOnlyKeys: readonly Uint8Array[]): Uint8Array {
  const count = xOnlyKeys.length
  if (!Number.isInteger(required) || required < 1 || required > count || count > 16) {
    throw new RangeError(`no multisig of ${required} out of ${count} keys`)
  }
  for (const key of xOnlyKeys) requireLength(key, 32)
  return Uint8Array.of(
    OP.TRUE - 1 + required,
    ...xOnlyKeys.flatMap((key) => [OP.DATA_32, ...key]),
    OP.TRUE - 1 + count,
    OP.CHECK_MULTISIG,
  )
}

/** Total: tells the standard forms apart. */
export function classifyScript(spk: ScriptPublicKey): ScriptClass {
  const { version, script } = spk
  if (version !== 0) return { kind: 'other' }
  if (script.length === 34 && script[0] === OP.DATA_32 && script[33] === OP.CHECK_SIG) {
    return { kind: 'pubKey', key: script.slice(1, 33) }
  }
  if (script.length === 35 && script[0] === OP.DATA_33 && script[34] === OP.CHECK_SIG_ECDSA) {
    return { kind: 'pubKeyEcdsa', key: script.slice(1, 34) }
  }
  const isHash = script[0] === OP.BLAKE2B && script[1] === OP.DATA_32 && script[34] === OP.EQUAL
  return script.length === 35 && isHash
    ? { kind: 'scriptHash', hash: script.slice(2, 34) }
    : { kind: 'other' }
}

export function scriptsEqual(a: ScriptPublicKey, b: ScriptPublicKey): boolean {
  return (
    a.version === b.version &&
    a.script.length === b.script.length &&
    a.script.every((byte, i) => byte === b.script[i])
  )
}

/** The shortest push of some data (no small-number shortcuts, which keys and signatures never need). */
export function pushData(data: Uint8Array): Uint8Array {
  const n = data.length
  if (n < OP.PUSHDATA1) return Uint8Array.of(n, ...data)
  const prefix =
    n <= 0xff
      ? [OP.PUSHDATA1, n]
      : n <= 0xffff
        ? [OP.PUSHDATA2, n & 0xff, n >>> 8]
        : [OP.PUSHDATA4, n & 0xff, (n >>> 8) & 0xff, (n >>> 16) & 0xff, n >>> 24]
  const bytes = new Uint8Array(prefix.length + n)
  bytes.set(prefix)
  bytes.set(data, prefix.length)
  return bytes
}

function requireLength(bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) throw new RangeError(`${length} bytes expected, got ${bytes.length}`)
}
