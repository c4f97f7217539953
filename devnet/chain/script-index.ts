// Unspent outputs by the script that they pay to: what wallets ask for.
import type { OutpointKey, ScriptPublicKey } from '../tx/index.ts'
import { bytesToHex } from '../tx/index.ts'
import type { Utxo, UtxoDiff } from '../utxo/index.ts'

export interface ScriptIndex {
  readonly apply: (diff: UtxoDiff) => void
  /** In the order of their keys. */
  readonly utxosOf: (spk: ScriptPublicKey) => readonly Utxo[]
}

export function createScriptIndex(): ScriptIndex {
  const byScript = new Map<string, Map<OutpointKey, Utxo>>()
  return {
    apply(diff) {
      for (const [key, { entry }] of diff.removed) {
        const script = scriptKey(entry.scriptPublicKey)
        const utxos = byScript.get(script)
        utxos?.delete(key)
        if (utxos?.size === 0) byScript.delete(script)
      }
      for (const [key, utxo] of diff.added) {
        const script = scriptKey(utxo.entry.scriptPublicKey)
        const utxos = byScript.get(script) ?? new Map<OutpointKey, Utxo>()
        byScript.set(script, utxos.set(key, utxo))
      }
    },
    utxosOf(spk) {
      const utxos = byScript.get(scriptKey(spk)) ?? new Map<OutpointKey, Utxo>()
      return [...utxos].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, utxo]) => utxo)
    },
  }
}

function scriptKey(spk: ScriptPublicKey): string {
  return `${spk.version}:${bytesToHex(spk.script)}`
}
