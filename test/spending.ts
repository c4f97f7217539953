// Makes small valid transactions for tests: keys, outputs to spend, and spends of them.
import { NATIVE_SUBNETWORK, SEQUENCE_FINAL } from '../devnet/tx/constants.ts'
import { hash } from '../devnet/tx/hash.ts'
import { commitStorageMass } from '../devnet/tx/mass.ts'
import { payToPublicKey } from '../devnet/tx/scripts.ts'
import { signTransaction } from '../devnet/tx/sign-transaction.ts'
import { publicKeyOf } from '../devnet/tx/signature.ts'
import type { ScriptPublicKey, Transaction, UtxoEntry } from '../devnet/tx/types.ts'
import type { Utxo } from '../devnet/utxo/types.ts'
import { UtxoOverlay } from '../devnet/utxo/diff.ts'
import { UtxoSet } from '../devnet/utxo/utxo-set.ts'

export const KASPA = 100_000_000n
export const SECRET = new Uint8Array(32).fill(7)
export const OTHER_SECRET = new Uint8Array(32).fill(9)
export const OWN_SCRIPT = payToPublicKey(publicKeyOf(SECRET))

/** An unspent output of its own, numbered. */
export function utxo(index: number, change: Partial<UtxoEntry> = {}): Utxo {
  const entry = {
    amount: 10n * KASPA,
    scriptPublicKey: OWN_SCRIPT,
    blockDaaScore: 5n,
    isCoinbase: false,
    ...change,
  }
  return { outpoint: { transactionId: hash('cd'.repeat(32)), index }, entry }
}

export function setOf(utxos: readonly Utxo[]): UtxoSet {
  const set = new UtxoSet()
  const overlay = new UtxoOverlay(set)
  for (const u of utxos) overlay.add(u)
  set.apply(overlay.diff())
  return set
}

/** Spends outputs to others, unsigned and without its mass. */
export function spend(
  utxos: readonly Utxo[],
  outputs: readonly (readonly [value: bigint, script: ScriptPublicKey])[],
  change: Partial<Transaction> = {},
): Transaction {
  return {
    version: 0,
    inputs: utxos.map(({ outpoint }) => ({
      previousOutpoint: outpoint,
      signatureScript: new Uint8Array(),
      sequence: SEQUENCE_FINAL,
      sigOpCount: change.version === 1 ? 0 : 1,
      computeBudget: change.version === 1 ? 10 : 0,
    })),
    outputs: outputs.map(([value, scriptPublicKey]) => ({ value, scriptPublicKey })),
    lockTime: 0n,
    subnetworkId: NATIVE_SUBNETWORK,
    gas: 0n,
    payload: new Uint8Array(),
    storageMass: 0n,
    ...change,
  }
}

/** Fills in mass and signatures. */
export function complete(tx: Transaction, utxos: readonly Utxo[], secret: Uint8Array = SECRET): Transaction {
  const entries = utxos.map((u) => u.entry)
  return signTransaction(commitStorageMass(tx, entries) ?? tx, entries, secret)
}
