// Whether a transaction can be accepted on a given UTXO view (31, 2.6), after it passed in isolation.
import { COINBASE_SUBNETWORK, MAX_SOMPI } from '../tx/constants.ts'
import { transactionStorageMass } from '../tx/mass.ts'
import type { Params } from '../tx/params.ts'
import { createSighasher } from '../tx/sighash.ts'
import { hasSiloScriptVersion } from '../tx/silo-scripts.ts'
import type { SignatureVerifier } from '../tx/signature.ts'
import type { Outpoint, ScriptPublicKey, Transaction, UtxoEntry } from '../tx/types.ts'
import { sequenceLockError } from './lock-time.ts'
import { checkCovenants } from './script/covenants.ts'
import type { CovenantContext } from './script/covenants.ts'
import { runInputScript } from './script/engine.ts'
import type { ScriptEngine } from './script/engine.ts'
import type { ScriptContext } from './script/machine.ts'
import { consensusVerifier } from './script/verifier.ts'
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
  /**
   * Scripts that let an input pass whose own script is empty: a development network's switch, for spending as somebody whose key one
   * doesn't have. Every other network leaves it out.
   */
  readonly passesUnsigned?: (script: ScriptPublicKey) => boolean
  /** Answers scripts that ask for the sequencing commitment of a chain block. */
  readonly sequencingOf?: ScriptContext['sequencingOf']
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
    sequenceLockError(tx, entries, options.pov.daaScore)
  if (error !== undefined) return refuse(error)
  const covenants = checkCovenants(tx, entries)
  if (!covenants.ok) return refuse(covenants.error)
  const scripts = judgeScripts(tx, entries, covenants.context, options)
  return scripts.ok
    ? { ok: true, entries, fee: balance.fee, placeBound: scripts.placeBound }
    : refuse(scripts.error)
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

type ScriptsCheck =
  { readonly ok: true; readonly placeBound: boolean } | { readonly ok: false; readonly error: TxError }

function judgeScripts(
  tx: Transaction,
  entries: readonly UtxoEntry[],
  covenants: CovenantContext,
  options: ContextOptions,
): ScriptsCheck {
  const {
    authorizeExtension,
    scriptEngine = runInputScript,
    verifier = consensusVerifier,
    sequencingOf,
  } = options
  const shared = { tx, entries, covenants, sighasher: createSighasher(tx, entries), verifier }
  let placeBound = false
  for (const [inputIndex, entry] of entries.entries()) {
    if (authorizeExtension !== undefined && hasSiloScriptVersion(entry.scriptPublicKey)) {
      const answer = authorizeExtension(tx, inputIndex, entry)
      if (!answer.ok) return refuse({ kind: 'scriptRefused', input: inputIndex, reason: answer.reason })
      continue
    }
    const isUnsigned = tx.inputs[inputIndex]?.signatureScript.length === 0
    if (isUnsigned && options.passesUnsigned?.(entry.scriptPublicKey) === true) {
      // Another network, or another time, would judge otherwise.
      placeBound = true
      continue
    }
    const verdict = scriptEngine({
      ...shared,
      inputIndex,
      ...(sequencingOf === undefined ? {} : { sequencingOf }),
    })
    if (!verdict.ok) return refuse({ kind: 'scriptRefused', input: inputIndex, reason: verdict.reason })
    placeBound ||= verdict.placeBound
  }
  return { ok: true, placeBound }
}

function refuse(error: TxError): { readonly ok: false; readonly error: TxError } {
  return { ok: false, error }
}
