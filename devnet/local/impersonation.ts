// Whom a devnet lets anybody spend as, without a signature. It is a switch of this devnet's consensus: once an address was
// impersonated, its nodes go on taking old blocks with such transactions for good, and only the mempools refuse new ones.
import { RpcError } from '../../client/rpc/api.ts'
import { scriptOf } from '../node/addresses.ts'
import type { ImpersonationRules } from '../node/node.ts'
import type { AddressPrefix, ScriptPublicKey } from '../tx/index.ts'
import { bytesToHex } from '../tx/index.ts'

export interface Impersonation extends ImpersonationRules {
  readonly start: (address: string) => void
  readonly stop: (address: string) => void
  /** Addresses that are impersonated now. */
  readonly current: () => readonly string[]
  /** Puts the list of those back. */
  readonly setCurrent: (addresses: readonly string[]) => void
  /** All that ever were, in order. */
  readonly ever: () => readonly string[]
}

/** `ever`: those of earlier runs. `keep` is told of each new one before it counts. */
export function createImpersonation(
  prefix: AddressPrefix,
  ever: readonly string[],
  keep: (address: string) => void = () => undefined,
): Impersonation {
  const keyOf = (address: string): string => keyOfScript(scriptOf(address, prefix))
  const known = new Map(ever.map((address) => [keyOf(address), address]))
  const current = new Map<string, string>()

  const allow = (address: string): string => {
    const key = keyOf(address)
    if (!known.has(key)) {
      keep(address)
      known.set(key, address)
    }
    return key
  }

  return {
    passesUnsigned: (script) => known.size > 0 && known.has(keyOfScript(script)),
    isOn: (script) => current.has(keyOfScript(script)),
    start: (address) => void current.set(allow(address), address),
    stop(address) {
      if (!current.delete(keyOf(address))) throw new RpcError('notFound', `${address} isn't impersonated`)
    },
    current: () => [...current.values()],
    setCurrent(addresses) {
      current.clear()
      for (const address of addresses) current.set(allow(address), address)
    },
    ever: () => [...known.values()],
  }
}

function keyOfScript({ version, script }: ScriptPublicKey): string {
  return `${version}:${bytesToHex(script)}`
}
