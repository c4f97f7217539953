// The state that scripts of one input run on: a stack and what may still be spent on signature checks.
import {
  FREE_SCRIPT_UNITS,
  SCRIPT_UNITS_PER_COMPUTE_BUDGET,
  SCRIPT_UNITS_PER_SIGNATURE_CHECK,
} from '../../tx/mass.ts'
import type { Sighasher } from '../../tx/sighash.ts'
import type { SignatureVerifier } from '../../tx/signature.ts'
import type { Transaction, TxInput, UtxoEntry } from '../../tx/types.ts'

/** All that a script may look at. */
export interface ScriptContext {
  readonly tx: Transaction
  readonly inputIndex: number
  /** The output that the input spends. */
  readonly entry: UtxoEntry
  readonly sighasher: Sighasher
  readonly verifier: SignatureVerifier
}

export const MAX_STACK = 244

export class ScriptMachine {
  readonly context: ScriptContext
  readonly stack: Uint8Array[] = []
  private checksLeft: number

  constructor(context: ScriptContext, input: TxInput) {
    this.context = context
    this.checksLeft = allowedChecks(context.tx.version, input)
  }

  /** False when the input has paid for no more signature checks. */
  paySignatureCheck(): boolean {
    this.checksLeft -= 1
    return this.checksLeft >= 0
  }
}

/** Script truth: anything but zeros, the negative zero included. */
export function isTrue(item: Uint8Array): boolean {
  return item.some((byte, i) => byte !== 0 && !(byte === 0x80 && i === item.length - 1))
}

export function ofBoolean(value: boolean): Uint8Array {
  return value ? Uint8Array.of(1) : new Uint8Array()
}

/** Version 0 states its number of checks; version 1 buys script units, of which some are free (31, 2.7). */
function allowedChecks(version: number, input: TxInput): number {
  if (version === 0) return input.sigOpCount
  const units = SCRIPT_UNITS_PER_COMPUTE_BUDGET * input.computeBudget + FREE_SCRIPT_UNITS
  return Math.floor(units / SCRIPT_UNITS_PER_SIGNATURE_CHECK)
}
