// Turns a draft (what a transaction shall do) into a transaction: picks coins, gives change and pays the fee that its
// mass asks for. Pure; the wallet around it signs and sends.
import type {
  Outpoint,
  ScriptPublicKey,
  SubnetworkId,
  Transaction,
  TxInput,
  TxOutput,
  UtxoEntry,
} from '../../devnet/tx/index.ts'
import {
  COMPUTE_BUDGET_PER_SIGNATURE,
  minimumRelayFee,
  SEQUENCE_FINAL,
  transactionStorageMass,
} from '../../devnet/tx/index.ts'

/** An unspent output that can be spent. */
export interface Coin {
  readonly outpoint: Outpoint
  readonly entry: UtxoEntry
}

export interface Draft {
  readonly subnetworkId: SubnetworkId
  readonly gas: bigint
  readonly payload: Uint8Array
  /** Spent besides the wallet's own coins, after them: stakes, outputs of a silo account. */
  readonly extraInputs: readonly Coin[]
  readonly outputs: readonly TxOutput[]
  /** Sompi that consensus burns rather than takes as fee (a slash). */
  readonly burned: bigint
  /** The fee is at least this (gas limit times gas price, 41, E60). */
  readonly minimumFee: bigint
}

export type Built =
  | {
      readonly ok: true
      /** Unsigned; input 0 is one of the wallet's own coins. */
      readonly transaction: Transaction
      readonly entries: readonly UtxoEntry[]
      readonly fee: bigint
    }
  | { readonly ok: false; readonly reason: string }

/** A push of 64 bytes of signature and its type. */
const SIGNATURE_SCRIPT_BYTES = 66
const UNSIGNED = new Uint8Array()
/** Smaller change would weigh too much (KIP-9): it is left to the miner, or another coin is added. */
export const MINIMUM_CHANGE = 20_000_000n
const MAX_STORAGE_MASS = 500_000n
const MAX_OWN_INPUTS = 100

/**
 * Builds the transaction with the wallet's coins, largest first, and change to `changeScript`. Input 0 is always the
 * wallet's own, so that a payload can name it as the sender's.
 */
export function buildTransaction(draft: Draft, coins: readonly Coin[], changeScript: ScriptPublicKey): Built {
  const sorted = [...coins].sort(byAmountDescending)
  const extra = sumOf(draft.extraInputs)
  const wanted = draft.outputs.reduce((sum, output) => sum + output.value, 0n) + draft.burned
  let fee = 0n
  for (let count = 1; count <= Math.min(sorted.length, MAX_OWN_INPUTS); count++) {
    const inputs = [...sorted.slice(0, count), ...draft.extraInputs]
    const available = sumOf(sorted.slice(0, count)) + extra
    const withChange = assemble(draft, inputs, [
      ...draft.outputs,
      { value: MINIMUM_CHANGE, scriptPublicKey: changeScript },
    ])
    fee = max(minimumRelayFee(withChange), draft.minimumFee)
    const change = available - wanted - fee
    if (change >= MINIMUM_CHANGE) {
      const outputs = [...draft.outputs, { value: change, scriptPublicKey: changeScript }]
      return finish(assemble(draft, inputs, outputs), inputs, fee)
    }
    const isLast = count === Math.min(sorted.length, MAX_OWN_INPUTS)
    if (change >= 0n && isLast && draft.outputs.length > 0) {
      return finish(assemble(draft, inputs, draft.outputs), inputs, fee + change)
    }
  }
  const have = sumOf(sorted) + extra
  return { ok: false, reason: `not enough coins: ${wanted + fee} sompi are needed, ${have} are at hand` }
}

function finish(transaction: Transaction, inputs: readonly Coin[], fee: bigint): Built {
  const entries = inputs.map((coin) => coin.entry)
  const storageMass = transactionStorageMass(transaction, entries)
  if (storageMass === undefined) return { ok: false, reason: 'an output of zero sompi' }
  if (storageMass > MAX_STORAGE_MASS) {
    return {
      ok: false,
      reason: `an output is too small: storage mass ${storageMass} of at most ${MAX_STORAGE_MASS}`,
    }
  }
  const unsigned = transaction.inputs.map((input) => ({ ...input, signatureScript: UNSIGNED }))
  return { ok: true, transaction: { ...transaction, inputs: unsigned, storageMass }, entries, fee }
}

/** With signature scripts of the length that signing gives them, for the mass. */
function assemble(draft: Draft, inputs: readonly Coin[], outputs: readonly TxOutput[]): Transaction {
  return {
    version: 1,
    inputs: inputs.map((coin): TxInput => ({
      previousOutpoint: coin.outpoint,
      signatureScript: new Uint8Array(SIGNATURE_SCRIPT_BYTES),
      sequence: SEQUENCE_FINAL,
      sigOpCount: 0,
      computeBudget: COMPUTE_BUDGET_PER_SIGNATURE,
    })),
    outputs,
    lockTime: 0n,
    subnetworkId: draft.subnetworkId,
    gas: draft.gas,
    payload: draft.payload,
    storageMass: 0n,
  }
}

function byAmountDescending(a: Coin, b: Coin): number {
  if (a.entry.amount !== b.entry.amount) return a.entry.amount > b.entry.amount ? -1 : 1
  if (a.outpoint.transactionId !== b.outpoint.transactionId) {
    return a.outpoint.transactionId < b.outpoint.transactionId ? -1 : 1
  }
  return a.outpoint.index - b.outpoint.index
}

function sumOf(coins: readonly Coin[]): bigint {
  return coins.reduce((sum, coin) => sum + coin.entry.amount, 0n)
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
