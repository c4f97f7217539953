// Addresses as the RPC takes and gives them, and what is unspent on a script for whoever would spend it now.
import { RpcError } from '../../client/rpc/api.ts'
import type { Chain } from '../chain/index.ts'
import type { AddressPrefix, ScriptPublicKey } from '../tx/index.ts'
import {
  addressOfScript,
  encodeAddress,
  MAX_ADDRESS_CHARS,
  outpointKey,
  parseAddress,
  scriptOfAddress,
  scriptsEqual,
} from '../tx/index.ts'
import type { Utxo } from '../utxo/index.ts'

/** Throws an RpcError (badParams) when it is no address of this network. */
export function scriptOf(text: string, prefix: AddressPrefix): ScriptPublicKey {
  const parsed = parseAddress(text)
  if (!parsed.ok) throw new RpcError('badParams', `${beginningOf(text)}: ${parsed.reason}`)
  if (parsed.address.prefix !== prefix) {
    throw new RpcError(
      'badParams',
      `${text} is an address of another network: this one's begin with ${prefix}:`,
    )
  }
  return scriptOfAddress(parsed.address)
}

/** What isn't even an address may be of any length, and needn't be sent back whole. */
function beginningOf(text: string): string {
  return text.length > MAX_ADDRESS_CHARS ? `${text.slice(0, MAX_ADDRESS_CHARS)}…` : text
}

export function addressOf(spk: ScriptPublicKey, prefix: AddressPrefix): string | undefined {
  const address = addressOfScript(spk, prefix)
  return address === undefined ? undefined : encodeAddress(address)
}

/** Outputs of a script that the next block could spend, in the order of their outpoints. */
export function spendableUtxos(chain: Chain, spk: ScriptPublicKey): readonly Utxo[] {
  const { added, removed } = chain.virtualDiff()
  const kept = chain.ledger.utxosOf(spk).filter((utxo) => !removed.has(outpointKey(utxo.outpoint)))
  const fresh = [...added.values()].filter((utxo) => scriptsEqual(utxo.entry.scriptPublicKey, spk))
  return [...kept, ...fresh].toSorted((a, b) => (outpointKey(a.outpoint) < outpointKey(b.outpoint) ? -1 : 1))
}
