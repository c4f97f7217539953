// The state that the scripts of one input run on: two stacks, open conditions, and the units that may still be spent (31, 2.7).
import {
  FREE_SCRIPT_UNITS,
  SCRIPT_UNITS_PER_COMPUTE_BUDGET,
  SCRIPT_UNITS_PER_SIGNATURE_CHECK,
} from '../../tx/mass.ts'
import type { Hash } from '../../tx/hash.ts'
import type { Sighasher } from '../../tx/sighash.ts'
import type { SignatureVerifier } from '../../tx/signature.ts'
import type { Transaction, TxInput, UtxoEntry } from '../../tx/types.ts'
import type { CovenantContext } from './covenants.ts'
import { fault } from './faults.ts'
import type { ScriptFault } from './faults.ts'

/** The sequencing commitment of a chain block, or why a script can't have it. */
export type SequencingAnswer =
  | { readonly ok: true; readonly commitment: Uint8Array }
  | { readonly ok: false; readonly reason: 'unknown' | 'notOnTheChain' | 'tooDeep' }

/** All that a script may look at. */
export interface ScriptContext {
  readonly tx: Transaction
  readonly inputIndex: number
  /** The outputs that the transaction spends, in the order of its inputs. */
  readonly entries: readonly UtxoEntry[]
  readonly sighasher: Sighasher
  readonly verifier: SignatureVerifier
  readonly covenants: CovenantContext
  /** Answers for blocks that a script names; without it the opcode that asks is unknown. */
  readonly sequencingOf?: (block: Hash) => SequencingAnswer
}

export const MAX_STACK = 244
export const MAX_ELEMENT_BYTES = 1_000_000

/** Whether the operations that come next are executed; `skipped` lies within a branch that isn't. */
export type Condition = 'taken' | 'untaken' | 'skipped'

export class ScriptMachine {
  readonly context: ScriptContext
  readonly stack: Uint8Array[] = []
  readonly alternate: Uint8Array[] = []
  readonly conditions: Condition[] = []
  /** Operations of the running script so far; pushes don't count. */
  operations = 0
  /** Whether the outcome hangs on where the spent outputs and the named blocks lie, and may differ on another chain. */
  placeBound = false
  private unitsLeft: number

  constructor(context: ScriptContext, input: TxInput) {
    this.context = context
    this.unitsLeft = allowedUnits(context.tx.version, input)
  }

  get executing(): boolean {
    return (this.conditions.at(-1) ?? 'taken') === 'taken'
  }

  /** Pushes what an operation made: every byte costs a unit. */
  push(item: Uint8Array): ScriptFault | undefined {
    return this.place(item) ?? this.pay(item.length)
  }

  /** Pushes what is paid for already: data written in the script, or an item that only moves. */
  place(item: Uint8Array): ScriptFault | undefined {
    if (item.length > MAX_ELEMENT_BYTES)
      return fault('elementTooBig', `an item of ${item.length} bytes; the most is ${MAX_ELEMENT_BYTES}`)
    this.stack.push(item)
    return undefined
  }

  pay(units: number): ScriptFault | undefined {
    this.unitsLeft -= units
    return this.unitsLeft >= 0
      ? undefined
      : fault(
          'outOfUnits',
          'the script does more than the input pays for: raise its sigOpCount or computeBudget',
        )
  }

  paySignatureCheck(): ScriptFault | undefined {
    return this.pay(SCRIPT_UNITS_PER_SIGNATURE_CHECK)
  }
}

/** Version 0 states its number of signature checks, version 1 buys units; some are free for both. */
function allowedUnits(version: number, input: TxInput): number {
  return (
    FREE_SCRIPT_UNITS +
    (version === 0
      ? SCRIPT_UNITS_PER_SIGNATURE_CHECK * input.sigOpCount
      : SCRIPT_UNITS_PER_COMPUTE_BUDGET * input.computeBudget)
  )
}
