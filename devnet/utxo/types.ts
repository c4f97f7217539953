// The shapes of the UTXO layer: views, diffs, what a validation needs to know, and why it refuses.
import type { Hash } from '../tx/hash.ts'
import type { Outpoint, OutpointKey, Transaction, UtxoEntry } from '../tx/types.ts'
import type { CovenantError } from './script/covenants.ts'
import type { ScriptFaultCode } from './script/faults.ts'

/** Anything that knows which outputs are unspent. */
export interface UtxoView {
  get(outpoint: Outpoint): UtxoEntry | undefined
}

export interface Utxo {
  readonly outpoint: Outpoint
  readonly entry: UtxoEntry
}

/**
 * A change of the UTXO set. Applying takes `removed` out first, then puts `added` in; swapping the two undoes it exactly.
 */
export interface UtxoDiff {
  readonly added: ReadonlyMap<OutpointKey, Utxo>
  readonly removed: ReadonlyMap<OutpointKey, Utxo>
}

/** The moment that a transaction is judged at. */
export interface PointOfView {
  readonly daaScore: bigint
  /** Milliseconds. */
  readonly pastMedianTime: bigint
}

/** The answer of a script about one input. `placeBound`: with the same transaction on another chain it may be another. */
export type ScriptVerdict =
  | { readonly ok: true; readonly placeBound: boolean }
  | { readonly ok: false; readonly reason: string; readonly code: ScriptFaultCode }

/** Answers for inputs that spend scripts of silo's own versions. */
export type AuthorizeExtension = (
  tx: Transaction,
  inputIndex: number,
  entry: UtxoEntry,
) => { readonly ok: true } | { readonly ok: false; readonly reason: string }

/** Why a transaction is refused. */
export type TxError =
  | { readonly kind: 'unknownVersion'; readonly version: number }
  | { readonly kind: 'noInputs' }
  | { readonly kind: 'tooManyInputs' | 'tooManyOutputs'; readonly count: number; readonly limit: number }
  | { readonly kind: 'duplicateInput'; readonly input: number }
  | { readonly kind: 'signatureScriptTooLong' | 'sigOpCountInVersion1'; readonly input: number }
  | { readonly kind: 'computeBudgetInVersion0'; readonly input: number }
  /** Covenants are for version 1. */
  | { readonly kind: 'scriptPublicKeyTooLong' | 'covenantNotAllowed'; readonly output: number }
  | CovenantError
  | { readonly kind: 'outputValueOutOfRange'; readonly output: number }
  | { readonly kind: 'outputSumOutOfRange' }
  | { readonly kind: 'subnetworkNotAllowed'; readonly subnetworkId: string }
  | { readonly kind: 'gasNotAllowed' }
  | { readonly kind: 'coinbaseHasInputs' | 'coinbasePayloadMalformed' | 'coinbaseHasMass' }
  | { readonly kind: 'coinbaseScriptTooLong'; readonly output: number }
  | { readonly kind: 'coinbaseNotAllowed' }
  | { readonly kind: 'notFinalized'; readonly lockTime: bigint }
  | { readonly kind: 'missingOutpoints'; readonly missing: readonly Outpoint[] }
  | { readonly kind: 'immatureCoinbase'; readonly input: number; readonly matureAt: bigint }
  | { readonly kind: 'sequenceLocked'; readonly input: number; readonly until: bigint }
  | { readonly kind: 'inputSumOutOfRange' }
  | {
      readonly kind: 'spendsTooMuch'
      readonly inputs: bigint
      readonly outputs: bigint
      readonly burned: bigint
    }
  /** `computed` is undefined where the mass can't be computed (an amount of zero). */
  | { readonly kind: 'wrongStorageMass'; readonly committed: bigint; readonly computed: bigint | undefined }
  | { readonly kind: 'scriptRefused'; readonly input: number; readonly reason: string }

export type TxCheck = { readonly ok: true } | { readonly ok: false; readonly error: TxError }

/** A transaction that may be accepted, with what it spends and its fee in sompi. */
export type TxContextCheck =
  | {
      readonly ok: true
      readonly entries: readonly UtxoEntry[]
      readonly fee: bigint
      /** Whether its scripts would say the same on any chain that has these outputs. */
      readonly placeBound: boolean
    }
  | { readonly ok: false; readonly error: TxError }

/** Why the body of a block is refused, whatever it is built on. */
export type BodyError =
  | { readonly kind: 'noTransactions' }
  | { readonly kind: 'firstNotCoinbase' }
  | { readonly kind: 'wrongMerkleRoot'; readonly expected: Hash }
  | { readonly kind: 'secondCoinbase' | 'duplicateTransaction'; readonly transaction: number }
  | {
      readonly kind: 'doubleSpend' | 'chainedTransaction'
      readonly transaction: number
      readonly outpoint: Outpoint
    }
  | {
      readonly kind: 'massOverLimit'
      readonly dimension: 'compute' | 'storage' | 'transient'
      readonly limit: bigint
    }
  | { readonly kind: 'tooManyLanes'; readonly limit: number }
  | { readonly kind: 'laneGasOverLimit'; readonly lane: string; readonly limit: bigint }
  | { readonly kind: 'badTransaction'; readonly transaction: number; readonly error: TxError }

export type BodyCheck = { readonly ok: true } | { readonly ok: false; readonly error: BodyError }
