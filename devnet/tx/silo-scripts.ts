// Silo's extension of public key scripts, in one place. Both kinds have script versions of their own. To plain Kaspa
// they are unknown versions, whose outputs anybody may spend (its way to leave room for new rules) and its mempool doesn't
// relay; here the bridge decides who may spend them.
import type { Hash } from './hash.ts'
import { hashFromBytes, hashToBytes, HASH_BYTES } from './hash.ts'
import type { ScriptPublicKey } from './types.ts'

/** A staking output (USTO): silo id and the owner's x-only key. */
export const USTO_SCRIPT_VERSION = 0x5301
/** A silo's native account: the silo id. No key spends it. */
export const SILO_ACCOUNT_SCRIPT_VERSION = 0x5302

export type SiloScript =
  | {
      readonly kind: 'usto'
      readonly siloId: Hash
      /** The owner's x-only Schnorr key, 32 bytes. */
      readonly owner: Hash
    }
  | { readonly kind: 'siloAccount'; readonly siloId: Hash }

export function ustoScript(siloId: Hash, owner: Hash): ScriptPublicKey {
  const script = new Uint8Array(2 * HASH_BYTES)
  script.set(hashToBytes(siloId))
  script.set(hashToBytes(owner), HASH_BYTES)
  return { version: USTO_SCRIPT_VERSION, script }
}

export function siloAccountScript(siloId: Hash): ScriptPublicKey {
  return { version: SILO_ACCOUNT_SCRIPT_VERSION, script: hashToBytes(siloId) }
}

/** True when the script's version is one of silo's, well formed or not. */
export function hasSiloScriptVersion(spk: ScriptPublicKey): boolean {
  return spk.version === USTO_SCRIPT_VERSION || spk.version === SILO_ACCOUNT_SCRIPT_VERSION
}

/** Total: undefined unless the script has one of silo's versions and exactly its length. */
export function parseSiloScript(spk: ScriptPublicKey): SiloScript | undefined {
  const { version, script } = spk
  if (version === USTO_SCRIPT_VERSION && script.length === 2 * HASH_BYTES) {
    return {
      kind: 'usto',
      siloId: hashFromBytes(script.subarray(0, HASH_BYTES)),
      owner: hashFromBytes(script.subarray(HASH_BYTES)),
    }
  }
  if (version === SILO_ACCOUNT_SCRIPT_VERSION && script.length === HASH_BYTES) {
    return { kind: 'siloAccount', siloId: hashFromBytes(script) }
  }
  return undefined
}
