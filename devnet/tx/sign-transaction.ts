// Signs the inputs of a transaction that pay to a key's own script, leaving the other inputs as they are.
import { pushData, classifyScript } from './scripts.ts'
import { createSighasher, SIGHASH } from './sighash.ts'
import type { SighashType } from './sighash.ts'
import { compressedKeyOf, publicKeyOf, signEcdsa, signSchnorr } from './signature.ts'
import { parseSiloScript } from './silo-scripts.ts'
import { bytesToHex } from './hash.ts'
import type { Transaction, TxInput, UtxoEntry } from './types.ts'

/**
 * Fills the signature scripts of every input that spends a pay-to-public-key output of the key (Schnorr or ECDSA) or a
 * USTO that it owns. `entries[i]` is what input i spends.
 */
export function signTransaction(
  tx: Transaction,
  entries: readonly UtxoEntry[],
  secretKey: Uint8Array,
  type: SighashType = SIGHASH.ALL,
): Transaction {
  const sighasher = createSighasher(tx, entries)
  const xOnly = bytesToHex(publicKeyOf(secretKey))
  const compressed = bytesToHex(compressedKeyOf(secretKey))
  const inputs = tx.inputs.map((input, i): TxInput => {
    const entry = entries[i]
    const scheme = entry === undefined ? undefined : schemeFor(entry, xOnly, compressed)
    if (scheme === undefined) return input
    const signature =
      scheme === 'schnorr'
        ? signSchnorr(sighasher.schnorr(i, type), secretKey)
        : signEcdsa(sighasher.ecdsa(i, type), secretKey)
    return { ...input, signatureScript: signaturePush(signature, type) }
  })
  return { ...tx, inputs }
}

/** The signature script of a single signature: a push of 64 bytes and the hash type. */
export function signaturePush(signature: Uint8Array, type: SighashType): Uint8Array {
  return pushData(Uint8Array.of(...signature, type))
}

function schemeFor(entry: UtxoEntry, xOnly: string, compressed: string): 'schnorr' | 'ecdsa' | undefined {
  const silo = parseSiloScript(entry.scriptPublicKey)
  if (silo?.kind === 'usto') return silo.owner === xOnly ? 'schnorr' : undefined
  const form = classifyScript(entry.scriptPublicKey)
  if (form.kind === 'pubKey' && bytesToHex(form.key) === xOnly) return 'schnorr'
  if (form.kind === 'pubKeyEcdsa' && bytesToHex(form.key) === compressed) return 'ecdsa'
  return undefined
}
