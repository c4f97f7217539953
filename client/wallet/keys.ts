// Secret keys and what is derived from them.
import type { AddressPrefix, Hash, ScriptPublicKey } from '../../devnet/tx/index.ts'
import {
  bytesToHex,
  encodeAddress,
  hashFromBytes,
  hashToBytes,
  hexToBytes,
  isSecretKey,
  payToPublicKey,
  publicKeyOf,
} from '../../devnet/tx/index.ts'

/** Who somebody is to others. */
export interface Identity {
  /** The x-only public key: what contracts see as the sender's address. */
  readonly publicKey: Hash
  /** The script that pays to it. */
  readonly script: ScriptPublicKey
}

export interface Key extends Identity {
  /** 32 bytes; never leaves this computer. */
  readonly secret: Uint8Array
}

/** For a wallet that signs nothing, on a devnet that impersonates the key's address. */
export function identityOf(publicKey: Hash): Identity {
  return { publicKey, script: payToPublicKey(hashToBytes(publicKey)) }
}

/** Undefined unless the bytes are a valid secret key. */
export function keyFromSecret(secret: Uint8Array): Key | undefined {
  if (!isSecretKey(secret)) return undefined
  const publicKey = publicKeyOf(secret)
  return { secret, publicKey: hashFromBytes(publicKey), script: payToPublicKey(publicKey) }
}

/** A key written as 64 hex digits. */
export function keyFromHex(hex: string): Key | undefined {
  const secret = hexToBytes(hex, 32)
  return secret === undefined ? undefined : keyFromSecret(secret)
}

export function keyToHex(key: Key): string {
  return bytesToHex(key.secret)
}

/** A fresh key from the computer's source of randomness. */
export function randomKey(): Key {
  for (;;) {
    const key = keyFromSecret(crypto.getRandomValues(new Uint8Array(32)))
    if (key !== undefined) return key
  }
}

/** The address of a public key on a network, such as kaspasim:... */
export function addressOf(publicKey: Hash, prefix: AddressPrefix): string {
  return encodeAddress({ prefix, kind: 'pubKey', payload: hashToBytes(publicKey) })
}
