// Whether a transaction can be accepted on a given UTXO view (31, 2.6), after it passed in isolation.
import { COINBASE_SUBNETWORK, MAX_SOMPI } from '../tx/constants.ts'
import { transactionStorageMass } from '../tx/mass.ts'
import type { Params } from '../tx/params.ts'
import { createSighasher } from '../tx/sighash.ts'
import type { Sighasher } from '../tx/sighash.ts'
import { hasSiloScriptVersion } from '../tx/silo-scripts.ts'
import { nobleVerifier } from '../tx/signature.ts'
import type { SignatureVerifier } from '../tx/signature.ts'
import type { Outpoint, Transaction, UtxoEntry } from '../tx/types.ts'
import { sequenceLockError } from './lock-time.ts'
import { runInputScript } from './script/engine.ts'
import type { ScriptEngine } from './script/engine.ts'
import type { AuthorizeExtension, PointOfView, TxContextCheck, TxError, UtxoView } from './types.ts'

export interface ContextOptions {
  readonly params: Pick<Params, 'coinbaseMaturity' | 'mass'>
  readonly pov: Pick<PointOfView, 'daaScore'>
  /** Coins that the transaction destroys by right, in sompi: not part of its fee. */
  readonly burned?: bigint
  /**
   * Judges inputs that spend silo's script versions. Without it they are what plain Kaspa takes them for: unknown
   * versions, which anybody may spend.
   */
  readonly authorizeExtension?: AuthorizeExtension
  readonly verifier?: SignatureVerifier
  readonly scriptEngine?: ScriptEngine
  /** Only for a transaction whose scripts were found good with the same entries before. */
  readonly skipScripts?: boolean
}

/** Judges a transaction; its fee is inputs - outputs - burned. A coinbase isn't spent into blocks this way: refused. */
export function validateInContext(tx: Transaction, view: UtxoView, options: ContextOptions): TxContextCheck {
  if (tx.subnetworkId === COINBASE_SUBNETWORK) return refuse({ kind: 'coinbaseNotAllowed' })
  const found = lookUp(tx, view)
  if (found.missing.length > 0) return refuse({ kind: 'missingOutpoints', missing: found.missing })
  const { entries } = found
  const balance = balanceOf(tx, entries, options.burned ?? 0n)
  const error =
    immatureError(entries, options) ??
    balance.error ??
    massError(tx, entries, options) ??
    sequenceLockError(tx, entries, options.pov.daaScore) ??
    (options.skipScripts === true ? undefined : scriptError(tx, entries, options))
  return error === undefined ? { ok: true, entries, fee: balance.fee } : refuse(error)
}

function lookUp(tx: Transaction, view: UtxoView): { entries: UtxoEntry[]; missing: Outpoint[] } {
  const entries: UtxoEntry[] = []
  const missing: Outpoint[] = []
  for (const { previousOutpoint } of tx.inputs) {
    const entry = view.get(previousOutpoint)
    if (entry === undefined) missing.push(previousOutpoint)
    else entries.push(entry)
  }
  return { entries, missing }
}

function immatureError(entries: readonly UtxoEntry[], { params, pov }: ContextOptions): TxError | undefined {
  for (const [input, entry] of entries.entries()) {
    const matureAt = entry.blockDaaScore + params.coinbaseMaturity
    if (entry.isCoinbase && matureAt > pov.daaScore) return { kind: 'immatureCoinbase', input, matureAt }
  }
  return undefined
}

function balanceOf(
  tx: Transaction,
  entries: readonly UtxoEntry[],
  burned: bigint,
): { fee: bigint; error: TxError | undefined } {
  const inputs = entries.reduce((sum, entry) => sum + entry.amount, 0n)
  const outputs = tx.outputs.reduce((sum, output) => sum + output.value, 0n)
  const fee = inputs - outputs - burned
  if (inputs > MAX_SOMPI) return { fee, error: { kind: 'inputSumOutOfRange' } }
  return { fee, error: fee < 0n ? { kind: 'spendsTooMuch', inputs, outputs, burned } : undefined }
}

function massError(
  tx: Transaction,
  entries: readonly UtxoEntry[],
  { params }: ContextOptions,
): TxError | undefined {
  const computed = transactionStorageMass(tx, entries, params.mass)
  const committed = tx.storageMass
  return computed === committed ? undefined : { kind: 'wrongStorageMass', committed, computed }
}

function scriptError(
  tx: Transaction,
  entries: readonly UtxoEntry[],
  options: ContextOptions,
): TxError | undefined {
  const sighasher = createSighasher(tx, entries)
  for (const [input, entry] of entries.entries()) {
    const verdict = judgeInput(tx, input, entry, sighasher, options)
    if (!verdict.ok) return { kind: 'scriptRefused', input, reason: verdict.reason }
  }
  return undefined
}

function judgeInput(
  tx: Transaction,
  inputIndex: number,
  entry: UtxoEntry,
  sighasher: Sighasher,
  { authorizeExtension, scriptEngine = runInputScript, verifier = nobleVerifier }: ContextOptions,
): ReturnType<ScriptEngine> {
  if (authorizeExtension !== undefined && hasSiloScriptVersion(entry.scriptPublicKey)) {
    return authorizeExtension(tx, inputIndex, entry)
  }
  return scriptEngine({ tx, inputIndex, entry, sighasher, verifier })
}

function refuse(error: TxError): TxContextCheck {
  return { ok: false, error }
}
