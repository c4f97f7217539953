// Runs the scripts of an input as Kaspa's newest rules have it (31, 2.6): every opcode but the check of zero-knowledge proofs, which is
// refused, never accepted. The opcodes are in opcodes.ts.
import { classifyScript } from '../../tx/scripts.ts'
import type { ScriptVerdict } from '../types.ts'
import { fault } from './faults.ts'
import type { ScriptFault } from './faults.ts'
import { MAX_STACK, ScriptMachine } from './machine.ts'
import type { ScriptContext } from './machine.ts'
import { isTrue } from './numbers.ts'
import { opcodeOf } from './opcodes.ts'
import { isPush, parseScript } from './operations.ts'
import type { Operation } from './operations.ts'
import { inputOf } from './spent.ts'

/** Judges one input by its scripts. */
export type ScriptEngine = (context: ScriptContext) => ScriptVerdict

const MAX_OPERATIONS = 1_000_000
const MAX_SCRIPT_BYTES = 1_000_000
/** Longer locking scripts than the standard ones cost units. */
const FREE_SCRIPT_BYTES = 35
const UNITS_PER_SCRIPT_BYTE = 100

/** Total on scripts of any bytes. Script versions other than 0 are unknown, and accepted as Kaspa does. */
export const runInputScript: ScriptEngine = (context) => {
  const { tx, inputIndex, entries } = context
  const [input, entry] = [tx.inputs[inputIndex], entries[inputIndex]]
  if (input === undefined || entry === undefined) throw new RangeError(`no input ${inputIndex}`)
  if (entry.scriptPublicKey.version !== 0) return { ok: true, placeBound: false }
  const machine = new ScriptMachine(context, input)
  const failure = runScripts(machine, entry.scriptPublicKey) ?? cleanTruth(machine)
  return failure === undefined
    ? { ok: true, placeBound: machine.placeBound }
    : { ok: false, reason: failure.reason, code: failure.code }
}

function runScripts(
  machine: ScriptMachine,
  locking: { readonly version: number; readonly script: Uint8Array },
): ScriptFault | undefined {
  const { signatureScript } = inputOf(machine)
  const unpaid = machine.pay(Math.max(0, locking.script.length - FREE_SCRIPT_BYTES) * UNITS_PER_SCRIPT_BYTE)
  if (unpaid !== undefined) return unpaid
  if (signatureScript.length === 0 && locking.script.length === 0) {
    return fault('endsOnFalse', 'there is no script at all')
  }
  const failed = runScript(machine, signatureScript, 'pushOnly')
  if (failed !== undefined) return failed
  const unlocking = [...machine.stack]
  const refused = runScript(machine, locking.script)
  if (refused !== undefined || classifyScript(locking).kind !== 'scriptHash') return refused
  const wrongHash = truth(machine)
  if (wrongHash !== undefined) return wrongHash
  // The hash fitted: the last thing pushed is a script, which the things before it must satisfy.
  const redeemScript = unlocking.pop()
  if (redeemScript === undefined) return fault('emptyStack', 'no script was pushed')
  machine.stack.splice(0, machine.stack.length, ...unlocking)
  return runScript(machine, redeemScript)
}

function runScript(machine: ScriptMachine, script: Uint8Array, form?: 'pushOnly'): ScriptFault | undefined {
  if (script.length > MAX_SCRIPT_BYTES)
    return fault('scriptTooLong', `a script of ${script.length} bytes; the most is ${MAX_SCRIPT_BYTES}`)
  const parsed = parseScript(script)
  if (!parsed.ok) return parsed.fault
  if (form === 'pushOnly' && !parsed.operations.every(isPush)) {
    return fault('notPushOnly', 'a signature script may only push data')
  }
  machine.operations = 0
  for (const operation of parsed.operations) {
    const failure = step(machine, operation)
    if (failure !== undefined) return failure
    if (machine.stack.length + machine.alternate.length > MAX_STACK)
      return fault('stackTooDeep', `the stacks hold more than ${MAX_STACK} items`)
  }
  if (machine.conditions.length > 0) return fault('unbalancedConditional', 'an if without its end')
  machine.alternate.length = 0
  return undefined
}

function step(machine: ScriptMachine, operation: Operation): ScriptFault | undefined {
  if (operation.kind === 'push') {
    return machine.executing ? machine.place(operation.data) : undefined
  }
  const opcode = opcodeOf(operation.opcode)
  if (opcode.runs === 'never') return opcode.run(machine)
  if (!isPush(operation)) machine.operations += 1
  const failure = machine.executing || opcode.runs === 'always' ? opcode.run(machine) : undefined
  if (failure === undefined && machine.operations > MAX_OPERATIONS)
    return fault('tooManyOperations', `a script has more than ${MAX_OPERATIONS} operations`)
  return failure
}

/** Takes the verdict off the stack. */
function truth({ stack }: ScriptMachine): ScriptFault | undefined {
  const top = stack.pop()
  if (top === undefined) return fault('tooFewItems', 'the script ends on an empty stack')
  return isTrue(top) ? undefined : fault('endsOnFalse', 'the script ends on false')
}

function cleanTruth(machine: ScriptMachine): ScriptFault | undefined {
  if (machine.stack.length > 1)
    return fault('uncleanStack', 'the script leaves more than its verdict on the stack')
  return machine.stack.length === 0
    ? fault('emptyStack', 'the script ends on an empty stack')
    : truth(machine)
}
