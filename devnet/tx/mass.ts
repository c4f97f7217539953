// What a transaction weighs in each of the three dimensions, and the fee that relaying it takes (31, 2.7; KIP-9 and
// KIP-13). All in grams, as bigint.
import type { ScriptPublicKey, Transaction, TxInput, TxOutput, UtxoEntry } from './types.ts'
import { COINBASE_SUBNETWORK } from './constants.ts'

export interface MassParams {
  readonly massPerTxByte: bigint
  readonly massPerScriptPubKeyByte: bigint
  readonly massPerSigOp: bigint
  /** C of KIP-9. */
  readonly storageMassParameter: bigint
}

export const MASS_PARAMS: MassParams = {
  massPerTxByte: 1n,
  massPerScriptPubKeyByte: 10n,
  massPerSigOp: 1000n,
  storageMassParameter: 1_000_000_000_000n,
}

/** Grams bought by one unit of a version-1 input's compute budget. */
export const MASS_PER_COMPUTE_BUDGET = 100n
/** Policy, not consensus: sompi per gram that relaying takes. */
export const MINIMUM_RELAY_FEE_PER_GRAM = 100n
/** Script units one unit of compute budget buys, the units free for each input, and what a Schnorr check takes. */
export const SCRIPT_UNITS_PER_COMPUTE_BUDGET = 10_000
export const FREE_SCRIPT_UNITS = 9_999
export const SCRIPT_UNITS_PER_SIGNATURE_CHECK = 100_000
/** The compute budget that one signature check needs (Kaspa's issue 1073: less fails the script). */
export const COMPUTE_BUDGET_PER_SIGNATURE = 10

const TRANSIENT_MASS_PER_BYTE = 4n
const PLURALITY_UNIT_BYTES = 100
const UTXO_FIXED_BYTES = 63
const COVENANT_BYTES = 32

export interface NonContextualMass {
  readonly compute: bigint
  readonly transient: bigint
}

/** The masses that follow from the transaction alone. Zero for a coinbase. */
export function nonContextualMass(tx: Transaction, params: MassParams = MASS_PARAMS): NonContextualMass {
  if (tx.subnetworkId === COINBASE_SUBNETWORK) return { compute: 0n, transient: 0n }
  const size = estimatedSize(tx)
  let scriptBytes = 0
  for (const output of tx.outputs) scriptBytes += 2 + output.scriptPublicKey.script.length
  let bought = 0n
  for (const input of tx.inputs) {
    bought +=
      tx.version === 0
        ? params.massPerSigOp * BigInt(input.sigOpCount)
        : MASS_PER_COMPUTE_BUDGET * BigInt(input.computeBudget)
  }
  return {
    compute: size * params.massPerTxByte + BigInt(scriptBytes) * params.massPerScriptPubKeyByte + bought,
    transient: size * TRANSIENT_MASS_PER_BYTE,
  }
}

/** What storage mass depends on: an amount and the space of its script in the UTXO set. */
export interface StorageCell {
  readonly amount: bigint
  readonly plurality: bigint
}

export function storageCellOfEntry(entry: UtxoEntry): StorageCell {
  return { amount: entry.amount, plurality: plurality(entry.scriptPublicKey, entry.covenantId !== undefined) }
}

export function storageCellOfOutput(output: TxOutput): StorageCell {
  return { amount: output.value, plurality: plurality(output.scriptPublicKey, output.covenant !== undefined) }
}

/**
 * KIP-9: what the outputs add to the UTXO set less what the inputs free. Undefined when an amount is zero, which no
 * valid transaction has. Zero inputs (a coinbase) weigh nothing.
 */
export function storageMass(
  inputs: readonly StorageCell[],
  outputs: readonly StorageCell[],
  parameter: bigint = MASS_PARAMS.storageMassParameter,
): bigint | undefined {
  if (inputs.length === 0) return 0n
  if (outputs.some((cell) => cell.amount <= 0n) || inputs.some((cell) => cell.amount <= 0n)) return undefined
  const added = harmonic(outputs, parameter)
  const outs = pluralityOf(outputs)
  const ins = pluralityOf(inputs)
  const relaxed = outs === 1n || ins === 1n || (outs === 2n && ins === 2n)
  const freed = relaxed ? harmonic(inputs, parameter) : arithmetic(inputs, ins, parameter)
  return freed === undefined ? undefined : added > freed ? added - freed : 0n
}

/** The storage mass of a transaction whose inputs spend `entries`. */
export function transactionStorageMass(
  tx: Transaction,
  entries: readonly UtxoEntry[],
  params: MassParams = MASS_PARAMS,
): bigint | undefined {
  if (tx.subnetworkId === COINBASE_SUBNETWORK) return 0n
  return storageMass(
    entries.map(storageCellOfEntry),
    tx.outputs.map(storageCellOfOutput),
    params.storageMassParameter,
  )
}

/** The transaction with its storage mass filled in, which changes its hash but not its id; undefined as above. */
export function commitStorageMass(
  tx: Transaction,
  entries: readonly UtxoEntry[],
  params: MassParams = MASS_PARAMS,
): Transaction | undefined {
  const mass = transactionStorageMass(tx, entries, params)
  return mass === undefined ? undefined : { ...tx, storageMass: mass }
}

/** Sompi that relaying takes: by the larger of compute mass and half the transient mass. Policy, not consensus. */
export function minimumRelayFee(
  tx: Transaction,
  params: MassParams = MASS_PARAMS,
  feePerGram: bigint = MINIMUM_RELAY_FEE_PER_GRAM,
): bigint {
  const { compute, transient } = nonContextualMass(tx, params)
  const half = (transient + 1n) / 2n
  return (compute > half ? compute : half) * feePerGram
}

/** The size in bytes that masses count, which is that of the hashed form. */
export function estimatedSize(tx: Transaction): bigint {
  let size = 2 + 8 + 8 + 8 + 20 + 8 + 32 + 8 + tx.payload.length
  for (const input of tx.inputs) size += inputSize(input, tx.version)
  for (const output of tx.outputs) {
    size += 8 + 2 + 8 + output.scriptPublicKey.script.length
    if (output.covenant !== undefined) size += 2 + COVENANT_BYTES
  }
  return BigInt(size)
}

function inputSize(input: TxInput, version: number): number {
  return 36 + 8 + input.signatureScript.length + 8 + (version >= 1 ? 2 : 0)
}

function plurality(spk: ScriptPublicKey, hasCovenant: boolean): bigint {
  const bytes = UTXO_FIXED_BYTES + spk.script.length + (hasCovenant ? COVENANT_BYTES : 0)
  return BigInt(Math.ceil(bytes / PLURALITY_UNIT_BYTES))
}

function pluralityOf(cells: readonly StorageCell[]): bigint {
  return cells.reduce((sum, cell) => sum + cell.plurality, 0n)
}

function harmonic(cells: readonly StorageCell[], parameter: bigint): bigint {
  return cells.reduce((sum, cell) => sum + (parameter * cell.plurality * cell.plurality) / cell.amount, 0n)
}

function arithmetic(cells: readonly StorageCell[], count: bigint, parameter: bigint): bigint | undefined {
  const mean = cells.reduce((sum, cell) => sum + cell.amount, 0n) / count
  return mean === 0n ? undefined : count * (parameter / mean)
}
